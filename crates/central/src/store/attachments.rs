//! Attachments: the expected ones, their progress, and their bytes.
//!
//! The bytes are in the database, in pieces (docs/decisions/0014-attachments-in-the-database.md). So a receipt and its
//! bytes share one commit, one backup and one cipher.

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::{AttachmentName, DeviceId, RecordId};
use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, millis, moment};

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

/// Stores the attachments that a record version names.
pub(crate) fn expect(
    connection: &Connection,
    record: RecordId,
    device: DeviceId,
    names: &[AttachmentName],
) -> Result<(), StoreError> {
    for name in names {
        connection
            .prepare_cached(
                "INSERT INTO expected_attachments (name, record, device) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute((name.as_bytes(), record.as_bytes(), device.as_bytes()))?;
    }
    Ok(())
}

/// Whether a stored record names it.
pub(crate) fn is_expected(connection: &Connection, name: AttachmentName) -> Result<bool, StoreError> {
    let found =
        connection.prepare_cached("SELECT 1 FROM expected_attachments WHERE name = ?1")?.exists([name.as_bytes()])?;
    Ok(found)
}

/// Its progress.
pub(crate) fn find(
    connection: &Connection,
    name: AttachmentName,
    device: DeviceId,
    now: Timestamp,
) -> Result<Option<Progress>, StoreError> {
    if let Some(whole) = whole(connection, name)? {
        return Ok(Some(Progress::Whole(whole)));
    }
    let found: Option<(i64, i64, i64)> = connection
        .prepare_cached(
            "SELECT size, received, expires_at FROM attachments
             WHERE name = ?1 AND device = ?2 AND stored_at IS NULL AND expires_at > ?3",
        )?
        .query_row((name.as_bytes(), device.as_bytes(), millis(now)), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    found
        .map(|(size, received, expires)| {
            Ok(Progress::Unfinished { size: count(size), received: count(received), expires_at: moment(expires)? })
        })
        .transpose()
}

fn whole(connection: &Connection, name: AttachmentName) -> Result<Option<Whole>, StoreError> {
    let found: Option<(i64, Vec<u8>, i64)> = connection
        .prepare_cached("SELECT size, device, stored_at FROM attachments WHERE name = ?1 AND stored_at IS NOT NULL")?
        .query_row([name.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    found
        .map(|(size, device, stored_at)| {
            let device = DeviceId::from_slice(&device).ok_or(StoreError::Damaged("device id"))?;
            Ok(Whole { size: count(size), device, stored_at: moment(stored_at)? })
        })
        .transpose()
}

/// The number of a device's unfinished uploads.
pub(crate) fn unfinished(connection: &Connection, device: DeviceId) -> Result<u64, StoreError> {
    let unfinished = connection
        .prepare_cached("SELECT count(*) FROM attachments WHERE device = ?1 AND stored_at IS NULL")?
        .query_row([device.as_bytes()], |row| row.get(0))?;
    Ok(count(unfinished))
}

/// Starts an upload, or resumes the device's own one. If the announced size differs, the old upload was of other bytes
/// and is restarted.
pub(crate) fn begin(
    connection: &Connection,
    name: AttachmentName,
    device: DeviceId,
    size: u64,
    now: Timestamp,
) -> Result<Progress, StoreError> {
    expire(connection, now)?;
    match find(connection, name, device, now)? {
        Some(Progress::Unfinished { size: announced, .. }) if announced != size => {
            discard(connection, name, device)?;
        }
        Some(progress) => return Ok(progress),
        None => {}
    }
    let expires_at = now + KEPT_UNFINISHED;
    connection
        .prepare_cached(
            "INSERT INTO attachments (name, device, size, received, expires_at, stored_at)
             VALUES (?1, ?2, ?3, 0, ?4, NULL)",
        )?
        .execute((name.as_bytes(), device.as_bytes(), number(size), millis(expires_at)))?;
    Ok(Progress::Unfinished { size, received: 0, expires_at: moment(millis(expires_at))? })
}

/// Appends bytes to a device's upload, which must end at `at`. With the last bytes, it reads the whole back and hashes
/// it.
pub(crate) fn append(
    connection: &Connection,
    name: AttachmentName,
    device: DeviceId,
    at: u64,
    bytes: &[u8],
    now: Timestamp,
) -> Result<Appended, StoreError> {
    let expires_at = moment(millis(now + KEPT_UNFINISHED))?;
    let added: Option<(i64, i64, i64)> = connection
        .prepare_cached(
            "UPDATE attachments SET received = received + ?4, expires_at = ?5
             WHERE name = ?1 AND device = ?2 AND stored_at IS NULL AND expires_at > ?6
                   AND received = ?3 AND received + ?4 <= size
             RETURNING attachment, size, received",
        )?
        .query_row(
            (
                name.as_bytes(),
                device.as_bytes(),
                number(at),
                number(bytes.len() as u64),
                millis(expires_at),
                millis(now),
            ),
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let Some((attachment, size, received)) = added else { return Ok(Appended::Elsewhere) };
    let (size, received) = (count(size), count(received));
    if !bytes.is_empty() {
        connection
            .prepare_cached("INSERT INTO attachment_pieces (attachment, starts_at, bytes) VALUES (?1, ?2, ?3)")?
            .execute((attachment, number(at), bytes))?;
    }
    if received < size {
        return Ok(Appended::Now(Progress::Unfinished { size, received, expires_at }));
    }
    if AttachmentName::of(&pieces(connection, attachment)?) != name {
        discard(connection, name, device)?;
        return Ok(Appended::NotTheNamedBytes);
    }
    if let Some(whole) = whole(connection, name)? {
        // Another device was faster. One copy is enough.
        discard(connection, name, device)?;
        return Ok(Appended::Now(Progress::Whole(whole)));
    }
    connection
        .prepare_cached("UPDATE attachments SET stored_at = ?2 WHERE attachment = ?1")?
        .execute((attachment, millis(now)))?;
    Ok(Appended::Now(Progress::Whole(Whole { size, device, stored_at: moment(millis(now))? })))
}

fn pieces(connection: &Connection, attachment: i64) -> Result<Vec<u8>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT bytes FROM attachment_pieces WHERE attachment = ?1 ORDER BY starts_at")?;
    let mut rows = statement.query([attachment])?;
    let mut whole = Vec::new();
    while let Some(row) = rows.next()? {
        whole.extend_from_slice(row.get_ref(0)?.as_blob().map_err(|_| StoreError::Damaged("attachment"))?);
    }
    Ok(whole)
}

/// Deletes a device's unfinished upload. Returns `false` when there was none.
pub(crate) fn discard(connection: &Connection, name: AttachmentName, device: DeviceId) -> Result<bool, StoreError> {
    let gone = connection
        .prepare_cached("DELETE FROM attachments WHERE name = ?1 AND device = ?2 AND stored_at IS NULL")?
        .execute((name.as_bytes(), device.as_bytes()))?;
    Ok(gone > 0)
}

/// Deletes uploads that nobody has resumed in time. Returns how many.
pub(crate) fn expire(connection: &Connection, now: Timestamp) -> Result<usize, StoreError> {
    Ok(connection
        .prepare_cached("DELETE FROM attachments WHERE stored_at IS NULL AND expires_at <= ?1")?
        .execute([millis(now)])?)
}

/// The stored form of a number of bytes.
fn number(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// A stored number of bytes. The table rejects negative ones.
fn count(bytes: i64) -> u64 {
    bytes.unsigned_abs()
}
