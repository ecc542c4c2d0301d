//! One typed answer, and how it is read from typed text and from JSON.
//!
//! A blank is no value: an empty text, an empty selection and JSON's null all read as `None`.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use serde_json::Value as Json;

use crate::definition::{Question, QuestionKind, has_code_shape};
use crate::plain::{folded_text, is_blank};
use crate::problem::ProblemKind;

/// The limit for any text, whatever a form says.
pub const TEXT_CAP: usize = 2000;
/// ODK's integers have 32 bits; nine digits always fit.
const INTEGER_DIGITS: usize = 9;
/// The digits that a double holds exactly.
const DECIMAL_DIGITS: usize = 15;
/// Our lists are far shorter. It limits what a hostile sender can make us store.
const MOST_CHOICES: usize = 500;
/// Nobody who reports an incident was alive before that. An earlier year lacks its first digits.
const FIRST_YEAR: i16 = 1900;
/// A blake3 hash in hexadecimal.
const ATTACHMENT_NAME_DIGITS: usize = 64;

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

    /// The answer in this JSON; `None` when it is blank.
    pub(crate) fn from_json(question: &Question, json: &Json) -> Result<Option<Self>, ProblemKind> {
        match (&question.kind, json) {
            (_, Json::Null) => Ok(None),
            (QuestionKind::Note, _) => Err(ProblemKind::WrongType),
            (QuestionKind::SelectMultiple(_), Json::Array(items)) => {
                let codes: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
                choices(codes.ok_or(ProblemKind::WrongType)?.into_iter())
            }
            (QuestionKind::Integer, Json::Number(number)) => {
                number.as_i64().ok_or(ProblemKind::WrongType).and_then(integer).map(Some)
            }
            (QuestionKind::Decimal, Json::Number(number)) => {
                number.as_f64().ok_or(ProblemKind::WrongType).and_then(decimal).map(Some)
            }
            (QuestionKind::Calculate, Json::Number(number)) => {
                let value = number.as_i64().map(Self::Integer).or_else(|| number.as_f64().map(Self::Decimal));
                value.map(Some).ok_or(ProblemKind::WrongType)
            }
            (QuestionKind::Acknowledge, Json::Bool(ticked)) => Ok(ticked.then_some(Self::Acknowledged)),
            (
                QuestionKind::SelectOne(_)
                | QuestionKind::Text
                | QuestionKind::Date
                | QuestionKind::Time
                | QuestionKind::DateTime
                | QuestionKind::Image,
                Json::String(text),
            ) => Self::from_typed(question, text),
            (QuestionKind::Calculate, Json::String(written)) => {
                if question.result_list.is_some() {
                    code(written)
                } else {
                    text(written)
                }
            }
            (_, Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_)) => {
                Err(ProblemKind::WrongType)
            }
        }
    }

    /// The answer in a field's text; `None` when it is blank.
    ///
    /// Blanks separate choices. A decimal comma is accepted, because Indonesian uses it.
    pub(crate) fn from_typed(question: &Question, typed: &str) -> Result<Option<Self>, ProblemKind> {
        if let QuestionKind::Text = question.kind {
            return text(typed);
        }
        // A copied number may bring invisible marks, and some keyboards have other digits.
        let typed = folded_text(typed);
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        match question.kind {
            QuestionKind::SelectOne(_) => code(typed),
            QuestionKind::SelectMultiple(_) => choices(typed.split_whitespace()),
            QuestionKind::Integer => typed_integer(typed).map(Some),
            QuestionKind::Decimal => typed_decimal(typed).map(Some),
            QuestionKind::Text => text(typed),
            QuestionKind::Date => parse_date(typed).map(|date| Some(Self::Date(date))).ok_or(ProblemKind::WrongType),
            QuestionKind::Time => parse_time(typed).map(|time| Some(Self::Time(time))).ok_or(ProblemKind::WrongType),
            QuestionKind::DateTime => {
                parse_date_time(typed).map(|moment| Some(Self::DateTime(moment))).ok_or(ProblemKind::WrongType)
            }
            QuestionKind::Image => attachment(typed).map(Some),
            QuestionKind::Acknowledge => match typed {
                "true" => Ok(Some(Self::Acknowledged)),
                "false" => Ok(None),
                _ => Err(ProblemKind::WrongType),
            },
            QuestionKind::Note | QuestionKind::Calculate => Err(ProblemKind::ReadOnly),
        }
    }

    /// This value in the question's type, or why it is not a valid answer.
    pub(crate) fn fitting(self, question: &Question) -> Result<Option<Self>, ProblemKind> {
        match (&question.kind, self) {
            (QuestionKind::Note | QuestionKind::Calculate, _) => Err(ProblemKind::ReadOnly),
            (QuestionKind::SelectOne(_), Self::Choice(chosen)) => code(&chosen),
            (QuestionKind::SelectMultiple(_), Self::Choices(chosen)) => choices(chosen.iter().map(String::as_str)),
            (QuestionKind::Integer, Self::Integer(number)) => integer(number).map(Some),
            (QuestionKind::Decimal, Self::Decimal(number)) => decimal(number).map(Some),
            (QuestionKind::Text, Self::Text(written)) => text(&written),
            (QuestionKind::Image, Self::Attachment(name)) => attachment(&name).map(Some),
            (QuestionKind::Date, value @ Self::Date(date)) => whole_year(date).map(|()| Some(value)),
            (QuestionKind::DateTime, value @ Self::DateTime(moment)) => whole_year(moment.date()).map(|()| Some(value)),
            (QuestionKind::Time, value @ Self::Time(_)) | (QuestionKind::Acknowledge, value @ Self::Acknowledged) => {
                Ok(Some(value))
            }
            (
                _,
                Self::Text(_)
                | Self::Integer(_)
                | Self::Decimal(_)
                | Self::Date(_)
                | Self::Time(_)
                | Self::DateTime(_)
                | Self::Choice(_)
                | Self::Choices(_)
                | Self::Attachment(_)
                | Self::Acknowledged,
            ) => Err(ProblemKind::WrongType),
        }
    }
}

fn text(written: &str) -> Result<Option<Value>, ProblemKind> {
    if is_blank(written) {
        return Ok(None);
    }
    if written.chars().count() > TEXT_CAP {
        return Err(ProblemKind::TooLong { limit: TEXT_CAP });
    }
    Ok(Some(Value::Text(written.to_owned())))
}

fn code(chosen: &str) -> Result<Option<Value>, ProblemKind> {
    match chosen {
        "" => Ok(None),
        _ if has_code_shape(chosen) => Ok(Some(Value::Choice(chosen.to_owned()))),
        _ => Err(ProblemKind::NotAChoice),
    }
}

/// Whether the name is valid for the exchange. Only case managers can see the attachment itself.
fn attachment(name: &str) -> Result<Value, ProblemKind> {
    let hexadecimal = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if name.len() == ATTACHMENT_NAME_DIGITS && name.bytes().all(hexadecimal) {
        Ok(Value::Attachment(name.to_owned()))
    } else {
        Err(ProblemKind::WrongType)
    }
}

fn choices<'a>(chosen: impl Iterator<Item = &'a str>) -> Result<Option<Value>, ProblemKind> {
    let mut codes: Vec<String> = Vec::new();
    for code in chosen {
        if !has_code_shape(code) || codes.len() >= MOST_CHOICES {
            return Err(ProblemKind::NotAChoice);
        }
        if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    Ok((!codes.is_empty()).then_some(Value::Choices(codes)))
}

/// A year typed with two digits arrives as one of the first century: 25 is 0025.
fn whole_year(date: Date) -> Result<(), ProblemKind> {
    if date.year() < FIRST_YEAR { Err(ProblemKind::YearNotWhole { year: date.year() }) } else { Ok(()) }
}

fn integer(number: i64) -> Result<Value, ProblemKind> {
    if number.unsigned_abs() < 10_u64.pow(INTEGER_DIGITS as u32) {
        Ok(Value::Integer(number))
    } else {
        Err(ProblemKind::TooManyDigits { limit: INTEGER_DIGITS })
    }
}

fn decimal(number: f64) -> Result<Value, ProblemKind> {
    if !number.is_finite() {
        Err(ProblemKind::WrongType)
    } else if number.abs() >= 10_f64.powi(DECIMAL_DIGITS as i32) {
        Err(ProblemKind::TooManyDigits { limit: DECIMAL_DIGITS })
    } else {
        Ok(Value::Decimal(rounded(number)))
    }
}

/// A number with at most 15 digits, and none below a ten-millionth. Every reader reads such a number back bit for bit
/// from JSON, and a record that is sent twice must be identical both times. (`serde_json` reads longer ones exactly
/// only with its feature `float_roundtrip`.)
pub(crate) fn rounded(number: f64) -> f64 {
    if number.abs() < 1e-7 { 0.0 } else { format!("{number:.14e}").parse().unwrap_or(number) }
}

fn typed_integer(typed: &str) -> Result<Value, ProblemKind> {
    let digits = typed.strip_prefix(['-', '+']).unwrap_or(typed);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ProblemKind::WrongType);
    }
    typed.parse().map_err(|_| ProblemKind::TooManyDigits { limit: INTEGER_DIGITS }).and_then(integer)
}

fn typed_decimal(typed: &str) -> Result<Value, ProblemKind> {
    let typed = typed.replace(',', ".");
    let digits = typed.strip_prefix(['-', '+']).unwrap_or(&typed);
    if digits.bytes().filter(u8::is_ascii_digit).count() > DECIMAL_DIGITS {
        return Err(ProblemKind::TooManyDigits { limit: DECIMAL_DIGITS });
    }
    if !digits.starts_with(|first: char| first.is_ascii_digit())
        || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return Err(ProblemKind::WrongType);
    }
    typed.parse().map_err(|_| ProblemKind::WrongType).and_then(decimal)
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
