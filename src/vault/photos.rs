//! Photos: sealed bytes and a thumbnail, beside the answer that names them.
//!
//! One transaction stores or deletes a photo and its answer. So neither exists without the other.

use std::fmt;

use jiff::Timestamp;
use kentongan_exchange::signing::Base64;
use kentongan_exchange::{AttachmentName, AttachmentReceipt, DeviceId, RecordId};
use kentongan_fail_points::reach;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value as Json;

use super::answers::{not_a_draft, put_answer};
use super::{Vault, VaultError};
use crate::photos_allowed::PhotosAllowed;
use crate::storage::{StorageError, from_json, millis, moment, record_id};

/// A photo to store.
#[derive(Clone, Copy)]
pub struct NewPhoto<'a> {
    /// Hash of the ciphertext.
    pub name: AttachmentName,
    /// The picture, sealed.
    pub ciphertext: &'a [u8],
    /// A small JPEG of the picture.
    pub thumbnail: &'a [u8],
}

/// A photo of a finished record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredPhoto {
    /// Hash of its ciphertext.
    pub name: AttachmentName,
    /// The record.
    pub record: RecordId,
    /// The revision in which it was finished.
    pub revision: u32,
    /// Size of its ciphertext in bytes.
    pub size: u64,
    /// The networks over which it may be sent; `None` when this vault does not know.
    pub allowed: Option<PhotosAllowed>,
}

impl fmt::Debug for NewPhoto<'_> {
    /// Shows the photo's name, nothing of the picture.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPhoto").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Vault {
    /// Stores a photo as the answer to a draft's question. It deletes the photo that was the answer before.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn add_photo(
        &mut self,
        record: RecordId,
        question: &str,
        photo: NewPhoto<'_>,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        let NewPhoto { name, ciphertext, thumbnail } = photo;
        let change = self.connection.transaction()?;
        touch_draft(&change, record, now)?;
        if let Some(before) = answered(&change, record, question)? {
            delete_photo(&change, record, before)?;
        }
        let sql = "INSERT INTO photos (name, record, revision, size, thumbnail) VALUES (?1, ?2, 0, ?3, ?4)";
        let size = i64::try_from(ciphertext.len()).unwrap_or(i64::MAX);
        change.prepare_cached(sql)?.execute(params![name.as_bytes(), record.as_bytes(), size, thumbnail])?;
        let sql = "INSERT INTO photo_contents (name, ciphertext) VALUES (?1, ?2)";
        change.prepare_cached(sql)?.execute((name.as_bytes(), ciphertext))?;
        put_answer(&change, record, question, &Json::String(name.to_string()))?;
        reach("phone.vault.photo_before_commit");
        Ok(change.commit()?)
    }

    /// Deletes the photo of a draft's question, and overwrites it on disk. `questions` are the form's photo questions
    /// in order. Later photos move up, so that no gap hides them.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn remove_photo(
        &mut self,
        record: RecordId,
        question: &str,
        questions: &[String],
        now: Timestamp,
    ) -> Result<(), VaultError> {
        let change = self.connection.transaction()?;
        touch_draft(&change, record, now)?;
        if let Some(name) = answered(&change, record, question)? {
            delete_photo(&change, record, name)?;
        }
        let mut kept = Vec::new();
        for other in questions {
            if other != question {
                kept.extend(answered(&change, record, other)?);
            }
            let sql = "DELETE FROM answers WHERE record = ?1 AND question = ?2";
            change.prepare_cached(sql)?.execute((record.as_bytes(), other))?;
        }
        for (question, name) in questions.iter().zip(kept) {
            put_answer(&change, record, question, &Json::String(name.to_string()))?;
        }
        Ok(change.commit()?)
    }

    /// The thumbnail of a photo of this record; `None` after it was erased.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn thumbnail(&self, record: RecordId, name: AttachmentName) -> Result<Option<Vec<u8>>, StorageError> {
        let sql = "SELECT thumbnail FROM photos WHERE name = ?1 AND record = ?2 AND length(thumbnail) > 0";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row((name.as_bytes(), record.as_bytes()), |row| row.get(0)).optional()?)
    }

    /// Photos of finished records that have no receipt and that nobody discarded, oldest first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn photos_without_receipt(&self) -> Result<Vec<StoredPhoto>, StorageError> {
        // The receipt deletes the content, so this table stays small.
        let sql = "SELECT photos.name, record, revision, size, allowed FROM photo_contents
                   CROSS JOIN photos ON photos.name = photo_contents.name
                   WHERE revision > 0 ORDER BY photos.rowid";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut photos = Vec::new();
        while let Some(row) = rows.next()? {
            let (name, record): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
            photos.push(StoredPhoto {
                name: AttachmentName::from_slice(&name).ok_or(StorageError::Damaged)?,
                record: record_id(&record)?,
                revision: row.get(2)?,
                size: row.get::<_, i64>(3)?.unsigned_abs(),
                allowed: PhotosAllowed::from_code(&row.get::<_, String>(4)?),
            });
        }
        Ok(photos)
    }

    /// Stores the networks over which the photos of a finished record may be sent.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn allow_photos_of(&mut self, record: RecordId, allowed: PhotosAllowed) -> Result<(), StorageError> {
        let sql = "UPDATE photos SET allowed = ?2 WHERE record = ?1 AND revision > 0";
        self.connection.prepare_cached(sql)?.execute((record.as_bytes(), allowed.code()))?;
        Ok(())
    }

    /// The default network choice for photos; `None` when there is none yet.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn photos_allowed(&self) -> Result<Option<PhotosAllowed>, StorageError> {
        let mut statement = self.connection.prepare_cached("SELECT photos_allowed FROM settings")?;
        Ok(PhotosAllowed::from_code(&statement.query_row([], |row| row.get::<_, String>(0))?))
    }

    /// Stores the default network choice. It holds for photos finished later.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_photos_allowed(&mut self, allowed: PhotosAllowed) -> Result<(), StorageError> {
        self.connection.execute("UPDATE settings SET photos_allowed = ?1", [allowed.code()])?;
        Ok(())
    }

    /// The sealed bytes of a photo; `None` after central's receipt, or after the person discarded them.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn photo_content(&self, name: AttachmentName) -> Result<Option<Vec<u8>>, StorageError> {
        let mut statement = self.connection.prepare_cached("SELECT ciphertext FROM photo_contents WHERE name = ?1")?;
        Ok(statement.query_row([name.as_bytes()], |row| row.get(0)).optional()?)
    }

    /// The size of a photo's sealed bytes; `None` when this vault does not have the photo.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn photo_size(&self, name: AttachmentName) -> Result<Option<u64>, StorageError> {
        let mut statement = self.connection.prepare_cached("SELECT size FROM photos WHERE name = ?1")?;
        let size: Option<i64> = statement.query_row([name.as_bytes()], |row| row.get(0)).optional()?;
        Ok(size.map(i64::unsigned_abs))
    }

    /// Stores a checked receipt for a photo and deletes its sealed bytes. The thumbnail stays.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn note_photo_receipt(&mut self, receipt: &AttachmentReceipt) -> Result<(), StorageError> {
        let change = self.connection.transaction()?;
        let sql = "INSERT INTO photo_receipts (name, device, stored_at, signature) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT DO NOTHING";
        let (name, device) = (receipt.name.as_bytes(), receipt.device.as_bytes());
        let values = (name, device, millis(receipt.stored_at), &receipt.signature.0);
        change.prepare_cached(sql)?.execute(values)?;
        change.prepare_cached("DELETE FROM photo_contents WHERE name = ?1")?.execute([name])?;
        Ok(change.commit()?)
    }

    /// Deletes the sealed bytes of a photo that will not be sent. Its thumbnail follows the usual retention.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn give_photo_up(&mut self, name: AttachmentName) -> Result<(), StorageError> {
        self.connection.prepare_cached("DELETE FROM photo_contents WHERE name = ?1")?.execute([name.as_bytes()])?;
        Ok(())
    }

    /// Central's receipt for a photo, if there is one.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn photo_receipt(&self, name: AttachmentName) -> Result<Option<AttachmentReceipt>, StorageError> {
        let sql = "SELECT size, device, stored_at, signature FROM photo_receipts JOIN photos USING (name)
                   WHERE name = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([name.as_bytes()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let device: Vec<u8> = row.get(1)?;
        Ok(Some(AttachmentReceipt {
            name,
            size: row.get::<_, i64>(0)?.unsigned_abs(),
            device: DeviceId::from_slice(&device).ok_or(StorageError::Damaged)?,
            stored_at: moment(row.get(2)?)?,
            signature: Base64(row.get(3)?),
        }))
    }
}

/// Assigns the photos of a finished record to this revision, with the current network choice. It deletes photos that no
/// answer names.
pub(super) fn finish_photos(change: &Connection, record: RecordId, revision: u32) -> Result<(), StorageError> {
    let mut statement = change.prepare_cached("SELECT name FROM photos WHERE record = ?1 AND revision = 0")?;
    let names: Vec<Vec<u8>> = statement.query_map([record.as_bytes()], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for name in names {
        let name = AttachmentName::from_slice(&name).ok_or(StorageError::Damaged)?;
        let sql = "SELECT 1 FROM answers WHERE record = ?1 AND value = ?2";
        let value = Json::String(name.to_string()).to_string();
        if change.prepare_cached(sql)?.exists((record.as_bytes(), value))? {
            let sql =
                "UPDATE photos SET revision = ?2, allowed = (SELECT photos_allowed FROM settings) WHERE name = ?1";
            change.prepare_cached(sql)?.execute((name.as_bytes(), revision))?;
        } else {
            delete_photo(change, record, name)?;
        }
    }
    Ok(())
}

/// Deletes every photo of a discarded draft.
pub(super) fn discard_photos(change: &Connection, record: RecordId) -> Result<(), StorageError> {
    let sql = "DELETE FROM photo_contents WHERE name IN (SELECT name FROM photos WHERE record = ?1)";
    change.prepare_cached(sql)?.execute([record.as_bytes()])?;
    change.prepare_cached("DELETE FROM photos WHERE record = ?1")?.execute([record.as_bytes()])?;
    Ok(())
}

fn touch_draft(change: &Connection, record: RecordId, now: Timestamp) -> Result<(), VaultError> {
    let sql = "UPDATE records SET state = 'draft', saved_at = ?2 WHERE record = ?1 AND state IN ('empty', 'draft')";
    match change.prepare_cached(sql)?.execute((record.as_bytes(), millis(now)))? {
        0 => Err(not_a_draft(change, record)),
        _ => Ok(()),
    }
}

/// The photo that answers a question, if there is one.
fn answered(change: &Connection, record: RecordId, question: &str) -> Result<Option<AttachmentName>, StorageError> {
    let sql = "SELECT value FROM answers WHERE record = ?1 AND question = ?2";
    let value: Option<String> =
        change.prepare_cached(sql)?.query_row((record.as_bytes(), question), |row| row.get(0)).optional()?;
    let Some(value) = value else { return Ok(None) };
    let value: Json = from_json(&value)?;
    Ok(value.as_str().and_then(|name| name.parse().ok()))
}

fn delete_photo(change: &Connection, record: RecordId, name: AttachmentName) -> Result<(), StorageError> {
    // Only a photo of this draft: an answer may name any photo.
    let own = "SELECT 1 FROM photos WHERE name = ?1 AND record = ?2 AND revision = 0";
    if change.prepare_cached(own)?.exists((name.as_bytes(), record.as_bytes()))? {
        change.prepare_cached("DELETE FROM photo_contents WHERE name = ?1")?.execute([name.as_bytes()])?;
        change.prepare_cached("DELETE FROM photos WHERE name = ?1")?.execute([name.as_bytes()])?;
    }
    Ok(())
}
