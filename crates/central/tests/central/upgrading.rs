//! Data outlive programs: an older database opens with all its data, a newer one stays unchanged.

use std::path::Path;

use kentongan_central::{Central, Settings};
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::{FeedAnswer, RecordOutcome};
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::support::{Browser, PASSWORD, Phone, Server, database, http};

/// Token of the phone in the dump.
const TOKEN: &str = "UjhAWNkXNjM8ES8p7aJoFO6SA2i0f02Z7YH_CWEZj4A";
const RECORD: &str = "0190b6c0-0000-7000-8000-00000000c0de";

/// A data folder of version 1, with this test's own key file.
pub(crate) fn folder_of_version_1() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    drop(Central::open(folder.path()).unwrap());
    let own = database(folder.path());
    let recipient: String = own.query_row("SELECT central_recipient FROM organisation", [], |row| row.get(0)).unwrap();
    drop(own);
    let path = folder.path().join("central.db");
    std::fs::remove_file(&path).unwrap();
    let dump = include_str!("database_v1.sql").replace("{central recipient}", &recipient);
    Connection::open(path).unwrap().execute_batch(&dump).unwrap();
    folder
}

/// Everything in these tables.
pub(crate) fn rows(folder: &Path) -> Vec<Vec<rusqlite::types::Value>> {
    let database = database(folder);
    let tables =
        ["areas", "forms", "devices", "records", "conflicts", "feed", "rollups", "accounts", "case_recipients"];
    let table = |table: &&str| -> Vec<Vec<rusqlite::types::Value>> {
        let mut statement = database.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
        let columns = statement.column_count();
        let row = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect());
        row.unwrap().map(Result::unwrap).collect()
    };
    tables.iter().flat_map(table).collect()
}

#[tokio::test]
async fn a_database_of_version_1_is_opened_with_all_its_rows() {
    let folder = folder_of_version_1();
    let before = rows(folder.path());
    assert!(before.len() >= 13, "the dump holds something of everything");
    drop(Central::open(folder.path()).unwrap());
    let after = rows(folder.path());
    assert_eq!(after.len(), before.len());
    for (after, before) in after.iter().zip(&before) {
        assert!(after.starts_with(before), "columns may have come after these: {before:?}");
    }

    let server = Server::start_on(folder, Identity::generate(), Settings::default()).await;
    let mut coordinator = Browser::open(&server);
    assert_eq!(coordinator.sign_in("koordinator", PASSWORD).await.leads_to(), "/summary");
    assert_eq!(coordinator.get("/summary?period=2026-10").await.kpi("Kejadian dilaporkan"), "<5");
    assert!(coordinator.get("/records").await.html.contains("KML-26-Y600"));
    let page = coordinator.get(&format!("/records/{RECORD}")).await;
    assert!(page.html.contains("Laki-laki") && page.html.contains("Bertentangan"), "{}", page.html);
    let feed = http().get(format!("{}/v1/feed", server.address)).bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(feed.json::<FeedAnswer>().await.unwrap().items.len(), 2, "its phone is still known");

    // It still works: another phone enrols, and its record counts beside the old one.
    let phone = Phone::enrol(&server.address, &server.code().await).await;
    assert_eq!(phone.enrolment.device_code, "KML-02");
    let answers = json!({"sex": "female", "incident_date": "2026-10-03", "area": "33.16.09.2002"});
    let answers: Map<String, Value> = serde_json::from_value(answers).unwrap();
    let record = phone.finish("incident", kentongan_exchange::RecordId::new(), 1, answers);
    assert!(matches!(phone.send_one(&record).await, RecordOutcome::Stored { .. }));
    let counted: i64 =
        server.database().query_row("SELECT records FROM rollups WHERE question = ''", [], |row| row.get(0)).unwrap();
    assert_eq!(counted, 2);
}

#[test]
fn a_database_of_a_newer_program_is_left_as_it_is_and_the_operator_told_why() {
    let folder = folder_of_version_1();
    database(folder.path()).pragma_update(None, "user_version", 99).unwrap();
    let before = rows(folder.path());
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_kentongan-central"))
        .args(["device", "revoke", "KML-01", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the database has version 99") && said.contains("install the newer program"), "{said}");
    let after = rows(folder.path());
    assert_eq!(after.len(), before.len());
    for (after, before) in after.iter().zip(&before) {
        assert!(after.starts_with(before), "columns may have come after these: {before:?}");
    }
}
