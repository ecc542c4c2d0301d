//! An Android phone, through the app's own Kotlin (`android/kotlin`): the calls from Rust to the system.
//! [`mod@crate::native`] has the calls from Kotlin to Rust. It also compiles for the host, where a test loads it in a
//! Java machine.

mod platform;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jni::Env;
use jni::objects::JObject;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

pub use platform::{CALLS, Call};
use platform::{Platform, PlatformError};

use super::{
    About, Background, BackgroundWork, ChosenFile, Clock, Connectivity, DataFolder, Device, DeviceError,
    DeviceKeyStore, Events, FileHandler, Files, Metering, Network, PendingChoice, PhotoSource, Telephone, Window,
};

/// The phone: one for each process, shared by all parts of the app.
static PHONE: Android = Android {
    platform: Platform::new(),
    events: std::sync::LazyLock::new(Events::default),
    file: Mutex::new(None),
    photo: Mutex::new(None),
};

/// An Android phone.
#[derive(Debug)]
pub struct Android {
    platform: Platform,
    events: std::sync::LazyLock<Events>,
    file: Mutex<Option<oneshot::Sender<ChosenFile>>>,
    photo: Mutex<Option<oneshot::Sender<ChosenFile>>>,
}

/// The app's handle to the phone.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThisPhone;

impl ThisPhone {
    /// Takes Kotlin's `Platform`, and drops the one before.
    ///
    /// # Errors
    /// When the Java machine has no room for one more reference.
    pub(crate) fn attach(self, env: &Env<'_>, platform: &JObject<'_>) -> Result<(), jni::errors::Error> {
        PHONE.platform.attach(env, platform)
    }

    /// The event channels.
    pub(crate) fn events(self) -> &'static Events {
        &PHONE.events
    }

    /// Answers [`Files::choose_file`]. Returns the file when nobody asked for one.
    pub(crate) fn file_chosen(self, chosen: ChosenFile) -> Option<ChosenFile> {
        answer(&PHONE.file, chosen)
    }

    /// Answers [`Files::take_photo`]. Drops a picture for which nobody waits any more.
    pub(crate) fn photo_taken(self, chosen: ChosenFile) {
        drop(answer(&PHONE.photo, chosen));
    }
}

fn answer(asked: &Mutex<Option<oneshot::Sender<ChosenFile>>>, chosen: ChosenFile) -> Option<ChosenFile> {
    match held(asked).take() {
        Some(asked) => asked.send(chosen).err(),
        None => Some(chosen),
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The platform's answer, or `usual` when it failed. The log has the failure.
fn or<T>(answered: Result<T, PlatformError>, usual: T) -> T {
    answered.unwrap_or_else(|error| {
        tracing::warn!(%error, "the system did not answer");
        usual
    })
}

/// `true` is success; anything else is this error.
fn done(answered: Result<bool, PlatformError>, error: DeviceError) -> Result<(), DeviceError> {
    if or(answered, false) { Ok(()) } else { Err(error) }
}

impl Device for ThisPhone {}
impl Clock for ThisPhone {}

impl DataFolder for ThisPhone {
    /// The answer of `Context.getFilesDir()`.
    fn data_folder(&self) -> Result<PathBuf, DeviceError> {
        let folder = or(PHONE.platform.text(Call::FilesDir), String::new());
        if folder.is_empty() { Err(DeviceError::NoFolder) } else { Ok(PathBuf::from(folder)) }
    }

    fn free_space(&self) -> Option<u64> {
        PHONE.platform.number(Call::FreeSpace).ok().and_then(|bytes| u64::try_from(bytes).ok())
    }
}

impl Telephone for ThisPhone {
    fn dial(&self, number: &str) -> Result<(), DeviceError> {
        done(PHONE.platform.open(Call::Dial, number), DeviceError::NoTelephone)
    }

    fn open_link(&self, address: &str) -> Result<(), DeviceError> {
        done(PHONE.platform.open(Call::OpenLink, address), DeviceError::NoBrowser)
    }
}

impl Network for ThisPhone {
    fn online(&self) -> Connectivity {
        match or(PHONE.platform.network(), 0) {
            1 => Connectivity::Offline,
            2 | 3 => Connectivity::Online,
            _ => Connectivity::Unknown,
        }
    }

    fn metering(&self) -> Metering {
        match or(PHONE.platform.network(), 0) {
            2 => Metering::Metered,
            3 => Metering::Unmetered,
            _ => Metering::Unknown,
        }
    }
}

impl Files for ThisPhone {
    /// A download in the web view goes nowhere, and its chooser leaves the camera's pictures where other apps see them.
    fn file_handler(&self) -> FileHandler {
        FileHandler::Device
    }

    fn share_file(&self, name: &str, content: &[u8]) -> Result<(), DeviceError> {
        done(PHONE.platform.share(name, content), DeviceError::NoFiles)
    }

    fn choose_file(&self) -> Result<PendingChoice, DeviceError> {
        begin(&PHONE.file, || done(PHONE.platform.flag(Call::ChooseFile), DeviceError::NoFiles))
    }

    fn take_photo(&self, source: PhotoSource) -> Result<PendingChoice, DeviceError> {
        let camera = source == PhotoSource::Camera;
        begin(&PHONE.photo, || done(PHONE.platform.take_photo(camera), DeviceError::NoCamera))
    }
}

/// Begins to choose. A first caller still waiting keeps the coming answer: Kotlin opens nothing a second time.
fn begin(
    asked: &Mutex<Option<oneshot::Sender<ChosenFile>>>,
    open: impl FnOnce() -> Result<(), DeviceError>,
) -> Result<PendingChoice, DeviceError> {
    let (sender, choosing) = oneshot::channel();
    // The answer may come before Kotlin returns.
    let before = held(asked).replace(sender);
    match open() {
        Ok(()) => Ok(choosing),
        Err(error) => {
            *held(asked) = before;
            Err(error)
        }
    }
}

impl DeviceKeyStore for ThisPhone {
    fn make_key(&self) -> Result<bool, DeviceError> {
        refused(PHONE.platform.flag(Call::MakeKey))
    }

    fn mac(&self, message: &[u8]) -> Result<Zeroizing<[u8; 32]>, DeviceError> {
        let mac = Zeroizing::new(refused(PHONE.platform.through(Call::Mac, message))?);
        mac.as_slice().try_into().map(Zeroizing::new).map_err(|_| DeviceError::NoKey)
    }
}

fn refused<T>(answered: Result<T, PlatformError>) -> Result<T, DeviceError> {
    answered.map_err(|error| {
        tracing::warn!(%error, "the key store");
        DeviceError::NoKey
    })
}

impl Background for ThisPhone {
    fn schedule_upload(&self, urgent: bool) {
        or(PHONE.platform.schedule_upload(urgent), ());
    }

    fn background_work(&self) -> BackgroundWork {
        if or(PHONE.platform.flag(Call::BatteryRestricted), false) {
            BackgroundWork::Delayed
        } else {
            BackgroundWork::Allowed
        }
    }

    fn open_battery_settings(&self) -> Result<(), DeviceError> {
        done(PHONE.platform.flag(Call::OpenBatterySettings), DeviceError::NoSettings)
    }
}

impl Window for ThisPhone {
    fn events(&self) -> Option<&Events> {
        Some(&PHONE.events)
    }

    fn leave(&self) {
        or(PHONE.platform.nothing(Call::Leave), ());
    }

    fn can_draw(&self) -> bool {
        or(PHONE.platform.flag(Call::CanDraw), true)
    }
}

impl About for ThisPhone {
    fn model(&self) -> String {
        or(PHONE.platform.text(Call::Model), String::new())
    }

    fn system(&self) -> String {
        or(PHONE.platform.text(Call::System), "Android".to_owned())
    }
}
