//! One round of sending: records, news, carried records, photos, and what ends it.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::VerifyingKey;
use kentongan_exchange::{FormReference, PhoneStatus, RecordId, RefusalCode, RefusalScope, Waiting};

use super::after::{Outcome, asked_pause, back_off};
use super::http::{APP_VERSION, HttpClient, RequestError, RequestFailure};
use super::pace::{BatchSize, Pace, TripOutcome};
use super::state::{SendReport, SendingState};
use crate::device::Device;
use crate::outbox::{Lease, Outbox, Queue, SendTrouble};
use crate::storage::StorageError;

/// Most pages of the feed in one round.
const MOST_FEED_PAGES: u32 = 10;

/// What a round of sending needs.
pub struct Round<'a> {
    /// What waits.
    pub outbox: &'a Outbox,
    /// Where it goes.
    pub client: &'a HttpClient,
    /// Checks receipts.
    pub receipt_key: &'a VerifyingKey,
    /// The central that answers. Records carried for another central are not sent.
    pub central_recipient: Option<&'a Recipient>,
    /// The forms on this phone. Empty when it cannot tell, as while it is locked.
    pub forms: Vec<FormReference>,
    /// When a record was finished; `None` when this phone cannot tell, as while it is locked.
    pub finished_at: &'a (dyn Fn(RecordId) -> Option<Timestamp> + Sync),
    /// The clock.
    pub device: &'a dyn Device,
    /// No new request begins after it.
    pub deadline: Instant,
    /// Hears after every request how far the round is.
    pub progress: &'a (dyn Fn(SendingState) + Sync),
}

/// Why a round ended before it tried everything.
pub(super) struct RoundError {
    pub(super) trouble: SendTrouble,
    /// When central wants to be asked again, if it said so.
    pub(super) retry_after: Option<Duration>,
}

impl<E: Into<SendTrouble>> From<E> for RoundError {
    fn from(trouble: E) -> Self {
        Self { trouble: trouble.into(), retry_after: None }
    }
}

/// Why the round sends no more photos now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PhotosEnd {
    /// None is due, the time is up, or another sender took over.
    Stopped,
    /// Records are due: they go first.
    RecordsDue,
}

/// Sends the records that are due, fetches the feed, and sends the photos that are due. `None` when another sender
/// holds the lease.
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

/// The state of a round.
pub(super) struct RoundState<'a> {
    pub(super) report: &'a mut SendReport,
    pub(super) pace: Pace,
    /// Whether the feed may have more.
    pub(super) feed: bool,
    /// Whether central has the right number of waiting records. Requests under way together each count the records of
    /// the others.
    pub(super) reported: bool,
}

impl Round<'_> {
    async fn under(&self, lease: &Lease<'_>, report: &mut SendReport) -> Result<(), RoundError> {
        let learnt = self.outbox.batch_size()?.map(|(records, bytes)| BatchSize { records, bytes });
        let pace = learnt.map_or_else(Pace::default, Pace::starting_with);
        let mut state = RoundState { report, pace, feed: true, reported: true };
        let sent = self.all(lease, &mut state).await;
        let size = state.pace.size();
        if learnt != Some(size) {
            self.outbox.put_batch_size(size.records, size.bytes)?;
        }
        sent
    }

    /// Records, news, carried records, photos; and again when a record was finished meanwhile.
    async fn all(&self, lease: &Lease<'_>, state: &mut RoundState<'_>) -> Result<(), RoundError> {
        loop {
            self.batches(Queue::Own, lease, state).await?;
            let news = if state.feed { self.feed(lease).await } else { Ok(()) };
            state.feed = false;
            self.batches(Queue::Carried, lease, state).await?;
            // Unreadable news must not hold photos back.
            let sent = self.photos(lease, state).await;
            news?;
            match sent? {
                PhotosEnd::Stopped => break,
                PhotosEnd::RecordsDue => {}
            }
        }
        if !state.reported {
            // Everything was sent. A number at central that is not right yet is no trouble.
            drop(self.feed(lease).await);
        }
        Ok(())
    }

    /// Makes everything due wait: as long as central asked for, or by the highest number of attempts.
    fn postpone(&self, ended: &RoundError) {
        let now = self.device.now();
        let postpone = || {
            let attempts = |queue| self.outbox.due_attempts(queue, now);
            let attempts = attempts(Queue::Own)?.max(attempts(Queue::Carried)?);
            let next = now.saturating_add(pause(ended.retry_after, attempts)).unwrap_or(Timestamp::MAX);
            self.outbox.postpone_due(Queue::Own, now, ended.trouble, next)?;
            self.outbox.postpone_due(Queue::Carried, now, ended.trouble, next)?;
            self.postpone_photos(ended)
        };
        if let Err(error) = postpone() {
            tracing::warn!(%error, "what is due could not be postponed");
        }
    }

    /// The client for requests that report the waiting records and these forms.
    pub(super) fn telling(&self, forms: &[FormReference]) -> Result<HttpClient, StorageError> {
        let photos = self.outbox.all_waiting_photos()?.map_or(0, |photos| photos.count);
        Ok(self.client.telling(&PhoneStatus {
            app_version: APP_VERSION.to_owned(),
            waiting: self.waiting()?,
            waiting_photos: photos,
            forms: forms.to_vec(),
        }))
    }

    /// What every request reports about the records on this phone.
    pub(super) fn waiting(&self) -> Result<Waiting, StorageError> {
        let status = self.outbox.status()?;
        Ok(Waiting {
            records: status.waiting.saturating_add(status.refused),
            oldest_finished_at: self.outbox.oldest_undelivered()?.and_then(self.finished_at),
        })
    }

    /// Fetches central's feed.
    async fn feed(&self, lease: &Lease<'_>) -> Result<(), RoundError> {
        let client = self.telling(&self.forms)?;
        for _ in 0..MOST_FEED_PAGES {
            if Instant::now() >= self.deadline || !lease.renew(self.device.uptime())? {
                break;
            }
            let feed = client.feed(self.outbox.feed_cursor()?).await.map_err(|error| match outcome_of(error) {
                TripOutcome::Hopeless { trouble, retry_after } => RoundError { trouble, retry_after },
                TripOutcome::NotTaken(outcome) => as_trouble(&outcome).into(),
                TripOutcome::Answered | TripOutcome::Unread => SendTrouble::Unknown.into(),
            })?;
            self.outbox.put_feed(&feed)?;
            if !feed.more {
                break;
            }
        }
        Ok(())
    }
}

/// What the failure of a request means for its records.
pub(super) fn outcome_of(RequestFailure { error, retry_after, unread }: RequestFailure) -> TripOutcome {
    if unread {
        return TripOutcome::Unread;
    }
    let hopeless = |trouble| TripOutcome::Hopeless { trouble, retry_after };
    let perhaps_smaller = |trouble| TripOutcome::NotTaken(Outcome::Trouble(trouble));
    match error {
        RequestError::Refused(code) => match code.scope() {
            RefusalScope::Phone => hopeless(phone_trouble(code)),
            // Central knows that this batch is not to blame.
            RefusalScope::Moment if retry_after.is_some() || code == RefusalCode::TooManyRequests => {
                hopeless(SendTrouble::Unavailable)
            }
            RefusalScope::Moment => perhaps_smaller(SendTrouble::Unavailable),
            RefusalScope::Batch | RefusalScope::Record | RefusalScope::Upload | RefusalScope::Enrolment => {
                TripOutcome::NotTaken(Outcome::Refused { code, retriable: code.is_retriable() })
            }
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

/// The trouble behind a refusal that concerns the phone.
fn phone_trouble(code: RefusalCode) -> SendTrouble {
    if code == RefusalCode::DeviceRevoked {
        SendTrouble::Revoked
    } else if code == RefusalCode::UnsupportedWire {
        SendTrouble::AppTooOld
    } else {
        SendTrouble::NotEnrolled
    }
}

/// The trouble of a round in which every record fails alone.
pub(super) fn as_trouble(outcome: &Outcome) -> SendTrouble {
    match outcome {
        Outcome::Trouble(trouble) => *trouble,
        Outcome::NotProven => SendTrouble::NotProven,
        Outcome::Receipted(_) | Outcome::Conflict | Outcome::Refused { .. } => SendTrouble::Unavailable,
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

/// How long due records wait: as long as central asked for, or by their attempts.
pub(super) fn pause(retry_after: Option<Duration>, attempts: u32) -> SignedDuration {
    match retry_after {
        Some(asked) => asked_pause(asked, chance()),
        None => back_off(attempts.max(1), chance()),
    }
}

/// From 0 to 1. Without randomness all phones wait equally long, which does no harm.
pub(super) fn chance() -> f64 {
    #[cfg(test)]
    if let Some(chance) = super::simulation::chance() {
        return chance;
    }
    getrandom::u32().map_or(0.0, |random| f64::from(random) / f64::from(u32::MAX))
}
