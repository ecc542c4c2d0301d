//! Retention: short, but never shorter than help takes (DOMAIN rule 10). Sealed answers leave this phone some days
//! after a case manager accepted the case. Until then they stay, for at most 90 days after the receipt. Thumbnails of
//! an activity wait for nobody: their days count from the receipt.
//!
//! The days are elapsed time ([`Elapsed`]), counted from when this phone noted acceptance or receipt. So no clock makes
//! them shorter. The phone checks at every unlock, after every round of sending and, while it is open, when the next
//! record is due. A locked phone erases nothing: nobody can read anything in it either.

use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::RecordId;

use super::open_vault::OpenVault;
use super::{Phone, PhoneError, Retention};
use crate::elapsed::Elapsed;
use crate::outbox::Outbox;
use crate::storage::StorageError;
use crate::vault::{ErasablePart, RetentionTimes, StoredRecord};

/// The choices for the days that the phone keeps sealed answers after acceptance.
pub const KEEP_DAYS: [u32; 5] = [1, 3, 7, 14, 30];

/// How many days the phone keeps sealed answers that nobody has accepted. They count from the receipt.
pub const UNACCEPTED_DAYS: u32 = 90;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// After a choice of days, the phone erases nothing for this long. A person who touched the wrong line has time to
/// touch another. The phone also does not check more often than this.
const GRACE: Duration = Duration::from_secs(60);
/// How often the phone stores the elapsed time. A phone that is switched off loses the time since then.
const NOTE: Duration = Duration::from_secs(60 * 60);

impl Phone {
    /// How many days the phone keeps sealed answers after acceptance.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn keep_days(&self) -> Result<u32, PhoneError> {
        self.with_open(|open| Ok(open.keep_days))
    }

    /// Sets the number of days, from 1 to 30. It also holds for earlier records. For a minute the phone erases nothing,
    /// unless somebody unlocks it again.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn set_keep_days(&self, days: u32) -> Result<(), PhoneError> {
        let uptime = self.0.device.uptime();
        self.with_open(|open| {
            open.vault.put_keep_days(days)?;
            open.keep_days = days;
            open.keep_days_chosen_at = Some(uptime);
            Ok::<_, PhoneError>(())
        })?;
        self.0.retention_changed.notify_waiters();
        Ok(())
    }

    /// Erases the sealed part of a delivered record now. Slow when the phone keeps many records.
    ///
    /// # Errors
    /// [`PhoneError::NotDelivered`] without a valid receipt, [`PhoneError::NotAccepted`] while answers wait for a case
    /// manager, [`PhoneError::Locked`], or storage's.
    pub fn erase_sealed_now(&self, record: RecordId) -> Result<(), PhoneError> {
        let now = self.now();
        self.with_open(|open| {
            let stored = open.vault.record(record)?;
            if matches!(open.retention(&stored), Some(Retention::UntilAccepted { .. })) {
                return Err(PhoneError::NotAccepted);
            }
            open.vault.erase_sealed(&[record], now)?;
            wipe(open, &self.0.outbox)
        })?;
        self.redraw_screens();
        Ok(())
    }

    /// Erases each record when it is due, while the phone is open. No timer runs when nothing is due later.
    pub async fn erase_when_due(self) {
        loop {
            let mut changed = std::pin::pin!(self.0.retention_changed.notified());
            changed.as_mut().enable();
            match self.in_background(Self::until_next_due).await.unwrap_or(Some(NOTE)) {
                Some(left) => {
                    if !self.woken_within(left.max(GRACE), changed).await {
                        self.in_background(Self::erase_due).await;
                    }
                }
                None => changed.await,
            }
        }
    }

    /// The time until the next record is due; `None` when there is none.
    fn until_next_due(&self) -> Option<Duration> {
        let uptime = self.0.device.uptime();
        let next = self.with_open(|open| {
            open.compute_elapsed(&self.0.outbox, uptime)?;
            if open.vault.has_leftovers()? {
                return Ok(Some(Duration::ZERO));
            }
            let due = open.vault.next_to_be_erased(open.retention_times())?;
            Ok::<_, PhoneError>(due.map(|due| due.saturating_sub(open.passed())))
        });
        match next {
            Ok(left) => left,
            Err(PhoneError::Locked | PhoneError::NotEnrolled) => None,
            Err(error) => {
                tracing::warn!(%error, "the next check for due records is later");
                Some(NOTE)
            }
        }
    }

    /// Erases what is due, if the vault is open.
    pub fn erase_due(&self) {
        let (now, uptime) = (self.now(), self.0.device.uptime());
        let erased = self.with_open(|open| {
            open.compute_elapsed(&self.0.outbox, uptime)?;
            erase_due(open, &self.0.outbox, now)
        });
        match erased {
            Ok(true) => self.redraw_screens(),
            Ok(false) | Err(PhoneError::Locked | PhoneError::NotEnrolled) => {}
            // The disk may be full. The next check retries.
            Err(error) => tracing::warn!(%error, "due records are erased later"),
        }
    }
}

impl OpenVault {
    /// Computes the elapsed time, and stores it from time to time.
    pub(super) fn compute_elapsed(&mut self, outbox: &Outbox, uptime: Duration) -> Result<(), StorageError> {
        let contact = outbox.contact()?;
        let (before, noted) = (self.elapsed, self.elapsed_noted);
        let now = before.map_or_else(|| Elapsed::begin(uptime, contact), |before| before.at(uptime, contact));
        self.elapsed = Some(now);
        let is_old = noted.is_none_or(|noted| {
            noted.contact != now.contact || now.passed.saturating_sub(noted.passed) >= NOTE || uptime < noted.uptime
        });
        if is_old {
            self.vault.put_elapsed(now)?;
            self.elapsed_noted = Some(now);
        }
        Ok(())
    }

    /// The elapsed time, as last computed.
    pub(super) fn passed(&self) -> Duration {
        self.elapsed.map_or(Duration::ZERO, |elapsed| elapsed.passed)
    }

    /// Whether the last choice of days may be a mistake, because it is that new.
    fn has_just_chosen(&self) -> bool {
        let now = self.elapsed.map(|elapsed| elapsed.uptime);
        now.zip(self.keep_days_chosen_at).is_some_and(|(now, chosen)| now.saturating_sub(chosen) < GRACE)
    }

    /// How long the sealed part of a record stays on this phone.
    pub(super) fn retention(&self, stored: &StoredRecord) -> Option<Retention> {
        if let Some((what, at)) = stored.erased {
            return Some(Retention::Erased { what, at });
        }
        let (what, received_at) = (stored.erasable?, stored.receipt_noted_at?);
        let RetentionTimes { chosen, unaccepted } = self.retention_times();
        let left = |from: Duration, keep: Duration| (from + keep).saturating_sub(self.passed());
        Some(match (what, stored.accepted_noted_at) {
            (ErasablePart::Pictures, _) => Retention::For { what, left: left(received_at, chosen) },
            (ErasablePart::Answers, None) => Retention::UntilAccepted { left: left(received_at, unaccepted) },
            (ErasablePart::Answers, Some(at)) => Retention::For { what, left: left(at.max(received_at), chosen) },
        })
    }

    fn retention_times(&self) -> RetentionTimes {
        RetentionTimes { chosen: DAY * self.keep_days, unaccepted: DAY * UNACCEPTED_DAYS }
    }
}

/// Erases what is due and wipes its copies. Returns whether it erased anything.
pub(super) fn erase_due(open: &mut OpenVault, outbox: &Outbox, now: Timestamp) -> Result<bool, PhoneError> {
    let over = if open.has_just_chosen() {
        Vec::new()
    } else {
        open.vault.to_be_erased(open.retention_times(), open.passed())?
    };
    if !over.is_empty() {
        open.vault.erase_sealed(&over, now)?;
    }
    let late = open.vault.erase_late_photos()?;
    wipe(open, outbox)?;
    Ok(late || !over.is_empty())
}

fn wipe(open: &mut OpenVault, outbox: &Outbox) -> Result<(), PhoneError> {
    if open.vault.wipe()?
        && let Err(error) = outbox.wipe()
    {
        // Another process may be sending. The rows there are sealed to central.
        tracing::warn!(%error, "the outbox is wiped later");
    }
    Ok(())
}
