//! The result of starting the phone.

use std::sync::Arc;

use crate::device::Device;
use crate::phone::{Phone, PhoneError, erase_practices};

/// The result of starting the phone.
#[derive(Clone)]
pub(super) enum StartResult {
    Phone(Phone),
    /// The phone's data cannot be opened. The screen says why, and what to do.
    Not(PhoneError),
}

impl StartResult {
    /// Starts the phone in the device's folder.
    pub(super) fn on(device: &Arc<dyn Device>) -> Self {
        let folder = match device.data_folder() {
            Ok(folder) => folder,
            Err(error) => return Self::Not(PhoneError::Failed(error.to_string())),
        };
        if let Err(error) = erase_practices(&folder) {
            eprintln!("kentongan: a practice is still there: {error}");
        }
        Phone::start(&folder, device.clone()).map_or_else(Self::Not, Self::Phone)
    }
}
