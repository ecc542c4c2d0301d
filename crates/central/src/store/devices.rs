//! Enrolled phones.

use jiff::Timestamp;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::{Base64, VerifyingKey};
use kentongan_exchange::{DeviceId, FormReference, PhoneStatus, Waiting};
use rusqlite::Row;

use super::transaction::Transaction;
use super::{Actor, Store, StoreError, audit, device_id, millis, moment};

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

const COLUMNS: &str = "device, code, area, verifying_key, recipient, revoked_at IS NOT NULL, last_contact_at,
                       app_version, waiting_records, oldest_waiting_at, waiting_photos, forms";

fn by_token(tx: &Transaction<'_>, token_hash: &[u8; 32]) -> Result<Option<Device>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM devices WHERE organisation = ?1 AND token_hash = ?2");
    tx.one(&sql, (tx.organisation, token_hash), columns)?.map(device).transpose()
}

pub(super) fn by_id(tx: &Transaction<'_>, id: DeviceId) -> Result<Option<Device>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM devices WHERE organisation = ?1 AND device = ?2");
    tx.one(&sql, (tx.organisation, id.as_bytes()), columns)?.map(device).transpose()
}

/// A reported status: the last five columns.
pub(super) type StatusColumns = (String, u32, Option<i64>, u32, String);
type Columns = ((Vec<u8>, String, String, Vec<u8>, String, bool, i64), StatusColumns);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    let own = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?);
    Ok((own, status_columns(row, 7)?))
}

pub(super) fn status_columns(row: &Row<'_>, first: usize) -> rusqlite::Result<StatusColumns> {
    Ok((row.get(first)?, row.get(first + 1)?, row.get(first + 2)?, row.get(first + 3)?, row.get(first + 4)?))
}

pub(super) fn status(
    (app_version, records, oldest, waiting_photos, forms): StatusColumns,
) -> Result<PhoneStatus, StoreError> {
    let oldest_finished_at = oldest.map(moment).transpose()?;
    let forms = serde_json::from_str(&forms).map_err(|_| StoreError::Damaged("forms of a phone"))?;
    Ok(PhoneStatus { app_version, waiting: Waiting { records, oldest_finished_at }, waiting_photos, forms })
}

fn device(((id, code, area, key, recipient, revoked, contact), status_columns): Columns) -> Result<Device, StoreError> {
    Ok(Device {
        id: device_id(&id)?,
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
pub(super) fn insert(tx: &Transaction<'_>, device: &NewDevice<'_>, now: Timestamp) -> Result<String, StoreError> {
    let number = tx.next(&format!("phone {}", device.prefix), 1)?;
    let code = format!("{}-{number:02}", device.prefix);
    tx.execute(
        "INSERT INTO devices (organisation, device, code, area, token_hash, verifying_key, recipient, app_version,
                              enrolled_at, revoked_at, last_contact_at, waiting_records, oldest_waiting_at,
                              waiting_photos, forms, feed_cursor)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, ?9, 0, NULL, 0, ?10, 0)",
        (
            tx.organisation,
            device.id.as_bytes(),
            &code,
            device.area,
            device.token_hash,
            &device.verifying_key.0.0,
            device.recipient.as_str(),
            device.app_version,
            millis(now),
            json(device.forms)?,
        ),
    )?;
    Ok(code)
}

/// The phone that enrolled with these keys in this village, if it still has access.
pub(super) fn by_keys(
    tx: &Transaction<'_>,
    verifying_key: &VerifyingKey,
    recipient: &Recipient,
    area: &str,
) -> Result<Option<(DeviceId, String)>, StoreError> {
    let found = tx.one(
        "SELECT device, code FROM devices
         WHERE organisation = ?1 AND verifying_key = ?2 AND recipient = ?3 AND area = ?4 AND revoked_at IS NULL",
        (tx.organisation, &verifying_key.0.0, recipient.as_str(), area),
        |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)),
    )?;
    found.map(|(id, code)| Ok((device_id(&id)?, code))).transpose()
}

/// Replaces a phone's token, because the answer with the old one was lost.
pub(super) fn replace_token(tx: &Transaction<'_>, id: DeviceId, token_hash: [u8; 32]) -> Result<(), StoreError> {
    let sql = "UPDATE devices SET token_hash = ?3 WHERE organisation = ?1 AND device = ?2";
    tx.execute(sql, (tx.organisation, id.as_bytes(), token_hash))?;
    Ok(())
}

fn json(forms: &[FormReference]) -> Result<String, StoreError> {
    serde_json::to_string(forms).map_err(|_| StoreError::Damaged("forms of a phone"))
}

/// Stores a phone's contact and status. A status without forms keeps the known ones.
pub(super) fn contact(
    tx: &Transaction<'_>,
    id: DeviceId,
    status: &PhoneStatus,
    now: Timestamp,
) -> Result<(), StoreError> {
    let PhoneStatus { app_version, waiting, waiting_photos, forms } = status;
    tx.execute(
        "UPDATE devices SET last_contact_at = ?3, app_version = ?4, waiting_records = ?5, oldest_waiting_at = ?6,
                            waiting_photos = ?7, forms = CASE ?8 WHEN '[]' THEN forms ELSE ?8 END
         WHERE organisation = ?1 AND device = ?2",
        (
            tx.organisation,
            id.as_bytes(),
            millis(now),
            app_version,
            waiting.records,
            waiting.oldest_finished_at.map(millis),
            waiting_photos,
            json(forms)?,
        ),
    )?;
    Ok(())
}

/// Every phone with access, with the key for its feed.
pub(super) fn with_access(tx: &Transaction<'_>) -> Result<Vec<(DeviceId, Recipient)>, StoreError> {
    let rows = tx.all(
        "SELECT device, recipient FROM devices WHERE organisation = ?1 AND revoked_at IS NULL ORDER BY device",
        [tx.organisation],
        |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?)),
    )?;
    let device = |(id, recipient): (Vec<u8>, String)| {
        let recipient = Recipient::try_from(recipient).map_err(|_| StoreError::Damaged("device recipient"))?;
        Ok((device_id(&id)?, recipient))
    };
    rows.into_iter().map(device).collect()
}

impl Store {
    /// The phone of a token, also when its access was withdrawn.
    pub(crate) async fn device_of_token(&self, token_hash: [u8; 32]) -> Result<Option<Device>, StoreError> {
        self.read(move |tx| by_token(tx, &token_hash)).await
    }

    /// The known ones of these devices.
    pub(crate) async fn devices(&self, ids: Vec<DeviceId>) -> Result<Vec<Device>, StoreError> {
        self.read(move |tx| ids.into_iter().filter_map(|id| by_id(tx, id).transpose()).collect()).await
    }

    /// Stores a phone's contact, and the status that it reports.
    pub(crate) async fn note_contact(
        &self,
        id: DeviceId,
        status: Option<PhoneStatus>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |tx| match status {
            Some(status) => contact(tx, id, &status, now),
            None => {
                let sql = "UPDATE devices SET last_contact_at = ?3 WHERE organisation = ?1 AND device = ?2";
                tx.execute(sql, (tx.organisation, id.as_bytes(), millis(now))).map(drop)
            }
        })
        .await
    }

    /// Withdraws a phone's access, by short name.
    pub(crate) async fn revoke(&self, actor: Actor, code: String, now: Timestamp) -> Result<Revoked, StoreError> {
        self.write(move |tx| {
            let changed = tx.execute(
                "UPDATE devices SET revoked_at = ?3 WHERE organisation = ?1 AND code = ?2 AND revoked_at IS NULL",
                (tx.organisation, &code, millis(now)),
            )?;
            if changed > 0 {
                audit::note(tx, now, &actor, "device revoke", &code)?;
                return Ok(Revoked::Now);
            }
            let sql = "SELECT 1 FROM devices WHERE organisation = ?1 AND code = ?2";
            Ok(if tx.exists(sql, (tx.organisation, &code))? { Revoked::Before } else { Revoked::NoSuchPhone })
        })
        .await
    }
}

/// The result of withdrawing access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Revoked {
    /// It had access until now.
    Now,
    /// It had none.
    Before,
    /// No phone has this name.
    NoSuchPhone,
}
