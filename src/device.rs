//! The device that runs the app: everything that differs between Android, a computer and a test, and nothing else.
//!
//! One trait for each concern; [`Device`] is all of them. A device that lacks something uses the trait's default.

#[cfg(feature = "java")]
pub mod android;
#[cfg(not(target_os = "android"))]
pub mod desktop;
pub mod memory;

mod about;
mod background;
mod clock;
mod error;
mod events;
mod files;
mod folder;
mod key_store;
mod network;
mod telephone;
mod window;

pub use about::{About, Make};
pub use background::{Background, BackgroundWork};
pub use clock::{Clock, Timer};
pub use error::DeviceError;
pub use events::{Events, SystemEvent, UserEvent};
pub use files::{ChosenFile, FileHandler, Files, PendingChoice, PhotoSource};
pub use folder::DataFolder;
pub use key_store::DeviceKeyStore;
pub use network::{Connectivity, Metering, Network};
pub use telephone::Telephone;
pub use window::Window;

use crate::pin_cost::Cost;

/// Where the app runs. The only source of time, place and telephone for everything below the screens.
pub trait Device:
    About + Background + Clock + DataFolder + Files + DeviceKeyStore + Network + Telephone + Window + Send + Sync + 'static
{
    /// The allowed cost of deriving a key from the PIN. Measures it, so it takes some seconds.
    fn pin_cost(&self) -> Cost {
        Cost::calibrated()
    }
}
