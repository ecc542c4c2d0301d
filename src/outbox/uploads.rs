//! Which photos are due, how far each upload is, and when its next attempt comes.
//!
//! A photo waits for its record, because central takes only photos that a stored record names. Photos with the fewest
//! attempts go first, and among these the smallest.

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::{AttachmentName, RecordId};
use rusqlite::params;

use super::attachments::trouble_of;
use super::{LONGEST_BACK_OFF, Outbox, PhotoTrouble, REFUSED_PAUSE};
use crate::storage::{StorageError, millis, moment, to_json};

/// A due photo, without its bytes ([`Outbox::attachment_bytes`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueAttachment {
    /// Hash of the ciphertext.
    pub name: AttachmentName,
    /// Bytes of the ciphertext.
    pub size: u64,
    /// Number of attempts. It rises before each attempt.
    pub attempts: u32,
    /// The upload's address; `None` until central gives one.
    pub upload_url: Option<String>,
    /// How many bytes central has, as far as this phone knows.
    pub offset: u64,
}

/// The state of one photo in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachmentStanding {
    /// Hash of the ciphertext.
    pub name: AttachmentName,
    /// Bytes of the ciphertext.
    pub size: u64,
    /// How many bytes central has, as far as this phone knows.
    pub sent: u64,
    /// Whether a valid receipt is here that the vault has not noted yet.
    pub delivered: bool,
    /// Why the last attempt did not deliver it.
    pub trouble: Option<PhotoTrouble>,
}

/// What may go over the current network (`?1`: data costs nothing), whatever its pause.
const SENDABLE: &str = "state = 'waiting' AND (allowed = 'any_network' OR (allowed = 'wifi_only' AND ?1))
    AND NOT EXISTS (SELECT 1 FROM envelopes WHERE envelopes.record = attachments.record
        AND envelopes.revision = attachments.revision AND envelopes.state <> 'delivered')";

/// Which of these are due at `?2`. If a next attempt is later than any pause allows (`?3`, for rejected ones `?4`),
/// somebody set the clock back: then it is due as well.
fn due_sql(what: &str, behind: &str) -> String {
    format!(
        "{what} WHERE {SENDABLE}
             AND (next_attempt_at <= ?2 OR next_attempt_at > CASE refused WHEN 0 THEN ?3 ELSE ?4 END) {behind}"
    )
}

fn due_at(unmetered: bool, now: Timestamp) -> (bool, i64, i64, i64) {
    let after = |pause: SignedDuration| millis(now.saturating_add(pause).unwrap_or(Timestamp::MAX));
    (unmetered, millis(now), after(LONGEST_BACK_OFF), after(REFUSED_PAUSE))
}

impl Outbox {
    /// Photos to send now, at most `count`. `unmetered`: data over the current network costs nothing.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn due_attachments(
        &self,
        now: Timestamp,
        unmetered: bool,
        count: usize,
    ) -> Result<Vec<DueAttachment>, StorageError> {
        let database = self.database();
        let mut statement = database.prepare_cached(&due_sql(
            "SELECT name, size, attempts, upload_url, upload_offset FROM attachments",
            "ORDER BY attempts, size, number LIMIT ?5",
        ))?;
        let (unmetered, now, waiting, refused) = due_at(unmetered, now);
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let mut rows = statement.query((unmetered, now, waiting, refused, count))?;
        let mut due = Vec::new();
        while let Some(row) = rows.next()? {
            let (name, url): (Vec<u8>, String) = (row.get(0)?, row.get(3)?);
            due.push(DueAttachment {
                name: AttachmentName::from_slice(&name).ok_or(StorageError::Damaged)?,
                size: row.get::<_, i64>(1)?.unsigned_abs(),
                attempts: row.get(2)?,
                upload_url: Some(url).filter(|url| !url.is_empty()),
                offset: row.get::<_, i64>(4)?.unsigned_abs(),
            });
        }
        Ok(due)
    }

    /// Bytes of all due photos, and how many of these central has already.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn due_attachment_bytes(&self, now: Timestamp, unmetered: bool) -> Result<(u64, u64), StorageError> {
        let sql = due_sql("SELECT coalesce(sum(size), 0), coalesce(sum(upload_offset), 0) FROM attachments", "");
        let bytes = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let (size, sent) = self.database().prepare_cached(&sql)?.query_row(due_at(unmetered, now), bytes)?;
        Ok((size.unsigned_abs(), sent.unsigned_abs()))
    }

    /// The highest number of attempts of a due photo; `None` when none is due.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn due_attachment_attempts(&self, now: Timestamp, unmetered: bool) -> Result<Option<u32>, StorageError> {
        let sql = due_sql("SELECT max(attempts) FROM attachments", "");
        Ok(self.database().prepare_cached(&sql)?.query_row(due_at(unmetered, now), |row| row.get(0))?)
    }

    /// When the next photo is due. It counts photos whose record central has and that may go over the current network.
    /// `None` when none waits.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn next_attachment_at(&self, unmetered: bool) -> Result<Option<Timestamp>, StorageError> {
        let sql = format!("SELECT min(next_attempt_at) FROM attachments WHERE {SENDABLE}");
        let next: Option<i64> = self.database().prepare_cached(&sql)?.query_row([unmetered], |row| row.get(0))?;
        next.map(moment).transpose()
    }

    /// Whether photos wait for a network without data costs.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn attachments_wait_for_wifi(&self) -> Result<bool, StorageError> {
        let sql = "SELECT 1 FROM attachments WHERE state = 'waiting' AND allowed = 'wifi_only'";
        Ok(self.database().prepare_cached(sql)?.exists([])?)
    }

    /// Whether a photo may still be sent: it waits, and the person has not chosen otherwise since.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn may_send_attachment(&self, name: AttachmentName, unmetered: bool) -> Result<bool, StorageError> {
        let sql = format!("SELECT 1 FROM attachments WHERE name = ?2 AND {SENDABLE}");
        Ok(self.database().prepare_cached(&sql)?.exists((unmetered, name.as_bytes()))?)
    }

    /// Stores the progress of a photo. `upload_url` is the upload's address (`None`: ask again).
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_attachment_progress(
        &self,
        name: AttachmentName,
        upload_url: Option<&str>,
        offset: u64,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET upload_url = ?2, upload_offset = ?3 WHERE name = ?1 AND state = 'waiting'";
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        self.database().prepare_cached(sql)?.execute((name.as_bytes(), upload_url.unwrap_or_default(), offset))?;
        Ok(())
    }

    /// Stores the time of a photo's next attempt. `trouble` is why the attempt failed; with `None` the old reason
    /// stays.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_attachment_attempt(
        &self,
        name: AttachmentName,
        attempts: u32,
        trouble: Option<PhotoTrouble>,
        next_attempt_at: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET attempts = ?2, next_attempt_at = ?3, detail = coalesce(?4, detail),
                       refused = coalesce(?5, refused) WHERE name = ?1 AND state = 'waiting'";
        let detail = trouble.map(|trouble| to_json(&trouble)).transpose()?;
        let refused = trouble.map(|trouble| matches!(trouble, PhotoTrouble::Refused(_)));
        let values = params![name.as_bytes(), attempts, millis(next_attempt_at), detail, refused];
        self.database().prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Makes every due photo wait until `next_attempt_at`. The phone did not reach central.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn postpone_due_attachments(
        &self,
        now: Timestamp,
        unmetered: bool,
        trouble: PhotoTrouble,
        next_attempt_at: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = due_sql("UPDATE attachments SET next_attempt_at = ?5, detail = ?6, refused = 0", "");
        let (unmetered, now, waiting, refused) = due_at(unmetered, now);
        let values = (unmetered, now, waiting, refused, millis(next_attempt_at), to_json(&trouble)?);
        self.database().prepare_cached(&sql)?.execute(values)?;
        Ok(())
    }

    /// Makes photos due at once: all waiting ones and, if `refused_too`, those that central rejected.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn make_attachments_due(&self, refused_too: bool) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET next_attempt_at = 0
                   WHERE state = 'waiting' AND next_attempt_at <> 0 AND (refused = 0 OR ?1)";
        self.database().execute(sql, [refused_too])?;
        Ok(())
    }

    /// The photos of a record that are here.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn attachments_of(&self, record: RecordId) -> Result<Vec<AttachmentStanding>, StorageError> {
        let database = self.reader();
        let sql = "SELECT name, size, upload_offset, state, detail FROM attachments WHERE record = ?1 ORDER BY number";
        let mut statement = database.prepare_cached(sql)?;
        let mut rows = statement.query([record.as_bytes()])?;
        let mut standings = Vec::new();
        while let Some(row) = rows.next()? {
            let (name, state, detail): (Vec<u8>, String, String) = (row.get(0)?, row.get(3)?, row.get(4)?);
            let delivered = state == "delivered";
            standings.push(AttachmentStanding {
                name: AttachmentName::from_slice(&name).ok_or(StorageError::Damaged)?,
                size: row.get::<_, i64>(1)?.unsigned_abs(),
                sent: row.get::<_, i64>(2)?.unsigned_abs(),
                delivered,
                trouble: if delivered { None } else { trouble_of(&detail)? },
            });
        }
        Ok(standings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_photos_wait_the_sender_picks_by_an_index_and_sorts_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(&folder.path().join("outbox.db")).unwrap();
        let plan = |sql: &str| {
            let database = outbox.database();
            let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let unbound = vec![rusqlite::types::Null; statement.parameter_count()];
            let rows = statement.query_map(rusqlite::params_from_iter(unbound), |row| row.get::<_, String>(3)).unwrap();
            rows.collect::<Result<Vec<_>, _>>().unwrap().join("; ")
        };
        let picking = plan(&due_sql("SELECT name FROM attachments", "ORDER BY attempts, size, number LIMIT ?5"));
        assert!(picking.contains("USING INDEX attachments_waiting") && !picking.contains("TEMP B-TREE"), "{picking}");
        for what in ["SELECT sum(size), sum(upload_offset) FROM attachments", "SELECT max(attempts) FROM attachments"] {
            let counting = plan(&due_sql(what, ""));
            assert!(counting.contains("USING COVERING INDEX attachments_waiting"), "{counting}");
        }
    }
}
