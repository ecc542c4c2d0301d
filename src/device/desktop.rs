//! A computer: the desktop window, and the browser renderer of demo and tests.

use std::env;
use std::path::PathBuf;

use super::{
    About, Background, Clock, DataFolder, Device, DeviceError, DeviceKeyStore, Files, Metering, Network, Telephone,
    Window,
};

/// Names the data folder, for the demo and for tests that start the app as a program.
pub const DATA_VARIABLE: &str = "KENTONGAN_DATA";

/// A computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Desktop;

impl Device for Desktop {}

impl DataFolder for Desktop {
    /// `$KENTONGAN_DATA`, else `$XDG_DATA_HOME/kentongan`, else `~/.local/share/kentongan` (XDG base directories).
    fn data_folder(&self) -> Result<PathBuf, DeviceError> {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        set(DATA_VARIABLE)
            .or_else(|| set("XDG_DATA_HOME").map(|base| base.join("kentongan")))
            .or_else(|| env::home_dir().map(|home| home.join(".local/share/kentongan")))
            .ok_or(DeviceError::NoFolder)
    }
}

impl Network for Desktop {
    fn metering(&self) -> Metering {
        Metering::Unmetered
    }
}

impl About for Desktop {
    fn model(&self) -> String {
        env::consts::ARCH.to_owned()
    }

    fn system(&self) -> String {
        env::consts::OS.to_owned()
    }
}

impl Background for Desktop {}
impl Clock for Desktop {}
impl Files for Desktop {}
impl DeviceKeyStore for Desktop {}
impl Telephone for Desktop {}
impl Window for Desktop {}
