//! A phone that nobody touches locks itself. Every answer was saved as it was typed. The screen names those that the
//! phone could not save or read. After unlocking, the person is back at the same place.
//!
//! Time is the time since the device was switched on: it includes sleep, and nobody can set it. The app's timers stop
//! while the device sleeps, so every touch checks the time as well. Only one timer runs, until the lock is due, so
//! nothing else wakes an idle phone.

use std::time::Duration;

use super::held::held;
use super::{ChosenFile, PendingChoice, Phone, PhoneError};

/// The choices for the minutes without a touch after which the phone locks itself.
pub const LOCK_AFTER_MINUTES: [u32; 3] = [1, 5, 15];

/// How long a person may choose in another app.
const LONGEST_AWAY: Duration = Duration::from_secs(5 * 60);

/// Some devices do not report that the app left the screen. Such a device may sleep with an incident open. The phone
/// then locks this soon after the device wakes, even if nobody touches it.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// The person is choosing in another app. Dropping it ends that.
struct Absence<'a>(&'a Phone);

impl<'a> Absence<'a> {
    fn begin(phone: &'a Phone) -> Self {
        *held(&phone.0.away_until) = Some(phone.0.device.uptime().saturating_add(LONGEST_AWAY));
        Self(phone)
    }
}

impl Drop for Absence<'_> {
    fn drop(&mut self) {
        *held(&self.0.0.away_until) = None;
        // Restarts the timer, which allowed for the longest absence.
        self.0.0.lock_after_changed.notify_waiters();
    }
}

impl Phone {
    /// After how many minutes without a touch the phone locks itself.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn lock_after_minutes(&self) -> Result<u32, PhoneError> {
        self.with_open(|open| Ok(open.lock_after_minutes))
    }

    /// Sets after how many minutes without a touch the phone locks itself.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn set_lock_after_minutes(&self, minutes: u32) -> Result<(), PhoneError> {
        self.with_open(|open| {
            open.vault.put_lock_after_minutes(minutes)?;
            open.lock_after_minutes = minutes;
            Ok::<_, PhoneError>(())
        })?;
        self.0.lock_after_changed.notify_waiters();
        Ok(())
    }

    /// Notes a touch. If it comes too late, the phone locks.
    pub fn touch(&self) {
        if self.lock_if_idle().is_some() {
            let now = self.0.device.uptime();
            let touched = self.with_open(|open| {
                open.touched_at = now;
                Ok::<_, PhoneError>(())
            });
            // Another window has locked the phone, so there is nothing to note.
            drop(touched);
        }
    }

    /// Locks the phone if nobody touched it for long enough. Otherwise returns the time until then. `None` when it is
    /// not open, or no longer open.
    pub fn lock_if_idle(&self) -> Option<Duration> {
        let now = self.0.device.uptime();
        let left = self.with_open(|open| {
            let lock_after = Duration::from_secs(u64::from(open.lock_after_minutes) * 60);
            Ok::<_, PhoneError>(lock_after.saturating_sub(now.saturating_sub(open.touched_at)))
        });
        let away = held(&self.0.away_until).map_or(Duration::ZERO, |until| until.saturating_sub(now));
        let left = left.ok()?.max(away);
        if left.is_zero() {
            self.lock();
            return None;
        }
        Some(left)
    }

    /// Waits for the person's choice in another app. Meanwhile the phone does not lock itself, for at most
    /// `LONGEST_AWAY`.
    pub async fn while_choosing(&self, choosing: PendingChoice) -> ChosenFile {
        let away = Absence::begin(self);
        let chosen = choosing.await.unwrap_or(ChosenFile::Nothing);
        self.touch();
        drop(away);
        chosen
    }

    /// Locks the phone when nobody touched it for long enough. Ends when the phone is locked, whatever locked it.
    pub async fn lock_when_idle(&self) {
        let longest = if self.has_events() { Duration::MAX } else { LOOK_AGAIN };
        loop {
            let mut changed = std::pin::pin!(self.0.lock_after_changed.notified());
            // Before the check, so that no change in between is missed.
            changed.as_mut().enable();
            let Some(left) = self.lock_if_idle() else { return };
            // The time is over, or the setting changed. In both cases the next check decides.
            let _changed = self.woken_within(left.min(longest), changed).await;
        }
    }
}
