//! A device made up for tests: its clocks, its network and its telephone do as they are told.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Connectivity, Device, DeviceError, Metering};
use crate::vault::Cost;

/// A device made up for tests.
#[derive(Debug)]
pub struct MemoryDevice {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    now: Timestamp,
    uptime: Duration,
    online: Connectivity,
    metering: Metering,
    dialled: Vec<String>,
}

impl MemoryDevice {
    /// A device with this data folder whose clock stands at `now`, with Wi-Fi, switched on an hour ago.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, now: Timestamp) -> Self {
        let state = State {
            now,
            uptime: Duration::from_secs(3_600),
            online: Connectivity::Online,
            metering: Metering::Unmetered,
            dialled: Vec::new(),
        };
        Self { folder: folder.into(), state: Mutex::new(state) }
    }

    /// Sets the wall clock, backwards too.
    pub fn set_now(&self, now: Timestamp) {
        self.state().now = now;
    }

    /// Lets time pass, on both clocks.
    pub fn wait(&self, time: SignedDuration) {
        let mut state = self.state();
        state.now = state.now.saturating_add(time).unwrap_or(Timestamp::MAX);
        state.uptime = state.uptime.saturating_add(time.unsigned_abs());
    }

    /// Switches the device off and on again.
    pub fn reboot(&self) {
        self.state().uptime = Duration::ZERO;
    }

    /// Sets what the system says about the network.
    pub fn set_online(&self, online: Connectivity) {
        self.state().online = online;
    }

    /// Sets what the system says about the price of data.
    pub fn set_metering(&self, metering: Metering) {
        self.state().metering = metering;
    }

    /// The numbers dialled so far.
    #[must_use]
    pub fn dialled(&self) -> Vec<String> {
        self.state().dialled.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Device for MemoryDevice {
    fn data_folder(&self) -> Result<PathBuf, DeviceError> {
        Ok(self.folder.clone())
    }

    fn dial(&self, number: &str) -> Result<(), DeviceError> {
        self.state().dialled.push(number.to_owned());
        Ok(())
    }

    fn page_exchanges_files(&self) -> Result<(), DeviceError> {
        Ok(())
    }

    fn online(&self) -> Connectivity {
        self.state().online
    }

    fn metering(&self) -> Metering {
        self.state().metering
    }

    fn now(&self) -> Timestamp {
        self.state().now
    }

    fn uptime(&self) -> Duration {
        self.state().uptime
    }

    /// Western Indonesia, where the villages lie.
    fn zone(&self) -> TimeZone {
        TimeZone::get("Asia/Jakarta").unwrap_or(TimeZone::UTC)
    }

    fn pin_cost(&self) -> Cost {
        Cost::FLOOR
    }
}
