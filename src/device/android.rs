//! A phone with Android. What needs Java's side (dialling, files, connectivity) says so until it is there.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::{Connectivity, Device, DeviceError, Metering};

/// Android gives every app of one user a range of this many user ids (AOSP `UserHandle.PER_USER_RANGE`).
const IDS_A_USER: u32 = 100_000;

/// A phone with Android.
#[derive(Debug, Clone, Copy, Default)]
pub struct Android;

impl Device for Android {
    /// What `Context.getFilesDir()` answers, found without Java: `/data/user/USER/PACKAGE/files`. An app's
    /// process carries its package's name, and a service in a process of its own adds `:name`.
    fn data_folder(&self) -> Result<PathBuf, DeviceError> {
        let name = fs::read("/proc/self/cmdline").map_err(|_| DeviceError::NoFolder)?;
        let name = name.split(|byte| *byte == 0 || *byte == b':').next().unwrap_or_default();
        let package = std::str::from_utf8(name).map_err(|_| DeviceError::NoFolder)?;
        let id = fs::metadata("/proc/self").map_err(|_| DeviceError::NoFolder)?.uid();
        if package.is_empty() || package.contains('/') {
            return Err(DeviceError::NoFolder);
        }
        Ok(Path::new("/data/user").join((id / IDS_A_USER).to_string()).join(package).join("files"))
    }

    fn dial(&self, _number: &str) -> Result<(), DeviceError> {
        Err(DeviceError::NoTelephone)
    }

    /// Sharing and opening need Java's side.
    fn page_exchanges_files(&self) -> Result<(), DeviceError> {
        Err(DeviceError::NoFiles)
    }

    fn online(&self) -> Connectivity {
        Connectivity::Unknown
    }

    fn metering(&self) -> Metering {
        Metering::Unknown
    }
}
