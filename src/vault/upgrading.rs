//! Tests of upgrading: a vault that another version of the app wrote opens with all its data.

use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::feed::Opened;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{DeviceId, FeedEntry, Receipt, RecordId, RecordNews, RecordProgress, RefusalCode};
use rusqlite::{Connection, params};
use serde_json::json;

use super::{DataKey, ErasablePart, MIGRATIONS, StateFilter, StoredState, Vault, current};
use crate::refusal::RefusalReason;
use crate::storage::StorageError;

/// The schema of version 1.
const FIRST: &str = include_str!("migrations/0001_first.sql");
const ACTIVITY: &str = include_str!("../../assets/forms/activity.csv");

/// The data that the test puts into a vault of version 1.
struct VersionOneData {
    draft: RecordId,
    waiting: RecordId,
    delivered: RecordId,
    refused: RecordId,
    device: DeviceId,
    receipt: Receipt,
}

/// A vault of version 1 with data in every table.
fn first(path: &Path, key: &DataKey) -> VersionOneData {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(&key.pragma()).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    connection.execute_batch(FIRST).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    let (device, signing) = (DeviceId::new(), SigningKey::generate().unwrap());
    let recipient = Identity::generate().recipient();
    connection
        .execute(
            "INSERT INTO enrolment VALUES (1, 'https://kentongan.example.org', 'token', ?1, 'TMP-02', 'Dinas Uji',
                 '33.16.09.1016', 'Tempelan', '33.16.09', ?2, ?3, ?4, ?5, ?6)",
            params![
                device.as_bytes(),
                recipient.as_str(),
                signing.verifying_key().0.0,
                json!([recipient]).to_string(),
                signing.to_secret().as_slice(),
                Identity::generate().to_secret().as_str(),
            ],
        )
        .unwrap();
    connection
        .execute_batch(
            "INSERT INTO areas VALUES ('33.16.09.1016', 'Tempelan', '33.16.09');
             INSERT INTO directory VALUES (1, 7, '[]');",
        )
        .unwrap();
    connection.execute("INSERT INTO forms VALUES ('activity', '2026112301', ?1)", [ACTIVITY]).unwrap();
    let ids: Vec<RecordId> = (0..4).map(|_| RecordId::new()).collect();
    let states = ["draft", "waiting", "delivered", "refused"];
    for (place, (record, state)) in (1_i64..).zip(ids.iter().zip(states)) {
        let refusal = if state == "refused" { r#"{"central":"invalid_answers"}"# } else { "" };
        let (code, revision) = (format!("TMP-26-000{place}"), i64::from(state != "draft"));
        connection
            .execute(
                "INSERT INTO records VALUES (?1, ?2, ?3, ?4, ?5, 'activity', '2026112301', 'session', ?6, 1000, 2000)",
                params![record.as_bytes(), place, state, refusal, code, revision],
            )
            .unwrap();
        connection
            .execute("INSERT INTO answers VALUES (?1, 'title', '\"internet aman\"')", [record.as_bytes()])
            .unwrap();
        if revision == 1 {
            connection
                .execute(
                    "INSERT INTO versions VALUES (?1, ?2, 1, 2000, ?3, ?4)",
                    params![place, record.as_bytes(), [7_u8; 32], b"body"],
                )
                .unwrap();
        }
    }
    let &[draft, waiting, delivered, refused] = ids.as_slice() else { panic!("four records") };
    let stored = Stored { record: delivered, revision: 1, device, digest: &[7; 32] };
    let receipt = Receipt::sign(stored, Timestamp::UNIX_EPOCH, &signing);
    connection
        .execute(
            "INSERT INTO receipts VALUES (?1, 1, 0, ?2, ?3)",
            params![delivered.as_bytes(), receipt.signature.0, receipt.short_code()],
        )
        .unwrap();
    connection.execute("INSERT INTO progress VALUES (?1, 3, '\"accepted\"', 0)", [delivered.as_bytes()]).unwrap();
    VersionOneData { draft, waiting, delivered, refused, device, receipt }
}

#[test]
fn what_version_1_wrote_is_all_there() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("vault.db"), DataKey::generate().unwrap());
    let written = first(&path, &key);
    for _twice in 0..2 {
        let mut vault = Vault::open(&path, &key).unwrap();
        let enrolled = vault.enrolled().unwrap();
        assert_eq!((enrolled.device, enrolled.device_code.as_str()), (written.device, "TMP-02"));
        assert_eq!((vault.areas().unwrap().len(), vault.directory().unwrap().version), (1, 7));
        assert_eq!(vault.forms().unwrap()[0].csv, ACTIVITY);
        assert_eq!(vault.current_forms().unwrap().len(), 1, "a form of the first enrolment is filled in");

        let records = vault.records(StateFilter::All, "", None, 50).unwrap();
        let states: Vec<_> = records.iter().map(|record| (record.record, record.state)).collect();
        let reason = RefusalReason::Central(RefusalCode::InvalidAnswers);
        let expected = [
            (written.refused, StoredState::Refused(reason)),
            (written.delivered, StoredState::Delivered),
            (written.waiting, StoredState::Waiting),
            (written.draft, StoredState::Draft),
        ];
        assert_eq!(states, expected);
        assert_eq!(records[1].receipt.as_ref().unwrap().0, written.receipt.short_code());
        assert_eq!(current(&records[1].steps).unwrap().progress, RecordProgress::Accepted);
        assert_eq!(vault.answers_of(written.draft).unwrap().answers["title"], "internet aman");
        assert_eq!(vault.version(written.waiting, 1).unwrap().body, b"body");
        assert_eq!(vault.without_receipt().unwrap(), [(written.waiting, 1), (written.refused, 1)]);
        assert_eq!((vault.next_device_seq().unwrap(), vault.lock_after_minutes().unwrap()), (5, 5));
        vault.save_answer(written.draft, "title", Some(&json!("lain")), Timestamp::UNIX_EPOCH).unwrap();
        vault.save_answer(written.draft, "title", Some(&json!("internet aman")), Timestamp::UNIX_EPOCH).unwrap();
    }
}

/// Version 4 assumed that every older version had sealed answers.
#[test]
fn only_what_has_sealed_answers_or_cannot_be_read_is_said_to_have_some_after_upgrading() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("vault.db"), DataKey::generate().unwrap());
    let written = first(&path, &key);
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(&key.pragma()).unwrap();
    for migration in &MIGRATIONS[1..4] {
        connection.execute_batch(migration).unwrap();
    }
    connection.pragma_update(None, "user_version", 4).unwrap();
    let bodies = [(written.waiting, json!({"countable": {}})), (written.delivered, json!({"sealed": "YWdl"}))];
    for (record, body) in bodies {
        let body = body.to_string().into_bytes();
        connection.execute("UPDATE versions SET body = ?2 WHERE record = ?1", (record.as_bytes(), body)).unwrap();
    }
    let sql = "INSERT INTO photos (name, record, revision, size, thumbnail) VALUES (x'00', ?1, 1, 9, x'')";
    connection.execute(sql, [written.waiting.as_bytes()]).unwrap();
    for record in [written.waiting, written.delivered] {
        let sql = "INSERT INTO erasures (record, erased_at, wiped) VALUES (?1, 0, 1)";
        connection.execute(sql, [record.as_bytes()]).unwrap();
    }
    drop(connection);
    let vault = Vault::open(&path, &key).unwrap();
    let kept = |record| vault.record(record).unwrap().erasable;
    assert_eq!(kept(written.waiting), None);
    assert_eq!(kept(written.delivered), Some(ErasablePart::Answers));
    assert_eq!(kept(written.refused), Some(ErasablePart::Answers), "nobody can tell");
    let erased = |record| vault.record(record).unwrap().erased.unwrap().0;
    assert_eq!(erased(written.waiting), ErasablePart::Pictures, "it had photos");
    assert_eq!(erased(written.delivered), ErasablePart::Answers);
}

#[test]
fn news_that_an_older_app_could_not_read_is_read_after_the_update() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("vault.db"), DataKey::generate().unwrap());
    let written = first(&path, &key);
    let mut vault = Vault::open(&path, &key).unwrap();
    let news = |progress: RecordProgress, second| RecordNews {
        record: written.waiting,
        maker: written.device,
        revision: 1,
        progress,
        at: Timestamp::from_second(second).unwrap(),
    };
    // For the build that stored them, both were unknown words of a newer central.
    let closed = serde_json::to_vec(&FeedEntry::Record(news(RecordProgress::Closed, 9))).unwrap();
    let strange = br#"{"kind":"a word of a newer central"}"#.to_vec();
    let items = [(4, Opened::Unread(strange)), (5, Opened::Unread(closed))];
    for _twice in 0..2 {
        vault.note_news(written.device, &items, Duration::ZERO).unwrap();
    }
    let later = FeedEntry::Record(news(RecordProgress::Accepted, 7));
    vault.note_news(written.device, &[(6, Opened::Read(later))], Duration::from_secs(1)).unwrap();
    assert_eq!(vault.unread_news().unwrap(), 2);

    let mut vault = Vault::open(&path, &key).unwrap();
    assert!(vault.read_kept_news(Duration::from_secs(2)).unwrap());
    assert!(!vault.read_kept_news(Duration::from_secs(2)).unwrap(), "the other is still a newer central's");
    assert_eq!(vault.unread_news().unwrap(), 1);
    let record = vault.record(written.waiting).unwrap();
    let told: Vec<_> = record.steps.iter().map(|step| (step.progress, step.first_at.as_second())).collect();
    assert_eq!(told, [(RecordProgress::Accepted, 7), (RecordProgress::Closed, 9)]);
    assert_eq!(record.accepted_noted_at, Some(Duration::from_secs(1)), "as it was noted first");
}

#[test]
fn what_a_newer_app_wrote_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (path, key) = (folder.path().join("vault.db"), DataKey::generate().unwrap());
    first(&path, &key);
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(&key.pragma()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    assert_eq!(Vault::open(&path, &key).map(drop), Err(StorageError::NewerApp));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing beside it");
}
