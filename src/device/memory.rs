//! A made-up device for tests. Tests set its clocks, network, telephone and key store.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::{
    About, Background, BackgroundWork, ChosenFile, Clock, Connectivity, DataFolder, Device, DeviceError,
    DeviceKeyStore, Events, FileHandler, Files, Metering, Network, PendingChoice, PhotoSource, Telephone, Timer,
    Window,
};
use crate::pin_cost::Cost;

/// A made-up device for tests.
#[derive(Debug)]
pub struct MemoryDevice {
    events: Events,
    state: Mutex<State>,
}

/// How a made-up key store behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStore {
    /// There is none.
    Absent,
    /// It computes with this key.
    Holding(u8),
    /// It refuses everything.
    Broken,
}

#[derive(Debug)]
struct State {
    folder: Option<PathBuf>,
    now: Timestamp,
    uptime: Duration,
    /// The remaining time of each timer.
    timers: Vec<(Duration, oneshot::Sender<()>)>,
    online: Connectivity,
    metering: Metering,
    dialled: Vec<String>,
    opened: Vec<String>,
    key_store: KeyStore,
    /// How many MACs the key store computed.
    macs: usize,
    file_handler: FileHandler,
    shared: Vec<(String, Vec<u8>)>,
    choosing: Option<oneshot::Sender<ChosenFile>>,
    scheduled: Vec<bool>,
    background_work: BackgroundWork,
    left: u32,
    model: String,
    settings_opened: u32,
    zone: TimeZone,
    built_at: Timestamp,
}

impl MemoryDevice {
    /// A device with this data folder and this time, with Wi-Fi, switched on an hour ago.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, now: Timestamp) -> Self {
        let state = State {
            folder: Some(folder.into()),
            now,
            uptime: Duration::from_secs(3_600),
            timers: Vec::new(),
            online: Connectivity::Online,
            metering: Metering::Unmetered,
            dialled: Vec::new(),
            opened: Vec::new(),
            key_store: KeyStore::Absent,
            macs: 0,
            file_handler: FileHandler::Page,
            shared: Vec::new(),
            choosing: None,
            scheduled: Vec::new(),
            background_work: BackgroundWork::Allowed,
            left: 0,
            model: "memory".to_owned(),
            settings_opened: 0,
            zone: kentongan_exchange::zone::zone(),
            built_at: Timestamp::UNIX_EPOCH,
        };
        Self { events: Events::default(), state: Mutex::new(state) }
    }

    /// From now on it names no data folder.
    pub fn lose_data_folder(&self) {
        self.state().folder = None;
    }

    /// Takes the phone to another time zone.
    pub fn set_zone(&self, zone: TimeZone) {
        self.state().zone = zone;
    }

    /// Sets when the app was built.
    pub fn set_built_at(&self, built_at: Timestamp) {
        self.state().built_at = built_at;
    }

    /// Sets the wall clock, backwards too.
    pub fn set_now(&self, now: Timestamp) {
        self.state().now = now;
    }

    /// Lets time pass, on both clocks and for the timers.
    pub fn wait(&self, time: SignedDuration) {
        self.sleep(time);
        let time = time.unsigned_abs();
        let mut state = self.state();
        let (over, running) = state.timers.drain(..).partition(|(left, _)| *left <= time);
        state.timers = running;
        state.timers.iter_mut().for_each(|(left, _)| *left -= time);
        drop(state);
        let over: Vec<(Duration, oneshot::Sender<()>)> = over;
        for (_, timer) in over {
            let _nobody_waits_any_more = timer.send(());
        }
    }

    /// Lets time pass on both clocks while the device sleeps: no timer runs.
    pub fn sleep(&self, time: SignedDuration) {
        let mut state = self.state();
        state.now = state.now.saturating_add(time).unwrap_or(Timestamp::MAX);
        state.uptime = state.uptime.saturating_add(time.unsigned_abs());
    }

    /// What will wake the app: the remaining time of each awaited timer, the shortest first.
    #[must_use]
    pub fn timers(&self) -> Vec<Duration> {
        let mut state = self.state();
        state.timers.retain(|(_, timer)| !timer.is_closed());
        let mut left: Vec<Duration> = state.timers.iter().map(|(left, _)| *left).collect();
        left.sort_unstable();
        left
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

    /// Puts another key store into the device.
    pub fn set_key_store(&self, key_store: KeyStore) {
        self.state().key_store = key_store;
    }

    /// How many MACs the key store computed so far.
    #[must_use]
    pub fn macs(&self) -> usize {
        self.state().macs
    }

    /// Sets who gives and takes files.
    pub fn set_file_handler(&self, file_handler: FileHandler) {
        self.state().file_handler = file_handler;
    }

    /// Sets whether the system delays background sending, and the model.
    pub fn set_background_work(&self, background_work: BackgroundWork, model: &str) {
        let mut state = self.state();
        state.background_work = background_work;
        model.clone_into(&mut state.model);
    }

    /// The numbers dialled so far.
    #[must_use]
    pub fn dialled(&self) -> Vec<String> {
        self.state().dialled.clone()
    }

    /// The links opened so far.
    #[must_use]
    pub fn opened(&self) -> Vec<String> {
        self.state().opened.clone()
    }

    /// The files shared so far, by name.
    #[must_use]
    pub fn shared(&self) -> Vec<(String, Vec<u8>)> {
        self.state().shared.clone()
    }

    /// Whether each upload scheduled so far was urgent.
    #[must_use]
    pub fn scheduled(&self) -> Vec<bool> {
        self.state().scheduled.clone()
    }

    /// How often the app was left.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.state().left
    }

    /// How often the battery's settings were opened.
    #[must_use]
    pub fn settings_opened(&self) -> u32 {
        self.state().settings_opened
    }

    /// Answers the open choice. Returns whether there was one.
    pub fn choose(&self, chosen: ChosenFile) -> bool {
        let choosing = self.state().choosing.take();
        choosing.is_some_and(|choosing| choosing.send(chosen).is_ok())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin_choosing(&self) -> PendingChoice {
        let (sender, choosing) = oneshot::channel();
        self.state().choosing = Some(sender);
        choosing
    }
}

impl Device for MemoryDevice {
    fn pin_cost(&self) -> Cost {
        Cost::FLOOR
    }
}

impl DataFolder for MemoryDevice {
    fn data_folder(&self) -> Result<PathBuf, DeviceError> {
        self.state().folder.clone().ok_or(DeviceError::NoFolder)
    }
}

impl Telephone for MemoryDevice {
    fn dial(&self, number: &str) -> Result<(), DeviceError> {
        self.state().dialled.push(number.to_owned());
        Ok(())
    }

    fn open_link(&self, address: &str) -> Result<(), DeviceError> {
        self.state().opened.push(address.to_owned());
        Ok(())
    }
}

impl Network for MemoryDevice {
    fn online(&self) -> Connectivity {
        self.state().online
    }

    fn metering(&self) -> Metering {
        self.state().metering
    }
}

impl Clock for MemoryDevice {
    fn now(&self) -> Timestamp {
        self.state().now
    }

    fn uptime(&self) -> Duration {
        self.state().uptime
    }

    fn timer(&self, time: Duration) -> Timer {
        if time.is_zero() {
            return Box::pin(std::future::ready(()));
        }
        let (timer, over) = oneshot::channel();
        self.state().timers.push((time, timer));
        Box::pin(async move {
            if over.await.is_err() {
                // The device is dropped, so no timer ends any more.
                std::future::pending::<()>().await;
            }
        })
    }

    /// The zone of the villages, unless a test took the phone elsewhere.
    fn zone(&self) -> TimeZone {
        self.state().zone.clone()
    }

    /// Long ago, unless a test says otherwise: an app built after the day of a test must not make its clock wrong.
    fn built_at(&self) -> Timestamp {
        self.state().built_at
    }
}

impl Files for MemoryDevice {
    fn file_handler(&self) -> FileHandler {
        self.state().file_handler
    }

    fn share_file(&self, name: &str, content: &[u8]) -> Result<(), DeviceError> {
        self.state().shared.push((name.to_owned(), content.to_vec()));
        Ok(())
    }

    fn choose_file(&self) -> Result<PendingChoice, DeviceError> {
        Ok(self.begin_choosing())
    }

    fn take_photo(&self, _source: PhotoSource) -> Result<PendingChoice, DeviceError> {
        Ok(self.begin_choosing())
    }
}

impl DeviceKeyStore for MemoryDevice {
    fn make_key(&self) -> Result<bool, DeviceError> {
        match self.state().key_store {
            KeyStore::Absent => Ok(false),
            KeyStore::Broken => Err(DeviceError::NoKey),
            KeyStore::Holding(_) => Ok(true),
        }
    }

    fn mac(&self, message: &[u8]) -> Result<Zeroizing<[u8; 32]>, DeviceError> {
        let mut state = self.state();
        let KeyStore::Holding(key) = state.key_store else { return Err(DeviceError::NoKey) };
        state.macs += 1;
        Ok(Zeroizing::new(*blake3::keyed_hash(&[key; 32], message).as_bytes()))
    }
}

impl Background for MemoryDevice {
    fn schedule_upload(&self, urgent: bool) {
        self.state().scheduled.push(urgent);
    }

    fn background_work(&self) -> BackgroundWork {
        self.state().background_work
    }

    fn open_battery_settings(&self) -> Result<(), DeviceError> {
        self.state().settings_opened += 1;
        Ok(())
    }
}

impl Window for MemoryDevice {
    fn events(&self) -> Option<&Events> {
        Some(&self.events)
    }

    fn leave(&self) {
        self.state().left += 1;
    }
}

impl About for MemoryDevice {
    fn model(&self) -> String {
        self.state().model.clone()
    }

    fn system(&self) -> String {
        "test".to_owned()
    }
}
