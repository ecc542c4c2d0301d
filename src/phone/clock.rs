//! Whether the phone's clock can be believed, as central's told last. A wrong one dates records wrongly, and has TLS
//! refuse the server.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Phone, held};
use crate::sending::SendReport;

/// A clock that is off by less is nobody's trouble.
const TOLERATED: SignedDuration = SignedDuration::from_mins(10);

/// What was found when central last told its time.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClockCheck {
    /// How far the phone's clock ran ahead.
    ahead: SignedDuration,
    /// The phone's clock then.
    at: Timestamp,
    /// The time since the phone was switched on then.
    uptime: Duration,
}

impl ClockCheck {
    /// How far the clock is ahead now: what was found, and by how much it was set since.
    fn ahead_at(self, now: Timestamp, uptime: Duration) -> SignedDuration {
        let passed = SignedDuration::try_from(uptime.saturating_sub(self.uptime)).unwrap_or(SignedDuration::MAX);
        let set = now.duration_since(self.at).saturating_sub(passed);
        self.ahead.saturating_add(set)
    }
}

impl Phone {
    /// How far the clock runs ahead of central's (negative: behind), if by so much that it should be set.
    #[must_use]
    pub fn clock_wrong_by(&self) -> Option<SignedDuration> {
        let device = &self.0.device;
        let ahead = (*held(&self.0.clock))?.ahead_at(device.now(), device.uptime());
        (ahead.abs() > TOLERATED).then_some(ahead)
    }

    /// Keeps what a round of sending found.
    pub(super) fn check_clock(&self, report: &SendReport) {
        if let Some(ahead) = report.clock_ahead {
            let (at, uptime) = (self.0.device.now(), self.0.device.uptime());
            *held(&self.0.clock) = Some(ClockCheck { ahead, at, uptime });
        }
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
