//! Sealed photos. They enter when their record is finished, and stay until the vault has stored central's receipt. This
//! module also stores the networks over which they may be sent. [`super::uploads`] has their way to central.
//!
//! The sender reads them in pieces, so memory holds only the current piece, however many photos wait.

use std::collections::HashMap;
use std::io::{Read as _, Seek as _, SeekFrom};

use kentongan_exchange::{AttachmentName, AttachmentReceipt, RecordId};
use rusqlite::{OptionalExtension as _, params};

use super::{Outbox, PhotoTrouble};
use crate::photos_allowed::PhotosAllowed;
use crate::storage::{StorageError, from_json, to_json};

/// A sealed photo for the outbox.
#[derive(Debug, Clone, Copy)]
pub struct NewAttachment<'a> {
    /// Hash of the ciphertext.
    pub name: AttachmentName,
    /// Its record.
    pub record: RecordId,
    /// The revision in which the record was finished.
    pub revision: u32,
    /// The networks over which it may be sent.
    pub allowed: PhotosAllowed,
    /// The sealed bytes.
    pub ciphertext: &'a [u8],
}

impl Outbox {
    /// Adds a photo that is due at once. If the photo is here already, it stays as it is.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_attachment(&self, new: NewAttachment<'_>) -> Result<(), StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        let sql = "INSERT INTO attachments (name, record, revision, size, state, detail, attempts, next_attempt_at,
                       allowed, upload_url, upload_offset, refused)
                   VALUES (?1, ?2, ?3, ?4, 'waiting', '', 0, 0, ?5, '', 0, 0)
                   ON CONFLICT (name) DO NOTHING";
        let NewAttachment { name, record, revision, allowed, ciphertext } = new;
        let size = i64::try_from(ciphertext.len()).unwrap_or(i64::MAX);
        let values = params![name.as_bytes(), record.as_bytes(), revision, size, allowed.code()];
        if change.prepare_cached(sql)?.execute(values)? == 1 {
            let number = change.last_insert_rowid();
            let sql = "INSERT INTO attachment_contents (number, ciphertext) VALUES (?1, ?2)";
            change.prepare_cached(sql)?.execute((number, ciphertext))?;
        }
        Ok(change.commit()?)
    }

    /// The photos here, and the networks over which each may be sent.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn attachments(&self) -> Result<HashMap<AttachmentName, PhotosAllowed>, StorageError> {
        let database = self.database();
        let mut statement = database.prepare_cached("SELECT name, allowed FROM attachments")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?)))?;
        let one = |row: rusqlite::Result<(Vec<u8>, String)>| {
            let (name, allowed) = row?;
            let found = AttachmentName::from_slice(&name).zip(PhotosAllowed::from_code(&allowed));
            found.ok_or(StorageError::Damaged)
        };
        rows.map(one).collect()
    }

    /// At most `length` sealed bytes of a photo from byte `offset` on; no bytes at its end. `None` when it is not here.
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
        let mut blob = database.blob_open("main", "attachment_contents", "ciphertext", row, true)?;
        let start = offset.min(blob.len() as u64);
        blob.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        blob.take(length as u64).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Stores that central has a photo. Its bytes stay until the vault has checked the receipt as well.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_attachment_delivered(&self, receipt: &AttachmentReceipt) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET state = 'delivered', detail = ?2 WHERE name = ?1";
        self.database().prepare_cached(sql)?.execute((receipt.name.as_bytes(), to_json(receipt)?))?;
        Ok(())
    }

    /// Receipts of photos that the vault has not stored yet.
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

    /// Deletes a photo. The vault has stored its receipt.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn forget_attachment(&self, name: AttachmentName) -> Result<(), StorageError> {
        self.database().execute("DELETE FROM attachments WHERE name = ?1", [name.as_bytes()])?;
        Ok(())
    }

    /// Makes a photo wait again from its first byte, because the vault rejected its receipt.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn redeliver_attachment(&self, name: AttachmentName) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET state = 'waiting', detail = '', next_attempt_at = 0, refused = 0,
                       upload_url = '', upload_offset = 0 WHERE name = ?1";
        self.database().execute(sql, [name.as_bytes()])?;
        Ok(())
    }

    /// Stores the networks over which the photos of one record may be sent.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn allow_photos_of(&self, record: RecordId, allowed: PhotosAllowed) -> Result<(), StorageError> {
        let sql = "UPDATE attachments SET allowed = ?2, next_attempt_at = 0 WHERE record = ?1 AND state = 'waiting'";
        self.database().execute(sql, (record.as_bytes(), allowed.code()))?;
        Ok(())
    }

    /// The default network choice for photos. It dates from the time when only this file stored the choice.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn photos_allowed(&self) -> Result<PhotosAllowed, StorageError> {
        let code: String = self.database().query_row("SELECT photos_allowed FROM settings", [], |row| row.get(0))?;
        PhotosAllowed::from_code(&code).ok_or(StorageError::Damaged)
    }
}

/// Reads the `detail` of a waiting photo.
pub(super) fn trouble_of(detail: &str) -> Result<Option<PhotoTrouble>, StorageError> {
    if detail.is_empty() { Ok(None) } else { from_json(detail).map(Some) }
}
