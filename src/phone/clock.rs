//! What time it is for the organisation, and whether the phone's clock can be believed. A wrong one dates records
//! wrongly, and TLS refuses the server.
//!
//! Two things tell that a clock is wrong. Central says what time it is, at each answer. And without any network: no right
//! clock shows a time before the app was built, before the phone was enrolled, or before central's last answer.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::zone;

use super::{Phone, held};
use crate::sending::SendReport;

/// A clock that is off by less is nobody's trouble.
const TOLERATED: SignedDuration = SignedDuration::from_mins(10);

/// What is wrong with the phone's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockTrouble {
    /// It runs ahead of central's by so much; behind, when negative.
    Off(SignedDuration),
    /// It shows a time that is certainly over. Nobody here knows the right one, only that it is later than `since`.
    Past {
        /// A moment that has passed.
        since: Timestamp,
    },
}

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
    /// What the organisation's clocks show now, going by this phone's clock. Screens show it, whatever zone the phone is
    /// set to (decision 0042).
    #[must_use]
    pub fn wall_clock(&self) -> DateTime {
        self.local(self.0.device.now())
    }

    /// What the organisation's clocks show at a moment.
    #[must_use]
    pub fn local(&self, moment: Timestamp) -> DateTime {
        zone::local(moment)
    }

    /// Whether the phone is set to a zone in which clocks show another time than the organisation's.
    #[must_use]
    pub fn is_in_other_zone(&self) -> bool {
        zone::differs(&self.0.device.zone(), self.0.device.now())
    }

    /// What is wrong with the clock, if it should be set.
    #[must_use]
    pub fn clock_trouble(&self) -> Option<ClockTrouble> {
        let device = &self.0.device;
        let now = device.now();
        if let Some(check) = *held(&self.0.clock) {
            let ahead = check.ahead_at(now, device.uptime());
            return (ahead.abs() > TOLERATED).then_some(ClockTrouble::Off(ahead));
        }
        let since = self.passed_moment();
        (since.duration_since(now) > TOLERATED).then_some(ClockTrouble::Past { since })
    }

    /// The latest moment that has certainly passed. Central's last answer counts for its own sake: should central's clock
    /// have been wrong before, the next answer sets this right.
    fn passed_moment(&self) -> Timestamp {
        let built_at = self.0.device.built_at();
        if self.is_practice() {
            return built_at;
        }
        let told = self.0.outbox.contact().unwrap_or_else(|error| {
            tracing::warn!(%error, "when central spoke last is not known");
            None
        });
        let enrolled = || self.0.outbox.device().ok().flatten().and_then(|device| device.made_at());
        let told = told.map(|contact| contact.central_clock).or_else(enrolled);
        told.map_or(built_at, |told| told.max(built_at))
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
