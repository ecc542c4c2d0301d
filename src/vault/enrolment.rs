//! The enrolment: central's data for this phone, and the phone's own keys.

use std::fmt;

use kentongan_exchange::sealing::{Identity, Recipient};
use kentongan_exchange::signing::{Base64, SigningKey, VerifyingKey};
use kentongan_exchange::{
    Area, DeviceId, Directory, FormReference, FormSource, KeyFingerprint, Organisation, RecordId,
};
use rusqlite::{OptionalExtension as _, params};

use super::Vault;
use crate::offered_keys::OfferedKeys;
use crate::storage::{StorageError, from_json, to_json};

/// An enrolled phone: its owner, central's address, and the keys of both sides.
pub struct StoredEnrolment {
    /// Central's address, with the pin of its certificate if it has one ([`crate::sending::ServerAddress::kept`]).
    pub address: String,
    /// Bearer token of this phone.
    pub token: String,
    /// The phone's id.
    pub device: DeviceId,
    /// The phone's short name, for people.
    pub device_code: String,
    /// Who runs central.
    pub organisation: Organisation,
    /// The facilitator's village.
    pub area: Area,
    /// The phone seals envelopes to it.
    pub central_recipient: Recipient,
    /// Checks receipts.
    pub receipt_key: VerifyingKey,
    /// The phone seals sealed answers to each of them.
    pub case_recipients: Vec<Recipient>,
    /// Signs the phone's envelopes.
    pub signing_key: SigningKey,
    /// Opens feed items.
    pub identity: Identity,
}

impl StoredEnrolment {
    /// The fingerprint of the keys that can read this phone's reports.
    #[must_use]
    pub fn fingerprint(&self) -> KeyFingerprint {
        KeyFingerprint::of(&self.central_recipient, &self.case_recipients)
    }
}

impl fmt::Debug for StoredEnrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredEnrolment").field("device_code", &self.device_code).finish_non_exhaustive()
    }
}

/// A finished version with new bytes, for other case managers.
pub struct RemadeVersion {
    /// The record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// blake3 of `body`.
    pub digest: [u8; 32],
    /// The bytes to store and seal.
    pub body: Vec<u8>,
}

impl fmt::Debug for RemadeVersion {
    /// Shows the version, never an answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, revision, .. } = self;
        f.debug_struct("RemadeVersion").field("record", record).field("revision", revision).finish_non_exhaustive()
    }
}

impl Vault {
    /// Stores the first enrolment and all its data, in one transaction.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_enrolment(
        &mut self,
        enrolled: &StoredEnrolment,
        areas: &[Area],
        directory: &Directory,
        forms: &[FormSource],
    ) -> Result<(), StorageError> {
        self.replace_enrolment(enrolled, areas, directory, forms, &[])
    }

    /// The keys that this phone offered when it last asked to be enrolled again, if it did not take that enrolment.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn offered_keys(&self) -> Result<Option<OfferedKeys>, StorageError> {
        let keys = self.connection.query_row("SELECT keys FROM offered_keys", [], |row| row.get::<_, String>(0));
        keys.optional()?.map(|keys| from_json(&keys)).transpose()
    }

    /// Stores the keys before the phone offers them.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_offered_keys(&mut self, keys: &OfferedKeys) -> Result<(), StorageError> {
        let statement = "INSERT INTO offered_keys (only_one, keys) VALUES (1, ?1)
                         ON CONFLICT (only_one) DO UPDATE SET keys = excluded.keys";
        self.connection.execute(statement, [to_json(keys)?])?;
        Ok(())
    }

    /// Replaces the enrolment and all its data, in one transaction. Waiting and rejected records then wait for the new
    /// central. Old forms stay for their records.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn replace_enrolment(
        &mut self,
        enrolled: &StoredEnrolment,
        areas: &[Area],
        directory: &Directory,
        forms: &[FormSource],
        remade: &[RemadeVersion],
    ) -> Result<(), StorageError> {
        let change = self.connection.transaction()?;
        change.execute_batch(
            "DELETE FROM enrolment;
             DELETE FROM offered_keys;
             DELETE FROM areas;
             UPDATE forms SET current = 0;
             UPDATE records SET state = 'waiting', refusal = '' WHERE state = 'refused';",
        )?;
        for RemadeVersion { record, revision, digest, body } in remade {
            change
                .prepare_cached("UPDATE versions SET digest = ?3, body = ?4 WHERE record = ?1 AND revision = ?2")?
                .execute(params![record.as_bytes(), revision, digest, body])?;
        }
        change.execute(
            "INSERT INTO enrolment (only_one, address, token, device, device_code, organisation, area, area_name,
                 area_parent, central_recipient, receipt_key, case_recipients, signing_key, identity, office, telephone,
                 whatsapp)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            params![
                enrolled.address,
                enrolled.token,
                enrolled.device.as_bytes(),
                enrolled.device_code,
                enrolled.organisation.name,
                enrolled.area.code,
                enrolled.area.name,
                enrolled.area.parent,
                enrolled.central_recipient.as_str(),
                enrolled.receipt_key.0.0,
                to_json(&enrolled.case_recipients)?,
                enrolled.signing_key.to_secret().as_slice(),
                enrolled.identity.to_secret().as_str(),
                enrolled.organisation.office,
                enrolled.organisation.telephone,
                enrolled.organisation.whatsapp,
            ],
        )?;
        for area in areas {
            change
                .prepare_cached("INSERT OR REPLACE INTO areas (code, name, parent) VALUES (?1, ?2, ?3)")?
                .execute((&area.code, &area.name, &area.parent))?;
        }
        change.execute(
            "INSERT OR REPLACE INTO directory (only_one, version, entries) VALUES (1, ?1, ?2)",
            (directory.version, to_json(&directory.entries)?),
        )?;
        for form in forms {
            change
                .prepare_cached("INSERT OR REPLACE INTO forms (id, version, csv, current) VALUES (?1, ?2, ?3, 1)")?
                .execute((&form.id, &form.version, &form.csv))?;
        }
        Ok(change.commit()?)
    }

    /// The enrolment.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] when it is missing: every vault has one.
    pub fn enrolled(&self) -> Result<StoredEnrolment, StorageError> {
        let sql = "SELECT address, token, device, device_code, organisation, area, area_name, area_parent,
                       central_recipient, receipt_key, case_recipients, signing_key, identity, office, telephone, whatsapp
                   FROM enrolment";
        let text = |row: &rusqlite::Row<'_>, column: usize| row.get::<_, String>(column);
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let row = rows.next()?.ok_or(StorageError::Damaged)?;
        let device: Vec<u8> = row.get(2)?;
        let signing_key = zeroize::Zeroizing::new(row.get::<_, Vec<u8>>(11)?);
        let identity = zeroize::Zeroizing::new(text(row, 12)?);
        Ok(StoredEnrolment {
            address: text(row, 0)?,
            token: text(row, 1)?,
            device: DeviceId::from_slice(&device).ok_or(StorageError::Damaged)?,
            device_code: text(row, 3)?,
            organisation: Organisation {
                name: text(row, 4)?,
                office: text(row, 13)?,
                telephone: text(row, 14)?,
                whatsapp: text(row, 15)?,
            },
            area: Area { code: text(row, 5)?, name: text(row, 6)?, parent: text(row, 7)? },
            central_recipient: Recipient::try_from(text(row, 8)?).map_err(|_| StorageError::Damaged)?,
            receipt_key: VerifyingKey(Base64(row.get(9)?)),
            case_recipients: from_json(&text(row, 10)?)?,
            signing_key: SigningKey::from_secret(&signing_key).map_err(|_| StorageError::Damaged)?,
            identity: Identity::from_secret(&identity).map_err(|_| StorageError::Damaged)?,
        })
    }

    /// Every area, ordered by code.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn areas(&self) -> Result<Vec<Area>, StorageError> {
        let mut statement = self.connection.prepare_cached("SELECT code, name, parent FROM areas ORDER BY code")?;
        let areas =
            statement.query_map([], |row| Ok(Area { code: row.get(0)?, name: row.get(1)?, parent: row.get(2)? }))?;
        Ok(areas.collect::<Result<_, _>>()?)
    }

    /// Services and numbers.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn directory(&self) -> Result<Directory, StorageError> {
        let sql = "SELECT version, entries FROM directory";
        let (version, entries): (u32, String) =
            self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Directory { version, entries: from_json(&entries)? })
    }

    /// The form versions that the current central uses.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn current_forms(&self) -> Result<Vec<FormReference>, StorageError> {
        let mut statement = self.connection.prepare("SELECT id, version FROM forms WHERE current = 1")?;
        let forms = statement.query_map([], |row| Ok(FormReference { id: row.get(0)?, version: row.get(1)? }))?;
        Ok(forms.collect::<Result<_, _>>()?)
    }

    /// Every version of every form.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn forms(&self) -> Result<Vec<FormSource>, StorageError> {
        let mut statement = self.connection.prepare("SELECT id, version, csv FROM forms ORDER BY id, version")?;
        let forms = statement
            .query_map([], |row| Ok(FormSource { id: row.get(0)?, version: row.get(1)?, csv: row.get(2)? }))?;
        Ok(forms.collect::<Result<_, _>>()?)
    }
}
