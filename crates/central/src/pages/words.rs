//! The texts of the pages in Bahasa Indonesia and English, and the formats of numbers and dates.
//!
//! Every text that is not a form's label comes from `messages/*.ftl`.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use kentongan_exchange::zone;
use unic_langid::LanguageIdentifier;

use crate::summaries::{Figure, Month, Period};

static INDONESIAN: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle("id", include_str!("../../messages/id.ftl")));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle("en", include_str!("../../messages/en.ftl")));

/// A language of the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// The language of the users.
    #[default]
    Indonesian,
    /// For partners abroad.
    English,
}

impl Language {
    /// The code, as in labels and `lang=`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    /// The language of a code; Indonesian for any other code.
    pub(crate) fn from_code(code: &str) -> Self {
        if code == "en" { Self::English } else { Self::Indonesian }
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        match self {
            Self::Indonesian => &INDONESIAN,
            Self::English => &ENGLISH,
        }
    }
}

fn bundle(language: &str, text: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = language.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks guard right-to-left text. Here they only disturb copying and searching.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(partly, _)| partly);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The texts in one language.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Words {
    /// The language.
    pub(crate) language: Language,
}

impl Words {
    /// The text of a key.
    pub(crate) fn t(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text of a key with its placeholders filled in.
    pub(crate) fn with(self, key: &str, texts: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, text) in texts {
            args.set(*name, FluentValue::from(*text));
        }
        self.format(key, &args)
    }

    /// The text of a key with a number: `$count` chooses the plural, `$shown` is the formatted number.
    pub(crate) fn counted(self, key: &str, number: i64, texts: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(number));
        args.set("shown", FluentValue::from(self.number(number)));
        for (name, text) in texts {
            args.set(*name, FluentValue::from(*text));
        }
        self.format(key, &args)
    }

    fn format(self, key: &str, args: &FluentArgs<'_>) -> String {
        let bundle = self.language.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()
    }

    /// A whole number with the language's thousands separator.
    pub(crate) fn number(self, number: i64) -> String {
        let mark = match self.language {
            Language::Indonesian => '.',
            Language::English => ',',
        };
        let digits = number.unsigned_abs().to_string();
        let mut written = String::from(if number < 0 { "−" } else { "" });
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push(mark);
            }
            written.push(digit);
        }
        written
    }

    /// A figure as shown: the number, "<5" or "–".
    pub(crate) fn figure(self, figure: Figure, threshold: i64) -> String {
        match figure {
            Figure::Number(number) => self.number(number),
            Figure::Few => few(threshold),
            Figure::Withheld => "–".to_owned(),
        }
    }

    /// A figure for a screen reader.
    pub(crate) fn figure_aloud(self, figure: Figure, threshold: i64) -> String {
        match figure {
            Figure::Number(number) => self.number(number),
            Figure::Few => self.with("few-read", &[("threshold", &self.number(threshold))]),
            Figure::Withheld => self.t("withheld-read"),
        }
    }

    /// `November 2026`.
    pub(crate) fn month(self, month: Month) -> String {
        format!("{} {}", self.t(&format!("month-{}", month.month())), month.year())
    }

    /// `Nov`.
    pub(crate) fn month_short(self, month: Month) -> String {
        self.t(&format!("month-short-{}", month.month()))
    }

    /// `November 2026`, `Triwulan 4 2026`, `2026`, `Semua waktu`.
    pub(crate) fn period(self, period: Period) -> String {
        match period {
            Period::Everything => self.t("period-everything"),
            Period::Year(year) => year.to_string(),
            Period::Quarter(year, quarter) => {
                self.with("period-quarter", &[("quarter", &quarter.to_string()), ("year", &year.to_string())])
            }
            Period::Month(month) => self.month(month),
        }
    }

    /// `23 November 2026`.
    pub(crate) fn date(self, date: jiff::civil::Date) -> String {
        format!("{} {} {:04}", date.day(), self.t(&format!("month-{}", date.month())), date.year())
    }

    /// `23 November 2026 pukul 10.58 WIB`.
    pub(crate) fn moment(self, at: Timestamp) -> String {
        self.date_time(zone::local(at))
    }

    /// The same for stored milliseconds.
    pub(crate) fn stored_moment(self, millis: i64) -> String {
        Timestamp::from_millisecond(millis).map(|at| self.moment(at)).unwrap_or_default()
    }

    /// The same for a phone's wall clock, which is in the same zone (decision 0042).
    pub(crate) fn date_time(self, at: jiff::civil::DateTime) -> String {
        let (date, time) = (self.date(at.date()), self.time(at.time()));
        self.with("date-time", &[("date", &date), ("time", &time), ("zone", zone::ZONE_NAME)])
    }

    /// `10.58`.
    pub(crate) fn time(self, time: jiff::civil::Time) -> String {
        let mark = match self.language {
            Language::Indonesian => '.',
            Language::English => ':',
        };
        format!("{:02}{mark}{:02}", time.hour(), time.minute())
    }

    /// A waiting time, rounded up.
    pub(crate) fn wait(self, seconds: u64) -> String {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        if seconds < 60 {
            self.counted("seconds", seconds, &[])
        } else {
            self.counted("minutes", (seconds + 59) / 60, &[])
        }
    }

    /// How long ago, in whole hours or days.
    pub(crate) fn age(self, since: Timestamp, now: Timestamp) -> String {
        let hours = now.duration_since(since).as_hours();
        match hours {
            ..=0 => self.t("age-minutes"),
            1..48 => self.counted("age-hours", hours, &[]),
            48.. => self.counted("age-days", hours / 24, &[]),
        }
    }
}

/// Marks a key that is looked up elsewhere, so that the test of the texts finds it.
pub(crate) fn text_key(key: &str) -> &str {
    key
}

/// "<5".
pub(crate) fn few(threshold: i64) -> String {
    format!("<{threshold}")
}

/// The current month in the organisation's zone.
pub(crate) fn this_month(now: Timestamp) -> Option<Month> {
    let local = zone::local(now);
    Month::new(local.year(), local.month())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn keys(text: &str) -> BTreeSet<String> {
        let starts = text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
        starts.filter_map(|line| line.split_once(" =")).map(|(key, _)| key.to_owned()).collect()
    }

    /// Texts in double quotes that templates and code look up.
    fn used(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                used(&path, found);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            // A call may span several lines.
            let text: String =
                text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(").replace(" .", ".");
            let speakers = ["words.", "w.", "self."];
            let calls = speakers.iter().flat_map(|who| ["t", "with", "counted"].map(|call| format!("{who}{call}(\"")));
            for call in calls.chain(["text_key(\"".to_owned()]) {
                for part in text.split(call.as_str()).skip(1) {
                    found.extend(part.split('"').next().map(str::to_owned));
                }
            }
        }
    }

    #[test]
    fn every_text_is_in_every_language_without_a_mistake() {
        for text in [include_str!("../../messages/id.ftl"), include_str!("../../messages/en.ftl")] {
            assert!(FluentResource::try_new(text.to_owned()).is_ok());
        }
        let (id, en) = (keys(include_str!("../../messages/id.ftl")), keys(include_str!("../../messages/en.ftl")));
        assert_eq!(id, en);
        for key in id {
            assert!(INDONESIAN.has_message(&key) && ENGLISH.has_message(&key), "{key}");
        }
    }

    #[test]
    fn every_text_that_a_page_says_is_there_and_none_is_left_over() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut said = BTreeSet::new();
        used(&root.join("src/pages"), &mut said);
        said.retain(|key| !key.contains('{'));
        let known = keys(include_str!("../../messages/id.ftl"));
        assert_eq!(said.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new());
        let composed = ["month-", "role-", "language-"];
        let unsaid: Vec<_> =
            known.difference(&said).filter(|key| !composed.iter().any(|start| key.starts_with(start))).collect();
        assert_eq!(unsaid, Vec::<&String>::new());
    }

    #[test]
    fn a_month_begins_when_it_begins_in_the_organisations_zone() {
        let month = |at: &str| this_month(at.parse().unwrap()).unwrap().to_string();
        assert_eq!(month("2026-11-30T16:59:59Z"), "2026-11");
        assert_eq!(month("2026-11-30T17:00:00Z"), "2026-12");
        assert_eq!(month("2026-11-30T18:00:00Z"), "2026-12", "1 December, 01.00 WIB");
        assert_eq!(month("2026-12-31T20:00:00Z"), "2027-01", "the year, too");
        let words = Words::default();
        assert_eq!(words.moment("2026-11-30T20:00:00Z".parse().unwrap()), "1 Desember 2026 pukul 03.00 WIB");
    }

    #[test]
    fn numbers_and_times_are_written_the_indonesian_way() {
        let words = Words::default();
        assert_eq!(words.number(1234), "1.234");
        assert_eq!(words.number(100), "100");
        assert_eq!(words.number(1_234_567), "1.234.567");
        let at: Timestamp = "2026-11-23T03:58:00Z".parse().unwrap();
        assert_eq!(words.moment(at), "23 November 2026 pukul 10.58 WIB");
        let english = Words { language: Language::English };
        assert_eq!(english.number(1234), "1,234");
        assert_eq!(english.counted("age-days", 1, &[]), "1 day");
        assert_eq!(words.figure(Figure::Few, 5), "<5");
    }
}
