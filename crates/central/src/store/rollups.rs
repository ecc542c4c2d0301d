//! Counts per month, village, question and choice, updated in the transaction that stores a record. So a summary of a
//! hundred thousand records reads some hundred rows.

use std::collections::BTreeMap;

use super::StoreError;
use super::transaction::Transaction;
use crate::shares::Share;

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
