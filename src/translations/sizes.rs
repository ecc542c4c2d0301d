//! Bytes and the time they take, as people say them.

use std::time::Duration;

use super::{Words, dates};
use crate::phone::PhotoProgress;

const KILO: u64 = 1_000;
const MEGA: u64 = 1_000_000;

/// `345 kB`, `1,2 MB`.
#[must_use]
pub fn bytes(words: Words, bytes: u64) -> String {
    counted(words, bytes, bytes)
}

/// `1,2 MB dari 3,4 MB`, both in the unit of the whole.
#[must_use]
pub fn part(words: Words, sent: u64, total: u64) -> String {
    let places = [("sent", counted(words, sent, total).into()), ("total", counted(words, total, total).into())];
    words.say_with("bytes-of", places)
}

/// `1,2 MB dari 3,4 MB · kira-kira 2 menit lagi`.
#[must_use]
pub fn progress(words: Words, progress: PhotoProgress) -> String {
    let part = part(words, progress.sent, progress.total);
    match progress.left {
        Some(left) => format!("{part} · {}", time_left(words, left)),
        None => part,
    }
}

/// `kira-kira 2 menit lagi`: as rough as the estimate is.
fn time_left(words: Words, left: Duration) -> String {
    let minutes = left.as_secs().div_ceil(60);
    match minutes {
        0 | 1 => words.say("left-under-a-minute"),
        2..60 => words.say_with("left-minutes", [("minutes", minutes.into())]),
        _ => words.say_with("left-hours", [("hours", left.as_secs().div_ceil(60 * 60).into())]),
    }
}

/// In the unit that suits `measure`; at least one unit, because no photo has "0 kB".
fn counted(words: Words, bytes: u64, measure: u64) -> String {
    if measure < MEGA {
        let kilos = bytes.div_ceil(KILO);
        return format!("{} kB", dates::integer(words, i64::try_from(kilos).unwrap_or(i64::MAX)));
    }
    let tenths = (bytes + MEGA / 20) / (MEGA / 10);
    let whole = dates::integer(words, i64::try_from(tenths / 10).unwrap_or(i64::MAX));
    let decimal = dates::decimal(words, 0.5).chars().nth(1).unwrap_or(',');
    format!("{whole}{decimal}{} MB", tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::translations::Language;

    #[test]
    fn progress_is_said_in_the_words_of_the_country() {
        let (id, en) = (Words::new(Language::Indonesian), Words::new(Language::English));
        let left = |secs| Some(Duration::from_secs(secs));
        let said = |words, sent, total, left| progress(words, PhotoProgress { sent, total, left });
        assert_eq!(said(id, 1_234_000, 3_400_000, left(100)), "1,2 MB dari 3,4 MB · kira-kira 2 menit lagi");
        assert_eq!(said(en, 1_234_000, 3_400_000, left(100)), "1.2 MB of 3.4 MB · about 2 minutes left");
        assert_eq!(said(id, 0, 345_001, None), "0 kB dari 346 kB");
        assert_eq!(said(id, 96_000, 12_345_678, left(20)), "0,1 MB dari 12,3 MB · kurang dari satu menit lagi");
        assert_eq!(said(en, 0, 5_000_000, left(7_000)), "0.0 MB of 5.0 MB · about 2 hours left");
        assert_eq!(said(id, 0, 5_000_000, left(3_600)), "0,0 MB dari 5,0 MB · kira-kira 1 jam lagi");
        assert_eq!(
            (bytes(id, 1), bytes(id, 999_999), bytes(en, 1_049_999)),
            ("1 kB".into(), "1.000 kB".into(), "1.0 MB".into())
        );
    }
}
