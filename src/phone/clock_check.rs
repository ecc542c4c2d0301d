//! The last comparison with central's clock.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The last comparison with central's clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClockCheck {
    /// How far the phone's clock was ahead.
    pub(super) ahead: SignedDuration,
    /// The phone's clock at that moment.
    pub(super) at: Timestamp,
    /// The time since the phone was switched on, at that moment.
    pub(super) uptime: Duration,
}

impl ClockCheck {
    /// How far the clock is ahead now: the last comparison, plus any change of the clock since.
    pub(super) fn ahead_at(self, now: Timestamp, uptime: Duration) -> SignedDuration {
        let passed = SignedDuration::try_from(uptime.saturating_sub(self.uptime)).unwrap_or(SignedDuration::MAX);
        let set = now.duration_since(self.at).saturating_sub(passed);
        self.ahead.saturating_add(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_right_since_is_right() {
        let hour = SignedDuration::from_hours(1);
        let (noon, uptime) = (Timestamp::UNIX_EPOCH + 12 * hour, Duration::from_secs(500));
        let check = ClockCheck { ahead: 3 * hour, at: noon, uptime };
        let later = uptime + Duration::from_secs(3_600);
        assert_eq!(check.ahead_at(noon, uptime), 3 * hour);
        assert_eq!(check.ahead_at(noon + hour, later), 3 * hour, "an hour has passed on both");
        assert_eq!(check.ahead_at(noon + hour - 3 * hour, later), SignedDuration::ZERO, "set back by three");
        assert_eq!(check.ahead_at(noon + 2 * hour, later), 4 * hour, "set forward by one");
    }
}
