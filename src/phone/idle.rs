//! The phone that is laid aside locks itself. What is being filled in was saved as it was typed, but for what could
//! not be saved or read, which the screen said; after unlocking one is where one was.
//!
//! Time is that since the device was switched on: it counts its sleep, and nobody sets it. A timer of the app stands
//! still while the device sleeps, so every touch looks at the time too. One timer runs, until the phone would lock: a
//! phone that lies there wakes for nothing else.

use std::time::Duration;

use super::{ChosenFile, PendingChoice, Phone, PhoneError, held};

/// Minutes without a touch after which the phone locks itself, to choose from.
pub const LOCK_AFTER_MINUTES: [u32; 3] = [1, 5, 15];

/// Longest that somebody may be away in another app, choosing.
const LONGEST_AWAY: Duration = Duration::from_secs(5 * 60);

/// Where nothing tells that the app is not seen any more, a device may sleep with an incident open: so soon after it
/// wakes, it is closed, though nobody touches it and somebody only reads.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Somebody is choosing in another app.
struct Away<'a>(&'a Phone);

impl<'a> Away<'a> {
    fn begin(phone: &'a Phone) -> Self {
        *held(&phone.0.away_until) = Some(phone.0.device.uptime().saturating_add(LONGEST_AWAY));
        Self(phone)
    }
}

impl Drop for Away<'_> {
    fn drop(&mut self) {
        *held(&self.0.0.away_until) = None;
        // The timer was set for as long as anybody may be away.
        self.0.0.lock_after_changed.notify_waiters();
    }
}

impl Phone {
    /// Minutes without a touch after which the phone locks itself.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn lock_after_minutes(&self) -> Result<u32, PhoneError> {
        self.with_open(|open| Ok(open.lock_after_minutes))
    }

    /// Chooses after how many minutes without a touch the phone locks itself.
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

    /// Notes that somebody touched the phone, unless that comes too late: then it locks.
    pub fn touch(&self) {
        if self.lock_if_idle().is_some() {
            let now = self.0.device.uptime();
            let touched = self.with_open(|open| {
                open.touched_at = now;
                Ok::<_, PhoneError>(())
            });
            // Locked meanwhile by another window: nothing to note.
            drop(touched);
        }
    }

    /// Locks the phone when nobody touched it for long enough; otherwise says how long until then. `None` when it is
    /// not open, or not any more.
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

    /// Waits for what the person chooses in another app, which is being there: meanwhile the phone does not lock by
    /// itself, for as long as anybody may take over that.
    pub async fn while_choosing(&self, choosing: PendingChoice) -> ChosenFile {
        let away = Away::begin(self);
        let chosen = choosing.await.unwrap_or(ChosenFile::Nothing);
        self.touch();
        drop(away);
        chosen
    }

    /// Locks the phone when nobody touched it for long enough; ends when it is locked, by whomever.
    pub async fn lock_when_idle(&self) {
        let longest = if self.is_told() { Duration::MAX } else { LOOK_AGAIN };
        loop {
            let mut changed = std::pin::pin!(self.0.lock_after_changed.notified());
            // From here on, before looking.
            changed.as_mut().enable();
            let Some(left) = self.lock_if_idle() else { return };
            // Run down or chosen anew: either way the next look decides.
            let _changed = self.woken_within(left.min(longest), changed).await;
        }
    }
}
