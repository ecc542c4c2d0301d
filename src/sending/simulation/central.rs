//! A central that keeps the real one's promises: it stores a version once, and signs a receipt for what it stored. The
//! faults are on the way to it, and in what somebody else answers in its place.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{
    Envelope, Receipt, RecordAnswer, RecordId, RecordOutcome, RecordsAnswer, RecordsRequest, Refusal, RefusalCode,
    SERVICE,
};

pub(super) struct Central {
    key: SigningKey,
    stranger: SigningKey,
    /// The digest inside each envelope. The real central opens the envelope to find it.
    pub(super) stored: HashMap<RecordId, [u8; 32]>,
    /// It rejects these records as long as they are here.
    pub(super) refused: HashSet<RecordId>,
}

/// What the answer says about each record of a batch.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum AnswerKind {
    /// The truth.
    True,
    /// Receipts signed with another key.
    Forged,
    /// Nothing about the first record.
    SilentOnOne,
    /// Each record has the next one's receipt.
    Shifted,
    /// A word that this build does not know.
    Unknown,
}

impl Central {
    pub(super) fn new(key: SigningKey) -> Self {
        let stranger = SigningKey::generate().unwrap();
        Self { key, stranger, stored: HashMap::new(), refused: HashSet::new() }
    }

    /// Stores a batch and answers.
    pub(super) fn take(&mut self, request: &RecordsRequest, kind: AnswerKind) -> RecordsAnswer {
        let mut records: Vec<RecordAnswer> = Vec::new();
        for envelope in &request.envelopes {
            let outcome = match kind {
                AnswerKind::Unknown => RecordOutcome::Unknown,
                AnswerKind::True | AnswerKind::SilentOnOne | AnswerKind::Shifted => self.store(envelope),
                AnswerKind::Forged => RecordOutcome::Stored { receipt: sign(envelope, &self.stranger) },
            };
            records.push(RecordAnswer { record: envelope.record, revision: envelope.revision, outcome });
        }
        match kind {
            AnswerKind::SilentOnOne => drop(records.remove(0)),
            AnswerKind::Shifted => {
                let mut outcomes: Vec<_> = records.iter().map(|answer| answer.outcome.clone()).collect();
                outcomes.rotate_left(1);
                records.iter_mut().zip(outcomes).for_each(|(answer, outcome)| answer.outcome = outcome);
            }
            AnswerKind::True | AnswerKind::Forged | AnswerKind::Unknown => {}
        }
        RecordsAnswer { service: SERVICE.to_owned(), server_time: Timestamp::UNIX_EPOCH, records, feed: None }
    }

    fn store(&mut self, envelope: &Envelope) -> RecordOutcome {
        if self.refused.contains(&envelope.record) {
            return RecordOutcome::Rejected { refusal: Refusal::new(RefusalCode::InvalidAnswers, "") };
        }
        let digest = digest_in(envelope);
        match self.stored.insert(envelope.record, digest) {
            None => RecordOutcome::Stored { receipt: sign(envelope, &self.key) },
            Some(before) => {
                assert_eq!(before, digest, "sent with other bytes than before");
                RecordOutcome::Duplicate { receipt: sign(envelope, &self.key) }
            }
        }
    }
}

fn sign(envelope: &Envelope, key: &SigningKey) -> Receipt {
    let Envelope { record, revision, device, .. } = *envelope;
    Receipt::sign(Stored { record, revision, device, digest: &digest_in(envelope) }, Timestamp::UNIX_EPOCH, key)
}

/// Nothing is sealed here: the digest comes first.
fn digest_in(envelope: &Envelope) -> [u8; 32] {
    envelope.ciphertext.0[..32].try_into().unwrap()
}
