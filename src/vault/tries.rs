//! Wrong PINs and the waits that they cost: a pure function of the count and the time since the device was switched on.
//!
//! It stores the *rest* of a wait, and the device's time at that moment. It never uses the wall clock, because anybody
//! can set that. After a reboot the device's time starts at zero, and the rest counts down from there.

use std::time::Duration;

/// Wrong tries since the vault was last opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tries {
    /// The count, the current try included.
    wrong: u32,
    /// The rest of the wait at the time `seen`.
    wait_left: Duration,
    /// The device's time when `wait_left` was computed.
    seen: Duration,
}

impl Tries {
    /// Tries before the first wait.
    pub(super) const FREE: u32 = 5;
    /// From this count on, the wait stays the same.
    const DEAREST: u32 = 9;
    /// Bytes of [`Tries::to_bytes`].
    pub(super) const BYTES: usize = 20;

    /// No wrong try.
    pub(super) fn none() -> Self {
        Self { wrong: 0, wait_left: Duration::ZERO, seen: Duration::ZERO }
    }

    /// The count when the real one is lost: the one with the longest wait.
    pub(super) fn unknown(now: Duration) -> Self {
        Self { wrong: Self::DEAREST, wait_left: wait_after(Self::DEAREST), seen: now }
    }

    /// The same count, with the wait shortened by the time that has passed.
    ///
    /// After a reboot the device's time may be below `seen`. Then the wait stays as it is. If the time is above `seen`,
    /// at least the difference has passed.
    pub(super) fn at(self, now: Duration) -> Self {
        let passed = now.saturating_sub(self.seen);
        Self { wait_left: self.wait_left.saturating_sub(passed), seen: now, ..self }
    }

    /// The count with one more wrong try, and its wait.
    pub(super) fn with_another(self) -> Self {
        let wrong = self.wrong.saturating_add(1);
        Self { wrong, wait_left: wait_after(wrong), ..self }
    }

    /// Tries left before the first wait.
    pub(super) fn left(self) -> u32 {
        Self::FREE.saturating_sub(self.wrong)
    }

    /// Tries left before the first wait, after a wrong one; `None` when each further wrong one costs a wait.
    pub(super) fn left_after_a_wrong_one(self) -> Option<u32> {
        (1..Self::FREE).contains(&self.wrong).then(|| self.left())
    }

    /// How long the phone checks no PIN, from `now` on.
    pub(super) fn wait(self, now: Duration) -> Option<Duration> {
        let left = self.at(now).wait_left;
        (!left.is_zero()).then_some(left)
    }

    /// The stored form: count, rest of the wait, `seen`. Times are in milliseconds, all little-endian.
    pub(super) fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let (wrong, times) = bytes.split_at_mut(4);
        let (left, seen) = times.split_at_mut(8);
        wrong.copy_from_slice(&self.wrong.to_le_bytes());
        left.copy_from_slice(&millis(self.wait_left).to_le_bytes());
        seen.copy_from_slice(&millis(self.seen).to_le_bytes());
        bytes
    }

    /// Reads the bytes of [`Tries::to_bytes`].
    pub(super) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let (wrong, times) = bytes.split_at(4);
        let (left, seen) = times.split_at(8);
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        Self {
            wrong: u32::try_from(number(wrong)).unwrap_or(u32::MAX),
            wait_left: Duration::from_millis(number(left)),
            seen: Duration::from_millis(number(seen)),
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The wait after this many wrong tries in a row.
fn wait_after(wrong: u32) -> Duration {
    Duration::from_secs(match wrong {
        0..Tries::FREE => 0,
        5 => 30,
        6 => 60,
        7 => 2 * 60,
        8 => 5 * 60,
        Tries::DEAREST.. => 15 * 60,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn after(wrong: u32) -> Tries {
        (0..wrong).fold(Tries::none(), |tries, _| tries.with_another())
    }

    #[test]
    fn five_tries_are_free_and_every_further_one_costs_more() {
        let waits: Vec<Option<Duration>> = (0..=11).map(|wrong| after(wrong).wait(Duration::ZERO)).collect();
        let expected = [0, 0, 0, 0, 0, 30, 60, 120, 300, 900, 900, 900];
        for (wait, seconds) in waits.into_iter().zip(expected) {
            assert_eq!(wait, (seconds > 0).then(|| seconds * SECOND));
        }
        assert_eq!((after(0).left(), after(4).left(), after(9).left()), (5, 1, 0));
        assert_eq!([0, 1, 4, 5].map(|wrong| after(wrong).left_after_a_wrong_one()), [None, Some(4), Some(1), None]);
    }

    #[test]
    fn only_time_that_passed_while_the_device_was_on_shortens_the_wait() {
        let tries = after(9).at(5_000 * SECOND).with_another();
        assert_eq!(tries.wait(5_100 * SECOND), Some(800 * SECOND));
        // After a reboot the whole rest is left, and counts down from there.
        let rebooted = tries.at(10 * SECOND);
        assert_eq!(rebooted.wait(10 * SECOND), Some(900 * SECOND));
        assert_eq!(rebooted.wait(909 * SECOND), Some(SECOND));
        assert_eq!(rebooted.wait(910 * SECOND), None);
    }

    #[test]
    fn what_is_stored_is_read_as_it_was() {
        for tries in [Tries::none(), after(7).at(123_456_789 * SECOND), Tries::unknown(SECOND), after(4)] {
            assert_eq!(Tries::from_bytes(&tries.to_bytes()), tries);
        }
    }

    #[test]
    fn a_lost_count_costs_as_much_as_the_dearest() {
        let lost = Tries::unknown(SECOND);
        assert_eq!(lost.wait(SECOND), after(100).wait(Duration::ZERO));
        assert_eq!(lost.with_another().wait(SECOND), after(100).wait(Duration::ZERO));
    }
}
