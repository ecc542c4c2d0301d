//! Reads the answer to a question from typed text and from JSON.
//!
//! A blank is no value: an empty text, an empty selection and JSON's null all read as `None`.

use jiff::civil::Date;
use serde_json::Value as Json;

use super::question::{Question, QuestionKind};
use crate::choice::has_code_shape;
use crate::plain::{folded_text, is_blank};
use crate::problem::ProblemKind;
use crate::value::{TEXT_CAP, Value, parse_date, parse_date_time, parse_time, rounded};

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

impl Value {
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
            QuestionKind::Date => parse_date(typed).map(|date| Some(Self::Date(date))).ok_or(ProblemKind::NotADate),
            QuestionKind::Time => parse_time(typed).map(|time| Some(Self::Time(time))).ok_or(ProblemKind::NotATime),
            QuestionKind::DateTime => {
                parse_date_time(typed).map(|moment| Some(Self::DateTime(moment))).ok_or(ProblemKind::NotADate)
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
