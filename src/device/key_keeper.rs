//! A key that never leaves the device's hardware. What it wraps can be unwrapped on this device alone: six digits are
//! soon guessed by whoever copied a file away, and this is why a copy does not help him.

use super::DeviceError;

/// The device's key store.
pub trait KeyKeeper {
    /// Wraps some bytes; `None` where there is no key store. Makes the key when there is none yet.
    ///
    /// # Errors
    /// [`DeviceError::NoKey`] when the store refuses.
    fn wrap(&self, plain: &[u8]) -> Result<Option<Vec<u8>>, DeviceError> {
        let _ = plain;
        Ok(None)
    }

    /// What was wrapped here.
    ///
    /// # Errors
    /// [`DeviceError::NoKey`] when it was wrapped elsewhere, when its key is gone, or the store refuses.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, DeviceError> {
        let _ = wrapped;
        Err(DeviceError::NoKey)
    }
}
