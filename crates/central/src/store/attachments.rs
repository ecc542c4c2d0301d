//! Attachments: the expected ones, their progress, and their bytes.
//!
//! The bytes are in the database, in pieces (docs/decisions/0014-attachments-in-the-database.md). So a receipt and its
//! bytes share one commit, one backup and one cipher.

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::{AttachmentName, DeviceId, RecordId};

use super::device_id;
use super::transaction::Transaction;
use super::{Store, StoreError, millis, moment};

/// How long an unfinished upload waits for its next byte.
pub(crate) const KEPT_UNFINISHED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A complete attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole {
    /// Bytes.
    pub(crate) size: u64,
    /// The device that sent the last byte.
    pub(crate) device: DeviceId,
    /// When central checked that the bytes are right.
    pub(crate) stored_at: Timestamp,
}

/// The progress of an attachment, as a device sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It is complete, whichever device sent it.
    Whole(Whole),
    /// This device has sent a part of it.
    Unfinished {
        /// The announced size in bytes.
        size: u64,
        /// The bytes on disk.
        received: u64,
        /// Until when it waits for the rest.
        expires_at: Timestamp,
    },
}

/// The result of appending bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Appended {
    /// They are on disk. This is the new progress.
    Now(Progress),
    /// They were the last ones, but the whole has another hash than its name. All of it is deleted.
    NotTheNamedBytes,
    /// There is no such upload, or their offset or size does not fit it.
    Elsewhere,
}

/// The result of beginning an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begun {
    /// It is begun, or found again.
    Now(Progress),
    /// No stored record names it.
    Unexpected,
    /// The device must first finish others.
    TooMany,
}

impl Store {
    /// Starts an upload of an attachment that a stored record names, or resumes the device's own one. `most` is how
    /// many unfinished uploads one device may have.
    pub(crate) async fn begin_upload(
        &self,
        (name, device): (AttachmentName, DeviceId),
        size: u64,
        most: u64,
        now: Timestamp,
    ) -> Result<Begun, StoreError> {
        self.write(move |tx| {
            let expected = "SELECT 1 FROM expected_attachments WHERE organisation = ?1 AND name = ?2";
            if !tx.exists(expected, (tx.organisation, name.as_bytes()))? {
                return Ok(Begun::Unexpected);
            }
            if find(tx, name, device, now)?.is_none() && unfinished(tx, device)? >= most {
                return Ok(Begun::TooMany);
            }
            begin(tx, name, device, size, now).map(Begun::Now)
        })
        .await
    }

    /// The progress of an upload.
    pub(crate) async fn upload(
        &self,
        name: AttachmentName,
        device: DeviceId,
        now: Timestamp,
    ) -> Result<Option<Progress>, StoreError> {
        self.read(move |tx| find(tx, name, device, now)).await
    }

    /// Appends bytes to a device's upload, which must end at `at`. With the last bytes, it reads the whole back and
    /// hashes it.
    pub(crate) async fn append_to_upload(
        &self,
        (name, device): (AttachmentName, DeviceId),
        at: u64,
        bytes: Vec<u8>,
        now: Timestamp,
    ) -> Result<Appended, StoreError> {
        self.write(move |tx| append(tx, name, device, at, &bytes, now)).await
    }

    /// Deletes a device's unfinished upload.
    pub(crate) async fn discard_upload(&self, name: AttachmentName, device: DeviceId) -> Result<(), StoreError> {
        self.write(move |tx| discard(tx, name, device)).await
    }

    /// Deletes uploads that nobody has resumed in time. Returns how many.
    pub(crate) async fn expire_uploads(&self, now: Timestamp) -> Result<usize, StoreError> {
        self.write(move |tx| expire(tx, now)).await
    }
}

/// Stores the attachments that a record version names.
pub(super) fn expect(
    tx: &Transaction<'_>,
    record: RecordId,
    maker: DeviceId,
    names: &[AttachmentName],
) -> Result<(), StoreError> {
    for name in names {
        tx.execute(
            "INSERT INTO expected_attachments (organisation, name, record, maker) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (organisation, name, record, maker) DO NOTHING",
            (tx.organisation, name.as_bytes(), record.as_bytes(), maker.as_bytes()),
        )?;
    }
    Ok(())
}

fn find(
    tx: &Transaction<'_>,
    name: AttachmentName,
    device: DeviceId,
    now: Timestamp,
) -> Result<Option<Progress>, StoreError> {
    if let Some(whole) = whole(tx, name)? {
        return Ok(Some(Progress::Whole(whole)));
    }
    let found: Option<(i64, i64, i64)> = tx.one(
        "SELECT size, received, expires_at FROM attachments
         WHERE organisation = ?1 AND name = ?2 AND device = ?3 AND stored_at IS NULL AND expires_at > ?4",
        (tx.organisation, name.as_bytes(), device.as_bytes(), millis(now)),
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    found
        .map(|(size, received, expires)| {
            Ok(Progress::Unfinished { size: count(size), received: count(received), expires_at: moment(expires)? })
        })
        .transpose()
}

fn whole(tx: &Transaction<'_>, name: AttachmentName) -> Result<Option<Whole>, StoreError> {
    let found: Option<(i64, Vec<u8>, i64)> = tx.one(
        "SELECT size, device, stored_at FROM attachments
         WHERE organisation = ?1 AND name = ?2 AND stored_at IS NOT NULL",
        (tx.organisation, name.as_bytes()),
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    found
        .map(|(size, device, stored_at)| {
            Ok(Whole { size: count(size), device: device_id(&device)?, stored_at: moment(stored_at)? })
        })
        .transpose()
}

/// The number of a device's unfinished uploads.
fn unfinished(tx: &Transaction<'_>, device: DeviceId) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM attachments WHERE organisation = ?1 AND device = ?2 AND stored_at IS NULL";
    let found = tx.one(sql, (tx.organisation, device.as_bytes()), |row| row.get(0))?;
    Ok(found.map_or(0, count))
}

/// If the announced size differs, the old upload was of other bytes and is restarted.
fn begin(
    tx: &Transaction<'_>,
    name: AttachmentName,
    device: DeviceId,
    size: u64,
    now: Timestamp,
) -> Result<Progress, StoreError> {
    expire(tx, now)?;
    match find(tx, name, device, now)? {
        Some(Progress::Unfinished { size: announced, .. }) if announced != size => discard(tx, name, device)?,
        Some(progress) => return Ok(progress),
        None => {}
    }
    let expires_at = now + KEPT_UNFINISHED;
    let attachment = tx.next("attachment", 1)?;
    tx.execute(
        "INSERT INTO attachments (organisation, attachment, name, device, size, received, expires_at, stored_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, NULL)",
        (tx.organisation, attachment, name.as_bytes(), device.as_bytes(), number(size), millis(expires_at)),
    )?;
    Ok(Progress::Unfinished { size, received: 0, expires_at: moment(millis(expires_at))? })
}

fn append(
    tx: &Transaction<'_>,
    name: AttachmentName,
    device: DeviceId,
    at: u64,
    bytes: &[u8],
    now: Timestamp,
) -> Result<Appended, StoreError> {
    let expires_at = moment(millis(now + KEPT_UNFINISHED))?;
    let added: Option<(i64, i64, i64)> = tx.one(
        "UPDATE attachments SET received = received + ?5, expires_at = ?6
         WHERE organisation = ?1 AND name = ?2 AND device = ?3 AND stored_at IS NULL AND expires_at > ?7
               AND received = ?4 AND received + ?5 <= size
         RETURNING attachment, size, received",
        (
            tx.organisation,
            name.as_bytes(),
            device.as_bytes(),
            number(at),
            number(bytes.len() as u64),
            millis(expires_at),
            millis(now),
        ),
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let Some((attachment, size, received)) = added else { return Ok(Appended::Elsewhere) };
    let (size, received) = (count(size), count(received));
    if !bytes.is_empty() {
        tx.execute(
            "INSERT INTO attachment_pieces (organisation, attachment, starts_at, bytes) VALUES (?1, ?2, ?3, ?4)",
            (tx.organisation, attachment, number(at), bytes),
        )?;
    }
    if received < size {
        return Ok(Appended::Now(Progress::Unfinished { size, received, expires_at }));
    }
    if AttachmentName::of(&pieces(tx, attachment)?) != name {
        discard(tx, name, device)?;
        return Ok(Appended::NotTheNamedBytes);
    }
    if let Some(whole) = whole(tx, name)? {
        // Another device was faster. One copy is enough.
        discard(tx, name, device)?;
        return Ok(Appended::Now(Progress::Whole(whole)));
    }
    tx.execute(
        "UPDATE attachments SET stored_at = ?3 WHERE organisation = ?1 AND attachment = ?2",
        (tx.organisation, attachment, millis(now)),
    )?;
    Ok(Appended::Now(Progress::Whole(Whole { size, device, stored_at: moment(millis(now))? })))
}

fn pieces(tx: &Transaction<'_>, attachment: i64) -> Result<Vec<u8>, StoreError> {
    let sql = "SELECT bytes FROM attachment_pieces WHERE organisation = ?1 AND attachment = ?2 ORDER BY starts_at";
    let mut whole = Vec::new();
    tx.all(sql, (tx.organisation, attachment), |row| {
        whole.extend_from_slice(row.get_ref(0)?.as_blob()?);
        Ok(())
    })?;
    Ok(whole)
}

fn discard(tx: &Transaction<'_>, name: AttachmentName, device: DeviceId) -> Result<(), StoreError> {
    let sql = "DELETE FROM attachments WHERE organisation = ?1 AND name = ?2 AND device = ?3 AND stored_at IS NULL";
    tx.execute(sql, (tx.organisation, name.as_bytes(), device.as_bytes())).map(drop)
}

fn expire(tx: &Transaction<'_>, now: Timestamp) -> Result<usize, StoreError> {
    let sql = "DELETE FROM attachments WHERE organisation = ?1 AND stored_at IS NULL AND expires_at <= ?2";
    tx.execute(sql, (tx.organisation, millis(now)))
}

/// The stored form of a number of bytes.
fn number(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// A stored number of bytes. The table rejects negative ones.
fn count(bytes: i64) -> u64 {
    bytes.unsigned_abs()
}
