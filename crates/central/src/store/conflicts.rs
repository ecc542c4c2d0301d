//! Conflicting versions: stored beside the record, never counted, for a person to check.

use jiff::Timestamp;
use kentongan_exchange::RecordId;
use rusqlite::Connection;

use super::records::NewVersion;
use super::{StoreError, millis};

/// The records with an unresolved conflict: the counted version is older. SQL for `IN (…)`.
pub(super) const UNSETTLED: &str = "SELECT c.record FROM conflicts c WHERE NOT EXISTS (
    SELECT 1 FROM current_records r WHERE r.record = c.record AND r.stored_at > c.received_at)";

/// Stores a conflicting version. The same version again is stored once. The log has only ids.
pub(crate) fn keep(connection: &Connection, new: &NewVersion, now: Timestamp) -> Result<(), StoreError> {
    let kept = connection
        .prepare_cached(
            "INSERT INTO conflicts (record, revision, digest, device, body, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        )?
        .execute((new.record.as_bytes(), new.revision, new.digest, new.device.as_bytes(), &new.body, millis(now)))?;
    if kept > 0 {
        tracing::warn!(record = %new.record, revision = new.revision, device = %new.device, "a conflicting version is kept");
    }
    Ok(())
}

/// The number of unresolved conflicts.
pub(crate) fn unsettled(connection: &Connection) -> Result<i64, StoreError> {
    let sql = format!("SELECT count(*) FROM ({UNSETTLED})");
    Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
}

/// A stored conflicting version.
pub(crate) struct Conflict {
    /// Its revision.
    pub(crate) revision: u32,
    /// Code of the phone that made it.
    pub(crate) device: String,
    /// When it arrived, in milliseconds.
    pub(crate) received_at: i64,
    /// The record version's bytes.
    pub(crate) body: Vec<u8>,
}

/// The conflicting versions of a record, resolved ones too, newest first.
pub(crate) fn of_record(connection: &Connection, record: RecordId, most: usize) -> Result<Vec<Conflict>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.revision, d.code, c.received_at, c.body FROM conflicts c JOIN devices d ON d.device_id = c.device
         WHERE c.record = ?1 ORDER BY c.received_at DESC, c.digest LIMIT ?2",
    )?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map((record.as_bytes(), most), |row| {
        Ok(Conflict { revision: row.get(0)?, device: row.get(1)?, received_at: row.get(2)?, body: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
