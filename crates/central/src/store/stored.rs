//! How moments and ids are stored.

use jiff::Timestamp;
use kentongan_exchange::DeviceId;

use super::error::StoreError;

/// The stored form of a moment: milliseconds since 1970.
pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A stored moment.
pub(super) fn moment(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Damaged("time"))
}

/// A stored device id.
pub(super) fn device_id(bytes: &[u8]) -> Result<DeviceId, StoreError> {
    DeviceId::from_slice(bytes).ok_or(StoreError::Damaged("device id"))
}
