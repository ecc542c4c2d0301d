//! The organisation's time, and whether the phone's clock is right. With a wrong clock, records get wrong dates and TLS
//! rejects the server.
//!
//! Two things show that a clock is wrong. Central gives its time with each answer. And without any network: a right
//! clock never shows a time before the build of the app, the enrolment, or central's last answer.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::zone;

use super::Phone;
use super::clock_check::ClockCheck;
use super::held::held;
use crate::sending::SendReport;

/// A smaller error matters to nobody.
const TOLERATED: SignedDuration = SignedDuration::from_mins(10);

/// What is wrong with the phone's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockTrouble {
    /// It is ahead of central's by this much; negative when behind.
    Off(SignedDuration),
    /// It shows a time that has certainly passed. The right time is unknown, but later than `since`.
    Past {
        /// A moment that has passed.
        since: Timestamp,
    },
}

impl Phone {
    /// The organisation's local time now, by this phone's clock. Screens show it in whatever zone the phone is
    /// (decision 0042).
    #[must_use]
    pub fn wall_clock(&self) -> DateTime {
        self.local(self.0.device.now())
    }

    /// The organisation's local time at a moment.
    #[must_use]
    pub fn local(&self, moment: Timestamp) -> DateTime {
        zone::local(moment)
    }

    /// Whether the phone's zone shows another time than the organisation's.
    #[must_use]
    pub fn is_in_other_zone(&self) -> bool {
        zone::differs(&self.0.device.zone(), self.0.device.now())
    }

    /// What is wrong with the clock, if somebody should set it.
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

    /// The latest moment that has certainly passed. Of central's answers only the last counts: if central's clock was
    /// wrong before, the next answer corrects this.
    fn passed_moment(&self) -> Timestamp {
        let built_at = self.0.device.built_at();
        if self.is_practice() {
            return built_at;
        }
        let told = self.0.outbox.contact().unwrap_or_else(|error| {
            tracing::warn!(%error, "the time of central's last answer is unknown");
            None
        });
        let enrolled = || self.0.outbox.device().ok().flatten().and_then(|device| device.made_at());
        let told = told.map(|contact| contact.central_clock).or_else(enrolled);
        told.map_or(built_at, |told| told.max(built_at))
    }

    /// Stores the comparison that a round of sending made.
    pub(super) fn check_clock(&self, report: &SendReport) {
        if let Some(ahead) = report.clock_ahead {
            let (at, uptime) = (self.0.device.now(), self.0.device.uptime());
            *held(&self.0.clock) = Some(ClockCheck { ahead, at, uptime });
        }
    }
}
