//! A phone with Android, through the app's own Kotlin (`android/kotlin`): what Rust asks of the system. What Kotlin
//! tells Rust is in [`mod@crate::native`]. Compiled for the host too, where a test has a Java machine load it.

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
    About, Background, Choosing, Chosen, Clock, Connectivity, DataFolder, Device, DeviceError, Events, Files, FilesBy,
    Holding, KeyKeeper, Metering, Network, PhotoSource, Telephone, Window,
};

/// The phone; one a process, however many parts of the app hold it.
static PHONE: Android = Android {
    platform: Platform::new(),
    events: std::sync::LazyLock::new(Events::default),
    file: Mutex::new(None),
    photo: Mutex::new(None),
};

/// A phone with Android.
#[derive(Debug)]
pub struct Android {
    platform: Platform,
    events: std::sync::LazyLock<Events>,
    file: Mutex<Option<oneshot::Sender<Chosen>>>,
    photo: Mutex<Option<oneshot::Sender<Chosen>>>,
}

/// The phone, as the app holds it.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThisPhone;

impl ThisPhone {
    /// Takes hold of Kotlin's `Platform`; what was held before is let go.
    ///
    /// # Errors
    /// When the Java machine has no room for one more reference.
    pub(crate) fn attach(self, env: &Env<'_>, platform: &JObject<'_>) -> Result<(), jni::errors::Error> {
        PHONE.platform.attach(env, platform)
    }

    /// Those who listen.
    pub(crate) fn told(self) -> &'static Events {
        &PHONE.events
    }

    /// Answers [`Files::choose_file`]; gives the file back when nobody asked for one.
    pub(crate) fn file_chosen(self, chosen: Chosen) -> Option<Chosen> {
        answer(&PHONE.file, chosen)
    }

    /// Answers [`Files::take_photo`]. A picture that nobody waits for any more is let go.
    pub(crate) fn photo_taken(self, chosen: Chosen) {
        drop(answer(&PHONE.photo, chosen));
    }
}

fn answer(asked: &Mutex<Option<oneshot::Sender<Chosen>>>, chosen: Chosen) -> Option<Chosen> {
    match held(asked).take() {
        Some(asked) => asked.send(chosen).err(),
        None => Some(chosen),
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the platform answered, or `usual` when it failed; the failure stands in the log.
fn or<T>(answered: Result<T, PlatformError>, usual: T) -> T {
    answered.unwrap_or_else(|error| {
        tracing::warn!(%error, "the system did not answer");
        usual
    })
}

/// `true` is well; anything else is this error.
fn done(answered: Result<bool, PlatformError>, error: DeviceError) -> Result<(), DeviceError> {
    if or(answered, false) { Ok(()) } else { Err(error) }
}

impl Device for ThisPhone {}
impl Clock for ThisPhone {}

impl DataFolder for ThisPhone {
    /// What `Context.getFilesDir()` answers.
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
        done(PHONE.platform.dial(number), DeviceError::NoTelephone)
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
    /// A download of the web view goes nowhere, and its chooser leaves the camera's pictures where other apps see them.
    fn files_by(&self) -> FilesBy {
        FilesBy::Device
    }

    fn share_file(&self, name: &str, content: &[u8]) -> Result<(), DeviceError> {
        done(PHONE.platform.share(name, content), DeviceError::NoFiles)
    }

    fn choose_file(&self) -> Result<Choosing, DeviceError> {
        begin(&PHONE.file, || done(PHONE.platform.flag(Call::ChooseFile), DeviceError::NoFiles))
    }

    fn take_photo(&self, source: PhotoSource) -> Result<Choosing, DeviceError> {
        let camera = source == PhotoSource::Camera;
        begin(&PHONE.photo, || done(PHONE.platform.take_photo(camera), DeviceError::NoCamera))
    }
}

/// Begins to choose. Whoever chooses already keeps the answer that is to come: Kotlin opens nothing a second time.
fn begin(
    asked: &Mutex<Option<oneshot::Sender<Chosen>>>,
    open: impl FnOnce() -> Result<(), DeviceError>,
) -> Result<Choosing, DeviceError> {
    let (sender, choosing) = oneshot::channel();
    // The answer may be there before Kotlin has returned.
    let before = held(asked).replace(sender);
    match open() {
        Ok(()) => Ok(choosing),
        Err(error) => {
            *held(asked) = before;
            Err(error)
        }
    }
}

impl KeyKeeper for ThisPhone {
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

    fn holding(&self) -> Holding {
        if or(PHONE.platform.flag(Call::BatteryRestricted), false) { Holding::Held } else { Holding::Free }
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
