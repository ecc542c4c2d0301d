//! The folder of a practice. It is deleted when the practice ends, and at every start of the app.

use std::path::{Path, PathBuf};
use std::{fs, io};

use kentongan_exchange::RecordId;

use super::PhoneError;
use super::folder::make_folder;
use crate::storage::StorageError;

/// In the phone's folder: the parent of every practice folder.
const FOLDER: &str = "practice";

/// A practice folder. Dropping it deletes the folder.
#[derive(Debug)]
pub(super) struct PracticeFolder(pub(super) PathBuf);

impl PracticeFolder {
    /// Creates a folder for one practice below the phone's folder.
    pub(super) fn below(folder: &Path) -> Result<Self, StorageError> {
        let own = folder.join(FOLDER).join(RecordId::new().to_string());
        make_folder(&own)?;
        Ok(Self(own))
    }
}

impl Drop for PracticeFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "the practice is erased at the next start");
        }
    }
}

/// Deletes every practice folder that a killed app left behind.
///
/// # Errors
/// Storage's.
pub fn erase_practices(folder: &Path) -> Result<(), PhoneError> {
    match fs::remove_dir_all(folder.join(FOLDER)) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StorageError::from(error).into()),
    }
}
