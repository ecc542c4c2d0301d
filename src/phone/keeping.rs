//! Kept short, but never shorter than help takes (DOMAIN rule 10). Sealed answers leave this phone some days after a case
//! manager accepted the case. Until somebody accepts, they stay, for at most 90 days after the receipt. Small pictures
//! of an activity wait for nobody: their days count from the receipt.
//!
//! Days are time that has certainly passed ([`Elapsed`]), counted from when this phone noted acceptance or receipt, so
//! that no clock makes them shorter. The phone looks at every unlocking, after every round of sending and, while it is
//! open, when the next record is due. A locked phone erases nothing: nothing in it can be read either.

use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::RecordId;

use super::door::OpenVault;
use super::{Keeping, Phone, PhoneError};
use crate::elapsed::Elapsed;
use crate::outbox::Outbox;
use crate::storage::StorageError;
use crate::vault::{KeepFor, KeptShort, StoredRecord};

/// Days for which sealed answers are kept after a case manager accepted, to choose from.
pub const KEEP_DAYS: [u32; 5] = [1, 3, 7, 14, 30];

/// Days for which the sealed answers of a case are kept that nobody has accepted, counted from the receipt.
pub const UNACCEPTED_DAYS: u32 = 90;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Nothing is erased for so long after a number of days was chosen: a person who touched the wrong line has time to
/// touch another. The phone does not look more often than that.
const GRACE: Duration = Duration::from_secs(60);
/// How often it notes how much time has passed. A phone that is switched off loses what was not noted.
const NOTE: Duration = Duration::from_secs(60 * 60);

impl Phone {
    /// Days for which sealed answers are kept after a case manager accepted.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn keep_days(&self) -> Result<u32, PhoneError> {
        self.with_open(|open| Ok(open.keep_days))
    }

    /// Chooses for how many, from 1 to 30. It holds for earlier records, too. For a minute after the choice nothing is
    /// erased, unless the phone is unlocked again.
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
        self.0.keeping_changed.notify_waiters();
        Ok(())
    }

    /// Erases what is sealed of a delivered record now. Slow when many records are kept.
    ///
    /// # Errors
    /// [`PhoneError::NotDelivered`] before a valid receipt, [`PhoneError::NotAccepted`] while answers wait for a case
    /// manager, [`PhoneError::Locked`], or storage's.
    pub fn erase_sealed_now(&self, record: RecordId) -> Result<(), PhoneError> {
        let now = self.now();
        self.with_open(|open| {
            let stored = open.vault.record(record)?;
            if matches!(open.keeping(&stored), Some(Keeping::UntilAccepted { .. })) {
                return Err(PhoneError::NotAccepted);
            }
            open.vault.erase_sealed(&[record], now)?;
            wipe(open, &self.0.outbox)
        })?;
        self.show_anew();
        Ok(())
    }

    /// Erases each record when it is due, for as long as the phone is open. No timer runs while nothing is kept short.
    pub async fn keep_short(self) {
        loop {
            let mut changed = std::pin::pin!(self.0.keeping_changed.notified());
            changed.as_mut().enable();
            match self.in_background(Self::until_the_next_is_over).await.unwrap_or(Some(NOTE)) {
                Some(left) => {
                    if !self.woken_within(left.max(GRACE), changed).await {
                        self.in_background(Self::erase_what_is_over).await;
                    }
                }
                None => changed.await,
            }
        }
    }

    /// Until the next record has been kept long enough; `None` when there is none.
    fn until_the_next_is_over(&self) -> Option<Duration> {
        let uptime = self.0.device.uptime();
        let next = self.with_open(|open| {
            open.reckon(&self.0.outbox, uptime)?;
            if open.vault.has_leftovers()? {
                return Ok(Some(Duration::ZERO));
            }
            let due = open.vault.next_to_be_erased(open.keep_for())?;
            Ok::<_, PhoneError>(due.map(|due| due.saturating_sub(open.passed())))
        });
        match next {
            Ok(left) => left,
            Err(PhoneError::Locked | PhoneError::NotEnrolled) => None,
            Err(error) => {
                tracing::warn!(%error, "what is over is looked for later");
                Some(NOTE)
            }
        }
    }

    /// Erases what has been kept long enough, if the vault is open.
    pub fn erase_what_is_over(&self) {
        let (now, uptime) = (self.now(), self.0.device.uptime());
        let erased = self.with_open(|open| {
            open.reckon(&self.0.outbox, uptime)?;
            erase_what_is_over(open, &self.0.outbox, now)
        });
        match erased {
            Ok(true) => self.show_anew(),
            Ok(false) | Err(PhoneError::Locked | PhoneError::NotEnrolled) => {}
            // A full disk, perhaps: the next look tries again.
            Err(error) => tracing::warn!(%error, "what is over is erased later"),
        }
    }
}

impl OpenVault {
    /// Reckons how much time has passed, and notes it now and then.
    pub(super) fn reckon(&mut self, outbox: &Outbox, uptime: Duration) -> Result<(), StorageError> {
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

    /// How much time has passed, as reckoned last.
    pub(super) fn passed(&self) -> Duration {
        self.elapsed.map_or(Duration::ZERO, |elapsed| elapsed.passed)
    }

    /// Whether the person may have touched the number of days by mistake.
    fn has_just_chosen(&self) -> bool {
        let now = self.elapsed.map(|elapsed| elapsed.uptime);
        now.zip(self.keep_days_chosen_at).is_some_and(|(now, chosen)| now.saturating_sub(chosen) < GRACE)
    }

    /// How long what is sealed of a record stays on this phone.
    pub(super) fn keeping(&self, stored: &StoredRecord) -> Option<Keeping> {
        if let Some((what, at)) = stored.erased {
            return Some(Keeping::Erased { what, at });
        }
        let (what, received_at) = (stored.kept_short?, stored.receipt_noted_at?);
        let KeepFor { chosen, unaccepted } = self.keep_for();
        let left = |from: Duration, keep: Duration| (from + keep).saturating_sub(self.passed());
        Some(match (what, stored.accepted_noted_at) {
            (KeptShort::Pictures, _) => Keeping::For { what, left: left(received_at, chosen) },
            (KeptShort::Answers, None) => Keeping::UntilAccepted { left: left(received_at, unaccepted) },
            (KeptShort::Answers, Some(at)) => Keeping::For { what, left: left(at.max(received_at), chosen) },
        })
    }

    fn keep_for(&self) -> KeepFor {
        KeepFor { chosen: DAY * self.keep_days, unaccepted: DAY * UNACCEPTED_DAYS }
    }
}

/// Erases what is due and wipes what was left to be wiped; whether there was anything.
pub(super) fn erase_what_is_over(open: &mut OpenVault, outbox: &Outbox, now: Timestamp) -> Result<bool, PhoneError> {
    let over =
        if open.has_just_chosen() { Vec::new() } else { open.vault.to_be_erased(open.keep_for(), open.passed())? };
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
        // Another process may be sending; what lies there is sealed to central.
        tracing::warn!(%error, "the outbox is wiped another time");
    }
    Ok(())
}
