//! Sealed photos: put in when their record is finished, kept until the vault has noted central's receipt, and over
//! which networks they may go. How they get there is [`super::uploads`].
//!
//! They are read piece by piece: whatever waits here, no more of it is in memory than is being sent.

use std::collections::HashSet;
use std::io::{Read as _, Seek as _, SeekFrom};

use kentongan_exchange::{AttachmentName, AttachmentReceipt, RecordId};
use rusqlite::{OptionalExtension as _, params};

use super::{Outbox, PhotoTrouble};
use crate::storage::{StorageError, from_json, to_json};

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

impl Outbox {
    /// Puts a photo in, due at once, as the settings allow; one that is here already is left alone.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_attachment(&self, new: NewAttachment<'_>) -> Result<(), StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        let sql = "INSERT INTO attachments (name, record, revision, size, state, detail, attempts, next_attempt_at,
                       allowed, upload_url, upload_offset, refused)
                   SELECT ?1, ?2, ?3, ?4, 'waiting', '', 0, 0, photos_allowed, '', 0, 0 FROM settings WHERE true
                   ON CONFLICT (name) DO NOTHING";
        let NewAttachment { name, record, revision, ciphertext } = new;
        let size = i64::try_from(ciphertext.len()).unwrap_or(i64::MAX);
        let values = params![name.as_bytes(), record.as_bytes(), revision, size];
        if change.prepare_cached(sql)?.execute(values)? == 1 {
            let number = change.last_insert_rowid();
            let sql = "INSERT INTO attachment_contents (number, ciphertext) VALUES (?1, ?2)";
            change.prepare_cached(sql)?.execute((number, ciphertext))?;
        }
        Ok(change.commit()?)
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
        let mut blob = database.blob_open("main", "attachment_contents", "ciphertext", row, true)?;
        let start = offset.min(blob.len() as u64);
        blob.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        blob.take(length as u64).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
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
        let sql = "UPDATE attachments SET state = 'waiting', detail = '', next_attempt_at = 0, refused = 0,
                       upload_url = '', upload_offset = 0 WHERE name = ?1";
        self.database().execute(sql, [name.as_bytes()])?;
        Ok(())
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

/// What stands in `detail` of a photo that waits.
pub(super) fn trouble_of(detail: &str) -> Result<Option<PhotoTrouble>, StorageError> {
    if detail.is_empty() { Ok(None) } else { from_json(detail).map(Some) }
}
