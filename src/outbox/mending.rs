//! Rows of the outbox that cannot be true. The file is not encrypted, and disks fail: a state that nobody can read, a
//! delivery of which the vault has no receipt, an envelope that this phone did not sign. The vault has every record, so
//! such a row waits again, or goes and is sealed again.

use kentongan_exchange::RecordId;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::VerifyingKey;
use rusqlite::{Row, Transaction, params};

use super::columns::{device_id, envelope_of};
use super::delivery::standing_is_readable;
use super::{Database, Outbox};
use crate::storage::{StorageError, record_id};

/// The last millisecond of the year 9999, the latest moment that can be read.
const LATEST: i64 = 253_402_300_799_999;

impl Outbox {
    /// Mends what cannot be true, and returns the versions that wait again or are missing now. `own` checks the
    /// signature of rejected envelopes. Call it only while the vault is open: it seals again what is missing.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn mend(&self, own: &VerifyingKey) -> Result<Vec<(RecordId, u32)>, StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        change.execute(
            "UPDATE envelopes SET next_attempt_at = 0 WHERE next_attempt_at < 0 OR next_attempt_at > ?1",
            [LATEST],
        )?;
        let mut mended = wait_again(&change)?;
        mended.extend(delete_damaged(&change, own)?);
        change.commit()?;
        if !mended.is_empty() {
            tracing::warn!(count = mended.len(), "rows of the outbox could not be true and were mended");
        }
        Ok(mended)
    }
}

/// Envelopes whose state nobody can read, and delivered ones without a receipt in the vault: it deletes those that it
/// has noted.
fn wait_again(change: &Transaction<'_>) -> Result<Vec<(RecordId, u32)>, StorageError> {
    let untrue: Vec<i64> = {
        let sql = "SELECT number, state, detail, noted FROM envelopes WHERE state <> 'waiting' OR detail <> ''";
        let mut statement = change.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut untrue = Vec::new();
        while let Some(row) = rows.next()? {
            let (state, detail, noted): (String, String, bool) = (row.get(1)?, row.get(2)?, row.get(3)?);
            if !standing_is_readable(&state, &detail) || state == "delivered" && noted {
                untrue.push(row.get(0)?);
            }
        }
        untrue
    };
    let sql = "UPDATE envelopes SET state = 'waiting', detail = '', next_attempt_at = 0, noted = 1 WHERE number = ?1
               RETURNING record, revision";
    let mended = |number: &i64| Ok(change.prepare_cached(sql)?.query_row([number], version_of)?);
    untrue.iter().map(mended).collect::<Result<Vec<_>, StorageError>>().map(readable)
}

/// Envelopes that nobody can read or send, and rejected ones without this phone's signature.
fn delete_damaged(change: &Transaction<'_>, own: &VerifyingKey) -> Result<Vec<(RecordId, u32)>, StorageError> {
    let mut damaged: Vec<i64> = Vec::new();
    let with = |column: &str, value: &dyn rusqlite::ToSql| -> Result<Vec<i64>, StorageError> {
        let mut statement = change.prepare(&format!("SELECT number FROM envelopes WHERE {column} = ?1"))?;
        let numbers = statement.query_map(params![value], |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    };
    for recipient in column::<String>(change, "SELECT DISTINCT recipient FROM envelopes")? {
        if Recipient::try_from(recipient.clone()).is_err() {
            damaged.extend(with("recipient", &recipient)?);
        }
    }
    for device in column::<Vec<u8>>(change, "SELECT DISTINCT device FROM envelopes")? {
        if device_id(&device).is_err() {
            damaged.extend(with("device", &device)?);
        }
    }
    damaged.extend(column::<i64>(change, "SELECT number FROM envelopes WHERE length(record) <> 16")?);
    {
        let sql = "SELECT record, revision, device, wire, recipient, signature, ciphertext, number
                   FROM envelopes WHERE state = 'refused'";
        let mut statement = change.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if !envelope_of(row, 0).is_ok_and(|envelope| envelope.check_signature(own).is_ok()) {
                damaged.push(row.get(7)?);
            }
        }
    }
    damaged.sort_unstable();
    damaged.dedup();
    let sql = "DELETE FROM envelopes WHERE number = ?1 RETURNING record, revision";
    let deleted = |number: &i64| Ok(change.prepare_cached(sql)?.query_row([number], version_of)?);
    damaged.iter().map(deleted).collect::<Result<Vec<_>, StorageError>>().map(readable)
}

fn column<T: rusqlite::types::FromSql>(database: &Database, sql: &str) -> Result<Vec<T>, StorageError> {
    let mut statement = database.prepare_cached(sql)?;
    let values = statement.query_map([], |row| row.get(0))?;
    Ok(values.collect::<Result<_, _>>()?)
}

fn version_of(row: &Row<'_>) -> rusqlite::Result<(Vec<u8>, u32)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Without rows whose record nobody can read; the vault knows that record by its right id.
fn readable(versions: Vec<(Vec<u8>, u32)>) -> Vec<(RecordId, u32)> {
    versions.into_iter().filter_map(|(id, revision)| Some((record_id(&id).ok()?, revision))).collect()
}
