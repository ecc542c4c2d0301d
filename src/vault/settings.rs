//! What its user chose for this phone, as far as it matters only while the vault is open.

use super::Vault;
use crate::storage::StorageError;

impl Vault {
    /// Minutes without a touch after which the phone locks itself.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn lock_after_minutes(&self) -> Result<u32, StorageError> {
        Ok(self.connection.query_row("SELECT lock_after_minutes FROM settings", [], |row| row.get(0))?)
    }

    /// Keeps after how many.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_lock_after_minutes(&mut self, minutes: u32) -> Result<(), StorageError> {
        self.connection.execute("UPDATE settings SET lock_after_minutes = ?1", [minutes])?;
        Ok(())
    }
}
