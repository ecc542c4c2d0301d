//! Starting over after a forgotten PIN. Nobody can open the vault, so the phone erases it and is enrolled again.
//!
//! Finished records are sealed in the outbox and are sent without a PIN. So a phone may start over once nothing waits
//! there. Drafts are lost, because only the vault has them.

use super::folder::{KEY_FILE, VAULT_FILE};
use super::held::held;
use super::lock_state::LockState;
use super::{Phone, PhoneError};
use crate::storage::remove_database;
use crate::vault::KeyFile;

/// What only this phone has and would be lost, apart from drafts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UndeliveredData {
    /// Records that wait to be sent.
    pub waiting: u32,
    /// Records that central rejected.
    pub refused: u32,
    /// Photos that wait to be sent.
    pub photos: u32,
}

impl Phone {
    /// What must reach central before the phone may start over.
    ///
    /// # Errors
    /// Storage's.
    pub fn undelivered_data(&self) -> Result<UndeliveredData, PhoneError> {
        let status = self.outbox_status()?;
        let photos = self.all_waiting_photos()?.map_or(0, |all| all.count);
        Ok(UndeliveredData { waiting: status.waiting, refused: status.refused, photos })
    }

    /// Erases the vault of a locked phone, with all drafts. Afterwards the phone can be enrolled again.
    ///
    /// # Errors
    /// [`PhoneError::StillWaiting`] while only this phone has something, [`PhoneError::NotLocked`], or storage's. If it
    /// stops halfway, the phone is either still locked or ready for enrolment.
    pub fn start_over(&self) -> Result<(), PhoneError> {
        let mut key_file = held(&self.0.key_file);
        let mut lock_state = held(&self.0.lock_state);
        if !matches!(*lock_state, LockState::Locked) {
            return Err(PhoneError::NotLocked);
        }
        if self.undelivered_data()? != UndeliveredData::default() {
            return Err(PhoneError::StillWaiting);
        }
        // So that the phone sends and fetches nothing more under the old enrolment.
        self.0.outbox.forget_token()?;
        self.0.outbox.make_durable()?;
        // Without its key nothing opens the vault, and the phone starts as one that is not enrolled.
        KeyFile::erase(&self.0.folder.join(KEY_FILE))?;
        *key_file = None;
        *lock_state = LockState::NotEnrolled;
        remove_database(&self.0.folder.join(VAULT_FILE))?;
        Ok(())
    }
}
