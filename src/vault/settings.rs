//! The person's settings that are needed only while the vault is open.

use super::Vault;
use crate::storage::StorageError;

impl Vault {
    /// After how many minutes without a touch the phone locks itself.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn lock_after_minutes(&self) -> Result<u32, StorageError> {
        Ok(self.connection.query_row("SELECT lock_after_minutes FROM settings", [], |row| row.get(0))?)
    }

    /// Stores after how many minutes the phone locks itself.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_lock_after_minutes(&mut self, minutes: u32) -> Result<(), StorageError> {
        self.connection.execute("UPDATE settings SET lock_after_minutes = ?1", [minutes])?;
        Ok(())
    }

    /// Whether the person has read or skipped the guide of the first run.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn guide_seen(&self) -> Result<bool, StorageError> {
        Ok(self.connection.query_row("SELECT guide_seen FROM settings", [], |row| row.get(0))?)
    }

    /// Stores that the person has read or skipped the guide.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_guide_seen(&mut self) -> Result<(), StorageError> {
        self.connection.execute("UPDATE settings SET guide_seen = 1", [])?;
        Ok(())
    }
}
