//! Retention: the phone erases sealed answers some time after a case manager accepted the case, or central received the
//! record.
//!
//! SQLite overwrites deleted rows at once (`secure_delete`). But when a table grows, SQLite moves rows between pages.
//! The old copies stay in the gaps, and deleting does not reach them. So the phone rewrites the tables that held sealed
//! answers, and empties the log. Then no page of the file has them, in use or free.

use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::{RecordId, RecordVersion};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Vault, VaultError};
use crate::elapsed::{Contact, Elapsed};
use crate::storage::{self, StorageError, from_json, millis, record_id, to_json};

/// Tables whose rows hold sealed answers or photos.
const HOLDING: [&str; 3] = ["answers", "versions", "photos"];

/// For a record `r`: whether this phone still has sealed answers of it.
pub(super) const HOLDS_ANSWERS: &str = "EXISTS (SELECT 1 FROM versions v WHERE v.record = r.record AND v.sealed = 1)";
/// For a record `r`: whether this phone still has thumbnails of its photos.
pub(super) const HOLDS_PICTURES: &str =
    "EXISTS (SELECT 1 FROM photos h WHERE h.record = r.record AND length(h.thumbnail) > 0)";

/// Erased records that may still have copies in the file or its log.
const UNWIPED: &str = "SELECT 1 FROM erasures WHERE wiped = 0";
/// Erased records whose thumbnail is no longer needed.
const LATE_PICTURES: &str = "SELECT h.record FROM photos h JOIN erasures USING (record)
                             WHERE length(h.thumbnail) > 0 AND h.name NOT IN (SELECT name FROM photo_contents)";

/// The part of a record that stays on this phone for a limited time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasablePart {
    /// Its sealed answers and its thumbnails.
    Answers,
    /// Its thumbnails only, because it has no sealed answers.
    Pictures,
}

/// How long the phone keeps that part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionTimes {
    /// The person's choice.
    pub chosen: Duration,
    /// For sealed answers of a case that nobody has accepted. It counts from their receipt.
    pub unaccepted: Duration,
}

impl Vault {
    /// How many days the phone keeps sealed answers after acceptance, and thumbnails after the receipt.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn keep_days(&self) -> Result<u32, StorageError> {
        Ok(self.connection.query_row("SELECT keep_days FROM settings", [], |row| row.get(0))?)
    }

    /// Stores the number of days, from 1 to 30.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_keep_days(&mut self, days: u32) -> Result<(), StorageError> {
        self.connection.execute("UPDATE settings SET keep_days = ?1", [days])?;
        Ok(())
    }

    /// The elapsed time that was stored last; `None` at first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn elapsed(&self) -> Result<Option<Elapsed>, StorageError> {
        let sql = "SELECT passed, uptime, contact FROM elapsed";
        let row: Option<(i64, i64, String)> = self
            .connection
            .prepare_cached(sql)?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((passed, uptime, contact)) = row else { return Ok(None) };
        let contact: Option<(Contact, Option<Duration>)> =
            if contact.is_empty() { None } else { Some(from_json(&contact)?) };
        let duration = |millis: i64| Duration::from_millis(millis.unsigned_abs());
        Ok(Some(Elapsed { passed: duration(passed), uptime: duration(uptime), contact }))
    }

    /// Stores the elapsed time.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_elapsed(&mut self, elapsed: Elapsed) -> Result<(), StorageError> {
        let sql = "INSERT INTO elapsed (only_one, passed, uptime, contact) VALUES (1, ?1, ?2, ?3)
                   ON CONFLICT (only_one) DO UPDATE SET passed = excluded.passed, uptime = excluded.uptime,
                       contact = excluded.contact";
        let contact = elapsed.contact.map(|contact| to_json(&contact)).transpose()?.unwrap_or_default();
        let values = (as_millis(elapsed.passed), as_millis(elapsed.uptime), contact);
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Delivered records that are due for erasing when this much time has `passed`.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn to_be_erased(&self, retention: RetentionTimes, passed: Duration) -> Result<Vec<RecordId>, StorageError> {
        let sql = format!("SELECT r.record {} AND {DUE_AT} <= ?3", erasable());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values = (as_millis(retention.chosen), as_millis(retention.unaccepted), as_millis(passed));
        let rows = statement.query_map(values, |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|id| record_id(&id?)).collect()
    }

    /// The elapsed time at which the next of those records is due; `None` when there is none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn next_to_be_erased(&self, retention: RetentionTimes) -> Result<Option<Duration>, StorageError> {
        let sql = format!("SELECT MIN({DUE_AT}) {}", erasable());
        let values = (as_millis(retention.chosen), as_millis(retention.unaccepted));
        let due: Option<i64> = self.connection.prepare_cached(&sql)?.query_row(values, |row| row.get(0))?;
        Ok(due.map(|millis| Duration::from_millis(millis.unsigned_abs())))
    }

    /// Whether erased records left anything: a thumbnail that is no longer needed, or copies of erased rows.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn has_leftovers(&self) -> Result<bool, StorageError> {
        let sql = format!("SELECT 1 WHERE EXISTS ({UNWIPED}) OR EXISTS ({LATE_PICTURES})");
        Ok(self.connection.prepare_cached(&sql)?.exists([])?)
    }

    /// Erases the sealed part of delivered records, each in its own transaction. It erases sealed answers, the sealed
    /// part of finished versions, and thumbnails of photos that no longer wait. Countable answers and the receipt stay.
    ///
    /// # Errors
    /// [`VaultError::NotDelivered`] when a record has no receipt: it then stays whole. [`VaultError::Storage`].
    pub fn erase_sealed(&mut self, records: &[RecordId], now: Timestamp) -> Result<(), VaultError> {
        for record in records {
            let change = self.connection.transaction()?;
            erase(&change, *record, now)?;
            change.commit()?;
        }
        Ok(())
    }

    /// Erases thumbnails that became unnecessary after their record was erased: central has the photo, or the person
    /// discarded it. Returns whether there were any.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn erase_late_photos(&mut self) -> Result<bool, StorageError> {
        let change = self.connection.transaction()?;
        let late = format!("UPDATE erasures SET wiped = 0 WHERE record IN ({LATE_PICTURES})");
        let erased = change.execute(&late, [])? > 0;
        if erased {
            let sql = "UPDATE photos SET thumbnail = x'' WHERE record IN (SELECT record FROM erasures)
                           AND name NOT IN (SELECT name FROM photo_contents)";
            change.execute(sql, [])?;
        }
        change.commit()?;
        Ok(erased)
    }

    /// Removes every copy of erased rows from the file and its log. Returns whether there was anything to do.
    ///
    /// # Errors
    /// [`StorageError`]. The next call then tries again.
    pub fn wipe(&mut self) -> Result<bool, StorageError> {
        if !self.connection.prepare_cached(UNWIPED)?.exists([])? {
            return Ok(false);
        }
        storage::rewrite_tables(&mut self.connection, &HOLDING)?;
        storage::empty_log(&self.connection)?;
        self.connection.execute("UPDATE erasures SET wiped = 1 WHERE wiped = 0", [])?;
        Ok(true)
    }
}

/// For a record `r` with receipt `c` and acceptance `a`: when it is due. ?1 is the person's choice, ?2 the time for
/// answers that nobody has accepted. Pictures do not wait for acceptance. An acceptance noted before the receipt counts
/// from the receipt.
const DUE_AT: &str = "CASE
    WHEN NOT EXISTS (SELECT 1 FROM versions v WHERE v.record = r.record AND v.sealed = 1) THEN c.noted_at + ?1
    WHEN a.noted_at IS NULL THEN c.noted_at + ?2
    ELSE max(a.noted_at, c.noted_at) + ?1 END";

/// Records `r`, with receipt `c` and acceptance `a`, that are delivered and still have something to erase.
fn erasable() -> String {
    format!(
        "FROM records r JOIN receipts c ON c.record = r.record AND c.revision = r.revision
         LEFT JOIN acceptances a ON a.record = r.record
         WHERE r.state = 'delivered' AND r.record NOT IN (SELECT record FROM erasures)
             AND ({HOLDS_ANSWERS} OR {HOLDS_PICTURES})"
    )
}

fn erase(change: &Connection, record: RecordId, now: Timestamp) -> Result<(), VaultError> {
    let id = record.as_bytes();
    let delivered = "SELECT 1 FROM records r JOIN receipts c ON c.record = r.record AND c.revision = r.revision
                     WHERE r.record = ?1 AND r.state = 'delivered'";
    if !change.prepare_cached(delivered)?.exists([id])? {
        return Err(VaultError::NotDelivered);
    }
    let sql = "INSERT INTO erasures (record, erased_at, wiped, answers)
               VALUES (?1, ?2, 0, EXISTS (SELECT 1 FROM versions WHERE record = ?1 AND sealed = 1))
               ON CONFLICT (record) DO UPDATE SET wiped = 0";
    change.prepare_cached(sql)?.execute(params![id, millis(now)])?;
    let mut statement = change.prepare_cached("SELECT revision, body FROM versions WHERE record = ?1")?;
    let versions = statement.query_map([id], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let versions: Vec<_> = versions.collect::<Result<_, _>>()?;
    let mut countable = Vec::new();
    for (revision, body) in versions {
        let open = without_sealed(&body);
        if let Some(open) = &open {
            countable.extend(open.countable.keys().cloned());
        }
        // The digest stays that of the whole version, because central has the whole version.
        let open = open.and_then(|open| open.to_bytes().ok()).unwrap_or_default();
        let sql = "UPDATE versions SET body = ?3, sealed = 0 WHERE record = ?1 AND revision = ?2";
        change.prepare_cached(sql)?.execute((id, revision, open))?;
    }
    let mut statement = change.prepare_cached("SELECT question FROM answers WHERE record = ?1")?;
    let questions: Vec<String> = statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for question in questions.iter().filter(|question| !countable.contains(question)) {
        let sql = "DELETE FROM answers WHERE record = ?1 AND question = ?2";
        change.prepare_cached(sql)?.execute((id, question))?;
    }
    let sql = "UPDATE photos SET thumbnail = x'' WHERE record = ?1 AND name NOT IN (SELECT name FROM photo_contents)";
    change.prepare_cached(sql)?.execute([id])?;
    Ok(())
}

/// The part of a finished version that stays: the countable answers. `None` when the version cannot be read; then
/// nothing stays.
fn without_sealed(body: &[u8]) -> Option<RecordVersion> {
    let mut version = RecordVersion::from_bytes(body).ok()?;
    version.sealed = None;
    // A newer app may have stored sealed answers in any unknown field.
    version.unknown.clear();
    Some(version)
}

pub(super) fn as_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
