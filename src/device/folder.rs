//! Where the app's data lies.

use std::path::PathBuf;

use super::error::DeviceError;

/// The app's own place on the disk.
pub trait DataFolder {
    /// The folder that only this app uses.
    ///
    /// # Errors
    /// [`DeviceError::NoFolder`] when the system names none.
    fn data_folder(&self) -> Result<PathBuf, DeviceError>;

    /// Free bytes there. `None` when the system does not say.
    fn free_space(&self) -> Option<u64> {
        None
    }
}
