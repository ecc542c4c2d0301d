//! One round of sending: what is due, batch after batch.

use std::time::Instant;

use jiff::Timestamp;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::signing::VerifyingKey;
use kentongan_exchange::{
    MAX_BATCH_ENVELOPES, RecordId, RecordOutcome, RecordsAnswer, RecordsRequest, RefusalCode, TARGET_BATCH_BYTES,
    WIRE_VERSION,
};

use super::after::{Outcome, after, back_off};
use super::http::{APP_VERSION, HttpClient, RequestError};
use super::state::SendReport;
use crate::device::Device;
use crate::outbox::{Delivery, Outbox, Outgoing, SendTrouble, Standing};
use crate::storage::StorageError;

/// So many records failing alone one after another are no poison records: it is central that fails.
const ALONE_IN_A_ROW: u32 = 3;
/// Most pages of the feed that one round fetches.
const MOST_FEED_PAGES: u32 = 10;

/// What a round of sending needs.
pub struct Round<'a> {
    /// What waits.
    pub outbox: &'a Outbox,
    /// Where it goes.
    pub client: &'a HttpClient,
    /// Checks receipts.
    pub receipt_key: &'a VerifyingKey,
    /// The clock.
    pub device: &'a dyn Device,
    /// No new request is begun after it.
    pub deadline: Instant,
    /// Told after every batch how many envelopes of how many have been answered.
    pub progress: &'a (dyn Fn(u32, u32) + Sync),
}

/// What a batch that was not taken as a whole means for the round.
#[derive(Debug, Clone, PartialEq, Eq)]
enum NotTaken {
    /// Half of it may be taken; a single record is set aside with this outcome.
    Halve(Outcome),
    /// No batch would be taken now.
    End(SendTrouble),
}

/// Sends what is due, then fetches what central has to tell.
pub async fn send_once(round: Round<'_>) -> SendReport {
    let mut going =
        Going { report: SendReport::nothing_at(round.device.now()), limit: MAX_BATCH_ENVELOPES, alone: 0, feed: true };
    let ended = match round.batches(&mut going).await {
        Ok(()) if going.feed => round.feed().await,
        other => other,
    };
    let mut report = going.report;
    if let Err(trouble) = ended {
        report.trouble = Some(trouble);
        round.postpone(trouble);
    }
    report.at = round.device.now();
    report
}

/// Where a round stands.
struct Going {
    report: SendReport,
    /// Most envelopes in the next batch.
    limit: usize,
    /// Records that failed alone, one after another.
    alone: u32,
    /// Whether there may be more to fetch from the feed.
    feed: bool,
}

impl Round<'_> {
    async fn batches(&self, going: &mut Going) -> Result<(), SendTrouble> {
        let total = self.outbox.due_count(self.device.now())?;
        let mut done = 0_u32;
        (self.progress)(done, total);
        while Instant::now() < self.deadline {
            let batch = self.outbox.due(self.device.now(), going.limit, TARGET_BATCH_BYTES)?;
            if batch.is_empty() {
                return Ok(());
            }
            self.count(&batch)?;
            match self.client.records(&self.request(&batch)?).await {
                Ok(answer) => {
                    self.keep(&batch, &answer, going)?;
                    going.alone = 0;
                    done = done.saturating_add(count(batch.len()));
                }
                Err(error) => match (not_taken(error), batch.as_slice()) {
                    (NotTaken::End(trouble), _) => {
                        // They wait with everything else: see `postpone`.
                        self.make_due_again(&batch)?;
                        return Err(trouble);
                    }
                    (NotTaken::Halve(outcome), [single]) => {
                        going.alone += 1;
                        done = done.saturating_add(1);
                        self.put(&[(single, outcome.clone())], &mut going.report)?;
                        if going.alone >= ALONE_IN_A_ROW {
                            return Err(as_trouble(&outcome));
                        }
                    }
                    (NotTaken::Halve(_), _) => {
                        going.limit = batch.len() / 2;
                        self.make_due_again(&batch)?;
                    }
                },
            }
            (self.progress)(done, total);
        }
        Ok(())
    }

    /// Counts the attempt before it is made, and has it not be repeated at once should the app die of it.
    fn count(&self, batch: &[Outgoing]) -> Result<(), StorageError> {
        let now = self.device.now();
        self.put_standings(batch, |standing| {
            let attempts = standing.attempts.saturating_add(1);
            let next_attempt_at = now.saturating_add(back_off(attempts, 0.0)).unwrap_or(Timestamp::MAX);
            Standing { delivery: standing.delivery.clone(), attempts, next_attempt_at }
        })
    }

    /// The attempt stays counted, but the envelopes are due again in this round.
    fn make_due_again(&self, batch: &[Outgoing]) -> Result<(), StorageError> {
        let now = self.device.now();
        self.put_standings(batch, |standing| Standing {
            delivery: standing.delivery.clone(),
            attempts: standing.attempts.saturating_add(1),
            next_attempt_at: now,
        })
    }

    fn put_standings(&self, batch: &[Outgoing], change: impl Fn(&Standing) -> Standing) -> Result<(), StorageError> {
        let standings: Vec<_> =
            batch.iter().map(|sent| (sent.envelope.record, sent.envelope.revision, change(&sent.standing))).collect();
        self.outbox.put_standings(&standings)
    }

    fn request(&self, batch: &[Outgoing]) -> Result<RecordsRequest, StorageError> {
        Ok(RecordsRequest {
            wire: WIRE_VERSION,
            sent_at: self.device.now(),
            waiting: self.outbox.waiting()?,
            app_version: APP_VERSION.to_owned(),
            envelopes: batch.iter().map(|sent| sent.envelope.clone()).collect(),
            feed_after: Some(self.outbox.feed_cursor()?),
        })
    }

    /// Keeps what central answered.
    fn keep(&self, batch: &[Outgoing], answer: &RecordsAnswer, going: &mut Going) -> Result<(), StorageError> {
        going.report.clock_ahead = Some(self.device.now().duration_since(answer.server_time));
        let outcomes: Vec<_> = batch.iter().map(|sent| (sent, self.outcome(sent, answer))).collect();
        self.put(&outcomes, &mut going.report)?;
        if let Some(feed) = &answer.feed {
            self.outbox.put_feed(feed)?;
            going.feed = feed.more;
        }
        Ok(())
    }

    /// What became of one envelope; a receipt counts only when its signature holds for exactly what was sent.
    fn outcome(&self, sent: &Outgoing, answer: &RecordsAnswer) -> Outcome {
        let envelope = &sent.envelope;
        let same = |record: RecordId, revision| record == envelope.record && revision == envelope.revision;
        let Some(answered) = answer.records.iter().find(|answered| same(answered.record, answered.revision)) else {
            return Outcome::NotProven;
        };
        match &answered.outcome {
            RecordOutcome::Stored { receipt } | RecordOutcome::Duplicate { receipt } => {
                let stored = Stored {
                    record: envelope.record,
                    revision: envelope.revision,
                    device: envelope.device,
                    digest: &sent.digest,
                };
                match receipt.check(stored, self.receipt_key) {
                    Ok(()) => Outcome::Receipted(receipt.clone()),
                    Err(_) => Outcome::NotProven,
                }
            }
            RecordOutcome::Conflict => Outcome::Conflict,
            RecordOutcome::Unknown => Outcome::NotProven,
            RecordOutcome::Rejected { refusal } => {
                Outcome::Rejected { code: refusal.code, retriable: refusal.retriable }
            }
        }
    }

    /// Writes what follows from outcomes, and adds it to the report.
    fn put(&self, outcomes: &[(&Outgoing, Outcome)], report: &mut SendReport) -> Result<(), StorageError> {
        let now = self.device.now();
        let mut standings = Vec::with_capacity(outcomes.len());
        for (sent, outcome) in outcomes {
            let attempts = sent.standing.attempts.saturating_add(1);
            standings.push((
                sent.envelope.record,
                sent.envelope.revision,
                after(outcome.clone(), attempts, now, chance()),
            ));
        }
        self.outbox.put_standings(&standings)?;
        for (_, _, standing) in &standings {
            match standing.delivery {
                Delivery::Delivered { .. } => report.delivered += 1,
                Delivery::Refused { .. } => report.refused += 1,
                Delivery::Waiting { trouble } => {
                    report.set_aside += 1;
                    report.trouble = report.trouble.or(trouble);
                }
            }
        }
        Ok(())
    }

    /// Has everything due wait, by the attempts of what was tried most.
    fn postpone(&self, trouble: SendTrouble) {
        let now = self.device.now();
        let postponed = self.outbox.due(now, usize::MAX, usize::MAX).and_then(|due| {
            let attempts = due.iter().map(|sent| sent.standing.attempts).max().unwrap_or(1);
            let until = now.saturating_add(back_off(attempts, chance())).unwrap_or(Timestamp::MAX);
            self.outbox.postpone_due(now, trouble, until)
        });
        if let Err(error) = postponed {
            tracing::warn!(%error, "what is due could not be postponed");
        }
    }

    /// Fetches what central has to tell.
    async fn feed(&self) -> Result<(), SendTrouble> {
        for _ in 0..MOST_FEED_PAGES {
            if Instant::now() >= self.deadline {
                break;
            }
            let feed = self.client.feed(self.outbox.feed_cursor()?).await.map_err(|error| match not_taken(error) {
                NotTaken::End(trouble) => trouble,
                NotTaken::Halve(outcome) => as_trouble(&outcome),
            })?;
            self.outbox.put_feed(&feed)?;
            if !feed.more {
                break;
            }
        }
        Ok(())
    }
}

/// What a request that brought no answer for its records means for the round.
fn not_taken(error: RequestError) -> NotTaken {
    match error {
        RequestError::Refused(code) => match code {
            RefusalCode::NotEnrolled => NotTaken::End(SendTrouble::NotEnrolled),
            RefusalCode::DeviceRevoked => NotTaken::End(SendTrouble::Revoked),
            RefusalCode::UnsupportedWire => NotTaken::End(SendTrouble::AppTooOld),
            RefusalCode::TooManyRequests => NotTaken::End(SendTrouble::Unavailable),
            RefusalCode::Unavailable | RefusalCode::Internal | RefusalCode::TooManyTries => {
                NotTaken::Halve(Outcome::Trouble(SendTrouble::Unavailable))
            }
            RefusalCode::TooManyRecords
            | RefusalCode::TooLarge
            | RefusalCode::MalformedBody
            | RefusalCode::CodeWrong
            | RefusalCode::CodeSpent
            | RefusalCode::CodeExpired
            | RefusalCode::WrongServer
            | RefusalCode::BadSignature
            | RefusalCode::Unreadable
            | RefusalCode::UnknownForm
            | RefusalCode::InvalidAnswers
            | RefusalCode::UnknownAttachment
            | RefusalCode::NotTheNamedBytes
            | RefusalCode::Unknown => NotTaken::Halve(Outcome::Rejected { code, retriable: code.is_retriable() }),
        },
        RequestError::Trouble(trouble) => match trouble {
            SendTrouble::Timeout | SendTrouble::CutOff | SendTrouble::Unavailable | SendTrouble::TooLarge => {
                NotTaken::Halve(Outcome::Trouble(trouble))
            }
            SendTrouble::NoNetwork
            | SendTrouble::ServerNotReachable
            | SendTrouble::CaptivePortal
            | SendTrouble::NotKentongan
            | SendTrouble::CertificateProblem
            | SendTrouble::ClockWrong
            | SendTrouble::Revoked
            | SendTrouble::NotEnrolled
            | SendTrouble::AppTooOld
            | SendTrouble::NotProven
            | SendTrouble::DiskFull
            | SendTrouble::Unknown => NotTaken::End(trouble),
        },
    }
}

/// The trouble of a round in which every record fails alone.
fn as_trouble(outcome: &Outcome) -> SendTrouble {
    match outcome {
        Outcome::Trouble(trouble) => *trouble,
        Outcome::NotProven => SendTrouble::NotProven,
        Outcome::Receipted(_) | Outcome::Conflict | Outcome::Rejected { .. } => SendTrouble::Unavailable,
    }
}

impl From<StorageError> for SendTrouble {
    fn from(error: StorageError) -> Self {
        tracing::warn!(%error, "outbox");
        match error {
            StorageError::DiskFull => Self::DiskFull,
            StorageError::Damaged | StorageError::NewerApp | StorageError::Failed(_) => Self::Unknown,
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// From 0 to 1; without randomness all phones merely wait equally long.
fn chance() -> f64 {
    getrandom::u32().map_or(0.0, |random| f64::from(random) / f64::from(u32::MAX))
}
