//! A value during evaluation, and its conversions to text, number and truth.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::Span;
use jiff::civil::{Date, DateTime, Time, date};

use crate::value::{Value, parse_date, parse_date_time, parse_time};

/// An operand of an expression. Numbers are always finite; any other result is blank.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand<'a> {
    Blank,
    Text(Cow<'a, str>),
    Number(f64),
    Boolean(bool),
    Date(Date),
    Time(Time),
    DateTime(DateTime),
    Codes(&'a [String]),
}

const EPOCH: Date = date(1970, 1, 1);
const SECONDS_OF_A_DAY: f64 = 86_400.0;

impl<'a> From<Option<&'a Value>> for Operand<'a> {
    fn from(value: Option<&'a Value>) -> Self {
        match value {
            None => Self::Blank,
            Some(Value::Text(text) | Value::Choice(text) | Value::Attachment(text)) => Self::text(text.as_str()),
            Some(Value::Integer(number)) => Self::number(*number as f64),
            Some(Value::Decimal(number)) => Self::number(*number),
            Some(Value::Date(date)) => Self::Date(*date),
            Some(Value::Time(time)) => Self::Time(*time),
            Some(Value::DateTime(moment)) => Self::DateTime(*moment),
            Some(Value::Choices(codes)) => Self::Codes(codes),
            Some(Value::Acknowledged) => Self::Boolean(true),
        }
    }
}

impl<'a> Operand<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    pub(super) fn number(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Blank }
    }

    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Codes(codes) => codes.is_empty(),
            Self::Text(_) | Self::Number(_) | Self::Boolean(_) | Self::Date(_) | Self::Time(_) | Self::DateTime(_) => {
                false
            }
        }
    }

    pub(crate) fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Blank => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            // Whole numbers have no fraction: 3, not 3.0. `0.0 +` removes the sign of zero.
            Self::Number(number) => Cow::Owned((0.0 + number).to_string()),
            Self::Boolean(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Time(time) => Cow::Owned(time.to_string()),
            Self::DateTime(moment) => Cow::Owned(moment.to_string()),
            Self::Codes(codes) => Cow::Owned(codes.join(" ")),
        }
    }

    /// Its number; `None` without one. A date is the days since 1970-01-01, a time a part of a day.
    pub(super) fn to_number(&self) -> Option<f64> {
        match self {
            Self::Blank => None,
            Self::Text(text) => number_in(text),
            Self::Number(number) => Some(*number),
            Self::Boolean(truth) => Some(f64::from(u8::from(*truth))),
            Self::Date(date) => Some(days(*date)),
            Self::Time(time) => Some(part_of_day(*time)),
            Self::DateTime(moment) => Some(days(moment.date()) + part_of_day(moment.time())),
            Self::Codes(_) => number_in(&self.to_text()),
        }
    }

    pub(crate) fn to_boolean(&self) -> bool {
        match self {
            Self::Blank => false,
            Self::Text(_) | Self::Date(_) | Self::Time(_) | Self::DateTime(_) => true,
            Self::Number(number) => *number != 0.0,
            Self::Boolean(truth) => *truth,
            Self::Codes(codes) => !codes.is_empty(),
        }
    }

    /// Its day, for a date function.
    pub(super) fn to_date(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            Self::DateTime(moment) => Some(moment.date()),
            Self::Text(text) => moment_in(text).map(DateTime::date),
            Self::Number(number) => {
                let days = number.floor();
                // Beyond this, jiff has no dates anyway.
                if days.abs() > 4_000_000.0 {
                    return None;
                }
                EPOCH.checked_add(Span::new().try_days(days as i64).ok()?).ok()
            }
            Self::Blank | Self::Boolean(_) | Self::Time(_) | Self::Codes(_) => None,
        }
    }

    /// Each code of a selection. A text counts as codes separated by blanks.
    pub(super) fn codes(&self) -> Vec<&str> {
        match self {
            Self::Codes(codes) => codes.iter().map(String::as_str).collect(),
            Self::Text(text) => text.split_whitespace().collect(),
            Self::Blank | Self::Number(_) | Self::Boolean(_) | Self::Date(_) | Self::Time(_) | Self::DateTime(_) => {
                Vec::new()
            }
        }
    }

    pub(super) fn equals(&self, other: &Operand<'a>) -> bool {
        match (self, other) {
            (Self::Boolean(_), _) | (_, Self::Boolean(_)) => self.to_boolean() == other.to_boolean(),
            _ if self.is_blank() || other.is_blank() => self.is_blank() == other.is_blank(),
            _ if self.is_temporal() || other.is_temporal() => self.compare_in_time(other) == Some(Ordering::Equal),
            (Self::Number(_), _) | (_, Self::Number(_)) => match (self.to_number(), other.to_number()) {
                (Some(left), Some(right)) => left == right,
                _ => false,
            },
            _ => self.to_text() == other.to_text(),
        }
    }

    /// The order of two operands; `None` when they cannot be compared, as when one is blank.
    pub(super) fn compare(&self, other: &Operand<'a>) -> Option<Ordering> {
        if self.is_temporal() || other.is_temporal() {
            return self.compare_in_time(other);
        }
        match (self.to_number(), other.to_number()) {
            (Some(left), Some(right)) => left.partial_cmp(&right),
            _ => self.moment()?.partial_cmp(&other.moment()?),
        }
    }

    fn is_temporal(&self) -> bool {
        matches!(self, Self::Date(_) | Self::Time(_) | Self::DateTime(_))
    }

    fn compare_in_time(&self, other: &Operand<'a>) -> Option<Ordering> {
        if let (Some(left), Some(right)) = (self.moment(), other.moment()) {
            return Some(left.cmp(&right));
        }
        if let (Some(left), Some(right)) = (self.time(), other.time()) {
            return Some(left.cmp(&right));
        }
        match (self, other) {
            (Self::Number(_), _) | (_, Self::Number(_)) => self.to_number()?.partial_cmp(&other.to_number()?),
            _ => None,
        }
    }

    fn moment(&self) -> Option<DateTime> {
        match self {
            Self::Date(date) => Some(date.to_datetime(Time::midnight())),
            Self::DateTime(moment) => Some(*moment),
            Self::Text(text) => moment_in(text),
            Self::Blank | Self::Number(_) | Self::Boolean(_) | Self::Time(_) | Self::Codes(_) => None,
        }
    }

    fn time(&self) -> Option<Time> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Text(text) => parse_time(text),
            Self::Blank | Self::Number(_) | Self::Boolean(_) | Self::Date(_) | Self::DateTime(_) | Self::Codes(_) => {
                None
            }
        }
    }
}

fn moment_in(text: &str) -> Option<DateTime> {
    parse_date_time(text).or_else(|| parse_date(text).map(|date| date.to_datetime(Time::midnight())))
}

/// XPath's numbers have no exponent, no `inf`, no `nan` (XPath 1.0, 4.4).
fn number_in(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    plain.then(|| text.parse().ok()).flatten().filter(|number: &f64| number.is_finite())
}

fn days(date: Date) -> f64 {
    date.since(EPOCH).map_or(0.0, |span| f64::from(span.get_days()))
}

fn part_of_day(time: Time) -> f64 {
    let seconds = i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second());
    f64::from(seconds) / SECONDS_OF_A_DAY
}
