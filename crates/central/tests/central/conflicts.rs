//! Conflicting versions: nothing is lost, nothing is counted by mistake, and people see them.

use kentongan_central::{Central, Role};
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::{RecordId, RecordOutcome};
use serde_json::json;

use crate::numbers::{recounted, stored};
use crate::support::{Browser, Dice, Finished, Phone, Process, Server, incident, set_up};

/// A version of a record in which the child is of this sex.
fn version(phone: &Phone, record: RecordId, revision: u32, sex: &str) -> Finished {
    let mut answers = incident(&mut Dice::new());
    answers.insert("sex".into(), json!(sex));
    phone.finish("incident", record, revision, answers)
}

#[tokio::test]
async fn a_phone_that_knows_anothers_record_cannot_change_what_counts() {
    let server = Server::start().await;
    let (maker, other) = (server.phone().await, server.phone().await);
    let record = RecordId::new();
    assert!(matches!(maker.send_one(&version(&maker, record, 1, "female")).await, RecordOutcome::Stored { .. }));
    let before = stored(&server.database());

    let against = [1, 2, 7].map(|revision| version(&other, record, revision, "male"));
    for (count, version) in against.iter().enumerate() {
        assert_eq!(other.send_one(version).await, RecordOutcome::Conflict);
        assert_eq!(other.send_one(version).await, RecordOutcome::Conflict, "and again, kept once");
        assert_eq!((server.count("records"), server.count("conflicts")), (1, i64::try_from(count).unwrap() + 1));
    }
    assert_eq!(stored(&server.database()), before);
    assert!(other.feed(0).await.items.is_empty());
    let database = server.database();
    let mut kept = database.prepare("SELECT body FROM conflicts ORDER BY revision").unwrap();
    let kept: Vec<Vec<u8>> = kept.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(kept, against.map(|version| version.bytes), "the very bytes that were sent");

    let corrected = version(&maker, record, 2, "female");
    assert!(matches!(maker.send_one(&corrected).await, RecordOutcome::Stored { .. }), "its maker still may");
    // A carrier of the maker's envelope delivers it as before.
    assert!(matches!(other.send_one(&corrected).await, RecordOutcome::Duplicate { .. }));
    assert_eq!(stored(&server.database()), recounted(&server.database()));
    assert_eq!((server.count("records"), server.count("current_records")), (2, 1));
}

#[tokio::test]
async fn a_coordinator_sees_how_many_versions_conflict_and_where_until_the_maker_settles_it() {
    let server = Server::start().await;
    let (maker, other) = (server.phone().await, server.phone().await);
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let (disputed, quiet) = (RecordId::new(), RecordId::new());
    let first = version(&maker, disputed, 1, "female");
    let elsewhere = version(&maker, quiet, 1, "female");
    maker.send(&[&first, &elsewhere]).await;
    let list = coordinator.get("/records").await;
    assert!(!list.html.contains("bertentangan"), "nothing to see yet");
    let viewed = format!("/records/{disputed}");
    assert!(!coordinator.get(&viewed).await.html.contains("Bertentangan"));

    let mut against = first.version.clone();
    against.countable.insert("sex".into(), json!("male"));
    maker.send_one(&maker.seal(against)).await;
    let mut only_sealed = first.version.clone();
    only_sealed.revision = 2;
    other.send_one(&other.seal(only_sealed)).await;

    let list = coordinator.get("/records").await;
    assert!(list.html.contains("2 versi bertentangan") && list.html.contains("tanyakan kepada fasilitator"));
    let row = |record: RecordId| format!("href=\"/records/{record}\"");
    assert!(list.html.contains(&row(disputed)) && list.html.contains(&row(quiet)));
    assert!(list.html.contains("href=\"/records?conflicts=yes\""));
    let list = coordinator.get("/records?conflicts=yes").await;
    assert!(list.html.contains(&row(disputed)) && !list.html.contains(&row(quiet)));
    assert!(list.html.contains("name=\"conflicts\" value=\"yes\""), "the other filters keep to it");

    let page = coordinator.get(&viewed).await;
    let code = &other.enrolment.device_code;
    assert!(page.html.contains(&format!("Bertentangan: versi 2 dari HP {code}, tidak dihitung")));
    assert!(page.html.contains("Jawaban berkodenya sama"));
    assert!(page.html.contains("<td>Perempuan</td><td>Laki-laki</td>"), "{}", page.html);
    assert!(!page.html.contains("KODE-RAHASIA"));
    let token = page.token();
    coordinator.post("/language", &[("language", "en"), ("token", &token)]).await;
    assert!(coordinator.get("/records").await.html.contains("2 versions conflict"));
    assert!(coordinator.get(&viewed).await.html.contains("<td>Female</td><td>Male</td>"));

    maker.send_one(&version(&maker, disputed, 2, "female")).await;
    assert!(!coordinator.get("/records").await.html.contains("conflict"), "settled");
    assert!(!coordinator.get("/records?conflicts=yes").await.html.contains(&row(disputed)));
    assert!(coordinator.get(&viewed).await.html.contains("<td>Male</td>"), "but not forgotten");
}

#[tokio::test]
async fn an_old_version_that_comes_late_settles_nothing() {
    let server = Server::start().await;
    let (maker, other) = (server.phone().await, server.phone().await);
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let record = RecordId::new();
    maker.send_one(&version(&maker, record, 2, "female")).await;
    other.send_one(&version(&other, record, 3, "male")).await;
    assert!(matches!(maker.send_one(&version(&maker, record, 1, "female")).await, RecordOutcome::Stored { .. }));
    assert!(coordinator.get("/records").await.html.contains("1 versi bertentangan"));
    maker.send_one(&version(&maker, record, 3, "female")).await;
    assert!(!coordinator.get("/records").await.html.contains("bertentangan"));
}

#[tokio::test]
async fn the_log_names_a_conflict_by_ids_and_tells_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let central = Central::open(folder.path()).unwrap();
    set_up(&central, &Identity::generate()).await;
    let code = central.make_enrolment_code("33.16.09.2002").await.unwrap();
    drop(central);
    let log = folder.path().join("log");
    let server = Process::start_logging(&log, folder.path());
    let phone = Phone::enrol(&server.address, &code.to_string()).await;
    let record = RecordId::new();
    phone.send_one(&version(&phone, record, 1, "female")).await;
    assert_eq!(phone.send_one(&version(&phone, record, 1, "male")).await, RecordOutcome::Conflict);
    assert!(server.stop());
    let log = std::fs::read_to_string(log).unwrap();
    let line = log.lines().find(|line| line.contains("conflicting")).unwrap_or_else(|| panic!("{log}"));
    assert!(line.contains("WARN") && line.contains(&record.to_string()));
    assert!(line.contains(&phone.enrolment.device.to_string()));
    for told in ["male", "KML-2026", "KODE-RAHASIA", "33.16"] {
        assert!(!line.contains(told), "{line}");
    }
}
