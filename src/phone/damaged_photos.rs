//! Photos that can no longer be sent: their sealed bytes are damaged in the vault, and the outbox has none.
//!
//! Their record is sent all the same. They wait until a person tells the coordinator and gives them up.

use std::collections::BTreeMap;

use kentongan_exchange::{AttachmentName, RecordId};

use super::open_vault::OpenVault;
use super::{Phone, PhoneError};
use crate::outbox::Outbox;
use crate::storage::StorageError;
use crate::vault::StoredPhoto;

impl Phone {
    /// The records with damaged photos, and how many each has.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn damaged_photos(&self) -> Result<BTreeMap<RecordId, u32>, PhoneError> {
        let mut records = BTreeMap::new();
        for photo in self.with_open(|open| Ok::<_, PhoneError>(open.damaged_photos(&self.0.outbox)?))? {
            *records.entry(photo.record).or_default() += 1;
        }
        Ok(records)
    }

    /// Gives up the damaged photos of a record: deletes their sealed bytes. The other photos still wait.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn give_up_damaged_photos(&self, record: RecordId) -> Result<(), PhoneError> {
        self.with_open(|open| {
            for photo in open.damaged_photos(&self.0.outbox)?.iter().filter(|photo| photo.record == record) {
                open.vault.give_photo_up(photo.name)?;
            }
            Ok::<_, PhoneError>(())
        })?;
        // If the record is erased, its thumbnail must go too.
        self.0.retention_changed.notify_waiters();
        self.redraw_screens();
        Ok(())
    }
}

impl OpenVault {
    fn damaged_photos(&self, outbox: &Outbox) -> Result<Vec<StoredPhoto>, StorageError> {
        let mut photos = self.vault.photos_without_receipt()?;
        if photos.is_empty() {
            return Ok(photos);
        }
        let here = outbox.attachments()?;
        photos.retain(|photo| !here.contains_key(&photo.name));
        let mut damaged = Vec::new();
        for photo in photos {
            let content = self.vault.photo_content(photo.name)?;
            if content.is_some_and(|content| !is_whole(&content, photo.name)) {
                damaged.push(photo);
            }
        }
        Ok(damaged)
    }
}

/// Whether the name is the hash of these sealed bytes.
pub(super) fn is_whole(ciphertext: &[u8], name: AttachmentName) -> bool {
    AttachmentName::of(ciphertext) == name
}
