//! The batches of a round: this phone's own records, and the records that it carries for others.
//!
//! Both are sent alike, one queue after the other, never in one request. A stranger's file may hold anything. So
//! carried envelopes teach nothing for the phone's own batches. When central fails over them, only they wait. For a
//! carried record the phone checks central's signature and the version. Only the maker's phone can check the digest.

use std::time::Instant;

use jiff::Timestamp;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::{RecordOutcome, RecordsAnswer, RecordsRequest, WIRE_VERSION};
use kentongan_fail_points::reach;
use tokio::task::JoinSet;

use super::after::{Outcome, after, back_off};
use super::http::{APP_VERSION, RequestFailure};
use super::pace::{BatchSize, Pace, Step, Trip, TripOutcome};
use super::round::{Round, RoundError, RoundState, as_trouble, chance, outcome_of, pause};
use super::state::{SendReport, SendingState};
use crate::outbox::{Delivery, Lease, Outgoing, Queue, Standing};
use crate::storage::StorageError;

/// A batch, its trip, and central's answer.
type Returned = (Vec<Outgoing>, Trip, Result<RecordsAnswer, RequestFailure>);

impl Round<'_> {
    /// Sends what is due in a queue.
    pub(super) async fn batches(
        &self,
        queue: Queue,
        lease: &Lease<'_>,
        state: &mut RoundState<'_>,
    ) -> Result<(), RoundError> {
        let mut pace = state.pace.clone();
        let ended = self.all_of(queue, lease, state, &mut pace).await;
        match queue {
            Queue::Own => state.pace = pace,
            Queue::Carried => {}
        }
        ended
    }

    async fn all_of(
        &self,
        queue: Queue,
        lease: &Lease<'_>,
        state: &mut RoundState<'_>,
        pace: &mut Pace,
    ) -> Result<(), RoundError> {
        let total = self.outbox.due_count(queue, self.device.now())?;
        let mut done = 0_u32;
        let tell = |done| {
            if total > 0 {
                (self.progress)(SendingState::Sending { done, total: total.max(done) })
            }
        };
        tell(done);
        let (mut under_way, mut ended) = (JoinSet::new(), None);
        loop {
            while ended.is_none() && under_way.len() < pace.lanes() && Instant::now() < self.deadline {
                // A frozen sender may wake after another took over: then it begins no request.
                if !lease.renew(self.device.uptime())? {
                    break;
                }
                let Some(batch) = self.next_batch(queue, pace)? else { break };
                under_way.spawn(self.trip(queue, batch, pace)?);
                // Each request counts the other's records as waiting here: the round corrects it at the end.
                state.reported &= under_way.len() == 1 || queue == Queue::Carried;
            }
            // The next request goes out with each answer, so that the link is not idle during a round trip.
            let Some(request) = under_way.join_next().await else { break };
            // It panicked. Its attempt is counted, so its records come up again.
            let Ok((batch, trip, answer)) = request.inspect_err(|error| tracing::error!(%error, "a request")) else {
                continue;
            };
            let outcome = match &answer {
                Ok(_) => TripOutcome::Answered,
                Err(failure) => outcome_of(*failure),
            };
            match (pace.next(trip, outcome), answer) {
                (Step::Keep, Ok(answer)) => {
                    self.keep(queue, &batch, &answer, state)?;
                    done = done.saturating_add(count(batch.len()));
                }
                (Step::Keep | Step::Again, _) => self.make_due_again(queue, &batch)?,
                (Step::SetAside(outcome), _) => {
                    done = done.saturating_add(count(batch.len()));
                    self.set_aside(queue, &batch, &outcome, state.report)?;
                }
                (Step::SetAsideAndEnd(outcome), _) => {
                    self.set_aside(queue, &batch, &outcome, state.report)?;
                    ended = Some(self.end(queue, &batch, &outcome, state.report));
                }
                (Step::End { trouble, retry_after }, _) => {
                    // They wait with everything else: see `postpone`.
                    self.make_due_again(queue, &batch)?;
                    ended = Some(Err(RoundError { trouble, retry_after }));
                }
            }
            tell(done);
        }
        ended.unwrap_or(Ok(()))
    }

    /// What follows when every record of a queue fails alone.
    fn end(
        &self,
        queue: Queue,
        batch: &[Outgoing],
        outcome: &Outcome,
        report: &mut SendReport,
    ) -> Result<(), RoundError> {
        let (now, trouble) = (self.device.now(), as_trouble(outcome));
        match queue {
            Queue::Own => Err(trouble.into()),
            Queue::Carried => {
                // Central fails, not these records. The others wait too; the phone's own are not held up.
                let attempts = batch.iter().map(|sent| sent.standing.attempts).max().unwrap_or(0).saturating_add(1);
                let next = now.saturating_add(pause(None, attempts)).unwrap_or(Timestamp::MAX);
                self.outbox.postpone_due(queue, now, trouble, next)?;
                report.trouble = report.trouble.or(Some(trouble));
                Ok(())
            }
        }
    }

    /// The next batch, its attempt counted.
    fn next_batch(&self, queue: Queue, pace: &Pace) -> Result<Option<Vec<Outgoing>>, StorageError> {
        let BatchSize { records, bytes } = pace.size();
        if queue == Queue::Carried && self.central_recipient.is_none() {
            return Ok(None);
        }
        let batch = self.outbox.due(queue, self.device.now(), records, bytes)?;
        if batch.is_empty() {
            return Ok(None);
        }
        self.count(queue, &batch)?;
        reach("phone.sending.counted");
        Ok(Some(batch))
    }

    /// One request with its answer. Dropping it breaks it off.
    fn trip(
        &self,
        queue: Queue,
        batch: Vec<Outgoing>,
        pace: &Pace,
    ) -> Result<impl Future<Output = Returned> + use<>, StorageError> {
        let apart = pace.cuts().is_cut();
        let (client, request) = (self.telling(&self.forms)?.over(apart), self.request(queue, &batch)?);
        Ok(async move {
            let bytes = batch.iter().map(|sent| sent.envelope.size()).sum();
            let (answer, took) = client.records(&request).await;
            let trip = Trip { records: batch.len(), bytes, took, apart };
            (batch, trip, answer)
        })
    }

    fn set_aside(
        &self,
        queue: Queue,
        batch: &[Outgoing],
        outcome: &Outcome,
        report: &mut SendReport,
    ) -> Result<(), StorageError> {
        let outcomes: Vec<_> = batch.iter().map(|sent| (sent, outcome.clone())).collect();
        self.put(queue, outcomes, report)
    }

    /// Counts the attempt before it is made. If the app dies of it, the attempt is not repeated at once.
    fn count(&self, queue: Queue, batch: &[Outgoing]) -> Result<(), StorageError> {
        let now = self.device.now();
        self.attempted(queue, batch, |attempts| now.saturating_add(back_off(attempts, 0.0)).unwrap_or(Timestamp::MAX))
    }

    /// The attempt stays counted, but the envelopes are due again in this round.
    fn make_due_again(&self, queue: Queue, batch: &[Outgoing]) -> Result<(), StorageError> {
        let now = self.device.now();
        self.attempted(queue, batch, |_| now)
    }

    /// Stores one more attempt, and when the next is due after so many.
    fn attempted(&self, queue: Queue, batch: &[Outgoing], next: impl Fn(u32) -> Timestamp) -> Result<(), StorageError> {
        let standing = |sent: &Outgoing| {
            let attempts = sent.standing.attempts.saturating_add(1);
            Standing { delivery: sent.standing.delivery.clone(), attempts, next_attempt_at: next(attempts) }
        };
        self.put_standings(queue, &batch.iter().map(|sent| (sent, standing(sent))).collect::<Vec<_>>())
    }

    fn put_standings(&self, queue: Queue, standings: &[(&Outgoing, Standing)]) -> Result<(), StorageError> {
        let standings = standings.iter().map(|(sent, standing)| (&sent.envelope, standing.clone()));
        match (queue, self.central_recipient) {
            (Queue::Own, _) => {
                let own = standings.map(|(envelope, standing)| (envelope.record, envelope.revision, standing));
                self.outbox.put_standings(&own.collect::<Vec<_>>())
            }
            (Queue::Carried, Some(central)) => {
                self.outbox.put_carried_standings(&standings.collect::<Vec<_>>(), central, self.device.now())
            }
            // Without a known central, no carried record is sent.
            (Queue::Carried, None) => Ok(()),
        }
    }

    fn request(&self, queue: Queue, batch: &[Outgoing]) -> Result<RecordsRequest, StorageError> {
        // The answer to the last batch brings the news, so that no record waits for it.
        let is_last = queue == Queue::Own && self.outbox.due_count(queue, self.device.now())? == 0;
        let feed_after = if is_last { Some(self.outbox.feed_cursor()?) } else { None };
        Ok(RecordsRequest {
            wire: WIRE_VERSION,
            sent_at: self.device.now(),
            waiting: self.waiting()?,
            app_version: APP_VERSION.to_owned(),
            envelopes: batch.iter().map(|sent| sent.envelope.clone()).collect(),
            feed_after,
        })
    }

    /// Stores central's answer.
    fn keep(
        &self,
        queue: Queue,
        batch: &[Outgoing],
        answer: &RecordsAnswer,
        state: &mut RoundState<'_>,
    ) -> Result<(), StorageError> {
        let now = self.device.now();
        state.report.clock_ahead = Some(now.duration_since(answer.server_time));
        self.outbox.put_contact(answer.server_time, now)?;
        let outcomes: Vec<_> = batch.iter().map(|sent| (sent, self.outcome(sent, answer))).collect();
        reach("phone.sending.answered");
        self.put(queue, outcomes, state.report)?;
        reach("phone.sending.kept");
        if let Some(feed) = &answer.feed {
            self.outbox.put_feed(feed)?;
            state.feed = feed.more;
        }
        Ok(())
    }

    /// The outcome of one envelope. A receipt counts only if its signature is valid for exactly the sent bytes.
    fn outcome(&self, sent: &Outgoing, answer: &RecordsAnswer) -> Outcome {
        let envelope = &sent.envelope;
        let (record, revision, device) = (envelope.record, envelope.revision, envelope.device);
        let answered =
            answer.records.iter().find(|answered| (answered.record, answered.revision) == (record, revision));
        match answered.map(|answered| &answered.outcome) {
            Some(RecordOutcome::Stored { receipt } | RecordOutcome::Duplicate { receipt }) => {
                let digest = sent.digest.or_else(|| receipt.digest.0.as_slice().try_into().ok());
                let holds =
                    |digest| receipt.check(Stored { record, revision, device, digest }, self.receipt_key).is_ok();
                if digest.as_ref().is_some_and(holds) {
                    Outcome::Receipted(receipt.clone())
                } else {
                    Outcome::NotProven
                }
            }
            Some(RecordOutcome::Conflict) => Outcome::Conflict,
            Some(RecordOutcome::Rejected { refusal }) => {
                Outcome::Refused { code: refusal.code, retriable: refusal.retriable }
            }
            Some(RecordOutcome::Unknown) | None => Outcome::NotProven,
        }
    }

    /// Writes what follows from outcomes, and adds it to the report.
    fn put(
        &self,
        queue: Queue,
        outcomes: Vec<(&Outgoing, Outcome)>,
        report: &mut SendReport,
    ) -> Result<(), StorageError> {
        let now = self.device.now();
        let standing = |(sent, outcome): (_, Outcome)| {
            let sent: &Outgoing = sent;
            let Standing { delivery, attempts, .. } = &sent.standing;
            (sent, after(delivery, outcome, attempts.saturating_add(1), now, chance()))
        };
        let standings: Vec<_> = outcomes.into_iter().map(standing).collect();
        self.put_standings(queue, &standings)?;
        for (_, standing) in &standings {
            match (queue, &standing.delivery) {
                (Queue::Own, Delivery::Delivered { .. }) => report.delivered += 1,
                (Queue::Own, Delivery::Refused { .. }) => report.refused += 1,
                (Queue::Own, Delivery::Waiting { trouble }) => {
                    report.set_aside += 1;
                    report.trouble = report.trouble.or(*trouble);
                }
                (Queue::Carried, Delivery::Delivered { .. }) => report.carried += 1,
                (Queue::Carried, Delivery::Refused { .. } | Delivery::Waiting { .. }) => {}
            }
        }
        Ok(())
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
