//! What a record adds to the summaries.

use kentongan_forms::{Answers, FormDefinition, Summary, Value};

/// Sums stay far below the limit of SQLite's integers, whatever a phone sends.
const LARGEST: i64 = 1_000_000_000;

/// What a record adds to one rollup row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Share {
    /// Name of the question; empty for the record itself.
    pub(crate) question: String,
    /// Choice code; empty for the record itself and for sums.
    pub(crate) choice: String,
    /// What it adds to a sum.
    pub(crate) total: i64,
}

impl Share {
    /// The share of the record itself.
    pub(crate) fn of_the_record() -> Self {
        Self { question: String::new(), choice: String::new(), total: 0 }
    }
}

/// Everything that a record adds: one share for itself, one for each chosen choice, one for each summed number.
pub(crate) fn shares(form: &FormDefinition, countable: &Answers) -> Vec<Share> {
    let share =
        |question: &str, choice: &str, total| Share { question: question.to_owned(), choice: choice.to_owned(), total };
    let mut shares = vec![Share::of_the_record()];
    for question in form.questions() {
        let (Some(summary), Some(value)) = (question.summary, countable.get(&question.name)) else { continue };
        match summary {
            Summary::Count if matches!(value, Value::Acknowledged) => shares.push(share(&question.name, "true", 0)),
            Summary::Count => shares.extend(value.codes().iter().map(|code| share(&question.name, code, 0))),
            Summary::Sum => shares.extend(whole(value).map(|number| share(&question.name, "", number))),
            Summary::Month | Summary::Area => {}
        }
    }
    shares
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some((*number).clamp(-LARGEST, LARGEST)),
        // `as` saturates, and a double holds the bounds exactly.
        Value::Decimal(number) => Some(number.round().clamp(-(LARGEST as f64), LARGEST as f64) as i64),
        Value::Text(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Choice(_)
        | Value::Choices(_)
        | Value::Attachment(_)
        | Value::Acknowledged => None,
    }
}
