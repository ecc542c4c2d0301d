//! Record versions: inserted once, never changed.

use jiff::Timestamp;
use kentongan_exchange::{AttachmentName, DeviceId, FormReference, RecordId};
use kentongan_forms::Answers;
use rusqlite::{Connection, OptionalExtension};

use super::forms::FormLibrary;
use super::rollups::{self, Changes, Share};
use super::{StoreError, attachments, conflicts, feed, millis, moment};

/// An opened and valid record version, ready to insert.
#[derive(Debug)]
pub(crate) struct NewVersion {
    /// The record.
    pub(crate) record: RecordId,
    /// Its revision.
    pub(crate) revision: u32,
    /// The device that made it.
    pub(crate) device: DeviceId,
    /// blake3 of `body`.
    pub(crate) digest: [u8; 32],
    /// Its form.
    pub(crate) form: FormReference,
    /// The short code for people.
    pub(crate) code: String,
    /// The area where it counts.
    pub(crate) area: String,
    /// The month in which it counts, `YYYY-MM`.
    pub(crate) month: String,
    /// The number that the device gave it.
    pub(crate) device_seq: i64,
    /// When the person started it, by the phone's clock.
    pub(crate) started_at: Timestamp,
    /// When the person finished it, by the phone's clock.
    pub(crate) finished_at: Timestamp,
    /// The record version's bytes.
    pub(crate) body: Vec<u8>,
    /// JSON of the countable answers.
    pub(crate) countable: String,
    /// What it adds to the rollups.
    pub(crate) shares: Vec<Share>,
    /// The news "received", sealed to the device; `None` when the phone brings its own record and gets the receipt.
    pub(crate) received: Option<Vec<u8>>,
    /// The attachments that will follow.
    pub(crate) attachments: Vec<AttachmentName>,
}

/// The result of storing a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is new.
    Stored(Timestamp),
    /// The same bytes have been here since then.
    Duplicate(Timestamp),
    /// Other bytes are here, or the record is another device's. This version is stored as a conflict.
    Conflict,
    /// The database rejected only this one. The others are not affected.
    Failed,
}

/// How many records one failing record undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Together {
    /// All of a job: without savepoints, SQLite need not copy every page before each record.
    All,
    /// None of the others: each has a savepoint.
    Each,
}

/// Inserts records.
///
/// # Errors
/// A general error, such as a full disk; with [`Together::All`] also the error of one record.
pub(crate) fn keep(
    connection: &Connection,
    forms: &FormLibrary,
    records: &[NewVersion],
    now: Timestamp,
    together: Together,
) -> Result<Vec<Kept>, StoreError> {
    let mut changes = Changes::default();
    let mut outcomes = Vec::with_capacity(records.len());
    for record in records {
        let kept = match together {
            Together::All => keep_one(connection, forms, record, now).map(Some),
            Together::Each => keep_alone(connection, forms, record, now),
        };
        let Some((kept, counts)) = kept? else {
            outcomes.push(Kept::Failed);
            continue;
        };
        if let Counts::Instead { month, area, shares } = &counts {
            changes.record(-1, (&record.form.id, month, area), shares);
        }
        if !matches!(counts, Counts::Not) {
            changes.record(1, (&record.form.id, &record.month, &record.area), &record.shares);
        }
        outcomes.push(kept);
    }
    changes.apply(connection)?;
    Ok(outcomes)
}

/// Inserts a record in its own savepoint. `None` when that fails, and then nothing of it is stored.
fn keep_alone(
    connection: &Connection,
    forms: &FormLibrary,
    record: &NewVersion,
    now: Timestamp,
) -> Result<Option<(Kept, Counts)>, StoreError> {
    connection.prepare_cached("SAVEPOINT record")?.execute([])?;
    let kept = match keep_one(connection, forms, record, now) {
        Ok(kept) => Some(kept),
        Err(error) if error.concerns_all() => return Err(error),
        Err(error) => {
            tracing::error!(record = %record.record, %error, "a record could not be stored");
            connection.prepare_cached("ROLLBACK TO record")?.execute([])?;
            None
        }
    };
    connection.prepare_cached("RELEASE record")?.execute([])?;
    Ok(kept)
}

/// What a receipt proves about a stored version.
pub(crate) struct StoredVersion {
    /// blake3 of its bytes.
    pub(crate) digest: [u8; 32],
    /// When it was committed.
    pub(crate) stored_at: Timestamp,
}

/// The stored version of this revision.
pub(crate) fn stored(
    connection: &Connection,
    record: RecordId,
    revision: u32,
) -> Result<Option<StoredVersion>, StoreError> {
    let found: Option<([u8; 32], i64)> = connection
        .prepare_cached("SELECT digest, stored_at FROM records WHERE record = ?1 AND revision = ?2")?
        .query_row((record.as_bytes(), revision), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(digest, stored_at)| Ok(StoredVersion { digest, stored_at: moment(stored_at)? })).transpose()
}

/// Whether the rollups count a version.
enum Counts {
    /// No: a later revision or this very one is here.
    Not,
    /// Yes: it is the first revision here.
    First,
    /// Yes, in place of an earlier revision with these shares.
    Instead {
        /// Month of the earlier revision.
        month: String,
        /// Area of the earlier revision.
        area: String,
        /// Its shares.
        shares: Vec<Share>,
    },
}

/// A record belongs to the device whose version came first. A version of another device never replaces it
/// (docs/decisions/0010-whose-record-it-is.md). Check and insert are in the writer's transaction, so nobody writes in
/// between.
fn keep_one(
    connection: &Connection,
    forms: &FormLibrary,
    new: &NewVersion,
    now: Timestamp,
) -> Result<(Kept, Counts), StoreError> {
    let maker = maker(connection, new.record)?;
    if maker.is_some_and(|maker| maker != new.device) || !insert(connection, new, now)? {
        return Ok((beside(connection, new, now)?, Counts::Not));
    }
    if let Some(received) = &new.received {
        feed::append(connection, new.device, received)?;
    }
    attachments::expect(connection, new.record, new.device, &new.attachments)?;
    let counts = if maker.is_some() { counts(connection, forms, new)? } else { Counts::First };
    Ok((Kept::Stored(now), counts))
}

/// The device whose version of the record came first.
fn maker(connection: &Connection, record: RecordId) -> Result<Option<DeviceId>, StoreError> {
    let device: Option<Vec<u8>> = connection
        .prepare_cached("SELECT device FROM records WHERE rowid = (SELECT min(rowid) FROM records WHERE record = ?1)")?
        .query_row([record.as_bytes()], |row| row.get(0))
        .optional()?;
    device.map(|device| DeviceId::from_slice(&device).ok_or(StoreError::Damaged("device id"))).transpose()
}

/// The table's key decides which version comes first, whatever an earlier check has found.
pub(super) const INSERT: &str =
    "INSERT INTO records (record, revision, device, digest, form_id, form_version, code, area, month,
                          device_seq, started_at, finished_at, stored_at, body, countable)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
     ON CONFLICT (record, revision) DO NOTHING";

fn insert(connection: &Connection, new: &NewVersion, now: Timestamp) -> Result<bool, StoreError> {
    #[cfg(feature = "fail-points")]
    {
        super::planted::insert(connection, new, now)
    }
    #[cfg(not(feature = "fail-points"))]
    {
        insert_with(connection, INSERT, new, now)
    }
}

/// Inserts a version. Returns `false` when it exists.
pub(super) fn insert_with(
    connection: &Connection,
    sql: &str,
    new: &NewVersion,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let inserted = connection.prepare_cached(sql)?.execute(rusqlite::params![
        new.record.as_bytes(),
        new.revision,
        new.device.as_bytes(),
        new.digest,
        new.form.id,
        new.form.version,
        new.code,
        new.area,
        new.month,
        new.device_seq,
        millis(new.started_at),
        millis(new.finished_at),
        millis(now),
        new.body,
        new.countable,
    ])?;
    Ok(inserted > 0)
}

/// Id and revision exist, with the same or other bytes, or the record is another device's. Other bytes are stored as a
/// conflict.
fn beside(connection: &Connection, new: &NewVersion, now: Timestamp) -> Result<Kept, StoreError> {
    let same = connection
        .prepare_cached("SELECT stored_at FROM records WHERE record = ?1 AND revision = ?2 AND digest = ?3")?
        .query_row((new.record.as_bytes(), new.revision, new.digest), |row| row.get(0))
        .optional()?;
    if let Some(stored_at) = same {
        return Ok(Kept::Duplicate(moment(stored_at)?));
    }
    conflicts::keep(connection, new, now)?;
    attachments::expect(connection, new.record, new.device, &new.attachments)?;
    Ok(Kept::Conflict)
}

/// Revisions may arrive in any order. Only the highest counts.
fn counts(connection: &Connection, forms: &FormLibrary, new: &NewVersion) -> Result<Counts, StoreError> {
    let highest = connection
        .prepare_cached(
            "SELECT revision, form_id, form_version, month, area, countable FROM records
             WHERE record = ?1 AND revision <> ?2 ORDER BY revision DESC LIMIT 1",
        )?
        .query_row((new.record.as_bytes(), new.revision), |row| {
            let form = FormReference { id: row.get(1)?, version: row.get(2)? };
            Ok((row.get::<_, u32>(0)?, form, row.get(3)?, row.get(4)?, row.get::<_, String>(5)?))
        })
        .optional()?;
    let Some((revision, form, month, area, countable)) = highest else { return Ok(Counts::First) };
    if revision > new.revision {
        return Ok(Counts::Not);
    }
    if form.id != new.form.id {
        return Err(StoreError::Damaged("form of an earlier revision"));
    }
    let definition = forms.get(connection, &form)?.ok_or(StoreError::Damaged("form of an earlier revision"))?;
    let json = serde_json::from_str(&countable).map_err(|_| StoreError::Damaged("countable answers"))?;
    let answers = Answers::from_json(&definition, &json).map_err(|_| StoreError::Damaged("countable answers"))?;
    Ok(Counts::Instead { month, area, shares: rollups::shares(&definition, &answers) })
}
