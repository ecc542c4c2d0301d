//! Waiting photos as screens show them: all, those of some records, or those of one. These queries never read a photo's
//! bytes. Lists read only the records that they show.

use kentongan_exchange::RecordId;
use kentongan_exchange::attachment::MAX_RECORD_ATTACHMENTS;
use rusqlite::{Params, Row};

use super::attachments::trouble_of;
use super::{Outbox, PhotoTrouble};
use crate::photos_allowed::PhotosAllowed;
use crate::storage::{StorageError, record_id};

/// The waiting photos of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingPhotos {
    /// The record.
    pub record: RecordId,
    /// The number of photos.
    pub count: u32,
    /// Their size in bytes.
    pub size: u64,
    /// How many of these bytes central does not have yet.
    pub bytes: u64,
    /// The networks over which they may be sent.
    pub allowed: PhotosAllowed,
    /// Whether their record still waits. It goes first.
    pub record_waits: bool,
    /// Why the last attempt did not deliver one of them.
    pub trouble: Option<PhotoTrouble>,
}

/// All waiting photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllWaitingPhotos {
    /// The number of photos.
    pub count: u32,
    /// Their size in bytes.
    pub size: u64,
    /// How many of these bytes central does not have yet.
    pub bytes: u64,
    /// The networks over which they may be sent, if these are the same for all.
    pub allowed: Option<PhotosAllowed>,
    /// Why the last attempt did not deliver one of them.
    pub trouble: Option<PhotoTrouble>,
}

impl Outbox {
    /// All waiting photos; `None` when there is none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn all_waiting_photos(&self) -> Result<Option<AllWaitingPhotos>, StorageError> {
        let sql = "SELECT count(*), coalesce(sum(size), 0), coalesce(sum(size - upload_offset), 0),
                       coalesce(min(allowed), ''), coalesce(max(allowed), ''), coalesce(max(detail), '')
                   FROM attachments WHERE state = 'waiting'";
        let reader = self.reader();
        let mut statement = reader.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (count, first, last): (u32, String, String) = (row.get(0)?, row.get(3)?, row.get(4)?);
        if count == 0 {
            return Ok(None);
        }
        Ok(Some(AllWaitingPhotos {
            count,
            size: bytes(row, 1)?,
            bytes: bytes(row, 2)?,
            allowed: PhotosAllowed::from_code(&first).filter(|_| first == last),
            trouble: trouble_of(&row.get::<_, String>(5)?)?,
        }))
    }

    /// The first records with waiting photos, at most `records`, in the order of finishing.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn waiting_photos(&self, records: u32) -> Result<Vec<WaitingPhotos>, StorageError> {
        let photos = i64::from(records).saturating_mul(i64::try_from(MAX_RECORD_ATTACHMENTS).unwrap_or(i64::MAX));
        let first = "record IN (SELECT record FROM attachments WHERE state = 'waiting' ORDER BY number LIMIT ?1)";
        let mut waiting = self.waiting_photos_where(first, [photos])?;
        waiting.truncate(usize::try_from(records).unwrap_or(usize::MAX));
        Ok(waiting)
    }

    /// The waiting photos of one record; `None` when there is none.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn waiting_photos_of(&self, record: RecordId) -> Result<Option<WaitingPhotos>, StorageError> {
        Ok(self.waiting_photos_where("record = ?1", [record.as_bytes()])?.pop())
    }

    fn waiting_photos_where(
        &self,
        condition: &'static str,
        values: impl Params,
    ) -> Result<Vec<WaitingPhotos>, StorageError> {
        let sql = format!(
            "SELECT record, count(*), sum(size), sum(size - upload_offset), min(allowed), max(detail),
                 EXISTS (SELECT 1 FROM envelopes WHERE envelopes.record = attachments.record
                     AND envelopes.state <> 'delivered')
             FROM attachments WHERE state = 'waiting' AND {condition} GROUP BY record ORDER BY min(number)"
        );
        let reader = self.reader();
        let mut statement = reader.prepare_cached(&sql)?;
        let mut rows = statement.query(values)?;
        let mut waiting = Vec::new();
        while let Some(row) = rows.next()? {
            let (record, allowed, trouble): (Vec<u8>, String, String) = (row.get(0)?, row.get(4)?, row.get(5)?);
            waiting.push(WaitingPhotos {
                record: record_id(&record)?,
                count: row.get(1)?,
                size: bytes(row, 2)?,
                bytes: bytes(row, 3)?,
                allowed: PhotosAllowed::from_code(&allowed).ok_or(StorageError::Damaged)?,
                trouble: trouble_of(&trouble)?,
                record_waits: row.get(6)?,
            });
        }
        Ok(waiting)
    }
}

fn bytes(row: &Row<'_>, column: usize) -> Result<u64, StorageError> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}
