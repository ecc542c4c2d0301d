//! Receipts for carried records, until they are back at the phones that made the records.
//!
//! A carrier may drop them. The maker's phone keeps a record until it has the receipt. It sends the record again, and
//! central signs again. So it is better to limit this list than to let it grow.

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::Receipt;
use kentongan_exchange::carrying::MAX_CARRIED;
use kentongan_exchange::sealing::Recipient;
use rusqlite::Connection as Database;

use super::Outbox;
use super::carry_items::CarryItems;
use super::columns::{OURS, as_stored};
use crate::storage::{StorageError, from_json, millis, to_json};

/// How long the phone keeps receipts that nobody brings back.
pub const RECEIPTS_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

impl Outbox {
    /// The receipts of this phone's central to bring back, newest first, as many as fit into a carry file. It marks
    /// them as given.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn receipts_to_bring_back(&self) -> Result<CarryItems<Receipt>, StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        let items: Vec<Receipt> = {
            let sql = format!("SELECT receipt FROM carried_receipts WHERE {OURS} ORDER BY number DESC");
            let mut statement = change.prepare_cached(&sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.map(|receipt| from_json(&receipt?)).collect::<Result<_, StorageError>>()?
        };
        change.execute(&format!("UPDATE carried_receipts SET given = 1 WHERE given = 0 AND {OURS}"), [])?;
        change.commit()?;
        Ok(CarryItems { items, left_out: 0 })
    }

    /// Deletes the receipts that went into a file, because they have arrived.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn forget_given_receipts(&self) -> Result<(), StorageError> {
        self.database().execute(&format!("DELETE FROM carried_receipts WHERE given = 1 AND {OURS}"), [])?;
        Ok(())
    }

    /// Deletes receipts that are older than [`RECEIPTS_KEPT`].
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn forget_old_receipts(&self, now: Timestamp) -> Result<(), StorageError> {
        let until = now.saturating_sub(RECEIPTS_KEPT).unwrap_or(Timestamp::MIN);
        self.database().execute("DELETE FROM carried_receipts WHERE came_at <= ?1", [millis(until)])?;
        Ok(())
    }
}

/// Replaces the envelopes of a receipt with the receipt. Returns whether there were any.
pub(super) fn deliver(
    change: &Database,
    receipt: &Receipt,
    central: &Recipient,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let (record, revision, device) = (receipt.record.as_bytes(), receipt.revision, receipt.device.as_bytes());
    let sql = "DELETE FROM carried WHERE record = ?1 AND revision = ?2 AND device = ?3";
    if change.prepare_cached(sql)?.execute((record, revision, device))? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO carried_receipts (record, revision, device, recipient, receipt, came_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT (record, revision, device) DO NOTHING";
    let values = (record, revision, device, central.as_str(), to_json(receipt)?, millis(now));
    change.prepare_cached(sql)?.execute(values)?;
    let oldest = "DELETE FROM carried_receipts WHERE number NOT IN
                      (SELECT number FROM carried_receipts ORDER BY number DESC LIMIT ?1)";
    change.prepare_cached(oldest)?.execute([as_stored(MAX_CARRIED)])?;
    Ok(true)
}
