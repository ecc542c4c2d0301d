//! Forms: stored as text, every version that was ever used.

use std::sync::Arc;

use jiff::Timestamp;
use kentongan_exchange::{FormReference, FormSource};
use kentongan_forms::FormDefinition;

use super::transaction::Transaction;
use super::{Actor, Store, StoreError, audit, millis, recounting};

/// The result of adding a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    /// It is the version for phones from now on.
    New,
    /// The same text existed already.
    Known,
    /// Another text has this id and version. Phones have it, so a change needs a new version.
    Taken,
}

pub(super) fn csv(tx: &Transaction<'_>, form: &FormReference) -> Result<Option<String>, StoreError> {
    let sql = "SELECT csv FROM forms WHERE organisation = ?1 AND id = ?2 AND version = ?3";
    tx.one(sql, (tx.organisation, &form.id, &form.version), |row| row.get(0))
}

/// The forms for phones: the newest added version of each id.
pub(super) fn current(tx: &Transaction<'_>) -> Result<Vec<FormSource>, StoreError> {
    tx.all(
        "SELECT id, version, csv FROM forms WHERE organisation = ?1 AND current = 1 ORDER BY id DESC",
        [tx.organisation],
        |row| Ok(FormSource { id: row.get(0)?, version: row.get(1)?, csv: row.get(2)? }),
    )
}

/// Ids and versions of these forms.
pub(super) fn current_references(tx: &Transaction<'_>) -> Result<Vec<FormReference>, StoreError> {
    tx.all(
        "SELECT id, version FROM forms WHERE organisation = ?1 AND current = 1 ORDER BY id DESC",
        [tx.organisation],
        |row| Ok(FormReference { id: row.get(0)?, version: row.get(1)? }),
    )
}

/// The definitions of these forms.
pub(super) fn current_definitions(tx: &Transaction<'_>) -> Result<Vec<Arc<FormDefinition>>, StoreError> {
    current_references(tx)?.iter().filter_map(|form| tx.form(form).transpose()).collect()
}

impl Transaction<'_> {
    /// The definition of a form; `None` when central has no such version.
    pub(super) fn form(&self, form: &FormReference) -> Result<Option<Arc<FormDefinition>>, StoreError> {
        if let Some(known) = self.context.forms.known(form) {
            return Ok(Some(known));
        }
        let Some(csv) = csv(self, form)? else { return Ok(None) };
        self.context.forms.parse(form, &csv).map(Some).ok_or(StoreError::Damaged("form"))
    }
}

impl Store {
    /// The definition of a form; `None` when central has no such version. For a caller on a blocking thread.
    pub(crate) fn form_here(&self, form: &FormReference) -> Result<Option<Arc<FormDefinition>>, StoreError> {
        // Nearly always: no connection is needed then.
        match self.engine.context.forms.known(form) {
            Some(known) => Ok(Some(known)),
            None => self.read_here(|tx| tx.form(form)),
        }
    }

    /// Adds a version for phones from now on.
    pub(crate) async fn add_form(&self, actor: Actor, form: FormSource, now: Timestamp) -> Result<Added, StoreError> {
        self.write(move |tx| {
            let reference = form.reference();
            let added = tx.execute(
                "INSERT INTO forms (organisation, id, version, csv, current, added_at) VALUES (?1, ?2, ?3, ?4, 0, ?5)
                 ON CONFLICT (organisation, id, version) DO NOTHING",
                (tx.organisation, &form.id, &form.version, &form.csv, millis(now)),
            )?;
            if added == 0 && csv(tx, &reference)?.as_deref() != Some(form.csv.as_str()) {
                return Ok(Added::Taken);
            }
            tx.execute(
                "UPDATE forms SET current = CASE version WHEN ?3 THEN 1 ELSE 0 END WHERE organisation = ?1 AND id = ?2",
                (tx.organisation, &form.id, &form.version),
            )?;
            if added > 0 {
                recounting::read_again(tx, &reference)?;
            }
            audit::note(tx, now, &actor, "form add", &format!("{} {}", form.id, form.version))?;
            Ok(if added == 0 { Added::Known } else { Added::New })
        })
        .await
    }
}
