//! The part of a round that sends what this phone carries for others: after its own records, in requests of its own.
//!
//! Nobody knows what a stranger's file brought. So nothing learnt here changes how large the phone's own batches are,
//! and an envelope over which central fails is set aside without a word about the phone's own records. The receipt of
//! a carried record is checked for central's signature and for the version it was asked about; whether its digest is
//! right only the phone can tell that made the record, and does.

use std::collections::HashMap;
use std::time::Instant;

use jiff::Timestamp;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::{RecordOutcome, RecordsAnswer, RecordsRequest, WIRE_VERSION};

use super::after::{Outcome, after, back_off};
use super::http::APP_VERSION;
use super::pace::{BatchSize, Pace, Step, Trip, TripOutcome};
use super::round::{Ended, Round, as_trouble, chance, count, outcome_of, pause};
use super::state::{SendReport, SendingState};
use crate::outbox::{CarriedOutgoing, Delivery, Lease, Standing};
use crate::storage::StorageError;

impl Round<'_> {
    /// Sends what is carried and due.
    pub(super) async fn carried(
        &self,
        lease: &Lease<'_>,
        mut pace: Pace,
        report: &mut SendReport,
    ) -> Result<(), Ended> {
        let (total, _) = self.outbox.carried_due_count(self.device.now())?;
        let Some(central) = self.central_recipient.filter(|_| total > 0) else { return Ok(()) };
        let mut done = 0_u32;
        while Instant::now() < self.deadline && lease.renew(self.device.uptime())? {
            let BatchSize { records, bytes } = pace.size();
            let batch = self.outbox.carried_due(self.device.now(), records, bytes)?;
            if batch.is_empty() {
                break;
            }
            (self.progress)(SendingState::Sending { done, total: total.max(done) });
            self.put_off(&batch, central, true)?;
            let request = RecordsRequest {
                wire: WIRE_VERSION,
                sent_at: self.device.now(),
                waiting: self.outbox.waiting()?,
                app_version: APP_VERSION.to_owned(),
                envelopes: batch.iter().map(|sent| sent.envelope.clone()).collect(),
                feed_after: None,
            };
            let (answer, took) = self.client.records(&request, pace.is_cut()).await;
            let bytes = batch.iter().map(|sent| sent.envelope.size()).sum();
            let trip = Trip { records: batch.len(), bytes, took };
            let outcome = match &answer {
                Ok(_) => TripOutcome::Answered,
                Err(unanswered) => outcome_of(*unanswered),
            };
            match (pace.next(trip, outcome), answer) {
                (Step::Keep, Ok(answer)) => {
                    let outcomes: Vec<_> =
                        batch.iter().map(|sent| (sent, self.carried_outcome(sent, &answer))).collect();
                    self.keep_carried(outcomes, central, report)?;
                    done = done.saturating_add(count(batch.len()));
                }
                (Step::Keep | Step::Again, _) => self.put_off(&batch, central, false)?,
                (Step::SetAside(outcome), _) => {
                    self.keep_carried(batch.iter().map(|sent| (sent, outcome.clone())).collect(), central, report)?;
                    done = done.saturating_add(count(batch.len()));
                }
                (Step::SetAsideAndEnd(outcome), _) => {
                    self.keep_carried(batch.iter().map(|sent| (sent, outcome.clone())).collect(), central, report)?;
                    // It is central that fails, not these: the others wait as well, and the phone's own are not held up.
                    let (now, trouble) = (self.device.now(), as_trouble(&outcome));
                    let attempts = batch.iter().map(|sent| sent.standing.attempts).max().unwrap_or(0).saturating_add(1);
                    let next = now.saturating_add(pause(None, attempts)).unwrap_or(Timestamp::MAX);
                    self.outbox.postpone_carried(now, trouble, next)?;
                    report.trouble = report.trouble.or(Some(trouble));
                    break;
                }
                (Step::End { trouble, retry_after }, _) => {
                    self.put_off(&batch, central, false)?;
                    return Err(Ended { trouble, retry_after });
                }
            }
        }
        Ok(())
    }

    /// Counts an attempt: before it is made, so that it is not repeated at once should the app die of it; afterwards,
    /// when it is to be made again in this round.
    fn put_off(&self, batch: &[CarriedOutgoing], central: &Recipient, before: bool) -> Result<(), StorageError> {
        let now = self.device.now();
        let standing = |sent: &CarriedOutgoing| {
            let attempts = sent.standing.attempts.saturating_add(1);
            let pause = now.saturating_add(back_off(attempts, 0.0)).unwrap_or(Timestamp::MAX);
            let next_attempt_at = if before { pause } else { now };
            Standing { delivery: sent.standing.delivery.clone(), attempts, next_attempt_at }
        };
        let standings: Vec<_> = batch.iter().map(|sent| (sent.number, standing(sent))).collect();
        self.outbox.put_carried_standings(&standings, central, now)
    }

    fn carried_outcome(&self, sent: &CarriedOutgoing, answer: &RecordsAnswer) -> Outcome {
        let answers: HashMap<_, _> =
            answer.records.iter().map(|answer| ((answer.record, answer.revision), &answer.outcome)).collect();
        let envelope = &sent.envelope;
        match answers.get(&(envelope.record, envelope.revision)) {
            Some(RecordOutcome::Stored { receipt } | RecordOutcome::Duplicate { receipt }) => {
                let (record, revision, device) = (envelope.record, envelope.revision, envelope.device);
                let holds = <&[u8; 32]>::try_from(receipt.digest.0.as_slice()).is_ok_and(|digest| {
                    receipt.check(Stored { record, revision, device, digest }, self.receipt_key).is_ok()
                });
                if holds { Outcome::Receipted(receipt.clone()) } else { Outcome::NotProven }
            }
            Some(RecordOutcome::Conflict) => Outcome::Conflict,
            Some(RecordOutcome::Rejected { refusal }) => {
                Outcome::Rejected { code: refusal.code, retriable: refusal.retriable }
            }
            Some(RecordOutcome::Unknown) | None => Outcome::NotProven,
        }
    }

    /// Writes what follows from outcomes, and counts what was delivered.
    fn keep_carried(
        &self,
        outcomes: Vec<(&CarriedOutgoing, Outcome)>,
        central: &Recipient,
        report: &mut SendReport,
    ) -> Result<(), StorageError> {
        let now = self.device.now();
        let standing = |(sent, outcome): (&CarriedOutgoing, Outcome)| {
            (sent.number, after(outcome, sent.standing.attempts.saturating_add(1), now, chance()))
        };
        let standings: Vec<_> = outcomes.into_iter().map(standing).collect();
        self.outbox.put_carried_standings(&standings, central, now)?;
        let delivered = |(_, standing): &&(i64, Standing)| matches!(standing.delivery, Delivery::Delivered { .. });
        report.carried += count(standings.iter().filter(delivered).count());
        Ok(())
    }
}
