//! The device's key store: a key that never leaves the hardware, on devices that have one.
//!
//! The key store only computes with its key. Each try of a PIN needs several such computations. So a person who copied
//! the files cannot try PINs on another device.

use zeroize::Zeroizing;

use super::error::DeviceError;

/// The device's key store.
pub trait DeviceKeyStore {
    /// Creates the key if it is missing. Returns `false` where the device has no key store.
    ///
    /// # Errors
    /// [`DeviceError::NoKey`] when the key store fails.
    fn make_key(&self) -> Result<bool, DeviceError> {
        Ok(false)
    }

    /// HMAC-SHA-256 of `message` under the key. It never creates a key: with a new one every PIN would look wrong.
    ///
    /// # Errors
    /// [`DeviceError::NoKey`] when the key is missing or the key store fails.
    fn mac(&self, message: &[u8]) -> Result<Zeroizing<[u8; 32]>, DeviceError> {
        let _ = message;
        Err(DeviceError::NoKey)
    }
}
