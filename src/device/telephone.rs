//! The telephone, and the apps that open links.

use super::error::DeviceError;

/// The telephone.
pub trait Telephone {
    /// Opens the telephone with the number filled in. The person presses the call button.
    ///
    /// # Errors
    /// [`DeviceError::NoTelephone`] when this device cannot.
    fn dial(&self, number: &str) -> Result<(), DeviceError> {
        let _ = number;
        Err(DeviceError::NoTelephone)
    }

    /// Opens a web address in the app that is there for it; `wa.me` opens WhatsApp.
    ///
    /// # Errors
    /// [`DeviceError::NoBrowser`] when no app opens it.
    fn open_link(&self, address: &str) -> Result<(), DeviceError> {
        let _ = address;
        Err(DeviceError::NoBrowser)
    }
}
