//! The telephone.

use super::DeviceError;

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
}
