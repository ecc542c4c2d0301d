//! What the files of a locked phone tell to a person who copies them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use kentongan_exchange::RecordId;
use kentongan_forms::Value;

use crate::support::photos::photo;
use crate::support::search::{files_with, holds};
use crate::support::{Facilitator, PIN, SECRET};

const NAME: &str = "INISIAL-KHUSUS-42ZZ";
const NOTE: &str = "LEWAT-RUMAH-BIBI-19QK";
const TITLE: &str = "JUDUL-KHUSUS-88RW";

/// A phone on which everything was done that leaves something in a file, then locked. The finished records wait.
async fn locked_with_records() -> (Facilitator, Vec<RecordId>) {
    let f = Facilitator::ready().await;
    f.central.stop().await;
    let text = |record, question: &str, text: &str| {
        f.phone.save_answer(record, question, Some(&Value::Text(text.to_owned()))).unwrap();
    };
    let later = || f.device.wait(SignedDuration::from_secs(77));
    later();
    let incident = f.filled("incident");
    text(incident, "name_or_initials", NAME);
    text(incident, "safe_note", NOTE);
    later();
    f.finish(incident).unwrap();
    later();
    let activity = f.filled("activity");
    text(activity, "title", TITLE);
    f.phone.add_photo(activity, "photo_1", &photo(400, 300, 7)).unwrap();
    later();
    f.finish(activity).unwrap();
    later();
    let draft = f.filled("incident");
    text(draft, "name_or_initials", NAME);
    later();
    f.send_now().await;
    f.phone.lock();
    (f, vec![incident, activity, draft])
}

fn codes(f: &Facilitator, records: &[RecordId]) -> Vec<String> {
    f.unlock();
    let codes = records.iter().map(|record| f.record(*record).line.code.to_string()).collect();
    f.phone.lock();
    codes
}

#[tokio::test]
async fn no_file_of_a_locked_phone_tells_code_form_or_content_of_a_record() {
    let (f, records) = locked_with_records().await;
    let folder = f.folder.path();
    let codes = codes(&f, &records);
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 2, "they wait");
    let plain: Vec<&str> =
        [NAME, NOTE, TITLE, SECRET, PIN].into_iter().chain(codes.iter().map(String::as_str)).collect();
    for text in plain.iter().copied().chain(["incident", "activity", "TMP-26", "Tempelan", "33.16.09.1016"]) {
        assert_eq!(files_with(folder, text), Vec::<PathBuf>::new(), "{text}");
    }
    // The search finds what does lie there.
    assert!(!files_with(folder, "127.0.0.1").is_empty());
}

/// Milliseconds since 1970, as SQLite stores them: the big end first, in six bytes.
fn moment(at: jiff::Timestamp) -> Vec<u8> {
    at.as_millisecond().to_be_bytes()[2..].to_vec()
}

#[tokio::test]
async fn the_outbox_of_a_locked_phone_does_not_say_when_a_record_was_begun_or_finished() {
    let (f, records) = locked_with_records().await;
    f.unlock();
    let times: Vec<_> = records
        .iter()
        .flat_map(|record| {
            let line = f.record(*record).line;
            [Some(line.started_at), line.finished_at]
        })
        .flatten()
        .collect();
    f.phone.lock();
    assert!(times.len() > 4);
    for file in ["outbox.db", "outbox.db-wal"] {
        let bytes = fs::read(f.folder.path().join(file)).unwrap();
        for time in &times {
            let needle = moment(*time);
            assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{file} has {time}");
        }
    }
}

#[tokio::test]
async fn a_locked_phone_sends_keeps_the_receipt_and_the_record_is_delivered_at_the_next_unlocking() {
    let (f, records) = locked_with_records().await;
    f.central.start_again().await;
    assert_eq!(f.send_now().await.delivered, 2);
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 0);
    f.unlock();
    for record in &records[..2] {
        assert!(f.record(*record).line.receipt.is_some());
    }
}

fn modes(folder: &Path, found: &mut Vec<(PathBuf, u32)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push((path.clone(), fs::metadata(&path).unwrap().permissions().mode() & 0o777));
        if path.is_dir() {
            modes(&path, found);
        }
    }
}

#[tokio::test]
async fn other_users_of_the_device_can_read_no_file_of_the_phone() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    let folder = f.folder.path().join("made-by-the-app");
    let device = f.device.clone() as std::sync::Arc<dyn kentongan::phone::Device>;
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o771)).unwrap();
    // As an earlier version of the app left it.
    fs::write(folder.join("outbox.db"), []).unwrap();
    fs::set_permissions(folder.join("outbox.db"), fs::Permissions::from_mode(0o644)).unwrap();
    let phone = kentongan::phone::Phone::start(&folder, device).unwrap();
    phone.enrol(&f.central.address(), "7K3Q-M2XA").await.unwrap();
    phone.choose_pin(&crate::support::pin(PIN)).unwrap();
    phone.start_draft("incident").unwrap();
    let _practice = phone.practise().unwrap();
    let mut found = vec![(folder.clone(), fs::metadata(&folder).unwrap().permissions().mode() & 0o777)];
    modes(&folder, &mut found);
    let names: Vec<String> = found.iter().map(|(path, _)| path.display().to_string()).collect();
    for name in ["outbox.db-wal", "outbox.db-shm", "vault.db", "vault.key", "vault.tries", "practice"] {
        assert!(names.iter().any(|found| found.ends_with(name)), "{name} in {names:?}");
    }
    for (path, mode) in found {
        assert_eq!(mode & 0o077, 0, "{} has {mode:o}", path.display());
    }
}

#[test]
fn the_search_sees_a_moment_as_sqlite_stores_it() {
    let now: jiff::Timestamp = "2026-11-23T03:00:00Z".parse().unwrap();
    let database = rusqlite::Connection::open_in_memory().unwrap();
    database.execute_batch("CREATE TABLE one (at INTEGER NOT NULL) STRICT").unwrap();
    database.execute("INSERT INTO one VALUES (?1)", [now.as_millisecond()]).unwrap();
    let file = tempfile::tempdir().unwrap();
    database.execute("VACUUM INTO ?1", [file.path().join("one.db").to_str().unwrap()]).unwrap();
    let bytes = fs::read(file.path().join("one.db")).unwrap();
    assert!(bytes.windows(6).any(|window| window == moment(now)) && !holds(&bytes, "33.16"));
}
