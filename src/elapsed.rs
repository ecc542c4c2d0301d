//! Elapsed time: a lower bound of the time that has passed, whatever the clocks say.
//!
//! A phone's clock may be wrong by years, and anybody can set it. Two facts are certain all the same:
//! - the phone's *uptime*: nobody can set it, and it restarts at zero when the phone is switched off;
//! - *central's clock* at two of its answers. It also counts the time while the phone was off. It counts only as far as
//!   the phone's own clock agrees, so that neither clock alone can turn an hour into days.
//!
//! Each is at most the true time, so the larger one is used. An event that depends on it comes late rather than early.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Both clocks at an answer of central.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Central's clock.
    pub central_clock: Timestamp,
    /// The phone's clock.
    pub own_clock: Timestamp,
}

/// The time that has certainly passed since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed {
    /// The elapsed time.
    pub passed: Duration,
    /// The phone's uptime at that moment.
    pub uptime: Duration,
    /// Central's last answer, and the elapsed time then. `None` for that time when the answer came before the start.
    pub contact: Option<(Contact, Option<Duration>)>,
}

impl Elapsed {
    /// Starts at zero. `contact` is central's last answer, if there was one.
    #[must_use]
    pub fn begin(uptime: Duration, contact: Option<Contact>) -> Self {
        Self { passed: Duration::ZERO, uptime, contact: contact.map(|contact| (contact, None)) }
    }

    /// The elapsed time now. `contact` is central's last answer, whether new or known.
    #[must_use]
    pub fn at(self, uptime: Duration, contact: Option<Contact>) -> Self {
        // A smaller uptime means that the phone was off, and that the whole uptime has passed since. Otherwise at least
        // the difference has passed.
        let switched_on = uptime.checked_sub(self.uptime).unwrap_or(uptime);
        let by_uptime = self.passed.saturating_add(switched_on);
        match contact {
            Some(now) if self.contact.map(|(before, _)| before) != Some(now) => {
                let from = self.contact.and_then(|(before, passed)| Some((before, passed?)));
                let by_clocks = from.map(|(before, passed)| passed.saturating_add(between(before, now)));
                let by_clocks = by_clocks.unwrap_or_default();
                // It came after the last count, so at least that much had passed.
                let then = self.passed.max(by_clocks);
                Self { passed: by_uptime.max(by_clocks), uptime, contact: Some((now, Some(then))) }
            }
            Some(_) | None => Self { passed: by_uptime, uptime, contact: self.contact },
        }
    }
}

/// The time between two answers by both clocks, whichever is shorter.
fn between(before: Contact, now: Contact) -> Duration {
    let central = now.central_clock.duration_since(before.central_clock);
    let own = now.own_clock.duration_since(before.own_clock);
    Duration::try_from(central.min(own)).unwrap_or(Duration::ZERO)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);
    const DAY: Duration = Duration::from_secs(24 * 3_600);
    const YEARS: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

    /// The world: what truly passed, and what a phone sees of it.
    struct World {
        truly: Duration,
        uptime: Duration,
        own_wrong_by: SignedDuration,
        central_wrong_by: SignedDuration,
        contact: Option<Contact>,
        counted: Elapsed,
    }

    impl World {
        fn begin() -> Self {
            let uptime = 5 * DAY;
            Self {
                truly: Duration::ZERO,
                uptime,
                own_wrong_by: SignedDuration::ZERO,
                central_wrong_by: SignedDuration::ZERO,
                contact: None,
                counted: Elapsed::begin(uptime, None),
            }
        }

        fn clock(&self, wrong_by: SignedDuration) -> Timestamp {
            let start: Timestamp = "2026-11-25T03:00:00Z".parse().unwrap();
            start + SignedDuration::try_from(self.truly).unwrap() + wrong_by
        }

        fn wait(&mut self, time: Duration) {
            self.truly += time;
            self.uptime += time;
        }

        fn switched_off_for(&mut self, time: Duration) {
            self.truly += time;
            self.uptime = Duration::ZERO;
        }

        fn central_answers(&mut self) {
            let (central_clock, own_clock) = (self.clock(self.central_wrong_by), self.clock(self.own_wrong_by));
            self.contact = Some(Contact { central_clock, own_clock });
        }

        fn count(&mut self) -> Duration {
            self.counted = self.counted.at(self.uptime, self.contact);
            self.counted.passed
        }
    }

    #[test]
    fn a_phone_that_stays_on_counts_every_hour_without_any_network_or_clock() {
        let mut world = World::begin();
        for hour in 1..=200_u32 {
            world.own_wrong_by = YEARS * i32::from(hour % 3 == 0) - YEARS * i32::from(hour % 5 == 0);
            world.wait(HOUR);
            assert_eq!(world.count(), hour * HOUR);
        }
    }

    #[test]
    fn time_while_the_phone_was_off_is_counted_when_central_answers_again() {
        let mut world = World::begin();
        world.central_answers();
        world.count();
        world.switched_off_for(6 * DAY);
        world.wait(HOUR);
        assert_eq!(world.count(), HOUR, "nobody knows yet");
        world.central_answers();
        assert_eq!(world.count(), 6 * DAY + HOUR);
        world.wait(HOUR);
        assert_eq!(world.count(), 6 * DAY + 2 * HOUR);
    }

    #[test]
    fn one_wrong_clock_turns_no_hour_into_days() {
        for (own, central) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1)] {
            let mut world = World::begin();
            world.central_answers();
            world.count();
            world.own_wrong_by = YEARS * own;
            world.central_wrong_by = YEARS * central;
            world.wait(HOUR);
            world.central_answers();
            assert_eq!(world.count(), HOUR, "own {own}, central {central}");
            world.own_wrong_by = SignedDuration::ZERO;
            world.central_wrong_by = SignedDuration::ZERO;
            world.wait(HOUR);
            world.central_answers();
            assert_eq!(world.count(), 2 * HOUR, "set right again");
        }
    }

    #[test]
    fn an_answer_long_before_the_next_count_counts_nothing_twice() {
        let mut world = World::begin();
        world.central_answers();
        world.count();
        // Locked for two days; central answered at their beginning.
        world.wait(HOUR);
        world.central_answers();
        world.wait(2 * DAY);
        assert_eq!(world.count(), 2 * DAY + HOUR);
        world.central_answers();
        assert_eq!(world.count(), 2 * DAY + HOUR);
        world.switched_off_for(DAY);
        world.central_answers();
        assert_eq!(world.count(), 3 * DAY + HOUR);
    }

    #[test]
    fn time_between_an_answer_and_the_beginning_is_not_counted() {
        let mut world = World::begin();
        world.central_answers();
        world.wait(3 * DAY);
        world.counted = Elapsed::begin(world.uptime, world.contact);
        assert_eq!(world.count(), Duration::ZERO);
        world.central_answers();
        assert_eq!(world.count(), Duration::ZERO);
        world.switched_off_for(DAY);
        world.central_answers();
        assert_eq!(world.count(), DAY);
    }

    /// However a phone is used, while central's clock is right.
    #[test]
    fn the_count_never_exceeds_the_time_that_passed() {
        let mut chance = 0x2545_F491_4F6C_DD1D_u64;
        let mut next = |below: u64| {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            chance % below
        };
        for life in 0..2_000 {
            let mut world = World::begin();
            for _event in 0..60 {
                let time = Duration::from_secs(next(3 * 24 * 3_600));
                match next(6) {
                    0 => world.wait(time),
                    1 => world.switched_off_for(time),
                    2 => world.central_answers(),
                    3 => world.own_wrong_by = YEARS * (i32::try_from(next(3)).unwrap() - 1),
                    _ => {
                        let counted = world.count();
                        assert!(counted <= world.truly, "life {life}: {counted:?} of {:?}", world.truly);
                    }
                }
            }
            assert!(world.count() <= world.truly, "life {life}");
            // Uptime since the last count is lost only by switching off in between.
            let before = world.count();
            world.wait(DAY);
            assert_eq!(world.count(), before + DAY);
        }
    }
}
