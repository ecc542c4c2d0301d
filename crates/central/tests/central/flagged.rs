//! What can be opened and is signed is kept, whatever it says, and flagged for a person.

use kentongan_central::Role;
use kentongan_exchange::sealing;
use kentongan_exchange::{AttachmentName, RecordId, RecordOutcome};
use serde_json::{Map, Value, json};

use crate::numbers::stored;
use crate::search::files_with;
use crate::support::{Browser, Dice, Finished, Phone, Server, activity, incident};

async fn taken(phone: &Phone, record: &Finished) {
    let outcome = phone.send_one(record).await;
    assert!(matches!(outcome, RecordOutcome::Stored { .. }), "{outcome:?}");
    let outcome = phone.send_one(record).await;
    assert!(matches!(outcome, RecordOutcome::Duplicate { .. }), "once: {outcome:?}");
}

fn flags(server: &Server) -> Vec<String> {
    let database = server.database();
    let mut statement = database.prepare("SELECT flags FROM versions ORDER BY arrival").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn with(question: &str, value: Value) -> Map<String, Value> {
    let mut answers = incident(&mut Dice::new());
    answers.insert(question.to_owned(), value);
    answers
}

#[tokio::test]
async fn answers_that_break_the_form_are_kept_and_flagged() {
    let server = Server::start().await;
    let phone = server.phone().await;
    for (question, value, expected) in [
        ("sex", json!("kode-lain"), "breaks-rules"),
        ("sex", json!(17), "breaks-rules unreadable"),
        ("age_group", Value::Null, "breaks-rules"),
        ("incident_date", json!("2099-11-24"), "breaks-rules"),
        ("area", json!("99.99.99.9999"), "unknown-area"),
        ("some-question", json!("yes"), "unreadable"),
    ] {
        taken(&phone, &phone.finish("incident", RecordId::new(), 1, with(question, value.clone()))).await;
        let flagged = flags(&server).pop().unwrap();
        let flagged: Vec<&str> = flagged.split(' ').collect();
        for expected in expected.split(' ') {
            assert!(flagged.contains(&expected), "{question} {value}: {flagged:?}");
        }
    }
    taken(&phone, &phone.incident(&mut Dice::new())).await;
    assert_eq!(flags(&server).pop().unwrap(), "", "nothing to say about the others");
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let list = coordinator.get("/records").await.html;
    assert_eq!(list.matches("perlu dilihat").count(), 6, "{list}");
}

#[tokio::test]
async fn an_area_that_does_not_exist_counts_in_the_phones_own_village() {
    let server = Server::start().await;
    let phone = server.phone().await;
    for made_up in 0..40 {
        let area = json!(format!("33.16.09.{}", 9000 + made_up));
        taken(&phone, &phone.finish("incident", RecordId::new(), 1, with("area", area))).await;
    }
    let areas: Vec<String> = stored(&server.database()).into_keys().map(|(_, _, area, _, _)| area).collect();
    assert!(areas.iter().all(|area| area == "33.16.09.2002"), "{areas:?}");
}

#[tokio::test]
async fn a_record_of_an_unknown_form_is_kept_and_counts_once_the_form_is_there() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut newer = phone.incident(&mut Dice::new()).version;
    newer.form.version = "2026120101".to_owned();
    let newer = phone.seal(newer);
    taken(&phone, &newer).await;
    assert_eq!(flags(&server), ["unknown-form"]);
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let page = coordinator.get(&newer.page()).await;
    assert_eq!(page.status, 200);
    assert!(page.html.contains("Formulir atau versinya belum ada"), "{}", page.html);

    let csv = include_str!("../../../../assets/forms/incident.csv");
    assert!(csv.contains("2026112801"));
    server.central.import_form(&csv.replace("2026112801", "2026120101")).await.unwrap();
    assert_eq!(flags(&server), [""]);
    let page = coordinator.get(&newer.page()).await.html;
    assert!(page.contains("Jenis kelamin") && !page.contains("perlu dilihat"), "{page}");
    assert_eq!(stored(&server.database()), crate::numbers::recounted(&server.database()));
    taken(&phone, &phone.incident(&mut Dice::new())).await;
}

#[tokio::test]
async fn what_a_phone_sealed_before_its_access_was_withdrawn_is_taken_and_flagged() {
    let server = Server::start().await;
    let (lost, carrier) = (server.phone().await, server.phone().await);
    let mut dice = Dice::new();
    let (carried, mut own) = (lost.incident(&mut dice), activity(&mut dice));
    let photo = b"sealed bytes of a photo".to_vec();
    let name = AttachmentName::of(&photo);
    own.insert("photo_1".to_owned(), name.to_string().into());
    let own = lost.finish("activity", RecordId::new(), 1, own);
    server.central.revoke_device(&lost.enrolment.device_code).await.unwrap();
    taken(&carrier, &carried).await;
    taken(&lost, &own).await;
    assert_eq!(flags(&server), ["revoked-device", "revoked-device"]);
    assert_eq!(lost.begin(name, photo.len()).await.status, 201);
    let sent = lost.bytes(name, 0, photo.clone()).send().await.unwrap();
    assert_eq!(sent.status(), 204);
    assert_eq!(server.attachment(name), photo, "and its photos");
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    let page = coordinator.get(&carried.page()).await.html;
    assert!(page.contains("Akses HP pembuatnya sudah dicabut"), "{page}");
}

/// A changed app may write whatever it wants into a countable text.
#[tokio::test]
async fn a_text_that_may_identify_somebody_is_sealed_to_the_case_managers_and_not_lost() {
    let server = Server::start().await;
    let phone = server.phone().await;
    // In parts, so that no file holds what looks like a citizen's number.
    let number = ["331609", "1505", "120001"].concat();
    for secret in [number.as_str(), "0812 3456 7890", "Anu Fulan", "anu@contoh.example"] {
        let mut answers = activity(&mut Dice::new());
        answers.insert("title".to_owned(), json!(secret));
        taken(&phone, &phone.finish("activity", RecordId::new(), 1, answers)).await;
        assert!(flags(&server).pop().unwrap().contains("hidden"), "{secret}");
        assert!(files_with(server.folder.path(), secret).is_empty(), "{secret}");
    }
    // In a choice, in a question that the form does not have, in a member of the version, and unsealed.
    let secret = "Anu Fulan bin Polan";
    let mut version = phone.incident(&mut Dice::new()).version;
    version.countable.insert("sex".into(), json!(secret));
    version.countable.insert("child_name".into(), json!([secret]));
    version.countable.insert(secret.into(), json!("yes"));
    version.countable.insert("safe_contact".into(), json!("KODE-KONTAK"));
    version.unknown.insert("note".into(), json!({ "deep": secret }));
    version.sealed = Some(serde_json::from_value(json!("S09ERS1URVJCVUtB")).unwrap());
    let record = phone.seal(version);
    taken(&phone, &record).await;
    for secret in [secret, "KODE-KONTAK", "KODE-TERBUKA", "S09ERS1URVJCVUtB"] {
        assert!(files_with(server.folder.path(), secret).is_empty(), "{secret}");
    }
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    for path in [record.page(), "/records".to_owned(), "/summary".to_owned()] {
        let page = coordinator.get(&path).await.html;
        assert!(!page.contains("Fulan") && !page.contains("KODE-"), "{path}: {page}");
    }
    let page = coordinator.get(&record.page()).await.html;
    assert!(page.contains("<td>disembunyikan</td>") && page.contains("tidak hilang"), "{page}");

    // The case managers can read all of it.
    let hidden: Vec<u8> = server
        .database()
        .query_row("SELECT hidden FROM versions ORDER BY arrival DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    let opened = sealing::open(&hidden, &server.case_key, 1 << 20).unwrap();
    let opened: Value = serde_json::from_slice(&opened).unwrap();
    assert_eq!(
        (&opened["sex"], &opened["child_name"][0], &opened[secret]),
        (&json!(secret), &json!(secret), &json!("yes"))
    );
    assert_eq!(opened["safe_contact"], "KODE-KONTAK");
    assert_eq!((&opened[""]["note"]["deep"], &opened[""]["sealed"]), (&json!(secret), &json!("S09ERS1URVJCVUtB")));
}

#[tokio::test]
async fn usual_texts_of_an_activity_stay_readable() {
    let server = Server::start().await;
    let phone = server.phone().await;
    for title in ["internet aman kelas 5", "RT 003 RW 001", "08.00–09.30 di balai desa", "penyuluhan 20/11/2026"] {
        let mut answers = activity(&mut Dice::new());
        answers.insert("title".to_owned(), json!(title));
        let record = phone.finish("activity", RecordId::new(), 1, answers);
        taken(&phone, &record).await;
        let page = Browser::signed_in(&server, Role::Coordinator).await.get(&record.page()).await.html;
        assert!(page.contains(title), "{title}: {page}");
    }
}

/// Our own phone asks for the title. A signed record can hold whatever its maker wants.
#[tokio::test]
async fn texts_that_show_nothing_or_run_backwards_break_nothing_at_central() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let odd = [
        "\u{200b}\u{200b}",
        "\u{3164}",
        "\u{0}",
        " \u{a0}",
        "\u{202e}naik \u{2066}x",
        "👩\u{200d}👧",
        "<b>&amp;\u{ad}",
    ];
    let mut coordinator = Browser::signed_in(&server, Role::Coordinator).await;
    for title in odd {
        let mut answers = activity(&mut Dice::new());
        answers.insert("title".to_owned(), json!(title));
        let record = phone.finish("activity", RecordId::new(), 1, answers);
        taken(&phone, &record).await;
        for path in ["/summary".to_owned(), "/records".to_owned(), record.page()] {
            assert_eq!(coordinator.get(&path).await.status, 200, "{path}: {}", title.escape_unicode());
        }
    }
}

/// 3.6 MB that were sent once became 517 MB on disk.
#[tokio::test]
async fn a_record_that_unfolds_to_much_takes_on_disk_what_was_sent() {
    let server = Server::start().await;
    let phone = server.phone().await;
    let mut version = phone.incident(&mut Dice::new()).version;
    let folder_before = size(&server);
    let mut sent = 0;
    for round in 0..50 {
        version.record = RecordId::new();
        version.unknown.insert("filling".into(), json!("x".repeat(200_000 + round)));
        let record = phone.seal(version.clone());
        sent += record.envelope.size();
        taken(&phone, &record).await;
    }
    let grown = size(&server) - folder_before;
    assert!(grown < 20 * sent as u64 + 1_000_000, "{sent} bytes were sent, {grown} are on disk");
}

fn size(server: &Server) -> u64 {
    server.database().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    std::fs::metadata(server.folder.path().join("central.db")).unwrap().len()
}
