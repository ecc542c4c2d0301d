//! Sending while the app is out of sight: the system's worker. The app can ask for it; the system may delay it.

use super::error::DeviceError;

/// Whether the system lets the app work while it is out of sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackgroundWork {
    /// As soon as there is a network.
    Allowed,
    /// The system saves battery and may delay the worker for hours.
    Delayed,
    /// The app never works there: waiting records go while it is open.
    Never,
}

/// The system's worker.
pub trait Background {
    /// Asks the worker to send once there is a network; `urgent` when a person asked for it. Asking twice is the same
    /// as asking once.
    fn schedule_upload(&self, urgent: bool) {
        let _ = urgent;
    }

    /// Whether the system delays the worker.
    fn background_work(&self) -> BackgroundWork {
        BackgroundWork::Never
    }

    /// Opens the system's settings where the owner can allow the worker.
    ///
    /// # Errors
    /// [`DeviceError::NoSettings`].
    fn open_battery_settings(&self) -> Result<(), DeviceError> {
        Err(DeviceError::NoSettings)
    }
}
