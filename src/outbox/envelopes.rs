//! The envelopes and their states.

use kentongan_exchange::{Envelope, RecordId};
use rusqlite::{Connection as Database, OptionalExtension as _, params};

use super::delivery::{standing_of, stored};
use super::{Delivery, Outbox, OutboxItem, OutboxStatus, Standing};
use crate::storage::{StorageError, millis, moment, record_id};

/// An envelope for the outbox.
#[derive(Debug, Clone)]
pub struct NewEnvelope {
    /// Sealed and signed.
    pub envelope: Envelope,
    /// blake3 of the record version inside.
    pub digest: [u8; 32],
}

/// The columns of an [`OutboxStatus`].
const STATUS: &str = "SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'refused'),
        min(next_attempt_at)
    FROM envelopes WHERE state <> 'delivered'";

/// Envelopes have numbers in the order of finishing.
const OLDEST: &str = "SELECT record FROM envelopes WHERE number =
        (SELECT min(number) FROM envelopes INDEXED BY envelopes_undelivered WHERE state <> 'delivered')";

/// The columns of an [`OutboxItem`].
const ITEMS: &str = "SELECT record, revision, state, detail, attempts, next_attempt_at FROM envelopes";

/// The order on a screen: rejected before waiting, each in the order of finishing. The index selects, so SQLite reads
/// only the listed envelopes.
const UNDELIVERED: &str = "WHERE number IN (
        SELECT number FROM envelopes INDEXED BY envelopes_undelivered WHERE state <> 'delivered'
        ORDER BY state = 'waiting', number LIMIT ?1)
    ORDER BY state = 'waiting', number";

impl Outbox {
    /// Adds envelopes that are due at once, in one transaction. Those that are here already stay as they are.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put(&self, new: &[NewEnvelope]) -> Result<(), StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        for NewEnvelope { envelope, digest } in new {
            let sql =
                "INSERT INTO envelopes (record, revision, digest, state, detail, attempts, next_attempt_at, noted,
                           wire, device, recipient, signature, size, ciphertext)
                       VALUES (?1, ?2, ?3, 'waiting', '', 0, 0, 1, ?4, ?5, ?6, ?7, ?8, ?9)
                       ON CONFLICT (record, revision) DO NOTHING";
            change.prepare_cached(sql)?.execute(params![
                envelope.record.as_bytes(),
                envelope.revision,
                digest,
                envelope.wire,
                envelope.device.as_bytes(),
                envelope.recipient.as_str(),
                envelope.signature.0,
                i64::try_from(envelope.size()).unwrap_or(i64::MAX),
                envelope.ciphertext.0,
            ])?;
        }
        Ok(change.commit()?)
    }

    /// Which of these versions are missing here.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn missing(&self, versions: &[(RecordId, u32)]) -> Result<Vec<(RecordId, u32)>, StorageError> {
        let database = self.database();
        let mut statement = database.prepare_cached("SELECT 1 FROM envelopes WHERE record = ?1 AND revision = ?2")?;
        let mut missing = Vec::new();
        for (record, revision) in versions {
            if !statement.exists((record.as_bytes(), revision))? {
                missing.push((*record, *revision));
            }
        }
        Ok(missing)
    }

    /// Stores the states of envelopes, in one transaction. A delivered one stays delivered.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_standings(&self, standings: &[(RecordId, u32, Standing)]) -> Result<(), StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        for (record, revision, standing) in standings {
            let (state, detail) = stored(&standing.delivery)?;
            // The vault stores final states only, so a waiting one needs no note.
            let noted = matches!(standing.delivery, Delivery::Waiting { .. });
            let sql = "UPDATE envelopes SET state = ?3, detail = ?4, attempts = ?5, next_attempt_at = ?6, noted = ?7
                       WHERE record = ?1 AND revision = ?2 AND state <> 'delivered'";
            let (attempts, next) = (standing.attempts, millis(standing.next_attempt_at));
            let id = record.as_bytes();
            change.prepare_cached(sql)?.execute(params![id, revision, state, detail, attempts, next, noted])?;
        }
        Ok(change.commit()?)
    }

    /// Makes all waiting envelopes due, because the network is back. Rejected ones still wait for their day.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn make_waiting_due(&self) -> Result<(), StorageError> {
        let sql = "UPDATE envelopes SET next_attempt_at = 0 WHERE state = 'waiting' AND next_attempt_at <> 0";
        let carried = "UPDATE carried SET next_attempt_at = 0 WHERE state = 'waiting' AND next_attempt_at <> 0";
        let database = self.database();
        database.execute(sql, [])?;
        database.execute(carried, [])?;
        Ok(())
    }

    /// Makes all envelopes due, rejected ones too.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn make_all_due(&self) -> Result<(), StorageError> {
        let sql = "UPDATE envelopes SET next_attempt_at = 0 WHERE state <> 'delivered' AND next_attempt_at <> 0";
        let database = self.database();
        database.execute(sql, [])?;
        database.execute("UPDATE carried SET next_attempt_at = 0 WHERE next_attempt_at <> 0", [])?;
        Ok(())
    }

    /// All envelopes, in the order of finishing.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn items(&self) -> Result<Vec<OutboxItem>, StorageError> {
        items(&self.database(), "ORDER BY number LIMIT ?1", u32::MAX)
    }

    /// At most `limit` undelivered envelopes: rejected ones first, then waiting ones, each in the order of finishing.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn undelivered(&self, limit: u32) -> Result<Vec<OutboxItem>, StorageError> {
        items(&self.reader(), UNDELIVERED, limit)
    }

    /// At most `limit` delivered and rejected envelopes that the vault has not noted yet.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn not_noted(&self, limit: u32) -> Result<Vec<OutboxItem>, StorageError> {
        items(&self.database(), "WHERE noted = 0 ORDER BY number LIMIT ?1", limit)
    }

    /// Marks these as noted by the vault, and deletes the delivered ones.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn forget_noted(&self, items: &[&OutboxItem]) -> Result<(), StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        for item in items {
            let (state, detail) = stored(&item.standing.delivery)?;
            let id = item.record.as_bytes();
            let sql = match item.standing.delivery {
                Delivery::Delivered { .. } => {
                    "DELETE FROM envelopes WHERE record = ?1 AND revision = ?2 AND state = ?3 AND detail = ?4"
                }
                Delivery::Waiting { .. } | Delivery::Refused { .. } => {
                    "UPDATE envelopes SET noted = 1 WHERE record = ?1 AND revision = ?2 AND state = ?3 AND detail = ?4"
                }
            };
            change.prepare_cached(sql)?.execute((id, item.revision, state, detail))?;
        }
        Ok(change.commit()?)
    }

    /// Makes a delivered envelope wait again, because the vault rejected its receipt.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn redeliver(&self, record: RecordId, revision: u32) -> Result<(), StorageError> {
        let sql = "UPDATE envelopes SET state = 'waiting', detail = '', next_attempt_at = 0, noted = 1
                   WHERE record = ?1 AND revision = ?2";
        self.database().execute(sql, (record.as_bytes(), revision))?;
        Ok(())
    }

    /// The state of the whole outbox.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn status(&self) -> Result<OutboxStatus, StorageError> {
        let (waiting, refused, next): (u32, u32, Option<i64>) =
            self.reader().prepare_cached(STATUS)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(OutboxStatus { waiting, refused, next_attempt_at: next.and_then(|next| moment(next).ok()) })
    }

    /// The record that has waited longest; `None` when all are delivered.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn oldest_undelivered(&self) -> Result<Option<RecordId>, StorageError> {
        let id: Option<Vec<u8>> = self.reader().prepare_cached(OLDEST)?.query_row([], |row| row.get(0)).optional()?;
        Ok(id.and_then(|id| record_id(&id).ok()))
    }
}

/// The [`OutboxItem`]s that `which` selects, at most `limit`.
fn items(database: &Database, which: &str, limit: u32) -> Result<Vec<OutboxItem>, StorageError> {
    let mut statement = database.prepare_cached(&format!("{ITEMS} {which}"))?;
    let mut rows = statement.query([limit])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let id: Vec<u8> = row.get(0)?;
        // A row that no record has: [`Outbox::mend`] deletes it.
        let Ok(record) = record_id(&id) else { continue };
        items.push(OutboxItem { record, revision: row.get(1)?, standing: standing_of(row, 2)? });
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::super::Queue;
    use super::*;

    /// SQLite's plan for a statement.
    fn plan(outbox: &Outbox, sql: &str) -> String {
        let database = outbox.database();
        let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let unbound = vec![rusqlite::types::Null; statement.parameter_count()];
        let rows = statement.query_map(rusqlite::params_from_iter(unbound), |row| row.get::<_, String>(3)).unwrap();
        rows.collect::<Result<Vec<_>, _>>().unwrap().join("; ")
    }

    #[test]
    fn however_much_waits_counting_and_picking_go_by_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(&folder.path().join("outbox.db")).unwrap();
        let covering = "USING COVERING INDEX envelopes_undelivered";
        for counts in [STATUS.to_owned(), OLDEST.to_owned(), Queue::Own.counting()] {
            assert!(plan(&outbox, &counts).contains(covering), "{}", plan(&outbox, &counts));
        }
        let picking = plan(&outbox, &Queue::Own.picking());
        assert!(picking.contains("USING INDEX envelopes_undelivered"), "{picking}");
        assert!(!picking.contains("TEMP B-TREE"), "nothing is sorted: {picking}");
        let listing = plan(&outbox, &format!("{ITEMS} {UNDELIVERED}"));
        assert!(listing.contains("USING COVERING INDEX envelopes_undelivered"), "{listing}");
        assert!(listing.contains("SEARCH envelopes USING INTEGER PRIMARY KEY"), "{listing}");
        let noting = plan(&outbox, "SELECT detail FROM envelopes WHERE noted = 0 ORDER BY number");
        assert!(noting.contains("envelopes_not_noted"), "{noting}");
    }
}
