//! Wrong PINs and the waits they cost, as a pure function of what was counted and the clock.
//!
//! What is kept is how much of the wait is *left*, and the clock when that was last worked out. Time that
//! passes forward is taken off; a clock set back takes nothing off, and one that was wrong by years when
//! the PIN was tried does not lock anybody out for years.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Wrong tries since the vault was last opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tries {
    /// How many; the one under way is among them.
    wrong: u32,
    /// Milliseconds still to wait when the clock stood at `seen_at`.
    wait_left_ms: i64,
    /// The clock when `wait_left_ms` was worked out.
    seen_at: Timestamp,
}

impl Tries {
    /// Tries before the first wait.
    pub(super) const FREE: u32 = 5;

    /// None yet.
    pub(super) fn none(now: Timestamp) -> Self {
        Self { wrong: 0, wait_left_ms: 0, seen_at: now }
    }

    /// The same with the time taken off that passed.
    pub(super) fn at(self, now: Timestamp) -> Self {
        let passed = now.as_millisecond().saturating_sub(self.seen_at.as_millisecond()).max(0);
        Self { wait_left_ms: self.wait_left_ms.saturating_sub(passed).max(0), seen_at: now, ..self }
    }

    /// With one more wrong try, and the wait it costs.
    pub(super) fn with_another(self) -> Self {
        let wrong = self.wrong.saturating_add(1);
        Self { wrong, wait_left_ms: wait_after(wrong).as_millis().try_into().unwrap_or(i64::MAX), ..self }
    }

    /// Tries left before the first wait.
    pub(super) fn left(self) -> u32 {
        Self::FREE.saturating_sub(self.wrong)
    }

    /// Until when no PIN is looked at, by the clock as it stands at `now`.
    pub(super) fn wait_until(self, now: Timestamp) -> Option<Timestamp> {
        let left = self.at(now).wait_left_ms;
        let until = now.saturating_add(SignedDuration::from_millis(left)).unwrap_or(Timestamp::MAX);
        (left > 0).then_some(until)
    }
}

/// The wait that so many wrong tries in a row cost.
fn wait_after(wrong: u32) -> SignedDuration {
    match wrong {
        0..Tries::FREE => SignedDuration::ZERO,
        5 => SignedDuration::from_secs(30),
        6 => SignedDuration::from_mins(1),
        7 => SignedDuration::from_mins(2),
        8 => SignedDuration::from_mins(5),
        9.. => SignedDuration::from_mins(15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + seconds).unwrap()
    }

    fn after(wrong: u32) -> Tries {
        (0..wrong).fold(Tries::none(clock(0)), |tries, _| tries.with_another())
    }

    #[test]
    fn five_tries_are_free_and_every_further_one_costs_more() {
        let waits: Vec<Option<Timestamp>> = (0..=11).map(|wrong| after(wrong).wait_until(clock(0))).collect();
        let expected = [0, 0, 0, 0, 0, 30, 60, 120, 300, 900, 900, 900];
        for (wait, seconds) in waits.into_iter().zip(expected) {
            assert_eq!(wait, (seconds > 0).then(|| clock(seconds)));
        }
        assert_eq!((after(0).left(), after(4).left(), after(9).left()), (5, 1, 0));
    }

    #[test]
    fn a_clock_set_back_does_not_shorten_the_wait() {
        let tries = after(9).at(clock(100));
        let back = tries.at(clock(-1_000_000));
        assert_eq!(back.wait_until(clock(-1_000_000)), Some(clock(-1_000_000 + 800)));
        assert_eq!(back.at(clock(-1_000_000 + 799)).wait_until(clock(-1_000_000 + 799)), Some(clock(-1_000_000 + 800)));
        assert_eq!(back.wait_until(clock(-1_000_000 + 800)), None);
    }

    #[test]
    fn a_clock_that_was_years_ahead_locks_nobody_out_for_years() {
        let years = 5 * 365 * 86_400;
        let tries = (0..5).fold(Tries::none(clock(years)), |tries, _| tries.with_another());
        assert_eq!(tries.at(clock(0)).wait_until(clock(0)), Some(clock(30)));
    }
}
