//! Enrolled phones.

use jiff::Timestamp;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::{Base64, VerifyingKey};
use kentongan_exchange::{DeviceId, FormReference, PhoneStatus, Waiting};
use rusqlite::{Connection, OptionalExtension, Row};

use super::{StoreError, millis, moment};

/// A phone that asks, or whose record another phone carries.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    /// Its id.
    pub(crate) id: DeviceId,
    /// Its short name, such as `KML-02`.
    pub(crate) code: String,
    /// The village of its facilitator.
    pub(crate) area: String,
    /// Checks its envelopes.
    pub(crate) verifying_key: VerifyingKey,
    /// Its feed is sealed to it.
    pub(crate) recipient: Recipient,
    /// Whether its access was withdrawn.
    pub(crate) revoked: bool,
    /// The time of its last contact.
    pub(crate) last_contact_at: Timestamp,
    /// The status that it reported then.
    pub(crate) status: PhoneStatus,
}

const COLUMNS: &str = "device_id, code, area, verifying_key, recipient, revoked_at IS NOT NULL, last_contact_at,
                       app_version, waiting_records, oldest_waiting_at, waiting_photos, forms";

pub(crate) fn by_token(connection: &Connection, token_hash: &[u8; 32]) -> Result<Option<Device>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM devices WHERE token_hash = ?1");
    let found = connection.prepare_cached(&sql)?.query_row([token_hash], columns).optional()?;
    found.map(device).transpose()
}

pub(crate) fn by_id(connection: &Connection, id: DeviceId) -> Result<Option<Device>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM devices WHERE device_id = ?1");
    let found = connection.prepare_cached(&sql)?.query_row([id.as_bytes()], columns).optional()?;
    found.map(device).transpose()
}

/// A reported status: the last five columns.
type StatusColumns = (String, u32, Option<i64>, u32, String);
type Columns = ((Vec<u8>, String, String, Vec<u8>, String, bool, i64), StatusColumns);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    let own = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?);
    Ok((own, status_columns(row, 7)?))
}

fn status_columns(row: &Row<'_>, first: usize) -> rusqlite::Result<StatusColumns> {
    Ok((row.get(first)?, row.get(first + 1)?, row.get(first + 2)?, row.get(first + 3)?, row.get(first + 4)?))
}

fn status((app_version, records, oldest, waiting_photos, forms): StatusColumns) -> Result<PhoneStatus, StoreError> {
    let oldest_finished_at = oldest.map(moment).transpose()?;
    let forms = serde_json::from_str(&forms).map_err(|_| StoreError::Damaged("forms of a phone"))?;
    Ok(PhoneStatus { app_version, waiting: Waiting { records, oldest_finished_at }, waiting_photos, forms })
}

fn device(((id, code, area, key, recipient, revoked, contact), status_columns): Columns) -> Result<Device, StoreError> {
    Ok(Device {
        id: DeviceId::from_slice(&id).ok_or(StoreError::Damaged("device id"))?,
        code,
        area,
        verifying_key: VerifyingKey(Base64(key)),
        recipient: Recipient::try_from(recipient).map_err(|_| StoreError::Damaged("device recipient"))?,
        revoked,
        last_contact_at: moment(contact)?,
        status: status(status_columns)?,
    })
}

/// A phone that is being enrolled.
pub(crate) struct NewDevice<'a> {
    /// Its id.
    pub(crate) id: DeviceId,
    /// The letters of its short name.
    pub(crate) prefix: &'a str,
    /// Its village.
    pub(crate) area: &'a str,
    /// Hash of its token.
    pub(crate) token_hash: [u8; 32],
    /// Its public signing key.
    pub(crate) verifying_key: &'a VerifyingKey,
    /// Its public key for sealing.
    pub(crate) recipient: &'a Recipient,
    /// Its app.
    pub(crate) app_version: &'a str,
    /// The forms that it gets.
    pub(crate) forms: &'a [FormReference],
}

/// Adds a phone and returns its short name. The number counts per prefix, because two villages may share one.
pub(crate) fn insert(connection: &Connection, device: &NewDevice<'_>, now: Timestamp) -> Result<String, StoreError> {
    let number: i64 = connection
        .prepare_cached("SELECT count(*) + 1 FROM devices WHERE code GLOB ?1 || '-*'")?
        .query_row([device.prefix], |row| row.get(0))?;
    let code = format!("{}-{number:02}", device.prefix);
    connection
        .prepare_cached(
            "INSERT INTO devices (device_id, code, area, token_hash, verifying_key, recipient, app_version,
                                  enrolled_at, revoked_at, last_contact_at, waiting_records, oldest_waiting_at,
                                  waiting_photos, forms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL, ?8, 0, NULL, 0, ?9)",
        )?
        .execute((
            device.id.as_bytes(),
            &code,
            device.area,
            device.token_hash,
            &device.verifying_key.0.0,
            device.recipient.as_str(),
            device.app_version,
            millis(now),
            json(device.forms)?,
        ))?;
    Ok(code)
}

/// The phone that enrolled with these keys in this village, if it still has access.
pub(crate) fn by_keys(
    connection: &Connection,
    verifying_key: &VerifyingKey,
    recipient: &Recipient,
    area: &str,
) -> Result<Option<(DeviceId, String)>, StoreError> {
    let found: Option<(Vec<u8>, String)> = connection
        .prepare_cached(
            "SELECT device_id, code FROM devices
             WHERE verifying_key = ?1 AND recipient = ?2 AND area = ?3 AND revoked_at IS NULL",
        )?
        .query_row((&verifying_key.0.0, recipient.as_str(), area), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(id, code)| Ok((DeviceId::from_slice(&id).ok_or(StoreError::Damaged("device id"))?, code))).transpose()
}

/// Replaces a phone's token, because the answer with the old one was lost.
pub(crate) fn replace_token(connection: &Connection, id: DeviceId, token_hash: [u8; 32]) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE devices SET token_hash = ?2 WHERE device_id = ?1")?
        .execute((id.as_bytes(), token_hash))?;
    Ok(())
}

fn json(forms: &[FormReference]) -> Result<String, StoreError> {
    serde_json::to_string(forms).map_err(|_| StoreError::Damaged("forms of a phone"))
}

/// Stores a phone's contact and status. A status without forms keeps the known ones.
pub(crate) fn contact(
    connection: &Connection,
    id: DeviceId,
    status: &PhoneStatus,
    now: Timestamp,
) -> Result<(), StoreError> {
    let PhoneStatus { app_version, waiting, waiting_photos, forms } = status;
    connection
        .prepare_cached(
            "UPDATE devices SET last_contact_at = ?2, app_version = ?3, waiting_records = ?4, oldest_waiting_at = ?5,
                                waiting_photos = ?6, forms = iif(?7 = '[]', forms, ?7)
             WHERE device_id = ?1",
        )?
        .execute((
            id.as_bytes(),
            millis(now),
            app_version,
            waiting.records,
            waiting.oldest_finished_at.map(millis),
            waiting_photos,
            json(forms)?,
        ))?;
    Ok(())
}

/// Stores a phone's contact.
pub(crate) fn seen(connection: &Connection, id: DeviceId, now: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE devices SET last_contact_at = ?2 WHERE device_id = ?1")?
        .execute((id.as_bytes(), millis(now)))?;
    Ok(())
}

/// Withdraws a phone's access, by short name. Returns `false` when no phone with access has that name.
pub(crate) fn revoke(connection: &Connection, code: &str, now: Timestamp) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached("UPDATE devices SET revoked_at = ?2 WHERE code = ?1 AND revoked_at IS NULL")?
        .execute((code, millis(now)))?;
    Ok(changed == 1)
}

/// Every phone with access, with the key for its feed.
pub(crate) fn with_access(connection: &Connection) -> Result<Vec<(DeviceId, Recipient)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT device_id, recipient FROM devices WHERE revoked_at IS NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (id, recipient) = row?;
        let id = DeviceId::from_slice(&id).ok_or(StoreError::Damaged("device id"))?;
        Ok((id, Recipient::try_from(recipient).map_err(|_| StoreError::Damaged("device recipient"))?))
    })
    .collect()
}

/// Whether a phone with this short name was ever enrolled.
pub(crate) fn exists(connection: &Connection, code: &str) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT 1 FROM devices WHERE code = ?1")?.exists([code])?)
}

/// A phone as coordinators see it.
#[derive(Debug, Clone)]
pub(crate) struct Phone {
    /// Such as `KML-02`.
    pub(crate) code: String,
    /// Its village.
    pub(crate) area: String,
    /// When it was enrolled.
    pub(crate) enrolled_at: Timestamp,
    /// When its access was withdrawn.
    pub(crate) revoked_at: Option<Timestamp>,
    /// The time of its last contact.
    pub(crate) last_contact_at: Timestamp,
    /// The status that it reported then.
    pub(crate) status: PhoneStatus,
}

const PHONE_COLUMNS: &str = "code, area, enrolled_at, revoked_at, last_contact_at,
                             app_version, waiting_records, oldest_waiting_at, waiting_photos, forms";

type PhoneColumns = ((String, String, i64, Option<i64>, i64), StatusColumns);

fn phone_columns(row: &Row<'_>) -> rusqlite::Result<PhoneColumns> {
    Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?), status_columns(row, 5)?))
}

fn phone(((code, area, enrolled, revoked, contact), status_columns): PhoneColumns) -> Result<Phone, StoreError> {
    Ok(Phone {
        code,
        area,
        enrolled_at: moment(enrolled)?,
        revoked_at: revoked.map(moment).transpose()?,
        last_contact_at: moment(contact)?,
        status: status(status_columns)?,
    })
}

/// Every phone ever enrolled, by short name.
pub(crate) fn phones(connection: &Connection) -> Result<Vec<Phone>, StoreError> {
    let sql = format!("SELECT {PHONE_COLUMNS} FROM devices ORDER BY code");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], phone_columns)?;
    rows.map(|row| phone(row?)).collect()
}
