//! A planted flaw for tests: it first checks whether a record exists, then inserts it, without a unique key.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use kentongan_exchange::RecordId;
use kentongan_fail_points::is_planted;
use rusqlite::Connection;

use super::records::{self, NewVersion};
use super::{Store, StoreError};

/// The versions that existed at the check.
static SEEN: Mutex<Option<HashSet<(RecordId, u32)>>> = Mutex::new(None);

fn is_here() -> bool {
    is_planted("central.records.check_then_insert")
}

/// Replaces the table of records by one that accepts the same version twice.
pub(super) fn take_the_key_away(connection: &Connection) -> Result<(), StoreError> {
    if !is_here() {
        return Ok(());
    }
    connection.execute_batch(
        "PRAGMA legacy_alter_table = ON;
         ALTER TABLE records RENAME TO records_with_key;
         CREATE TABLE records AS SELECT * FROM records_with_key;
         DROP TABLE records_with_key;",
    )?;
    Ok(())
}

/// Checks which of these versions exist.
pub(crate) async fn look(store: &Store, new: &[NewVersion]) -> Result<(), StoreError> {
    if !is_here() {
        return Ok(());
    }
    let asked: Vec<_> = new.iter().map(|new| (new.record, new.revision)).collect();
    let found = store.read(move |connection| {
        let mut statement = connection.prepare_cached("SELECT 1 FROM records WHERE record = ?1 AND revision = ?2")?;
        let mut found = Vec::new();
        for (record, revision) in asked {
            if statement.exists((record.as_bytes(), revision))? {
                found.push((record, revision));
            }
        }
        Ok(found)
    });
    let found = found.await?;
    // The time from check to insert on a busy server, so that others check meanwhile.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().extend(found);
    Ok(())
}

/// Inserts a version that did not exist at the check.
pub(super) fn insert(connection: &Connection, new: &NewVersion, now: Timestamp) -> Result<bool, StoreError> {
    if !is_here() {
        return records::insert_with(connection, records::INSERT, new, now);
    }
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if seen.as_ref().is_some_and(|seen| seen.contains(&(new.record, new.revision))) {
        return Ok(false);
    }
    let (without_key, _) = records::INSERT.split_once("ON CONFLICT").unwrap_or((records::INSERT, ""));
    records::insert_with(connection, without_key, new, now)
}
