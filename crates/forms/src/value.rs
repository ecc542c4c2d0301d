//! One typed answer, and how it is written as text and as JSON.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use serde_json::Value as Json;

/// The limit for any text, whatever a form says.
pub const TEXT_CAP: usize = 2000;

/// The answer to one question.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Free text, never blank.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite number with a fraction.
    Decimal(f64),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A day with a time of day, on the device's wall clock.
    DateTime(DateTime),
    /// The code of the one choice.
    Choice(String),
    /// The codes of the choices, never empty, each once.
    Choices(Vec<String>),
    /// The name of the photo's attachment: 64 lower-case hexadecimal digits.
    Attachment(String),
    /// The box was ticked.
    Acknowledged,
}

/// Free text may say who a child is, so `{:?}` must not put it into a log.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} characters)", text.chars().count()),
            Self::Integer(number) => write!(f, "Integer({number})"),
            Self::Decimal(number) => write!(f, "Decimal({number})"),
            Self::Date(date) => write!(f, "Date({date})"),
            Self::Time(time) => write!(f, "Time({time})"),
            Self::DateTime(moment) => write!(f, "DateTime({moment})"),
            Self::Choice(code) => write!(f, "Choice({code})"),
            Self::Choices(codes) => write!(f, "Choices({codes:?})"),
            Self::Attachment(name) => write!(f, "Attachment({name})"),
            Self::Acknowledged => f.write_str("Acknowledged"),
        }
    }
}

/// The device's wall clock from the caller, because this crate reads no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    /// Now, as the person's clock shows it.
    pub now: DateTime,
}

impl Today {
    /// Today's day.
    pub fn date(self) -> Date {
        self.now.date()
    }

    /// Now to the second: what an expression's `now()` gives and an answer stores.
    pub(crate) fn seconds(self) -> DateTime {
        let now = self.now.time();
        let time = Time::new(now.hour(), now.minute(), now.second(), 0).unwrap_or(now);
        self.now.date().to_datetime(time)
    }
}

impl Value {
    /// The value as one text: the code of a choice, codes separated by blanks, a date as `2026-11-20`.
    pub fn to_text(&self) -> String {
        match self {
            Self::Text(text) | Self::Choice(text) | Self::Attachment(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Time(time) => time.to_string(),
            Self::DateTime(moment) => moment.to_string(),
            Self::Choices(codes) => codes.join(" "),
            Self::Acknowledged => "true".to_owned(),
        }
    }

    /// The codes chosen: one for a choice, several for choices, none for anything else.
    pub fn codes(&self) -> &[String] {
        match self {
            Self::Choice(code) => std::slice::from_ref(code),
            Self::Choices(codes) => codes,
            Self::Text(_)
            | Self::Integer(_)
            | Self::Decimal(_)
            | Self::Date(_)
            | Self::Time(_)
            | Self::DateTime(_)
            | Self::Attachment(_)
            | Self::Acknowledged => &[],
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The whole number, if it is one.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// The day, if it is a date alone.
    pub fn as_date(&self) -> Option<Date> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }

    /// Day and time, if it is both.
    pub fn as_datetime(&self) -> Option<DateTime> {
        if let Self::DateTime(moment) = self { Some(*moment) } else { None }
    }

    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Integer(number) => Json::from(*number),
            Self::Decimal(number) => Json::from(*number),
            Self::Choices(codes) => Json::from(codes.clone()),
            Self::Acknowledged => Json::Bool(true),
            Self::Text(_)
            | Self::Date(_)
            | Self::Time(_)
            | Self::DateTime(_)
            | Self::Choice(_)
            | Self::Attachment(_) => Json::String(self.to_text()),
        }
    }
}

/// A number with at most 15 digits, and none below a ten-millionth. Every reader reads such a number back bit for bit
/// from JSON, and a record that is sent twice must be identical both times. (`serde_json` reads longer ones exactly
/// only with its feature `float_roundtrip`.)
pub(crate) fn rounded(number: f64) -> f64 {
    if number.abs() < 1e-7 { 0.0 } else { format!("{number:.14e}").parse().unwrap_or(number) }
}

/// A day written as `2026-11-20` only.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    (is_made_of(text, "dddd-dd-dd")).then(|| text.parse().ok()).flatten()
}

/// A time of day written `14:30` or `14:30:00`.
pub(crate) fn parse_time(text: &str) -> Option<Time> {
    (is_made_of(text, "dd:dd") || is_made_of(text, "dd:dd:dd")).then(|| text.parse().ok()).flatten()
}

/// A day and time written `2026-11-20T14:30` or `2026-11-20T14:30:00`.
pub(crate) fn parse_date_time(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once('T')?;
    Some(parse_date(date)?.to_datetime(parse_time(time)?))
}

/// Whether the text has this shape; `d` is a digit.
fn is_made_of(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            _ => byte == wanted,
        })
}
