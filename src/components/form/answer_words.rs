//! Answers as text.

use jiff::civil::Date;
use kentongan_forms::{Entry, Value};

use crate::phone::WITHIN;
use crate::translations::{Words, dates};

/// The answer in words: labels instead of codes, dates and numbers in the language's format.
#[must_use]
pub fn answer_words(words: Words, entry: &Entry, question: &str, value: &Value) -> String {
    match value {
        Value::Text(text) => match entry.form().question(question).and_then(|q| q.result_list.as_ref()) {
            Some(_) => label(words, entry, question, text),
            None => text.clone(),
        },
        Value::Choice(code) => label(words, entry, question, code),
        Value::Choices(codes) => {
            codes.iter().map(|code| label(words, entry, question, code)).collect::<Vec<_>>().join("; ")
        }
        Value::Integer(number) => dates::integer(words, *number),
        Value::Decimal(number) => dates::decimal(words, *number),
        Value::Date(day) => self::day(words, entry, question, *day),
        Value::Time(time) => words.say_with("at-time", [("time", dates::time(words, *time).into())]),
        Value::DateTime(moment) => dates::moment(words, *moment),
        Value::Attachment(_) => words.say("photo-sealed"),
        Value::Acknowledged => words.say("acknowledged"),
    }
}

/// A day in its precision.
fn day(words: Words, entry: &Entry, question: &str, day: Date) -> String {
    let precision = entry.form().question(question).and_then(|question| question.precision.as_ref());
    let known = precision.and_then(|precision| entry.answer(precision)).map(Value::to_text).unwrap_or_default();
    match known.as_str() {
        "month" => dates::month(words, day),
        "unknown" => words.say_with("unknown-day", [("date", dates::date(words, day).into())]),
        _ => dates::date_with_weekday(words, day),
    }
}

/// The label of a code, and where it is. If the list no longer has the code, the code itself.
fn label(words: Words, entry: &Entry, question: &str, code: &str) -> String {
    let choices = entry.choices(question);
    let Some(choice) = choices.iter().find(|choice| choice.code == code) else { return code.to_owned() };
    let label = choice.label.in_language(words.code());
    match choice.columns.get(WITHIN) {
        Some(within) => format!("{label}, {within}"),
        None => label.to_owned(),
    }
}
