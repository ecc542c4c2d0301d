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
async fn who_sends_anothers_record_id_first_takes_nothing_from_it() {
    let server = Server::start().await;
    let (maker, neighbour) = (server.phone().await, server.phone().await);
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let record = RecordId::new();
    // The neighbour carried the envelope, which names the record, and sends another one under its id before.
    let (false_one, true_one) = (version(&neighbour, record, 7, "male"), version(&maker, record, 1, "female"));
    assert!(matches!(neighbour.send_one(&false_one).await, RecordOutcome::Stored { .. }));
    assert!(matches!(maker.send_one(&true_one).await, RecordOutcome::Stored { .. }), "received as if alone");
    assert_eq!((server.count("records"), server.conflicts()), (2, 0));
    assert_eq!(stored(&server.database()), recounted(&server.database()), "both count");

    let list = coordinator.get("/records").await.html;
    assert!(list.contains(&true_one.page()) && list.contains(&false_one.page()), "{list}");
    let page = coordinator.get(&true_one.page()).await.html;
    assert!(
        page.contains("<td>Perempuan</td>") && page.contains("HP lain mengirim catatan dengan nomor yang sama"),
        "{page}"
    );

    let corrected = version(&maker, record, 2, "female");
    assert!(
        matches!(maker.send_one(&corrected).await, RecordOutcome::Stored { .. }),
        "its maker corrects it as before"
    );
    assert!(
        matches!(neighbour.send_one(&corrected).await, RecordOutcome::Duplicate { .. }),
        "and a carrier delivers it"
    );
    assert_eq!(server.count("records"), 2);
    assert_eq!(server.bodies().len(), 3, "every version is kept");
}

#[tokio::test]
async fn a_phone_that_enrolled_again_sends_its_old_record_and_it_is_not_doubled() {
    let server = Server::start().await;
    let (before, after) = (server.phone().await, server.phone().await);
    let sent = version(&before, RecordId::new(), 1, "female");
    before.send_one(&sent).await;
    // The same bytes, sealed and signed by the same phone's new enrolment.
    let again = after.seal(sent.version.clone());
    assert!(matches!(after.send_one(&again).await, RecordOutcome::Duplicate { .. }));
    assert_eq!((server.count("records"), server.count("versions")), (1, 1));
}

#[tokio::test]
async fn a_conflict_stays_in_the_list_until_a_person_settles_it_and_every_version_can_be_read() {
    let server = Server::start().await;
    let maker = server.phone().await;
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let (disputed, quiet) = (RecordId::new(), RecordId::new());
    let first = version(&maker, disputed, 1, "female");
    let elsewhere = version(&maker, quiet, 1, "female");
    maker.send(&[&first, &elsewhere]).await;
    assert!(!coordinator.get("/records").await.html.contains("bertentangan"), "nothing to see yet");
    let before = stored(&server.database());

    let mut against = first.version.clone();
    against.countable.insert("sex".into(), json!("male"));
    let against = maker.seal(against);
    for _again in 0..2 {
        assert_eq!(maker.send_one(&against).await, RecordOutcome::Conflict);
        assert_eq!((server.count("records"), server.conflicts()), (2, 1));
    }
    assert_eq!(stored(&server.database()), before, "the first counts");
    for other in 0..30 {
        let mut version = first.version.clone();
        version.countable.insert("still_in_school".into(), json!(other));
        maker.send_one(&maker.seal(version)).await;
    }
    let page = coordinator.get(&first.page()).await.html;
    assert_eq!(page.matches("<h2>Bertentangan: versi 1").count(), 31, "all of them, however many");
    assert!(page.contains("<td>Perempuan</td><td>Laki-laki</td>"), "{page}");
    assert!(!page.contains("KODE-RAHASIA"));

    let row = |finished: &Finished| format!("href=\"{}\"", finished.page());
    let list = coordinator.get("/records").await.html;
    assert!(list.contains("1 catatan dengan versi yang bertentangan") && list.contains("tanyakan kepada fasilitator"));
    assert!(list.contains(&row(&first)) && list.contains(&row(&elsewhere)));
    let conflicting = coordinator.get("/records?conflicts=yes").await.html;
    assert!(conflicting.contains(&row(&first)) && !conflicting.contains(&row(&elsewhere)));
    assert!(conflicting.contains("name=\"conflicts\" value=\"yes\""), "the other filters keep to it");

    // A later revision counts, and settles nothing.
    assert!(matches!(maker.send_one(&version(&maker, disputed, 2, "female")).await, RecordOutcome::Stored { .. }));
    assert!(coordinator.get("/records?conflicts=yes").await.html.contains(&row(&first)));
    let page = coordinator.get(&first.page()).await;
    assert!(page.html.contains("Versi 1, tidak dihitung"), "{}", page.html);
    coordinator.post("/language", &[("language", "en"), ("token", &page.token())]).await;
    assert!(coordinator.get("/records").await.html.contains("1 record with conflicting versions"));
    assert_eq!(stored(&server.database()), recounted(&server.database()));
}

#[tokio::test]
async fn revisions_count_by_their_number_in_whatever_order_they_come() {
    let server = Server::start().await;
    let maker = server.phone().await;
    let record = RecordId::new();
    for (revision, sex) in [(2, "female"), (3, "male"), (1, "female")] {
        let outcome = maker.send_one(&version(&maker, record, revision, sex)).await;
        assert!(matches!(outcome, RecordOutcome::Stored { .. }), "{revision}: {outcome:?}");
    }
    assert_eq!((server.count("records"), server.count("versions"), server.conflicts()), (1, 3, 0));
    assert_eq!(stored(&server.database()), recounted(&server.database()));
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
