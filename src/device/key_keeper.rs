//! The device's key store: a key that never leaves the hardware, on devices that have one.
//!
//! The key store only computes with its key. Each try of a PIN needs several such computations, so a person who copied
//! the files away can try no PIN elsewhere.

use zeroize::Zeroizing;

use super::DeviceError;

/// The device's key store.
pub trait KeyKeeper {
    /// Makes the key if there is none; `false` where the device has no key store.
    ///
    /// # Errors
    /// [`DeviceError::NoKey`] when the key store refuses.
    fn make_key(&self) -> Result<bool, DeviceError> {
        Ok(false)
    }

    /// HMAC-SHA-256 of `message` under the key. It never makes a key: with a new one every PIN would seem wrong.
    ///
    /// # Errors
    /// [`DeviceError::NoKey`] when the key is missing, or the key store refuses.
    fn mac(&self, message: &[u8]) -> Result<Zeroizing<[u8; 32]>, DeviceError> {
        let _ = message;
        Err(DeviceError::NoKey)
    }
}
