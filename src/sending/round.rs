//! One round of sending: what is due, batch after batch.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::VerifyingKey;
use kentongan_exchange::{
    FormReference, PhoneStatus, RecordId, RecordOutcome, RecordsAnswer, RecordsRequest, RefusalCode, WIRE_VERSION,
};
use kentongan_fail_points::reach;
use tokio::task::JoinSet;

use super::after::{Outcome, after, asked_pause, back_off};
use super::http::{APP_VERSION, HttpClient, RequestError, Unanswered};
use super::pace::{BatchSize, Pace, Step, Trip, TripOutcome};
use super::photos::Enough;
use super::state::{SendReport, SendingState};
use crate::device::Device;
use crate::outbox::{Delivery, Lease, Outbox, Outgoing, SendTrouble, Standing};
use crate::storage::StorageError;

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
    /// The central that answers; what is carried for another is not sent.
    pub central_recipient: Option<&'a Recipient>,
    /// The forms to fill in that this phone has; empty when it cannot tell, as while it is locked.
    pub forms: Vec<FormReference>,
    /// The clock.
    pub device: &'a dyn Device,
    /// No new request is begun after it.
    pub deadline: Instant,
    /// Told after every request how far the round has come.
    pub progress: &'a (dyn Fn(SendingState) + Sync),
}

/// Why a round ended before everything was tried.
pub(super) struct Ended {
    pub(super) trouble: SendTrouble,
    /// When central wants to be asked again, if it said so.
    pub(super) retry_after: Option<Duration>,
}

impl<E: Into<SendTrouble>> From<E> for Ended {
    fn from(trouble: E) -> Self {
        Self { trouble: trouble.into(), retry_after: None }
    }
}

/// Sends the records that are due, fetches what central has to tell, and sends the photos that are due. `None` when somebody else is sending.
pub async fn send_once(round: Round<'_>) -> Option<SendReport> {
    let mut report = SendReport::nothing_at(round.device.now());
    let ended = match round.outbox.lease(round.device.uptime()) {
        Ok(None) => return None,
        Ok(Some(lease)) => round.under(&lease, &mut report).await,
        Err(error) => Err(error.into()),
    };
    if let Err(ended) = ended {
        report.trouble = Some(ended.trouble);
        round.postpone(&ended);
    }
    report.at = round.device.now();
    Some(report)
}

/// A batch, how its request went, and what central said.
type Returned = (Vec<Outgoing>, Trip, Result<RecordsAnswer, Unanswered>);

/// Where a round stands.
pub(super) struct Going<'a> {
    pub(super) report: &'a mut SendReport,
    pub(super) pace: Pace,
    /// Whether there may be more to fetch from the feed.
    feed: bool,
}

impl Round<'_> {
    async fn under(&self, lease: &Lease<'_>, report: &mut SendReport) -> Result<(), Ended> {
        let learnt = self.outbox.batch_size()?.map(|(records, bytes)| BatchSize { records, bytes });
        let pace = learnt.map_or_else(Pace::default, Pace::from_learnt);
        let mut going = Going { report, pace, feed: true };
        let sent = self.all(lease, &mut going).await;
        let size = going.pace.size();
        if learnt != Some(size) {
            self.outbox.put_batch_size(size.records, size.bytes)?;
        }
        sent
    }

    /// Records, news, what is carried, photos; and again when a record was finished meanwhile.
    async fn all(&self, lease: &Lease<'_>, going: &mut Going<'_>) -> Result<(), Ended> {
        loop {
            self.batches(lease, going).await?;
            let told = if going.feed { self.feed().await } else { Ok(()) };
            going.feed = false;
            let pace = Pace::from_learnt(going.pace.size());
            self.carried(lease, pace, going.report).await?;
            // News that cannot be read are no reason to keep photos back.
            let sent = self.photos(lease, going).await;
            told?;
            match sent? {
                Enough::ForNow => return Ok(()),
                Enough::RecordsFirst => {}
            }
        }
    }

    async fn batches(&self, lease: &Lease<'_>, going: &mut Going<'_>) -> Result<(), Ended> {
        let total = self.outbox.due_count(self.device.now())?;
        let mut done = 0_u32;
        let tell = |done| {
            if total > 0 {
                (self.progress)(SendingState::Sending { done, total })
            }
        };
        tell(done);
        let (mut under_way, mut ended, mut together) = (JoinSet::new(), Ok(()), false);
        loop {
            while ended.is_ok() && under_way.len() < going.pace.lanes() && Instant::now() < self.deadline {
                if !lease.renew(self.device.uptime())? {
                    // Frozen for so long that somebody else took over.
                    (going.feed, together) = (false, false);
                    break;
                }
                let Some(batch) = self.next_batch(&going.pace)? else { break };
                under_way.spawn(self.trip(batch, &going.pace)?);
                together |= under_way.len() > 1;
            }
            // As each is answered the next goes out, so that the link is not idle for the way there and back.
            let Some(request) = under_way.join_next().await else { break };
            // One that panicked: its records come up again by their counted attempt.
            let Ok((batch, trip, answer)) = request.inspect_err(|error| tracing::error!(%error, "a request")) else {
                continue;
            };
            let outcome = match &answer {
                Ok(_) => TripOutcome::Answered,
                Err(unanswered) => outcome_of(*unanswered),
            };
            match (going.pace.next(trip, outcome), answer) {
                (Step::Keep, Ok(answer)) => {
                    self.keep(&batch, &answer, going)?;
                    done = done.saturating_add(count(batch.len()));
                }
                (Step::Keep | Step::Again, _) => self.make_due_again(&batch)?,
                (Step::SetAside(outcome), _) => {
                    done = done.saturating_add(count(batch.len()));
                    self.set_aside(&batch, &outcome, going)?;
                }
                (Step::SetAsideAndEnd(outcome), _) => {
                    self.set_aside(&batch, &outcome, going)?;
                    ended = Err(Ended::from(as_trouble(&outcome)));
                }
                (Step::End { trouble, retry_after }, _) => {
                    // They wait with everything else: see `postpone`.
                    self.make_due_again(&batch)?;
                    ended = Err(Ended { trouble, retry_after });
                }
            }
            tell(done);
        }
        if together && ended.is_ok() {
            // Each said that the other's records wait here: central is told once more what does.
            going.feed = true;
        }
        ended
    }

    /// The next batch, its attempt counted.
    fn next_batch(&self, pace: &Pace) -> Result<Option<Vec<Outgoing>>, StorageError> {
        let BatchSize { records, bytes } = pace.size();
        let batch = self.outbox.due(self.device.now(), records, bytes)?;
        if batch.is_empty() {
            return Ok(None);
        }
        self.count(&batch)?;
        reach("phone.sending.counted");
        Ok(Some(batch))
    }

    /// One request with its answer. Dropped, it is broken off.
    fn trip(&self, batch: Vec<Outgoing>, pace: &Pace) -> Result<impl Future<Output = Returned> + use<>, StorageError> {
        self.announce(&self.forms)?;
        let (client, request, close) = (self.client.clone(), self.request(&batch)?, pace.is_cut());
        Ok(async move {
            let bytes = batch.iter().map(|sent| sent.envelope.size()).sum();
            let (answer, took) = client.records(&request, close).await;
            let trip = Trip { records: batch.len(), bytes, took };
            (batch, trip, answer)
        })
    }

    fn set_aside(&self, batch: &[Outgoing], outcome: &Outcome, going: &mut Going<'_>) -> Result<(), StorageError> {
        let outcomes: Vec<_> = batch.iter().map(|sent| (sent, outcome.clone())).collect();
        self.put(&outcomes, going.report)
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
        // News for which records would wait come with the last of them.
        let is_last = self.outbox.due_count(self.device.now())? == 0;
        let feed_after = if is_last { Some(self.outbox.feed_cursor()?) } else { None };
        Ok(RecordsRequest {
            wire: WIRE_VERSION,
            sent_at: self.device.now(),
            waiting: self.outbox.waiting()?,
            app_version: APP_VERSION.to_owned(),
            envelopes: batch.iter().map(|sent| sent.envelope.clone()).collect(),
            feed_after,
        })
    }

    /// Keeps what central answered.
    fn keep(&self, batch: &[Outgoing], answer: &RecordsAnswer, going: &mut Going<'_>) -> Result<(), StorageError> {
        let now = self.device.now();
        going.report.clock_ahead = Some(now.duration_since(answer.server_time));
        self.outbox.put_contact(answer.server_time, now)?;
        let outcomes: Vec<_> = batch.iter().map(|sent| (sent, self.outcome(sent, answer))).collect();
        reach("phone.sending.answered");
        self.put(&outcomes, going.report)?;
        reach("phone.sending.kept");
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

    /// Has everything due wait: as long as central asked for, or by the attempts of what was tried most.
    fn postpone(&self, ended: &Ended) {
        let now = self.device.now();
        let postpone = || {
            let (_, carried) = self.outbox.carried_due_count(now)?;
            let attempts = self.outbox.due_attempts(now)?.max(carried);
            let next = now.saturating_add(pause(ended.retry_after, attempts)).unwrap_or(Timestamp::MAX);
            self.outbox.postpone_due(now, ended.trouble, next)?;
            self.outbox.postpone_carried(now, ended.trouble, next)?;
            self.postpone_photos(ended)
        };
        if let Err(error) = postpone() {
            tracing::warn!(%error, "what is due could not be postponed");
        }
    }

    /// Has the next requests tell what waits here now, and which forms this phone has.
    pub(super) fn announce(&self, forms: &[FormReference]) -> Result<(), StorageError> {
        let photos = self.outbox.all_waiting_photos()?.map_or(0, |photos| photos.count);
        self.client.announce(&PhoneStatus {
            app_version: APP_VERSION.to_owned(),
            waiting: self.outbox.waiting()?,
            waiting_photos: photos,
            forms: forms.to_vec(),
        });
        Ok(())
    }

    /// Fetches what central has to tell.
    async fn feed(&self) -> Result<(), Ended> {
        self.announce(&self.forms)?;
        for _ in 0..MOST_FEED_PAGES {
            if Instant::now() >= self.deadline {
                break;
            }
            let feed = self.client.feed(self.outbox.feed_cursor()?).await.map_err(|error| match outcome_of(error) {
                TripOutcome::Hopeless { trouble, retry_after } => Ended { trouble, retry_after },
                TripOutcome::NotTaken(outcome) => as_trouble(&outcome).into(),
                TripOutcome::Answered => SendTrouble::Unknown.into(),
            })?;
            self.outbox.put_feed(&feed)?;
            if !feed.more {
                break;
            }
        }
        Ok(())
    }
}

/// What a request that brought no answer for its records means.
pub(super) fn outcome_of(Unanswered { error, retry_after }: Unanswered) -> TripOutcome {
    let hopeless = |trouble| TripOutcome::Hopeless { trouble, retry_after };
    let perhaps_smaller = |trouble| TripOutcome::NotTaken(Outcome::Trouble(trouble));
    match error {
        RequestError::Refused(code) => match code {
            RefusalCode::NotEnrolled => hopeless(SendTrouble::NotEnrolled),
            RefusalCode::DeviceRevoked => hopeless(SendTrouble::Revoked),
            RefusalCode::UnsupportedWire => hopeless(SendTrouble::AppTooOld),
            RefusalCode::TooManyRequests => hopeless(SendTrouble::Unavailable),
            RefusalCode::Unavailable | RefusalCode::Internal | RefusalCode::TooManyTries => match retry_after {
                // Central knows that it is not this batch.
                Some(_) => hopeless(SendTrouble::Unavailable),
                None => perhaps_smaller(SendTrouble::Unavailable),
            },
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
            | RefusalCode::Unknown => TripOutcome::NotTaken(Outcome::Rejected { code, retriable: code.is_retriable() }),
        },
        RequestError::Trouble(trouble) => match trouble {
            SendTrouble::Unavailable if retry_after.is_some() => hopeless(trouble),
            SendTrouble::Timeout | SendTrouble::CutOff | SendTrouble::Unavailable | SendTrouble::TooLarge => {
                perhaps_smaller(trouble)
            }
            SendTrouble::NoNetwork
            | SendTrouble::NoInternet
            | SendTrouble::ServerNotReachable
            | SendTrouble::CaptivePortal
            | SendTrouble::NotKentongan
            | SendTrouble::CertificateProblem
            | SendTrouble::CertificateNotPinned
            | SendTrouble::ClockWrong
            | SendTrouble::Revoked
            | SendTrouble::NotEnrolled
            | SendTrouble::AppTooOld
            | SendTrouble::NotProven
            | SendTrouble::DiskFull
            | SendTrouble::Unknown => hopeless(trouble),
        },
    }
}

/// The trouble of a round in which every record fails alone.
pub(super) fn as_trouble(outcome: &Outcome) -> SendTrouble {
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

pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// How long what is due waits: as long as central asked for, or by its attempts.
pub(super) fn pause(retry_after: Option<Duration>, attempts: u32) -> SignedDuration {
    match retry_after {
        Some(asked) => asked_pause(asked, chance()),
        None => back_off(attempts.max(1), chance()),
    }
}

/// From 0 to 1; without randomness all phones merely wait equally long.
pub(super) fn chance() -> f64 {
    #[cfg(test)]
    if let Some(chance) = super::simulation::chance() {
        return chance;
    }
    getrandom::u32().map_or(0.0, |random| f64::from(random) / f64::from(u32::MAX))
}
