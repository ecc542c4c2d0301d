//! Forms: stored as text, parsed once into memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use kentongan_exchange::{FormReference, FormSource};
use kentongan_forms::FormDefinition;
use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, millis};

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

/// Definitions by id and version. A version's text never changes, so a cached one stays right.
#[derive(Default)]
pub(crate) struct FormLibrary(RwLock<HashMap<FormReference, Arc<FormDefinition>>>);

impl FormLibrary {
    /// The definition, cached or parsed now; `None` when central has no such version.
    pub(crate) fn get(
        &self,
        connection: &Connection,
        form: &FormReference,
    ) -> Result<Option<Arc<FormDefinition>>, StoreError> {
        if let Some(known) = self.known(form) {
            return Ok(Some(known));
        }
        let Some(csv) = csv(connection, form)? else { return Ok(None) };
        let definition = Arc::new(FormDefinition::from_csv(&csv).map_err(|_| StoreError::Damaged("form"))?);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(form.clone(), Arc::clone(&definition));
        Ok(Some(definition))
    }

    /// The definition, if it is cached.
    pub(crate) fn known(&self, form: &FormReference) -> Option<Arc<FormDefinition>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(form).cloned()
    }
}

fn csv(connection: &Connection, form: &FormReference) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT csv FROM forms WHERE id = ?1 AND version = ?2")?
        .query_row((&form.id, &form.version), |row| row.get(0))
        .optional()?)
}

/// The forms for phones: the newest added version of each id.
pub(crate) fn current(connection: &Connection) -> Result<Vec<FormSource>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, version, csv FROM forms WHERE current = 1 ORDER BY id DESC")?;
    let rows =
        statement.query_map([], |row| Ok(FormSource { id: row.get(0)?, version: row.get(1)?, csv: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Ids and versions of these forms.
pub(crate) fn current_versions(connection: &Connection) -> Result<Vec<FormReference>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, version FROM forms WHERE current = 1 ORDER BY id DESC")?;
    let rows = statement.query_map([], |row| Ok(FormReference { id: row.get(0)?, version: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds a version for phones from now on.
pub(crate) fn add(connection: &Connection, form: &FormSource, now: Timestamp) -> Result<Added, StoreError> {
    let reference = form.reference();
    let added = connection.execute(
        "INSERT INTO forms (id, version, csv, current, added_at) VALUES (?1, ?2, ?3, 0, ?4) ON CONFLICT DO NOTHING",
        (&form.id, &form.version, &form.csv, millis(now)),
    )?;
    if added == 0 && csv(connection, &reference)?.as_deref() != Some(form.csv.as_str()) {
        return Ok(Added::Taken);
    }
    connection.execute("UPDATE forms SET current = (version = ?2) WHERE id = ?1", (&form.id, &form.version))?;
    Ok(if added == 0 { Added::Known } else { Added::New })
}

/// The version of the form for phones.
pub(crate) fn current_form(connection: &Connection, id: &str) -> Result<Option<FormReference>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT id, version FROM forms WHERE id = ?1 AND current = 1")?
        .query_row([id], |row| Ok(FormReference { id: row.get(0)?, version: row.get(1)? }))
        .optional()?)
}
