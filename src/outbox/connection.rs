//! The data that sending and screens need while the vault is locked.

use std::fmt;

use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::{Base64, VerifyingKey};
use kentongan_exchange::{DeviceId, DirectoryEntry, Organisation};
use rusqlite::OptionalExtension as _;

use super::Outbox;
use crate::storage::{StorageError, from_json, to_json};

/// Central's address, this phone's token, and the keys for receipts and envelopes.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// Central's address, with the pin of its certificate if it has one ([`crate::sending::ServerAddress::kept`]).
    pub address: String,
    /// Bearer token of this phone. It allows adding envelopes, not reading them.
    pub token: String,
    /// This phone.
    pub device: DeviceId,
    /// Checks receipts.
    pub receipt_key: VerifyingKey,
    /// The phone seals envelopes to it, and recognises a carry file for another central by it. `None` after an upgrade,
    /// until the phone is unlocked.
    pub central_recipient: Option<Recipient>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Outbox {
    /// The connection of an enrolled phone; `None` during a new enrolment.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn connection(&self) -> Result<Option<Connection>, StorageError> {
        let database = self.database();
        let sql = "SELECT address, token, device, receipt_key, central_recipient FROM connection WHERE token <> ''";
        let mut statement = database.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let device: Vec<u8> = row.get(2)?;
        Ok(Some(Connection {
            address: row.get(0)?,
            token: row.get(1)?,
            device: DeviceId::from_slice(&device).ok_or(StorageError::Damaged)?,
            receipt_key: VerifyingKey(Base64(row.get(3)?)),
            central_recipient: Recipient::try_from(row.get::<_, String>(4)?).ok(),
        }))
    }

    /// This phone's id, after enrolment. It contains the time of the enrolment.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn device(&self) -> Result<Option<DeviceId>, StorageError> {
        let device: Option<Vec<u8>> = self
            .database()
            .prepare_cached("SELECT device FROM connection")?
            .query_row([], |row| row.get(0))
            .optional()?;
        device.map(|device| DeviceId::from_slice(&device).ok_or(StorageError::Damaged)).transpose()
    }

    /// Stores the connection. If it has another device id, it deletes envelopes, photos and news. They are sealed to
    /// another central or signed with another key, and the vault makes them again. Carried envelopes stay: they may be
    /// for the new central, or for the old one if the phone returns to it.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_connection(&self, connection: &Connection) -> Result<(), StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        let device = connection.device.as_bytes();
        let others = "SELECT 1 FROM connection WHERE device <> ?1";
        if change.prepare_cached(others)?.exists([device])? {
            change.execute("DELETE FROM envelopes WHERE device <> ?1", [device])?;
            // The new central has none of their bytes. The vault adds again the photos that it still has.
            change.execute("DELETE FROM attachments", [])?;
            change.execute("DELETE FROM feed", [])?;
            change.execute("DELETE FROM connection", [])?;
        }
        let sql = "INSERT INTO connection (only_one, address, token, device, receipt_key, feed_cursor,
                       central_recipient)
                   VALUES (1, ?1, ?2, ?3, ?4, 0, ?5)
                   ON CONFLICT (only_one) DO UPDATE SET address = excluded.address, token = excluded.token,
                       device = excluded.device, receipt_key = excluded.receipt_key, central_recipient = excluded.central_recipient";
        let Connection { address, token, receipt_key, central_recipient, .. } = connection;
        let recipient = central_recipient.as_ref().map_or("", Recipient::as_str);
        change.execute(sql, (address, token, device, &receipt_key.0.0, recipient))?;
        Ok(change.commit()?)
    }

    /// Deletes the token. The phone sends nothing until the open vault stores a new one.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn forget_token(&self) -> Result<(), StorageError> {
        self.database().execute("UPDATE connection SET token = ''", [])?;
        Ok(())
    }

    /// The code of the chosen language, if there is one.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn language(&self) -> Result<Option<String>, StorageError> {
        let sql = "SELECT language FROM settings WHERE language <> ''";
        Ok(self.database().query_row(sql, [], |row| row.get(0)).optional()?)
    }

    /// Stores the code of the chosen language.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_language(&self, code: &str) -> Result<(), StorageError> {
        self.database().execute("UPDATE settings SET language = ?1", [code])?;
        Ok(())
    }

    /// The code of the chosen text size; empty for the usual size.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn text_size(&self) -> Result<String, StorageError> {
        Ok(self.database().query_row("SELECT text_size FROM settings", [], |row| row.get(0))?)
    }

    /// Stores the code of the chosen text size.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_text_size(&self, code: &str) -> Result<(), StorageError> {
        self.database().execute("UPDATE settings SET text_size = ?1", [code])?;
        Ok(())
    }

    /// The numbers to call in danger.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn emergency_numbers(&self) -> Result<Vec<DirectoryEntry>, StorageError> {
        let sql = "SELECT emergency_numbers FROM settings";
        let entries: String = self.database().query_row(sql, [], |row| row.get(0))?;
        from_json(&entries)
    }

    /// Who runs central and how to reach the coordinator; empty before enrolment.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn organisation(&self) -> Result<Organisation, StorageError> {
        let sql = "SELECT organisation FROM settings";
        let organisation: String = self.reader().query_row(sql, [], |row| row.get(0))?;
        if organisation.is_empty() { Ok(Organisation::default()) } else { from_json(&organisation) }
    }

    /// Stores what the lock screen shows: the numbers to call in danger, and how to reach the coordinator.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_numbers(&self, emergency: &[DirectoryEntry], organisation: &Organisation) -> Result<(), StorageError> {
        let sql = "UPDATE settings SET emergency_numbers = ?1, organisation = ?2";
        self.database().execute(sql, (to_json(&emergency)?, to_json(organisation)?))?;
        Ok(())
    }
}
