//! Beginning again after a forgotten PIN: nobody can open the vault, so it is erased and the phone is enrolled again.
//!
//! What is finished lies sealed in the outbox and is sent without a PIN. So a phone may begin again once nothing waits
//! there. Drafts are lost: they are in the vault alone.

use super::door::LockState;
use super::{KEY_FILE, Phone, PhoneError, VAULT_FILE, held};
use crate::storage::remove_database;
use crate::vault::KeyFile;

/// What is on this phone alone and would be lost, beside drafts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OnlyHere {
    /// Records that wait to be sent.
    pub waiting: u32,
    /// Records that central refused.
    pub refused: u32,
    /// Photos that wait to be sent.
    pub photos: u32,
}

impl Phone {
    /// What must reach central before the phone may begin again.
    ///
    /// # Errors
    /// Storage's.
    pub fn only_here(&self) -> Result<OnlyHere, PhoneError> {
        let status = self.outbox_status()?;
        let photos = self.all_waiting_photos()?.map_or(0, |all| all.count);
        Ok(OnlyHere { waiting: status.waiting, refused: status.refused, photos })
    }

    /// Erases the vault of a locked phone, drafts and all; then it is enrolled again.
    ///
    /// # Errors
    /// [`PhoneError::StillWaiting`] while something is on this phone alone, [`PhoneError::NotLocked`], or storage's. When
    /// it stops in the middle, the phone is either locked as before or ready to be enrolled.
    pub fn begin_again(&self) -> Result<(), PhoneError> {
        let mut key_file = held(&self.0.key_file);
        let mut lock_state = held(&self.0.lock_state);
        if !matches!(*lock_state, LockState::Locked) {
            return Err(PhoneError::NotLocked);
        }
        if self.only_here()? != OnlyHere::default() {
            return Err(PhoneError::StillWaiting);
        }
        // Nothing is sent or fetched any more in the name of the old enrolment.
        self.0.outbox.forget_token()?;
        self.0.outbox.make_lasting()?;
        // Without its key the vault is as good as gone, and the phone starts as one that is not enrolled.
        KeyFile::erase(&self.0.folder.join(KEY_FILE))?;
        *key_file = None;
        *lock_state = LockState::NotEnrolled;
        remove_database(&self.0.folder.join(VAULT_FILE))?;
        Ok(())
    }
}
