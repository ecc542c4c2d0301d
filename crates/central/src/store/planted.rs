//! A planted flaw for tests: it first checks whether a record exists, then inserts it, without a unique key.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use kentongan_exchange::RecordId;
use kentongan_fail_points::is_planted;
use rusqlite::Connection;

use super::inserting;
use super::new_version::NewVersion;
use super::transaction::Transaction;
use super::{Store, StoreError};

/// The versions that existed at the check.
static SEEN: Mutex<Option<HashSet<(RecordId, u32)>>> = Mutex::new(None);

fn is_here() -> bool {
    is_planted("central.records.check_then_insert")
}

/// Replaces the table of versions by one that accepts the same version twice.
pub(super) fn take_the_keys_away(connection: &Connection) -> Result<(), StoreError> {
    if !is_here() {
        return Ok(());
    }
    connection.execute_batch(
        "PRAGMA legacy_alter_table = ON;
         ALTER TABLE versions RENAME TO versions_with_key;
         CREATE TABLE versions AS SELECT * FROM versions_with_key;
         DROP TABLE versions_with_key;",
    )?;
    Ok(())
}

/// Checks which of these versions exist.
pub(super) async fn look(store: &Store, new: &[NewVersion]) -> Result<(), StoreError> {
    if !is_here() {
        return Ok(());
    }
    let asked: Vec<_> = new.iter().map(|new| (new.record, new.revision)).collect();
    let found = store.read(move |tx| {
        let sql = "SELECT 1 FROM versions WHERE organisation = ?1 AND record = ?2 AND revision = ?3";
        let mut found = Vec::new();
        for (record, revision) in asked {
            if tx.exists(sql, (tx.organisation, record.as_bytes(), revision))? {
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
pub(super) fn insert(
    tx: &Transaction<'_>,
    new: &NewVersion,
    area: &str,
    arrival: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !is_here() {
        return inserting::insert_with(tx, inserting::INSERT, new, area, arrival, now);
    }
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if seen.as_ref().is_some_and(|seen| seen.contains(&(new.record, new.revision))) {
        return Ok(false);
    }
    let (without_key, _) = inserting::INSERT.split_once("ON CONFLICT").unwrap_or((inserting::INSERT, ""));
    inserting::insert_with(tx, without_key, new, area, arrival, now)
}
