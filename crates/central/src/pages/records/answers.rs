//! The countable answers of a record, in words.

use jiff::civil::Date;
use kentongan_forms::{Answers, FormDefinition, Question, Tier, Value};
use serde_json::{Map, Value as Json};

use crate::pages::labels::Labels;
use crate::pages::words::Words;
use crate::store::records::RecordVersionRow;
use crate::summaries::Month;

/// A section of a form with its answers.
pub(crate) struct Section {
    pub(crate) title: String,
    /// Question and answer.
    pub(crate) answers: Vec<(String, String)>,
}

/// A version's countable answers, with its form if central has it.
pub(crate) struct ReadVersion<'a> {
    /// The form.
    pub(crate) form: Option<&'a FormDefinition>,
    /// The answers that can be read.
    pub(crate) answers: Answers,
    /// Names of the questions whose answers are hidden.
    hidden: Vec<String>,
}

impl<'a> ReadVersion<'a> {
    /// Reads a stored version.
    pub(crate) fn of(version: &'a RecordVersionRow) -> Self {
        let form = version.definition.as_deref();
        let json: Map<String, Json> = serde_json::from_str(&version.countable).unwrap_or_default();
        let answers = form.map(|form| Answers::readable(form, &json).0).unwrap_or_default();
        let hidden = json.into_iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name).collect();
        Self { form, answers, hidden }
    }
}

/// The answers of each section. Sections without answers are left out. Sealed answers are not in this database.
pub(crate) fn sections(labels: &Labels<'_>, version: &ReadVersion<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    for group in labels.form.sections() {
        let mut found = Vec::new();
        for question in group.questions() {
            if version.hidden.contains(&question.name) {
                found.push((labels.question(question), labels.words.t("answer-hidden")));
            }
            let Some(value) = version.answers.get(&question.name) else { continue };
            if question.tier == Tier::Countable {
                found.push((labels.question(question), said(labels, question, value, &version.answers)));
            }
        }
        if !found.is_empty() {
            sections.push(Section { title: labels.say(&group.label), answers: found });
        }
    }
    sections
}

/// An answer in words, a day as exactly as it is known.
pub(crate) fn said(labels: &Labels<'_>, question: &Question, value: &Value, answers: &Answers) -> String {
    if let Some(day) = value.as_date() {
        let precision = question.precision.as_ref().and_then(|precision| answers.get(precision)).map(Value::to_text);
        return say_day(labels.words, day, precision.as_deref());
    }
    match value.codes() {
        [] => say(labels.words, value),
        codes => codes.iter().map(|code| labels.choice(question, code)).collect::<Vec<_>>().join(", "),
    }
}

/// `precision` is the code of the answer that says how exactly the day is known.
fn say_day(words: Words, day: Date, precision: Option<&str>) -> String {
    match (precision, Month::new(day.year(), day.month())) {
        (Some("month"), Some(month)) => words.month(month),
        (Some("unknown"), _) => words.with("unknown-day", &[("date", &words.date(day))]),
        _ => words.date(day),
    }
}

fn say(words: Words, value: &Value) -> String {
    match value {
        Value::Integer(number) => words.number(*number),
        Value::Date(date) => words.date(*date),
        Value::Time(time) => words.time(*time),
        Value::DateTime(at) => words.date_time(*at),
        Value::Attachment(_) => words.t("photo-sealed"),
        Value::Acknowledged => words.t("yes-ticked"),
        Value::Text(_) | Value::Decimal(_) | Value::Choice(_) | Value::Choices(_) => value.to_text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::words::Language;

    #[test]
    fn a_day_is_said_as_exactly_as_it_is_known() {
        let words = Words { language: Language::Indonesian };
        let day = jiff::civil::date(2026, 2, 1);
        assert_eq!(say_day(words, day, Some("month")), "Februari 2026");
        assert_eq!(say_day(words, day, Some("exact")), "1 Februari 2026");
        assert_eq!(say_day(words, day, None), "1 Februari 2026");
        assert!(say_day(words, day, Some("unknown")).contains("tidak diketahui"));
    }
}
