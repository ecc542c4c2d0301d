//! Sealed photos on their way: after their record, the small ones first, resumed at the byte.
//!
//! They are read piece by piece: whatever waits here, no more of it is in memory than is being sent.

use std::collections::HashSet;
use std::io::{Read as _, Seek as _, SeekFrom};

use jiff::Timestamp;
use kentongan_exchange::{AttachmentName, AttachmentReceipt, RecordId};
use rusqlite::{OptionalExtension as _, params};

use super::{LONGEST_BACK_OFF, Outbox, SendTrouble};
use crate::storage::{StorageError, from_json, millis, moment, record_id, to_json};

/// Over which networks a person lets photos be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PhotosAllowed {
    /// As soon as there is any network.
    #[default]
    AnyNetwork,
    /// Only where data costs nothing.
    WifiOnly,
    /// Not until the person says otherwise.
    NotNow,
}

impl PhotosAllowed {
    /// Every choice, in the order to offer.
    pub const ALL: [Self; 3] = [Self::AnyNetwork, Self::WifiOnly, Self::NotNow];

    /// The word by which it is stored and translated.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AnyNetwork => "any_network",
            Self::WifiOnly => "wifi_only",
            Self::NotNow => "not_now",
        }
    }

    /// The choice of this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|allowed| allowed.code() == code)
    }
}

/// A sealed photo to put into the outbox.
#[derive(Debug, Clone, Copy)]
pub struct NewAttachment<'a> {
    /// Hash of the ciphertext.
    pub name: AttachmentName,
    /// The record it belongs to.
    pub record: RecordId,
    /// The revision it was finished with.
    pub revision: u32,
    /// The sealed bytes.
    pub ciphertext: &'a [u8],
}

/// A sealed photo to be sent now, without its bytes ([`Outbox::attachment_bytes`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueAttachment {
    /// Hash of the ciphertext.
    pub name: AttachmentName,
    /// Bytes of the ciphertext.
    pub size: u64,
    /// Attempts so far, counted before each is made.
    pub attempts: u32,
    /// Where central takes it; `None` until it said so.
    pub upload_url: Option<String>,
    /// Up to which byte central has it, as far as this phone knows.
    pub offset: u64,
}

/// The photos of one record that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingPhotos {
    /// The record.
    pub record: RecordId,
    /// How many.
    pub count: u32,
    /// Bytes still to be sent.
    pub bytes: u64,
    /// Over which networks.
    pub allowed: PhotosAllowed,
}

impl Outbox {
    /// Puts a photo in, due at once, as the settings allow; one that is here already is left alone.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_attachment(&self, new: NewAttachment<'_>) -> Result<(), StorageError> {
        let sql = "INSERT INTO attachments (name, record, revision, size, state, detail, attempts, next_attempt_at,
                       allowed, upload_url, upload_offset, ciphertext)
                   SELECT ?1, ?2, ?3, ?4, 'waiting', '', 0, 0, photos_allowed, '', 0, ?5 FROM settings WHERE true
                   ON CONFLICT (name) DO NOTHING";
        let NewAttachment { name, record, revision, ciphertext } = new;
        let size = i64::try_from(ciphertext.len()).unwrap_or(i64::MAX);
        let values = params![name.as_bytes(), record.as_bytes(), revision, size, ciphertext];
        self.database().prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Which photos lie here.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn attachments(&self) -> Result<HashSet<AttachmentName>, StorageError> {
        let database = self.database();
        let mut statement = database.prepare_cached("SELECT name FROM attachments")?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|name| AttachmentName::from_slice(&name?).ok_or(StorageError::Damaged)).collect()
    }

    /// Photos to be sent now, at most `count`: those tried least first, and of these the smallest. None whose record
    /// still waits: central takes only what a record it has asks for. `on_wifi`: whether data costs nothing now.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn due_attachments(
        &self,
        now: Timestamp,
        on_wifi: bool,
        count: usize,
    ) -> Result<Vec<DueAttachment>, StorageError> {
        let database = self.database();
        // A next attempt further away than any pause was reckoned from a clock that has been set back since.
        let sql = "SELECT name, size, attempts, upload_url, upload_offset FROM attachments AS photo
                   WHERE state = 'waiting' AND (next_attempt_at <= ?1 OR next_attempt_at > ?2)
                       AND (allowed = 'any_network' OR (allowed = 'wifi_only' AND ?3))
                       AND NOT EXISTS (SELECT 1 FROM envelopes
                           WHERE envelopes.record = photo.record AND envelopes.revision = photo.revision
                               AND envelopes.state <> 'delivered')
                   ORDER BY attempts, size, number LIMIT ?4";
        let mut statement = database.prepare_cached(sql)?;
        let latest = millis(now.saturating_add(LONGEST_BACK_OFF).unwrap_or(Timestamp::MAX));
        let mut rows = statement.query((millis(now), latest, on_wifi, i64::try_from(count).unwrap_or(i64::MAX)))?;
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

    /// At most `length` sealed bytes of a photo from byte `offset` on; none at its end. `None` when it is not here.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn attachment_bytes(
        &self,
        name: AttachmentName,
        offset: u64,
        length: usize,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        let database = self.database();
        let row: Option<i64> = database
            .prepare_cached("SELECT number FROM attachments WHERE name = ?1")?
            .query_row([name.as_bytes()], |row| row.get(0))
            .optional()?;
        let Some(row) = row else { return Ok(None) };
        let mut blob = database.blob_open("main", "attachments", "ciphertext", row, true)?;
        let start = offset.min(blob.len() as u64);
        blob.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        blob.take(length as u64).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Writes how far a photo has come. `upload_url` is where central takes it (`None`: it must be asked again).
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

    /// Writes when a photo is to be tried again, and why it was not delivered.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_attachment_attempt(
        &self,
        name: AttachmentName,
        attempts: u32,
        trouble: Option<SendTrouble>,
        next_attempt_at: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET attempts = ?2, detail = ?3, next_attempt_at = ?4
                   WHERE name = ?1 AND state = 'waiting'";
        let detail = trouble.map(|trouble| to_json(&trouble)).transpose()?.unwrap_or_default();
        let values = (name.as_bytes(), attempts, detail, millis(next_attempt_at));
        self.database().prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Notes that central has a photo. Its bytes stay until the vault has checked the receipt as well.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_attachment_delivered(&self, receipt: &AttachmentReceipt) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET state = 'delivered', detail = ?2 WHERE name = ?1";
        self.database().prepare_cached(sql)?.execute((receipt.name.as_bytes(), to_json(receipt)?))?;
        Ok(())
    }

    /// Receipts of photos that the vault has not noted yet.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn delivered_attachments(&self) -> Result<Vec<(AttachmentName, AttachmentReceipt)>, StorageError> {
        let database = self.database();
        let sql = "SELECT name, detail FROM attachments WHERE state = 'delivered' ORDER BY number";
        let mut statement = database.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (name, detail) = row?;
            Ok((AttachmentName::from_slice(&name).ok_or(StorageError::Damaged)?, from_json(&detail)?))
        })
        .collect()
    }

    /// Deletes a photo: the vault has noted its receipt.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn forget_attachment(&self, name: AttachmentName) -> Result<(), StorageError> {
        self.database().execute("DELETE FROM attachments WHERE name = ?1", [name.as_bytes()])?;
        Ok(())
    }

    /// Has a photo wait again from its first byte, because the vault did not believe its receipt.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn doubt_attachment(&self, name: AttachmentName) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET state = 'waiting', detail = '', next_attempt_at = 0, upload_url = '',
                       upload_offset = 0 WHERE name = ?1";
        self.database().execute(sql, [name.as_bytes()])?;
        Ok(())
    }

    /// How many photos wait, and how many bytes of them are still to be sent.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn waiting_photo_count(&self) -> Result<(u32, u64), StorageError> {
        let sql = "SELECT count(*), coalesce(sum(size - upload_offset), 0) FROM attachments WHERE state = 'waiting'";
        let reader = self.reader();
        let mut statement = reader.prepare_cached(sql)?;
        Ok(statement.query_row([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?)
    }

    /// What waits, record by record, in the order of finishing.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn waiting_photos(&self) -> Result<Vec<WaitingPhotos>, StorageError> {
        let database = self.database();
        let sql = "SELECT record, count(*), sum(size - upload_offset), min(allowed) FROM attachments
                   WHERE state = 'waiting' GROUP BY record ORDER BY min(number)";
        let mut statement = database.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut waiting = Vec::new();
        while let Some(row) = rows.next()? {
            let (record, allowed): (Vec<u8>, String) = (row.get(0)?, row.get(3)?);
            waiting.push(WaitingPhotos {
                record: record_id(&record)?,
                count: row.get(1)?,
                bytes: row.get::<_, i64>(2)?.unsigned_abs(),
                allowed: PhotosAllowed::from_code(&allowed).ok_or(StorageError::Damaged)?,
            });
        }
        Ok(waiting)
    }

    /// When the next photo may be tried, of those that may be sent over some network; `None` when none waits.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn next_attachment_at(&self) -> Result<Option<Timestamp>, StorageError> {
        let sql = "SELECT min(next_attempt_at) FROM attachments WHERE state = 'waiting' AND allowed <> 'not_now'";
        let next: Option<i64> = self.database().prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        next.map(moment).transpose()
    }

    /// Keeps over which networks the photos of one record may be sent.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn allow_photos_of(&self, record: RecordId, allowed: PhotosAllowed) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET allowed = ?2, next_attempt_at = 0 WHERE record = ?1 AND state = 'waiting'";
        self.database().execute(sql, (record.as_bytes(), allowed.code()))?;
        Ok(())
    }

    /// Over which networks photos may be sent of which the person says nothing else.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn photos_allowed(&self) -> Result<PhotosAllowed, StorageError> {
        let code: String = self.database().query_row("SELECT photos_allowed FROM settings", [], |row| row.get(0))?;
        PhotosAllowed::from_code(&code).ok_or(StorageError::Damaged)
    }

    /// Keeps over which, for photos finished from now on.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_photos_allowed(&self, allowed: PhotosAllowed) -> Result<(), StorageError> {
        self.database().execute("UPDATE settings SET photos_allowed = ?1", [allowed.code()])?;
        Ok(())
    }
}
