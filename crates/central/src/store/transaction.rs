//! One transaction on the rows of one organisation. Every statement names the organisation as `?1`.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::StoreError;
use crate::form_library::FormLibrary;

/// What every transaction of a store knows.
pub(super) struct Context {
    /// Whose rows.
    pub(super) organisation: i64,
    /// Key of the audit's hashes.
    pub(super) audit_key: [u8; 32],
    /// Forms that are parsed.
    pub(super) forms: Arc<FormLibrary>,
}

/// A running transaction.
pub(super) struct Transaction<'a> {
    connection: &'a Connection,
    /// What every transaction of the store knows.
    pub(super) context: &'a Context,
    /// Whose rows.
    pub(super) organisation: i64,
    /// Key of the audit's hashes.
    pub(super) audit_key: &'a [u8; 32],
}

impl<'a> Transaction<'a> {
    pub(super) fn new(connection: &'a Connection, context: &'a Context) -> Self {
        Self { connection, context, organisation: context.organisation, audit_key: &context.audit_key }
    }

    /// Runs a statement. Returns the number of changed rows.
    pub(super) fn execute(&self, sql: &str, values: impl Params) -> Result<usize, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.execute(values)?)
    }

    /// The first row, if there is one.
    pub(super) fn one<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.query_row(values, read).optional()?)
    }

    /// All rows.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map(values, read)?.collect::<Result<_, _>>()?)
    }

    /// Whether there is a row.
    pub(super) fn exists(&self, sql: &str, values: impl Params) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached(sql)?.exists(values)?)
    }

    /// Gives the next `count` numbers for `purpose`, and returns the first of them. Two transactions never get the
    /// same, whatever engine runs them.
    pub(super) fn next(&self, purpose: &str, count: i64) -> Result<i64, StoreError> {
        let last = self.one(
            "INSERT INTO sequences (organisation, purpose, last) VALUES (?1, ?2, ?3)
             ON CONFLICT (organisation, purpose) DO UPDATE SET last = sequences.last + excluded.last RETURNING last",
            (self.organisation, purpose, count),
            |row| row.get::<_, i64>(0),
        )?;
        last.map(|last| last - count + 1).ok_or(StoreError::Damaged("sequence"))
    }
}
