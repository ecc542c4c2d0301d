//! Inserting a version.

use jiff::Timestamp;

use super::new_version::NewVersion;
use super::transaction::Transaction;
use super::{StoreError, millis};

/// The table's key decides which version comes first, whatever an earlier check has found.
pub(super) const INSERT: &str =
    "INSERT INTO versions (organisation, record, revision, digest, maker, arrival, received_at, form_id, form_version,
                           area, month, device_seq, flags, body, hidden, countable, receipt)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
     ON CONFLICT (organisation, record, revision, digest) DO NOTHING";

/// Inserts a version with this statement. Returns `false` when its bytes are here.
pub(super) fn insert_with(
    tx: &Transaction<'_>,
    sql: &str,
    new: &NewVersion,
    area: &str,
    arrival: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values = rusqlite::params![
        tx.organisation,
        new.record.as_bytes(),
        new.revision,
        new.digest,
        new.maker.as_bytes(),
        arrival,
        millis(now),
        new.form.id,
        new.form.version,
        area,
        new.month,
        new.device_seq,
        new.flags.to_text(),
        new.body,
        new.hidden,
        new.countable,
        new.receipt.short_code(),
    ];
    Ok(tx.execute(sql, values)? > 0)
}
