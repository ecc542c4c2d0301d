//! The power goes at any moment while somebody records and the phone sends, with any luck of the flash memory's. When
//! the phone is on again, everything that the screens called saved is there, and delivered records stay delivered.

use kentongan::phone::RecordState;
use kentongan_exchange::RecordId;
use kentongan_forms::Answers;
use kentongan_power_loss::Recording;

use crate::support::central::{Central, rows, values, whole_photos};
use crate::support::planted::assert_caught;
use crate::support::recording::{Facilitator, photo_of_a_room};
use crate::support::{eventually, nightly, random};

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// Records made during the recording.
const RECORDS: usize = 6;
/// After so many cuts, the test once sends everything.
const SENT_AGAIN_EVERY: u32 = 10;

/// How often the power goes.
fn cuts() -> u32 {
    if nightly() { 10_000 } else { 500 }
}

/// What the phone said about a record.
enum Claim {
    /// This draft is saved.
    Saved(RecordId, Answers),
    /// This draft has a photo.
    Photographed(RecordId),
    /// It is finished.
    Finished(RecordId),
    /// Central has it.
    Delivered(RecordId),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_power_cut_leaves_of_the_phone_has_all_that_it_called_saved() {
    let central = Central::start().await;
    let folder = tempfile::tempdir().unwrap();
    let code = central.enrolment_code(VILLAGE);
    drop(Facilitator::enrolled_in(folder.path(), &central.address(), &code).await);
    // A thread that seals ahead may hold the phone a moment longer. Closing a database writes too: SQLite removes its
    // log last.
    let has_log = || ["vault.db-wal", "outbox.db-wal"].iter().any(|name| folder.path().join(name).exists());
    eventually("both databases to be closed", || async { (!has_log()).then_some(()) }).await;
    // What is in the folder now is on the disk. From here on the recording has all writes of the two databases.
    let recording = Recording::begin(folder.path());
    let facilitator = Facilitator::unlocked(folder.path());
    let photo = folder.path().with_extension("jpg");
    photo_of_a_room().save(&photo).unwrap();
    let photo = std::fs::read(photo).unwrap();
    let mut claims = Vec::new();
    for number in 0..RECORDS {
        let record =
            if number % 2 == 0 { facilitator.draft_activity(VILLAGE) } else { facilitator.draft_incident(VILLAGE) };
        let answers = facilitator.phone.draft(record).unwrap().answers;
        claims.push((recording.position(), Claim::Saved(record, answers)));
        if number % 4 == 0 {
            facilitator.phone.add_photo(record, "photo_1", &photo).unwrap();
            claims.push((recording.position(), Claim::Photographed(record)));
        }
        if number + 1 == RECORDS {
            break;
        }
        facilitator.phone.finish(record).unwrap();
        claims.push((recording.position(), Claim::Finished(record)));
        if number % 2 == 1 {
            facilitator.phone.send_once().await.unwrap();
            assert!(facilitator.is_delivered(record));
            claims.push((recording.position(), Claim::Delivered(record)));
        }
    }
    let tape = recording.tape();
    assert!(tape.len() > 200, "only {} steps were recorded", tape.len());
    let stored: Vec<Vec<u8>> = values(&central.data(), "SELECT record FROM versions ORDER BY record");

    for number in 0..cuts() {
        // Every other cut comes just after the phone said something.
        let at = match number % 2 {
            0 => usize::try_from(random(number)).unwrap() % (tape.len() + 1),
            _ => claims[usize::try_from(random(number)).unwrap() % claims.len()].0,
        };
        let seed = random(number ^ 1);
        let when = format!("cut {at}, seed {seed}");
        let left = tempfile::tempdir().unwrap();
        tape.cut(at, seed).write_to(left.path());
        let phone = Facilitator::rebooted(left.path());
        for (_, claim) in claims.iter().filter(|(position, _)| *position <= at) {
            holds(&phone, claim, &when);
        }
        if number % SENT_AGAIN_EVERY == 0 {
            send_all(&phone, &when).await;
        }
        let sound: String = rusqlite::Connection::open(left.path().join("outbox.db"))
            .unwrap()
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(sound, "ok", "{when}: outbox");
    }
    let now: Vec<Vec<u8>> = values(&central.data(), "SELECT record FROM versions ORDER BY record");
    assert!(now.len() >= stored.len() && now.len() < RECORDS, "{} records at central", now.len());
    assert_eq!(whole_photos(&central.data(), "at last"), 2, "each photo once");
    assert_eq!(rows(&central.data(), "records WHERE conflicting = 1"), 0, "nothing was sent with other bytes");
}

/// It is still true, whatever the outbox has lost.
fn holds(phone: &Facilitator, claim: &Claim, when: &str) {
    match claim {
        Claim::Saved(record, answers) => {
            let found = phone.phone.record(*record).unwrap_or_else(|error| panic!("{when}: saved draft lost: {error}"));
            for (question, answer) in answers.iter() {
                assert_eq!(found.answers.get(question), Some(answer), "{when}: saved answer lost: {question}");
            }
        }
        Claim::Photographed(record) => {
            assert_eq!(phone.phone.thumbnails(*record).unwrap().len(), 1, "{when}: added photo lost");
        }
        Claim::Finished(record) => {
            let state = phone.phone.record(*record).unwrap().line.state;
            assert_ne!(state, RecordState::Draft, "{when}: finished record lost");
            let sealed = phone.phone.outbox().unwrap().iter().filter(|item| item.record == *record).count();
            let delivered = state == RecordState::Delivered;
            assert!(delivered || sealed == 1, "{when}: {sealed} envelopes of a record that was not delivered");
        }
        Claim::Delivered(record) => assert!(phone.is_delivered(*record), "{when}: receipt lost"),
    }
}

/// All waiting records reach central, which has some of them already.
async fn send_all(phone: &Facilitator, when: &str) {
    for _ in 0..3 {
        phone.phone.send_now();
        phone.phone.send_once().await;
    }
    assert_eq!(phone.phone.outbox().unwrap(), [], "{when}: the outbox is not empty");
    assert_eq!(phone.phone.waiting_photos(9).unwrap(), [], "{when}: photos wait");
}

#[test]
fn a_vault_that_does_not_wait_for_the_disk_is_caught_by_a_power_cut() {
    assert_caught(
        "phone.vault.synchronous_off",
        "power_loss::whatever_a_power_cut_leaves_of_the_phone_has_all_that_it_called_saved",
        "lost",
    );
}
