//! Where the app's data lies.

use std::path::PathBuf;

use super::DeviceError;

/// The app's own place on the disk.
pub trait DataFolder {
    /// The folder that is this app's alone.
    ///
    /// # Errors
    /// [`DeviceError::NoFolder`] when the system names none.
    fn data_folder(&self) -> Result<PathBuf, DeviceError>;

    /// Bytes still free there; `None` when the system does not say.
    fn free_space(&self) -> Option<u64> {
        None
    }
}
