//! The phone dies at each of its fail points. It loses and doubles nothing that it called saved or delivered.
//!
//! `crates/fail-points` says how. The phone's own core dies, on its own files, in a process made for it (this test,
//! started again). Central is a process of its own as well.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use kentongan::phone::RecordState;
use kentongan_exchange::RecordId;

use crate::support::central::{Central, rows, values, whole_photos};
use crate::support::planted::fail_at;
use crate::support::recording::{Facilitator, photo_of_a_room};
use crate::support::{nightly, random};

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// Names the folder of the phone's files.
const FOLDER: &str = "KENTONGAN_TEST_FOLDER";
/// Names the record to finish.
const RECORD: &str = "KENTONGAN_TEST_RECORD";
/// Names the file of a photo to add first, if any.
const PHOTO: &str = "KENTONGAN_TEST_PHOTO";
/// SIGABRT: how a process ends at a fail point.
const ABORTED: i32 = 6;
/// So many rounds of sending are enough for one record, whatever happened before.
const ENOUGH: usize = 10;

/// The phone's files before the process that dies.
#[derive(Clone, Copy)]
enum StateBefore {
    /// In order; a draft waits to be finished.
    Draft,
    /// The same with an activity; first a photo is added.
    Photo,
    /// A finished record waits, and then the outbox was lost.
    OutboxLost,
    /// A finished record waits, in an outbox of the app's first version.
    OldOutbox,
}

/// Each point, the state before it, and at most how many visits come first.
const POINTS: [(&str, StateBefore, u32); 21] = [
    ("phone.finish.before_vault", StateBefore::Draft, 0),
    ("phone.vault.before_commit", StateBefore::Draft, 0),
    ("phone.finish.between_files", StateBefore::Draft, 0),
    ("phone.finish.before_photos", StateBefore::Photo, 0),
    ("phone.finish.both_files", StateBefore::Draft, 0),
    ("phone.sending.counted", StateBefore::Draft, 0),
    ("phone.sending.answered", StateBefore::Draft, 0),
    ("phone.sending.kept", StateBefore::Draft, 0),
    ("phone.reconcile.before_noting", StateBefore::Draft, 0),
    ("phone.reconcile.noted", StateBefore::Draft, 0),
    ("phone.reconcile.forgotten", StateBefore::Draft, 0),
    ("phone.vault.photo_before_commit", StateBefore::Photo, 0),
    ("phone.photos.counted", StateBefore::Photo, 0),
    ("phone.photos.mid_chunk", StateBefore::Photo, 2),
    ("phone.photos.answered", StateBefore::Photo, 2),
    ("phone.photos.progress_kept", StateBefore::Photo, 1),
    ("phone.photos.receipt_kept", StateBefore::Photo, 0),
    ("phone.reconcile.photo_noted", StateBefore::Photo, 0),
    ("phone.reconcile.sealed_again", StateBefore::OutboxLost, 0),
    ("phone.storage.before_migrated", StateBefore::OldOutbox, 1),
    ("phone.storage.migrated", StateBefore::OldOutbox, 1),
];

/// How often each is visited.
fn rounds() -> u32 {
    if nightly() { 100 } else { 5 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_dying_at_any_of_its_fail_points_keeps_what_it_called_saved_and_sends_it_once() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return finish_and_send(Path::new(&folder)).await;
    }
    let central = Central::start().await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let code = central.enrolment_code(VILLAGE);
    let mut facilitator = Facilitator::enrolled_in(folder, &central.address(), &code).await;
    let photo = folder.with_extension("jpg");
    photo_of_a_room().save(&photo).unwrap();
    let (mut finished, mut photos): (Vec<RecordId>, usize) = (Vec::new(), 0);
    for (point, before, most) in POINTS {
        for round in 0..rounds() {
            let visits = random(round) % u64::from(most + 1);
            let when = format!("{point}, round {round}, after {visits} visits");
            let record = facilitator.draft_activity(VILLAGE);
            let answers = facilitator.phone.draft(record).unwrap().answers;
            if matches!(before, StateBefore::OutboxLost | StateBefore::OldOutbox) {
                facilitator.phone.finish(record).unwrap();
            }
            drop(facilitator);
            match before {
                StateBefore::Draft | StateBefore::Photo => {}
                StateBefore::OutboxLost => lose_outbox(folder),
                StateBefore::OldOutbox => make_outbox_old(folder),
            }

            let photo = matches!(before, StateBefore::Photo).then_some(photo.as_path());
            let said = die(folder, record, photo, &fail_at(point, visits), &when);
            finished.push(record);

            facilitator = Facilitator::unlocked(folder);
            let found = facilitator.phone.record(record).unwrap();
            for (question, answer) in answers.iter() {
                assert_eq!(found.answers.get(question), Some(answer), "{when}: {question}");
            }
            if found.line.state == RecordState::Draft {
                assert!(!said.finished, "{when}: a finished record is a draft again");
                facilitator.phone.finish(record).unwrap();
            }
            let delivered = finished.iter().filter(|record| facilitator.is_delivered(**record)).count();
            assert!(delivered <= stored(&central).len(), "{when}: more delivered than stored");
            let photos_of_it = facilitator.phone.thumbnails(record).unwrap().len();
            assert!(photos_of_it >= usize::from(said.photo_added), "{when}: an added photo is gone");
            photos += photos_of_it;
            drain(&facilitator).await;
            assert!(facilitator.is_delivered(record), "{when}: never delivered");
            assert_eq!(facilitator.phone.outbox().unwrap(), [], "{when}: the outbox is not empty");
            let mut expected: Vec<Vec<u8>> = finished.iter().map(|record| record.as_bytes().to_vec()).collect();
            expected.sort();
            assert_eq!(stored(&central), expected, "{when}: not each exactly once");
            assert_eq!(facilitator.phone.waiting_photos(9).unwrap(), [], "{when}: photos wait");
            assert_eq!(whole_photos(&central.data(), &when), photos, "{when}: photos at central");
        }
    }
    assert_eq!(rows(&central.data(), "records WHERE conflicting = 1"), 0);
    let numbers: Vec<i64> = values(&central.data(), "SELECT DISTINCT device_seq FROM versions");
    assert_eq!(numbers.len(), finished.len(), "each has a number of its own");
}

fn stored(central: &Central) -> Vec<Vec<u8>> {
    values(&central.data(), "SELECT record FROM versions ORDER BY record")
}

/// What the process said before it died.
struct LastOutput {
    photo_added: bool,
    finished: bool,
}

/// Runs the process until it dies.
fn die(folder: &Path, record: RecordId, photo: Option<&Path>, fail_points: &str, when: &str) -> LastOutput {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let this = "crash_points::a_phone_dying_at_any_of_its_fail_points_keeps_what_it_called_saved_and_sends_it_once";
    command.args(["--exact", this, "--nocapture"]).env("FAILPOINTS", fail_points);
    command.env(FOLDER, folder).env(RECORD, record.to_string()).stderr(Stdio::piped());
    command.envs(photo.map(|photo| (PHOTO, photo)));
    let output = command.output().unwrap();
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.signal(), Some(ABORTED), "{when}: it lives\n{said}{complained}");
    let has_said = |words: &str| said.lines().any(|line| line.ends_with(words));
    LastOutput { photo_added: has_said("the photo is added"), finished: has_said("it is finished") }
}

/// The work of the process that dies.
async fn finish_and_send(folder: &Path) {
    let facilitator = Facilitator::unlocked(folder);
    let record = std::env::var(RECORD).unwrap().parse().unwrap();
    if let Some(photo) = std::env::var_os(PHOTO) {
        facilitator.phone.add_photo(record, "photo_1", &std::fs::read(photo).unwrap()).unwrap();
        println!("the photo is added");
    }
    facilitator.phone.finish(record).unwrap();
    println!("it is finished");
    drain(&facilitator).await;
}

async fn drain(facilitator: &Facilitator) {
    for _ in 0..ENOUGH {
        facilitator.phone.send_now();
        facilitator.phone.send_once().await;
        let phone = &facilitator.phone;
        if phone.outbox().unwrap().is_empty() && phone.waiting_photos(9).unwrap().is_empty() {
            return;
        }
    }
}

fn lose_outbox(folder: &Path) {
    for ending in ["", "-wal", "-shm"] {
        // The last connection to close it deleted the other two.
        drop(std::fs::remove_file(folder.join(format!("outbox.db{ending}"))));
    }
}

/// Turns this outbox into one of the app's first version.
fn make_outbox_old(folder: &Path) {
    let (new, old) = (folder.join("outbox.db"), folder.join("outbox-of-before.db"));
    let database = rusqlite::Connection::open(&old).unwrap();
    database.execute_batch(include_str!("../../src/outbox/migrations/0001_first.sql")).unwrap();
    database.execute("ATTACH ?1 AS new", [new.to_str().unwrap()]).unwrap();
    for table in ["connection", "envelopes", "feed"] {
        let columns = |of: &str| -> Vec<(String, String)> {
            let mut statement = database.prepare(&format!("PRAGMA {of}.table_info({table})")).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(1)?, row.get(2)?))).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let kept = columns("new");
        // What the outbox holds no more is made up: the next migration drops it.
        let value = |(name, kind): &(String, String)| match kind.as_str() {
            _ if kept.iter().any(|(own, _)| own == name) => name.clone(),
            "TEXT" => "''".to_owned(),
            "BLOB" => "x''".to_owned(),
            _ => "0".to_owned(),
        };
        let old = columns("main");
        let names: Vec<&str> = old.iter().map(|(name, _)| name.as_str()).collect();
        let values: Vec<String> = old.iter().map(value).collect();
        let copy =
            format!("INSERT INTO main.{table} ({}) SELECT {} FROM new.{table}", names.join(", "), values.join(", "));
        database.execute(&copy, []).unwrap();
    }
    database.execute("DETACH new", []).unwrap();
    database.pragma_update(None, "user_version", 1).unwrap();
    drop(database);
    lose_outbox(folder);
    std::fs::rename(old, new).unwrap();
}
