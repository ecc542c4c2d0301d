//! Sending while the app is not on screen: the system's worker, which the app can ask for and the system may hold back.

use super::DeviceError;

/// Whether the system lets the app work while it is not on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// As soon as there is a network.
    Free,
    /// The system saves battery and may hold it back for hours.
    Held,
    /// The app does not work there at all: what waits is sent while it is open.
    Never,
}

/// The system's worker.
pub trait Background {
    /// Has the worker send what waits once there is a network; `urgent` when a person asked for it. Asking twice is
    /// asking once.
    fn schedule_upload(&self, urgent: bool) {
        let _ = urgent;
    }

    /// Whether the system holds the worker back.
    fn holding(&self) -> Holding {
        Holding::Never
    }

    /// Opens the system's settings where the owner lets the worker go.
    ///
    /// # Errors
    /// [`DeviceError::NoSettings`].
    fn open_battery_settings(&self) -> Result<(), DeviceError> {
        Err(DeviceError::NoSettings)
    }
}
