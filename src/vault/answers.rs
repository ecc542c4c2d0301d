//! The answers of a draft, one row each.

use kentongan_exchange::RecordId;
use rusqlite::Connection;
use serde_json::Value as Json;

use super::VaultError;
use crate::storage::StorageError;

/// Stores an answer, in place of an earlier one.
///
/// # Errors
/// [`StorageError`].
pub(super) fn put_answer(
    connection: &Connection,
    record: RecordId,
    question: &str,
    value: &Json,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO answers (record, question, value) VALUES (?1, ?2, ?3)
               ON CONFLICT (record, question) DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute((record.as_bytes(), question, value.to_string()))?;
    Ok(())
}

/// Why a statement changed no draft: the record is missing or finished.
pub(super) fn not_a_draft(connection: &Connection, record: RecordId) -> VaultError {
    let known = connection
        .prepare_cached("SELECT 1 FROM records WHERE record = ?1")
        .and_then(|mut statement| statement.exists([record.as_bytes()]));
    match known {
        Ok(true) => VaultError::NotADraft,
        Ok(false) => VaultError::NoSuchRecord,
        Err(error) => error.into(),
    }
}
