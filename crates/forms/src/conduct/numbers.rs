//! Identity numbers and phone numbers, whatever separates or encloses their digits.
//!
//! The text is folded first (`plain`), so all dashes, blanks and digits are ASCII's. Then its digits are split into
//! parts: a date, a time of day, or a run of digits. Parts with only blanks and signs between them form a row, and the
//! search for numbers goes through each row. A date or a time never begins a number; otherwise every timetable would be
//! one.

use std::ops::Range;

use crate::plain::folded;

/// With more signs than this between two runs of digits, they are two numbers.
const SEPARATED_BY: usize = 6;
/// The most parts of a number: one for each digit of the longest.
const PARTS: usize = 16;
/// Fewer digits than this beside dates and times are a count of people or the number of a room.
const FEW: usize = 6;
/// National helplines, which are not the child's: SAPA 129 on WhatsApp.
const HELPLINES: [&str; 2] = ["08111129129", "628111129129"];

/// The possible numbers of a text.
pub(super) struct Numbers {
    parts: Vec<Part>,
}

/// A date, a time, or a run of digits.
struct Part {
    digits: String,
    kind: Kind,
    /// The folded text between it and the previous part; `None` when that is too long to join them.
    joint: Option<String>,
    /// Whether a plus is before it.
    plus: bool,
    bytes: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digits,
    Date,
    Time,
}

/// Some parts in a row, and their digits.
struct Window<'a> {
    parts: &'a [Part],
    digits: String,
}

impl Numbers {
    pub(super) fn read(text: &str) -> Self {
        let mut runs = runs(text);
        let mut parts = Vec::new();
        while !runs.is_empty() {
            let (kind, taken) = kind(&runs);
            let taken: Vec<Part> = runs.drain(..taken).collect();
            parts.extend(
                taken
                    .into_iter()
                    .reduce(|whole, next| Part {
                        digits: whole.digits + &next.digits,
                        bytes: whole.bytes.start..next.bytes.end,
                        ..whole
                    })
                    .map(|part| Part { kind, ..part }),
            );
        }
        Self { parts }
    }

    /// A NIK has 16 digits: area (province, regency, district), birth date (women's day + 40), number (Permendagri
    /// 102/2019). Sixteen digits in one run always count as one. Digits in groups count only if area and date are
    /// possible.
    pub(super) fn national_id(&self) -> Option<Range<usize>> {
        let is_one = |window: &Window<'_>| {
            window.digits.len() == 16
                && (window.parts.len() == 1 || (!window.is_dates_and_times() && is_plausible_nik(&window.digits)))
        };
        self.first(is_one)
    }

    /// Mobile numbers (`08…`, `+62…`, `62…`, as in `wa.me/62…`), landlines with their area code (`0296-…`), and
    /// numbers of other countries with their plus.
    pub(super) fn phone_number(&self) -> Option<Range<usize>> {
        self.first(|window| window.is_phone_number())
    }

    /// The longest number that begins first.
    fn first(&self, is_one: impl Fn(&Window<'_>) -> bool) -> Option<Range<usize>> {
        (0..self.parts.len()).find_map(|start| {
            let found = self.windows_from(start).filter(|window| is_one(window)).last()?;
            Some(found.parts.first()?.bytes.start..found.parts.last()?.bytes.end)
        })
    }

    fn windows_from(&self, start: usize) -> impl Iterator<Item = Window<'_>> {
        let from = self.parts.get(start..).unwrap_or_default();
        let joined =
            from.iter().skip(1).take_while(|part| part.joint.is_some()).count() + usize::from(!from.is_empty());
        (1..=joined.min(PARTS)).filter_map(move |many| {
            let parts = from.get(..many)?;
            Some(Window { parts, digits: parts.iter().map(|part| part.digits.as_str()).collect() })
        })
    }
}

impl Window<'_> {
    fn first_run(&self) -> &str {
        self.parts.first().map_or("", |part| &part.digits)
    }

    /// The digits of each part but the first.
    fn others(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().skip(1).map(|part| part.digits.as_str())
    }

    fn joints(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().skip(1).filter_map(|part| part.joint.as_deref())
    }

    /// Whether it is dates and times with at most a small number beside them.
    fn is_dates_and_times(&self) -> bool {
        let begins_with_date = self.parts.first().is_some_and(|part| part.kind == Kind::Date);
        let other: usize =
            self.parts.iter().filter(|part| part.kind == Kind::Digits).map(|part| part.digits.len()).sum();
        begins_with_date || (other < FEW && self.parts.iter().any(|part| part.kind != Kind::Digits))
    }

    /// `005/0812/345/2026`: offices number their letters like this.
    fn is_letter_number(&self) -> bool {
        let year = self.parts.last().is_some_and(|part| part.digits.len() == 4 && is_year(&part.digits));
        year && self.parts.len() > 1 && self.joints().all(|joint| joint.trim() == "/")
    }

    fn is_phone_number(&self) -> bool {
        if self.is_dates_and_times() || self.is_letter_number() || HELPLINES.contains(&self.digits.as_str()) {
            return false;
        }
        let plus = self.parts.first().is_some_and(|part| part.plus);
        self.is_abroad(plus) || self.is_mobile() || self.is_landline() || self.is_solid()
    }

    /// With a plus, a number of any country. Without one, an Indonesian number with the usual digits.
    fn is_abroad(&self, plus: bool) -> bool {
        if plus {
            return (9..=16).contains(&self.digits.len());
        }
        let first = self.first_run();
        let bare = self.digits.strip_prefix("00").unwrap_or(&self.digits);
        let second = self.others().next().unwrap_or_default();
        let split = matches!(first, "62" | "0062") && second.len() >= 3 && second.starts_with('8');
        let whole = first.strip_prefix("00").unwrap_or(first).starts_with("628") && first.len() >= 5;
        (split || whole) && (10..=15).contains(&bare.len())
    }

    /// `0812…` in groups of any size. Without the zero only in the usual forms: `812-3456-7890`, and in one run.
    fn is_mobile(&self) -> bool {
        let is_prefix = |digits: &str| {
            let mut digits = digits.bytes();
            digits.next() == Some(b'8') && matches!(digits.next(), Some(b'1'..=b'3' | b'5' | b'7'..=b'9'))
        };
        if let Some(national) = self.digits.strip_prefix('0') {
            return is_prefix(national) && (10..=13).contains(&self.digits.len());
        }
        let dashed = self.joints().all(|joint| joint == "-" || joint == " ");
        let grouped = self.first_run().len() == 3 && self.others().all(|group| (3..=5).contains(&group.len()));
        let split = dashed && grouped && self.parts.len() == 3 && self.others().any(|group| group.len() > 3);
        is_prefix(&self.digits) && (self.parts.len() == 1 || split) && (10..=12).contains(&self.digits.len())
    }

    /// An area code in one run, then a subscriber's number, which begins with neither 0 nor 1.
    fn is_landline(&self) -> bool {
        let area = self.first_run();
        let subscriber: String = self.others().collect();
        (3..=4).contains(&area.len())
            && area.starts_with('0')
            && !area.starts_with("00")
            && (5..=8).contains(&subscriber.len())
            && !subscriber.starts_with(['0', '1'])
            && self.parts.len() <= 4
            && self.others().all(|group| group.len() >= 2)
            && self.parts.iter().all(|part| part.kind == Kind::Digits)
    }

    fn is_solid(&self) -> bool {
        self.parts.len() == 1 && self.digits.starts_with('0') && (9..=12).contains(&self.digits.len())
    }
}

fn is_plausible_nik(digits: &str) -> bool {
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u8>().ok()).unwrap_or(0);
    matches!(number(0, 2), 11..=19 | 21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=97)
        && matches!(number(6, 8), 1..=31 | 41..=71)
        && matches!(number(8, 10), 1..=12)
}

/// The runs of digits in a text.
fn runs(text: &str) -> Vec<Part> {
    let mut runs: Vec<Part> = Vec::new();
    // The text before the next run. `between` is `None` once it has something that separates numbers.
    let (mut between, mut before, mut in_run) = (Some(String::new()), String::new(), false);
    for found in folded(text) {
        let c = found.character;
        if c.is_ascii_digit() {
            match runs.last_mut().filter(|_| in_run) {
                Some(run) => {
                    run.digits.push(c);
                    run.bytes.end = found.bytes.end;
                }
                None => {
                    let joint = between.take().filter(|_| !runs.is_empty());
                    let plus = before.trim_end_matches([' ', '(']).ends_with('+');
                    let kind = Kind::Digits;
                    runs.push(Part { digits: c.to_string(), kind, joint, plus, bytes: found.bytes });
                }
            }
            in_run = true;
            continue;
        }
        if in_run {
            (between, before) = (Some(String::new()), String::new());
        }
        in_run = false;
        before.push(c);
        let joins = !c.is_alphanumeric() && before.chars().count() <= SEPARATED_BY;
        between = between.filter(|_| joins).map(|mut joint| {
            joint.push(c);
            joint
        });
    }
    // "08, 12, 10" is a list of counts. Only longer runs can be one number with a comma inside.
    let lengths: Vec<usize> = runs.iter().map(|run| run.digits.len()).collect();
    for (run, neighbours) in runs.iter_mut().skip(1).zip(lengths.windows(2)) {
        let listed = run.joint.as_deref().is_some_and(|joint| joint.contains([',', ';']));
        if listed && neighbours.iter().any(|length| *length < 3) {
            run.joint = None;
        }
    }
    runs
}

/// The kind of the first runs, and their number.
fn kind(runs: &[Part]) -> (Kind, usize) {
    let joint = |at: usize| runs.get(at).and_then(|run| run.joint.as_deref());
    // While the same sign continues: a date has no fourth part, and a time no third part except its seconds.
    let chain = |signs: &[&str]| {
        1 + (1..runs.len()).take_while(|at| joint(*at).is_some_and(|own| signs.contains(&own))).count()
    };
    let of = |at: usize| runs.get(at).map_or("", |run| run.digits.as_str());
    for sign in ["-", "/", "."] {
        if chain(&[sign]) == 3 && is_date([of(0), of(1), of(2)]) {
            return (Kind::Date, 3);
        }
    }
    let spaced = joint(1) == Some(" ") && joint(2) == Some(" ") && of(2).len() == 4;
    if spaced && is_date([of(0), of(1), of(2)]) {
        return (Kind::Date, 3);
    }
    match chain(&[".", ":"]) {
        many @ (2 | 3) if is_time(runs.get(..many).unwrap_or_default()) => (Kind::Time, many),
        _ => (Kind::Digits, 1),
    }
}

/// `20-11-2026`, `20/11/26`, `11/20/2026`, `2026-11-20`.
fn is_date(parts: [&str; 3]) -> bool {
    let within =
        |text: &str, most: u8| text.len() <= 2 && text.parse().is_ok_and(|number| (1..=most).contains(&number));
    let day_and_month =
        |one: &str, two: &str| (within(one, 31) && within(two, 12)) || (within(one, 12) && within(two, 31));
    let short_year = |text: &str| text.len() == 2 && matches!(text.parse(), Ok(15_u8..=35));
    let [first, second, third] = parts;
    (day_and_month(first, second) && (is_year(third) || short_year(third)))
        || (is_year(first) && day_and_month(second, third))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && matches!(text.parse(), Ok(1900_u16..=2099))
}

/// `08.00`, `14:30:00`.
fn is_time(parts: &[Part]) -> bool {
    parts.iter().enumerate().all(|(place, part)| {
        part.digits.len() == 2 && part.digits.parse().is_ok_and(|number: u8| number < if place == 0 { 25 } else { 60 })
    })
}

#[cfg(test)]
mod tests;
