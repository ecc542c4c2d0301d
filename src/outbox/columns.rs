//! What several tables share: columns of an envelope, sizes, and which rows are for this phone's central.

use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::Base64;
use kentongan_exchange::{DeviceId, Envelope};
use rusqlite::Row;

use crate::storage::{StorageError, record_id};

/// Whether a carried envelope is for this phone's central.
pub(super) const OURS: &str = "recipient = (SELECT central_recipient FROM connection)";

/// Reads an envelope from neighbouring columns: record, revision, device, wire, recipient, signature, ciphertext.
pub(super) fn envelope_of(row: &Row<'_>, first: usize) -> Result<Envelope, StorageError> {
    let (record, device): (Vec<u8>, Vec<u8>) = (row.get(first)?, row.get(first + 2)?);
    Ok(Envelope {
        record: record_id(&record)?,
        revision: row.get(first + 1)?,
        device: device_id(&device)?,
        wire: row.get(first + 3)?,
        recipient: Recipient::try_from(row.get::<_, String>(first + 4)?).map_err(|_| StorageError::Damaged)?,
        signature: Base64(row.get(first + 5)?),
        ciphertext: Base64(row.get(first + 6)?),
    })
}

pub(super) fn device_id(bytes: &[u8]) -> Result<DeviceId, StorageError> {
    DeviceId::from_slice(bytes).ok_or(StorageError::Damaged)
}

pub(super) fn as_stored(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
