//! Counts per month, village, question and choice, updated in the transaction that stores a record. So a summary of a
//! hundred thousand records reads some hundred rows.

use std::collections::BTreeMap;

use super::StoreError;
use super::transaction::Transaction;
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

/// Changes of rollups, collected so that fifty records of one village change each row once.
#[derive(Default)]
pub(crate) struct Changes(BTreeMap<Key, (i64, i64)>);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    form: String,
    month: String,
    area: String,
    question: String,
    choice: String,
}

impl Changes {
    /// Adds (`sign` 1) or subtracts (`sign` -1) a record's shares.
    pub(crate) fn record(&mut self, sign: i64, place: (&str, &str, &str), shares: &[Share]) {
        let (form, month, area) = place;
        for share in shares {
            let key = Key {
                form: form.to_owned(),
                month: month.to_owned(),
                area: area.to_owned(),
                question: share.question.clone(),
                choice: share.choice.clone(),
            };
            let (records, total) = self.0.entry(key).or_default();
            *records += sign;
            *total += sign * share.total;
        }
    }

    /// Writes them.
    pub(super) fn apply(&self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        for (key, (records, total)) in &self.0 {
            if (*records, *total) == (0, 0) {
                continue;
            }
            let row = (tx.organisation, &key.form, &key.month, &key.area, &key.question, &key.choice, records, total);
            tx.execute(
                "INSERT INTO rollups (organisation, form, month, area, question, choice, records, total)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (organisation, form, month, area, question, choice)
                 DO UPDATE SET records = rollups.records + excluded.records, total = rollups.total + excluded.total",
                row,
            )?;
            if *records < 0 {
                tx.execute(
                    "DELETE FROM rollups WHERE organisation = ?1 AND form = ?2 AND month = ?3 AND area = ?4
                     AND question = ?5 AND choice = ?6 AND records = 0 AND total = 0",
                    (tx.organisation, &key.form, &key.month, &key.area, &key.question, &key.choice),
                )?;
            }
        }
        Ok(())
    }
}
