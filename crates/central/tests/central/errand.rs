//! A phone's records and photo, sent as far as central lives, and what must be true of central afterwards.

use std::collections::BTreeSet;
use std::time::Duration;

use kentongan_exchange::{AttachmentName, AttachmentReceipt, RecordId, RecordOutcome, RecordsAnswer};
use rusqlite::Connection;

use crate::numbers::{recounted, stored};
use crate::support::{Answer, Dice, Finished, Phone, activity, photo};

/// An incident that is a neighbour's, two activities, and the photo that the first of them asks for.
pub(crate) struct Errand {
    pub(crate) records: Vec<Finished>,
    pub(crate) name: AttachmentName,
    pub(crate) photo: Vec<u8>,
}

/// What central has signed for.
#[derive(Default)]
pub(crate) struct Acknowledged {
    pub(crate) records: BTreeSet<RecordId>,
    pub(crate) photos: BTreeSet<String>,
}

/// Each request with bytes needs more than one of central's pieces.
const PHOTO: usize = 180_000;
const FIRST_PART: usize = 100_000;

impl Errand {
    pub(crate) fn new(phone: &Phone, neighbour: &Phone, dice: &mut Dice) -> Self {
        let photo = photo(PHOTO);
        let name = AttachmentName::of(&photo);
        let mut answers = activity(dice);
        answers.insert("photo_1".to_owned(), name.to_string().into());
        let activity = phone.finish("activity", RecordId::new(), 1, answers);
        Self { records: vec![neighbour.incident(dice), activity, phone.activity(dice)], name, photo }
    }

    /// Sends all of it, in two batches and two parts of the photo; `None` when central no longer answers. It sends
    /// everything again, except the bytes of the photo that central has.
    pub(crate) async fn run(&self, phone: &Phone, mut acknowledge: impl FnMut(Acknowledgement)) -> Option<()> {
        let (first, second) = self.records.split_at(2);
        for batch in [first, second] {
            let envelopes = batch.iter().map(|finished| finished.envelope.clone()).collect();
            let answer: RecordsAnswer = phone.try_send(envelopes).await.ok()?.json().await.ok()?;
            for answer in answer.records {
                let outcome = &answer.outcome;
                let receipted = matches!(outcome, RecordOutcome::Stored { .. } | RecordOutcome::Duplicate { .. });
                assert!(receipted, "{outcome:?}");
                acknowledge(Acknowledgement::Record(answer.record));
            }
        }
        let receipt = self.send_photo(phone).await?;
        receipt.check(self.name, self.photo.len() as u64, &phone.enrolment.receipt_key).unwrap();
        acknowledge(Acknowledgement::Photo(self.name));
        Some(())
    }
}

/// More failed requests than this are too many.
const TRIES: usize = 400;

impl Errand {
    /// Resumes where central says, as often as necessary.
    async fn send_photo(&self, phone: &Phone) -> Option<AttachmentReceipt> {
        for _ in 0..TRIES {
            let begun = Answer::of(phone.creation(self.name, self.photo.len()).send().await.ok()?).await;
            if begun.receipt.is_some() {
                return begun.receipt;
            }
            let Some(at) = begun.offset else {
                // A central that answers before it commits does not know the record yet.
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
            let end = if at < FIRST_PART { FIRST_PART } else { self.photo.len() };
            let sent = phone.bytes(self.name, at, self.photo[at..end].to_vec()).send().await.ok()?;
            let sent = Answer::of(sent).await;
            if sent.receipt.is_some() {
                return sent.receipt;
            }
        }
        panic!("a photo was never taken")
    }
}

/// One thing that central signed for.
#[derive(Clone)]
pub(crate) enum Acknowledgement {
    Record(RecordId),
    Photo(AttachmentName),
}

impl Acknowledged {
    pub(crate) fn add(&mut self, acknowledgement: Acknowledgement) {
        match acknowledgement {
            Acknowledgement::Record(record) => drop(self.records.insert(record)),
            Acknowledgement::Photo(name) => drop(self.photos.insert(name.to_string())),
        }
    }

    /// What was acknowledged is there, everything is there once, and nothing is half there.
    pub(crate) fn hold(&self, database: &Connection, when: &str) {
        let sound: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok", "{when}");
        let ids: Vec<Vec<u8>> = column(database, "SELECT record FROM versions");
        let there: BTreeSet<RecordId> = ids.iter().map(|id| RecordId::from_slice(id).unwrap()).collect();
        assert_eq!(ids.len(), there.len(), "{when}: records doubled");
        assert!(self.records.is_subset(&there), "{when}: acknowledged records lost");
        assert_told_of_what_was_carried(database, when);
        assert_eq!(stored(database), recounted(database), "{when}: half a transaction");

        let names: Vec<Vec<u8>> = column(database, "SELECT name FROM attachments WHERE stored_at IS NOT NULL");
        let mut whole = BTreeSet::new();
        for name in names {
            let name = AttachmentName::from_slice(&name).unwrap();
            let mut statement = database
                .prepare(
                    "SELECT bytes FROM attachment_pieces JOIN attachments USING (attachment)
                     WHERE name = ?1 AND stored_at IS NOT NULL ORDER BY starts_at",
                )
                .unwrap();
            let pieces = statement.query_map([name.as_bytes()], |row| row.get::<_, Vec<u8>>(0)).unwrap();
            let bytes: Vec<u8> = pieces.flat_map(Result::unwrap).collect();
            assert_eq!(AttachmentName::of(&bytes), name, "{when}: other bytes than were sent");
            assert!(whole.insert(name.to_string()), "{when}: a photo doubled");
        }
        assert!(self.photos.is_subset(&whole), "{when}: acknowledged photos lost");
        let short: Vec<i64> = column(
            database,
            "SELECT count(*) FROM attachments WHERE received <> (SELECT coalesce(sum(length(bytes)), 0)
                 FROM attachment_pieces WHERE attachment_pieces.attachment = attachments.attachment)",
        );
        assert_eq!(short, [0], "{when}: said to have bytes that it has not");
    }
}

/// News of a record that a neighbour brought is stored with it. Here a neighbour brings every incident.
pub(crate) fn assert_told_of_what_was_carried(database: &Connection, when: &str) {
    let told: Vec<i64> = column(database, "SELECT count(*) FROM feed");
    let carried: Vec<i64> = column(database, "SELECT count(*) FROM records WHERE form_id = 'incident'");
    assert_eq!(told, carried, "{when}: half a transaction");
}

fn column<T: rusqlite::types::FromSql>(database: &Connection, sql: &str) -> Vec<T> {
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}
