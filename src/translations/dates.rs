//! Days, times and numbers as Indonesians (or English readers) write them.

use std::time::Duration;

use jiff::civil::{Date, DateTime, Time, Weekday};

use super::{Language, Words, numbers};

/// `23 November 2026`, the year always with four digits: 25 must not look like 2025.
#[must_use]
pub fn date(words: Words, date: Date) -> String {
    let month = words.say_with("month", [("number", date.month().into())]);
    format!("{} {month} {:04}", date.day(), date.year())
}

/// `November 2026`.
#[must_use]
pub fn month(words: Words, day: Date) -> String {
    format!("{} {:04}", words.say_with("month", [("number", day.month().into())]), day.year())
}

/// `Senin, 23 November 2026`: the weekday helps somebody who picked a day see a slip.
#[must_use]
pub fn date_with_weekday(words: Words, day: Date) -> String {
    let weekday = words.say(match day.weekday() {
        Weekday::Monday => "weekday-monday",
        Weekday::Tuesday => "weekday-tuesday",
        Weekday::Wednesday => "weekday-wednesday",
        Weekday::Thursday => "weekday-thursday",
        Weekday::Friday => "weekday-friday",
        Weekday::Saturday => "weekday-saturday",
        Weekday::Sunday => "weekday-sunday",
    });
    format!("{weekday}, {}", date(words, day))
}

/// `10.58` in Indonesian, `10:58` in English.
#[must_use]
pub fn time(words: Words, time: Time) -> String {
    let separator = match words.language() {
        Language::Indonesian | Language::Javanese => '.',
        Language::English => ':',
    };
    format!("{:02}{separator}{:02}", time.hour(), time.minute())
}

/// `14:59`, minutes and seconds left: for waits.
#[must_use]
pub fn count_down(left: Duration) -> String {
    // What is left of a second is still to wait.
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// `23 November 2026 pukul 10.58`.
#[must_use]
pub fn moment(words: Words, moment: DateTime) -> String {
    let (date, time) = (date(words, moment.date()), time(words, moment.time()));
    words.say_with("date-at-time", [("date", date.into()), ("time", time.into())])
}

/// A moment as short as it can be said today: `10.42`, `kemarin 16.20`, `20 November 2026 pukul 16.20`.
#[must_use]
pub fn recent(words: Words, then: DateTime, now: DateTime) -> String {
    let clock = time(words, then.time());
    if then.date() == now.date() {
        clock
    } else if now.date().yesterday().ok() == Some(then.date()) {
        words.say_with("yesterday-at", [("time", clock.into())])
    } else {
        moment(words, then)
    }
}

/// `12.345` in Indonesian, `12,345` in English.
#[must_use]
pub fn integer(words: Words, number: i64) -> String {
    numbers::integer(words.language(), number)
}

/// `0,5` in Indonesian, `0.5` in English.
#[must_use]
pub fn decimal(words: Words, number: f64) -> String {
    match words.language() {
        Language::Indonesian | Language::Javanese => number.to_string().replace('.', ","),
        Language::English => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn moments_read_as_people_write_them() {
        let (id, en) = (Words::new(Language::Indonesian), Words::new(Language::English));
        let then = day(2026, 11, 23).at(10, 58, 0, 0);
        assert_eq!(moment(id, then), "23 November 2026 pukul 10.58");
        assert_eq!(moment(en, then), "23 November 2026 at 10:58");
        assert_eq!(date_with_weekday(id, day(2026, 8, 17)), "Senin, 17 Agustus 2026");
        assert_eq!(date(id, day(25, 11, 20)), "20 November 0025");
    }

    #[test]
    fn what_happened_lately_is_said_short() {
        let id = Words::new(Language::Indonesian);
        let now = day(2026, 11, 23).at(17, 0, 0, 0);
        assert_eq!(recent(id, day(2026, 11, 23).at(9, 5, 0, 0), now), "09.05");
        assert_eq!(recent(id, day(2026, 11, 22).at(16, 20, 0, 0), now), "kemarin 16.20");
        assert_eq!(recent(id, day(2026, 11, 2).at(16, 20, 0, 0), now), "2 November 2026 pukul 16.20");
    }

    #[test]
    fn a_wait_counts_down_to_nothing() {
        let shown = [900_000, 899_001, 60_000, 29_500, 1].map(|left| count_down(Duration::from_millis(left)));
        assert_eq!(shown, ["15:00", "15:00", "1:00", "0:30", "0:01"]);
    }

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        let (id, en) = (Words::new(Language::Indonesian), Words::new(Language::English));
        assert_eq!(integer(id, 1_234_567), "1.234.567");
        assert_eq!(integer(en, -1_234), "-1,234");
        assert_eq!(integer(id, 999), "999");
        assert_eq!(decimal(id, 0.5), "0,5");
        assert_eq!(id.say_with("outbox-waiting", [("count", 10_000.into())]), "10.000 catatan menunggu");
    }
}
