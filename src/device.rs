//! The device the app runs on: what differs between Android, a desktop and a test, and nothing else.

#[cfg(target_os = "android")]
pub mod android;
pub mod desktop;
pub mod memory;

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::vault::Cost;

/// Where the app runs. The only source of time, place and telephone for everything below the screens.
pub trait Device: Send + Sync + 'static {
    /// The folder that is this app's alone.
    ///
    /// # Errors
    /// [`DeviceError::NoFolder`] when the system names none.
    fn data_folder(&self) -> Result<PathBuf, DeviceError>;

    /// Opens the telephone with the number filled in; the person presses the call button.
    ///
    /// # Errors
    /// [`DeviceError::NoTelephone`] when this device cannot.
    fn dial(&self, number: &str) -> Result<(), DeviceError>;

    /// Whether the page on screen can hand files over to the person and take them in.
    ///
    /// # Errors
    /// [`DeviceError::NoFiles`] when it cannot.
    fn page_exchanges_files(&self) -> Result<(), DeviceError>;

    /// Whether the system says there is a network. Only a hint: a receipt is the proof.
    fn online(&self) -> Connectivity;

    /// Whether the system says that data over the present network costs money.
    fn metering(&self) -> Metering {
        Metering::Unknown
    }

    /// The clock, which may be wrong by years.
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// The time zone of the wall clock.
    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }

    /// The wall clock.
    fn wall_clock(&self) -> DateTime {
        self.zone().to_datetime(self.now())
    }

    /// Time since the device was switched on, its sleep included. Nobody can set it; switching off starts it again.
    fn uptime(&self) -> Duration {
        uptime()
    }

    /// What deriving a key from the PIN may cost here; measures, so it takes some seconds.
    fn pin_cost(&self) -> Cost {
        Cost::calibrated()
    }
}

/// In whole seconds: the kernel's `CLOCK_BOOTTIME`.
#[cfg(any(target_os = "android", target_os = "linux"))]
fn uptime() -> Duration {
    Duration::from_secs(u64::try_from(rustix::system::sysinfo().uptime).unwrap_or(0))
}

/// Where the system does not tell: the time since the app asked first.
#[cfg(not(any(target_os = "android", target_os = "linux")))]
fn uptime() -> Duration {
    static FIRST_ASKED: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    FIRST_ASKED.elapsed()
}

/// What the system says about the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connectivity {
    /// There is a network; whether it leads anywhere is another matter.
    Online,
    /// There is none: trying would only drain the battery.
    Offline,
    /// The system does not say; trying tells.
    Unknown,
}

/// What the system says about the price of data over the present network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metering {
    /// It costs nothing more: Wi-Fi, as a rule.
    Unmetered,
    /// It is paid for by the byte.
    Metered,
    /// The system does not say.
    Unknown,
}

impl Metering {
    /// Whether it is certain that data costs nothing. What is not known may cost money, and whoever chose "Wi-Fi only"
    /// did not want to pay.
    #[must_use]
    pub fn is_unmetered(self) -> bool {
        match self {
            Self::Unmetered => true,
            Self::Metered | Self::Unknown => false,
        }
    }
}

/// What the device cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The system names no folder for the app's data.
    #[error("no folder for the app's data")]
    NoFolder,
    /// Files get neither in nor out here yet.
    #[error("no way for files in or out")]
    NoFiles,
    /// No telephone here, or none that the app can open yet: the person dials by hand.
    #[error("no telephone to dial with")]
    NoTelephone,
}
