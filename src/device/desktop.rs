//! A computer: the desktop window, and the browser renderer of demo and tests.

use std::env;
use std::path::PathBuf;

use super::{Connectivity, Device, DeviceError, Metering};

/// Names the data folder, for the demo and for tests that start the app as a program.
pub const DATA_VARIABLE: &str = "KENTONGAN_DATA";

/// A computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Desktop;

impl Device for Desktop {
    /// `$KENTONGAN_DATA`, else `$XDG_DATA_HOME/kentongan`, else `~/.local/share/kentongan` (XDG base directories).
    fn data_folder(&self) -> Result<PathBuf, DeviceError> {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        set(DATA_VARIABLE)
            .or_else(|| set("XDG_DATA_HOME").map(|base| base.join("kentongan")))
            .or_else(|| env::home_dir().map(|home| home.join(".local/share/kentongan")))
            .ok_or(DeviceError::NoFolder)
    }

    fn dial(&self, _number: &str) -> Result<(), DeviceError> {
        Err(DeviceError::NoTelephone)
    }

    fn page_exchanges_files(&self) -> Result<(), DeviceError> {
        Ok(())
    }

    fn online(&self) -> Connectivity {
        Connectivity::Unknown
    }

    fn metering(&self) -> Metering {
        Metering::Unmetered
    }
}
