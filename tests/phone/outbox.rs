//! What holds for the outbox by itself: the part of the phone that works while the vault is closed.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use kentongan::outbox::{Delivery, NewEnvelope, Outbox, Queue, SendTrouble, Standing};
use kentongan::refusal::RefusalReason;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{DeviceId, Envelope, Receipt, RecordId, RefusalCode};

struct Phone {
    folder: tempfile::TempDir,
    outbox: Outbox,
    key: SigningKey,
    device: DeviceId,
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn now() -> Timestamp {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

impl Phone {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(&folder.path().join("outbox.db")).unwrap();
        Self { folder, outbox, key: SigningKey::generate().unwrap(), device: DeviceId::new() }
    }

    fn start_again(&mut self) {
        self.outbox = Outbox::open(&self.folder.path().join("outbox.db")).unwrap();
    }

    fn put(&self, body: &[u8]) -> RecordId {
        let record = RecordId::new();
        let central = Identity::generate().recipient();
        let envelope = Envelope::seal(body, record, 1, self.device, &central, &self.key).unwrap();
        let new = NewEnvelope { envelope, digest: [7; 32] };
        self.outbox.put(std::slice::from_ref(&new)).unwrap();
        // Twice is as once.
        self.outbox.put(&[new]).unwrap();
        record
    }

    fn stand(&self, record: RecordId, delivery: Delivery, attempts: u32, next_attempt_at: Timestamp) {
        self.outbox.put_standings(&[(record, 1, Standing { delivery, attempts, next_attempt_at })]).unwrap();
    }

    fn due(&self, at: Timestamp) -> Vec<RecordId> {
        self.outbox.due(Queue::Own, at, 50, usize::MAX).unwrap().into_iter().map(|sent| sent.envelope.record).collect()
    }

    fn receipt(&self, record: RecordId) -> Receipt {
        let stored = Stored { record, revision: 1, device: self.device, digest: &[7; 32] };
        Receipt::sign(stored, now(), &self.key)
    }
}

fn waiting(trouble: SendTrouble) -> Delivery {
    Delivery::Waiting { trouble: Some(trouble) }
}

#[test]
fn what_is_put_in_comes_out_as_it_was_after_a_restart() {
    let mut phone = Phone::new();
    let record = phone.put(b"isi");
    phone.start_again();
    let out = phone.outbox.due(Queue::Own, now(), 50, usize::MAX).unwrap();
    assert_eq!(out.len(), 1);
    assert_eq!(out[0].envelope.record, record);
    out[0].envelope.check_signature(&phone.key.verifying_key()).unwrap();
    assert_eq!(out[0].standing.delivery, Delivery::Waiting { trouble: None });
}

/// A flat battery may take the log of the last commits; what was checkpointed stands in the file itself.
#[test]
fn what_was_made_lasting_outlives_the_loss_of_what_had_not_reached_the_disk() {
    let phone = Phone::new();
    let (early, late) = (phone.put(b"isi"), {
        phone.outbox.make_durable().unwrap();
        phone.put(b"isi")
    });
    let after = phone.folder.path().join("after.db");
    std::fs::copy(phone.folder.path().join("outbox.db"), &after).unwrap();
    let missing = Outbox::open(&after).unwrap().missing(&[(early, 1), (late, 1)]).unwrap();
    assert_eq!(missing, [(late, 1)], "were nothing missing, the loss was not real");
}

#[test]
fn every_standing_is_kept_as_it_was_written() {
    let phone = Phone::new();
    let record = phone.put(b"isi");
    let next = now() + MINUTE;
    for delivery in [
        waiting(SendTrouble::CaptivePortal),
        Delivery::Refused { reason: RefusalReason::Conflict },
        Delivery::Refused { reason: RefusalReason::Central(RefusalCode::UnknownForm) },
        Delivery::Delivered { receipt: phone.receipt(record) },
    ] {
        phone.stand(record, delivery.clone(), 4, next);
        let standing = phone.outbox.items().unwrap().remove(0).standing;
        assert_eq!(standing, Standing { delivery, attempts: 4, next_attempt_at: next });
    }
}

#[test]
fn what_is_delivered_stays_delivered() {
    let phone = Phone::new();
    let record = phone.put(b"isi");
    phone.stand(record, Delivery::Delivered { receipt: phone.receipt(record) }, 1, now());
    phone.stand(record, waiting(SendTrouble::Timeout), 2, now());
    assert!(matches!(phone.outbox.items().unwrap()[0].standing.delivery, Delivery::Delivered { .. }));
    assert_eq!(phone.due(Timestamp::MAX), []);
}

#[test]
fn what_was_tried_least_comes_first_and_what_is_not_due_does_not_come() {
    let phone = Phone::new();
    let (tried, new, later) = (phone.put(b"1"), phone.put(b"2"), phone.put(b"3"));
    phone.stand(tried, waiting(SendTrouble::Timeout), 3, now());
    phone.stand(later, waiting(SendTrouble::Timeout), 1, now() + MINUTE);
    assert_eq!(phone.due(now()), [new, tried]);
    assert_eq!(phone.due(now() + MINUTE), [new, later, tried]);
    phone.outbox.make_all_due().unwrap();
    assert_eq!(phone.due(now()).len(), 3);
}

#[test]
fn a_next_attempt_beyond_any_pause_is_due_for_the_clock_was_set_back() {
    let phone = Phone::new();
    let (waits, refused) = (phone.put(b"1"), phone.put(b"2"));
    let refusal = Delivery::Refused { reason: RefusalReason::Conflict };
    phone.stand(waits, waiting(SendTrouble::Timeout), 1, now() + 16 * MINUTE);
    phone.stand(refused, refusal.clone(), 2, now() + 23 * 60 * MINUTE);
    assert_eq!(phone.due(now()), [waits]);
    phone.stand(refused, refusal, 2, now() + 25 * 60 * MINUTE);
    assert_eq!(phone.due(now()), [waits, refused]);
}

#[test]
fn a_batch_has_at_most_so_many_bytes_but_never_none() {
    let phone = Phone::new();
    // Bytes that do not deflate.
    let body: Vec<u8> = blake3::Hasher::new().finalize_xof().bytes_of(9_000);
    let records: Vec<_> = (0..5).map(|_| phone.put(&body)).collect();
    let size = phone.outbox.due(Queue::Own, now(), 1, 1).unwrap()[0].envelope.size();
    assert!(size > 9_000);
    // Envelopes differ by some bytes: age adds a stanza of random length ("grease").
    assert_eq!(phone.outbox.due(Queue::Own, now(), 50, size * 2 + 3_000).unwrap().len(), 2);
    assert_eq!(phone.outbox.due(Queue::Own, now(), 50, 10).unwrap().len(), 1);
    assert_eq!(phone.outbox.due(Queue::Own, now(), 3, usize::MAX).unwrap().len(), 3);
    assert_eq!(phone.outbox.due_count(Queue::Own, now()).unwrap() as usize, records.len());
}

#[test]
fn a_screen_is_given_what_needs_a_person_first_and_no_more_than_it_asks_for() {
    let phone = Phone::new();
    let records: Vec<_> = (0..5).map(|_| phone.put(b"isi")).collect();
    phone.stand(records[0], Delivery::Delivered { receipt: phone.receipt(records[0]) }, 1, now());
    phone.stand(records[3], Delivery::Refused { reason: RefusalReason::Conflict }, 1, now());
    phone.stand(records[1], waiting(SendTrouble::Timeout), 7, now());
    let shown =
        |limit| phone.outbox.undelivered(limit).unwrap().into_iter().map(|item| item.record).collect::<Vec<_>>();
    assert_eq!(shown(50), [records[3], records[1], records[2], records[4]]);
    assert_eq!(shown(2), [records[3], records[1]]);
    let status = phone.outbox.status().unwrap();
    assert_eq!((status.waiting, status.refused), (3, 1));
}

#[test]
fn a_delivered_envelope_goes_only_when_the_vault_has_noted_it() {
    let phone = Phone::new();
    let (delivered, refused, waits) = (phone.put(b"1"), phone.put(b"2"), phone.put(b"3"));
    phone.stand(delivered, Delivery::Delivered { receipt: phone.receipt(delivered) }, 1, now());
    phone.stand(refused, Delivery::Refused { reason: RefusalReason::Conflict }, 1, now());
    let items = phone.outbox.not_noted(50).unwrap();
    assert_eq!(items.iter().map(|item| item.record).collect::<Vec<_>>(), [delivered, refused]);
    // Between reading and noting, something else became of one.
    phone.stand(refused, Delivery::Refused { reason: RefusalReason::Central(RefusalCode::TooLarge) }, 2, now());
    phone.outbox.forget_noted(&items.iter().collect::<Vec<_>>()).unwrap();
    let left: Vec<_> = phone.outbox.items().unwrap().into_iter().map(|item| item.record).collect();
    assert_eq!(left, [refused, waits]);
    assert_eq!(phone.outbox.not_noted(50).unwrap().len(), 1, "the newer refusal is still to be noted");
}

#[test]
fn a_full_disk_is_said_and_what_was_there_stays() {
    let phone = Phone::new();
    let record = phone.put(b"isi");
    phone.outbox.limit_size(Some(1)).unwrap();
    let body = blake3::Hasher::new().finalize_xof().bytes_of(20_000);
    let central = Identity::generate().recipient();
    let envelope = Envelope::seal(&body, RecordId::new(), 1, phone.device, &central, &phone.key).unwrap();
    let new = [NewEnvelope { envelope, digest: [8; 32] }];
    assert_eq!(phone.outbox.put(&new), Err(kentongan::storage::StorageError::DiskFull));
    assert_eq!(phone.due(now()), [record]);
    phone.outbox.limit_size(None).unwrap();
    phone.outbox.put(&new).unwrap();
    assert_eq!(phone.due(now()).len(), 2);
}

/// The schema as version 1 had it.
const FIRST: &str = include_str!("../../src/outbox/migrations/0001_first.sql");

/// An outbox of version 1 with something in every table: three envelopes, the second delivered, the third refused.
fn first(path: &Path, key: &SigningKey) -> Vec<RecordId> {
    let database = rusqlite::Connection::open(path).unwrap();
    database.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    database.execute_batch(FIRST).unwrap();
    database.pragma_update(None, "user_version", 1).unwrap();
    let (device, central) = (DeviceId::new(), Identity::generate().recipient());
    let connection = (device.as_bytes(), key.verifying_key().0.0);
    database
        .execute("INSERT INTO connection VALUES (1, 'https://kentongan.example.org', 'token', ?1, ?2, 4)", connection)
        .unwrap();
    database.execute_batch("UPDATE settings SET language = 'en'; INSERT INTO feed VALUES (4, X'07')").unwrap();
    let records: Vec<RecordId> = (0..3).map(|_| RecordId::new()).collect();
    for (number, record) in (1..).zip(&records) {
        let stored = Stored { record: *record, revision: 1, device, digest: &[7; 32] };
        let (state, detail) = match number {
            1 => ("waiting", "\"timeout\"".to_owned()),
            2 => ("delivered", serde_json::to_string(&Receipt::sign(stored, now(), key)).unwrap()),
            _ => ("refused", "\"conflict\"".to_owned()),
        };
        let envelope = Envelope::seal(b"isi", *record, 1, device, &central, key).unwrap();
        let values = rusqlite::params![
            number,
            record.as_bytes(),
            [7_u8; 32],
            state,
            detail,
            device.as_bytes(),
            central.as_str(),
            envelope.signature.0,
            envelope.ciphertext.0,
        ];
        let sql =
            "INSERT INTO envelopes VALUES (?1, ?2, 1, 'TMP-26-7K3Q', 'incident', 1000, ?3, ?4, ?5, 2, 0, 0, 1, ?6,
                       ?7, ?8, 100, ?9)";
        database.execute(sql, values).unwrap();
    }
    records
}

#[test]
fn what_version_1_wrote_is_all_there() {
    let (folder, key) = (tempfile::tempdir().unwrap(), SigningKey::generate().unwrap());
    let path = folder.path().join("outbox.db");
    let records = first(&path, &key);
    for _twice in 0..2 {
        let outbox = Outbox::open(&path).unwrap();
        let items = outbox.items().unwrap();
        assert_eq!(items.iter().map(|item| item.record).collect::<Vec<_>>(), records);
        assert_eq!(items[0].standing.delivery, waiting(SendTrouble::Timeout));
        assert!(matches!(items[1].standing.delivery, Delivery::Delivered { .. }));
        assert_eq!(items[2].standing.delivery, Delivery::Refused { reason: RefusalReason::Conflict });
        let due = outbox.due(Queue::Own, now(), 50, usize::MAX).unwrap();
        due[0].envelope.check_signature(&key.verifying_key()).unwrap();
        assert_eq!(outbox.connection().unwrap().unwrap().token, "token");
        assert_eq!((outbox.feed_cursor().unwrap(), outbox.feed().unwrap().len()), (4, 1));
        assert_eq!(outbox.language().unwrap().as_deref(), Some("en"));
    }
}

#[test]
fn what_a_newer_app_wrote_is_refused_and_left_as_it_was() {
    let (folder, key) = (tempfile::tempdir().unwrap(), SigningKey::generate().unwrap());
    let path = folder.path().join("outbox.db");
    first(&path, &key);
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert_eq!(Outbox::open(&path).map(drop), Err(kentongan::storage::StorageError::NewerApp));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing beside it, and not put aside");
}

trait Bytes {
    fn bytes_of(self, count: usize) -> Vec<u8>;
}

impl Bytes for blake3::OutputReader {
    fn bytes_of(mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.fill(&mut bytes);
        bytes
    }
}
