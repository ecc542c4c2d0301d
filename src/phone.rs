//! The phone: the one facade that screens call.
//!
//! It keeps the vault (what this phone knows, closed by the PIN), the outbox (what waits to be sent, usable while
//! locked) and sending together. Everything is synchronous and takes some milliseconds, but for what says that it
//! is slow or uses the network.
//!
//! In the phone's folder: `vault.key`, `vault.tries` and `vault.db` ([`crate::vault`]), `outbox.db` ([`crate::outbox`]), and
//! between enrolment and the choice of the PIN `enrolment.json` ([`crate::enrolment`]); while somebody practises, `practice`.

mod background;
mod begin_again;
mod carrying;
mod clock;
mod damaged_photos;
mod door;
mod drafts;
mod enrol_again;
mod errors;
mod finish;
mod forms;
mod idle;
mod keeping;
mod line;
mod overview;
mod photo_views;
mod photos;
mod practice;
mod records;
mod sealers;
mod sender;
mod views;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::{DirectoryEntry, Organisation};
use tokio::sync::{Notify, watch};

pub use begin_again::OnlyHere;
pub use carrying::{FileToGive, MOST_FILE_BYTES, TakenIn};
pub use clock::ClockTrouble;
pub use errors::{CarryingError, EnrolmentError, FinishError, PhoneError, PhotoError, UnlockError};
pub use forms::{ACTIVITY, INCIDENT, WITHIN};
pub use idle::LOCK_AFTER_MINUTES;
pub use keeping::{KEEP_DAYS, UNACCEPTED_DAYS};
pub use overview::{Month, MonthActivity, Overview, Participants};
pub use photo_views::{PhotoStanding, PhotoView, PhotosWait};
pub use practice::erase_practices;
pub use views::{
    Cursor, Draft, Facilitator, Keeping, Language, Page, RecordFilter, RecordLine, RecordPage, RecordState, RecordView,
    SectionPosition, Stage, Subject, TextSize, UndeliveredRecord,
};

pub use crate::device::{
    BackgroundWork, ChosenFile, Connectivity, Device, DeviceError, FileHandler, Make, Metering, PendingChoice,
    PhotoSource, UserEvent,
};
pub use crate::enrolment::{ConfirmedEnrolment, GrantedEnrolment};
pub use crate::outbox::{
    AllWaitingPhotos, CarriedStatus, Delivery, OutboxItem, OutboxStatus, PhotoTrouble, RECEIPTS_KEPT, SendTrouble,
    Standing, WaitingPhotos,
};
pub use crate::photos_allowed::PhotosAllowed;
pub use crate::picture::PictureError;
pub use crate::refusal::RefusalReason;
pub use crate::sending::{AddressError, PhotoProgress, SendReport, SendingState};
pub use crate::vault::{KeptShort, NotAPin, Pin, PinWeakness, StateFilter, Step};

use crate::outbox::Outbox;
use crate::storage::StorageError;
use crate::vault::KeyFile;
use clock::ClockCheck;
use door::{LockState, erase_or_later};
use line::Line;
use practice::OwnFolder;

const KEY_FILE: &str = "vault.key";
const VAULT_FILE: &str = "vault.db";
const OUTBOX_FILE: &str = "outbox.db";
const ENROLMENT_FILE: &str = "enrolment.json";
const OFFERED_KEYS_FILE: &str = "offered_keys.json";

/// The phone. Cheap to clone; every clone is the same phone.
#[derive(Clone)]
pub struct Phone(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    device: Arc<dyn Device>,
    outbox: Outbox,
    /// Held for as long as a PIN is looked at, which is long: a caller that needs `lock_state` too takes it after this.
    key_file: Mutex<Option<KeyFile>>,
    lock_state: Mutex<LockState>,
    language: Mutex<Language>,
    text_size: Mutex<TextSize>,
    sending: watch::Sender<SendingState>,
    /// `None` on a phone to practise with.
    line: Option<Line>,
    /// What central's clock said of ours.
    clock: Mutex<Option<ClockCheck>>,
    /// Wakes whoever counts down to the phone's locking itself.
    lock_after_changed: Notify,
    /// Wakes whoever counts down to what is kept short being over.
    keeping_changed: Notify,
    /// Wakes the sender.
    wake: Notify,
    /// Whether to ask what central has to tell.
    news: AtomicBool,
    /// Whether everything is to be made due before the next look at what is.
    all_due: AtomicBool,
    /// Whether to send although the system says that there is no network.
    hurry: AtomicBool,
    /// Whether the system said last that there is no network.
    offline: AtomicBool,
    /// Whether vault and outbox could not be brought in step.
    out_of_step: AtomicBool,
    /// Until when somebody is away in another app, choosing, in time since the device was switched on.
    away_until: Mutex<Option<Duration>>,
    /// Whether the system's worker was asked to send what waits.
    scheduled: AtomicBool,
    /// Erased when nobody holds the phone any more; after its files, so the last.
    _own_folder: Option<OwnFolder>,
}

impl Inner {
    /// With nothing under way, and no way out.
    fn new(
        device: Arc<dyn Device>,
        outbox: Outbox,
        key_file: Option<KeyFile>,
        lock_state: LockState,
        language: Language,
        text_size: TextSize,
    ) -> Self {
        Self {
            folder: PathBuf::new(),
            device,
            outbox,
            key_file: Mutex::new(key_file),
            lock_state: Mutex::new(lock_state),
            language: Mutex::new(language),
            text_size: Mutex::new(text_size),
            sending: watch::channel(SendingState::Idle { last: None }).0,
            line: None,
            clock: Mutex::new(None),
            lock_after_changed: Notify::new(),
            keeping_changed: Notify::new(),
            wake: Notify::new(),
            news: AtomicBool::new(true),
            all_due: AtomicBool::new(false),
            hurry: AtomicBool::new(false),
            offline: AtomicBool::new(false),
            out_of_step: AtomicBool::new(false),
            away_until: Mutex::new(None),
            scheduled: AtomicBool::new(false),
            _own_folder: None,
        }
    }
}

impl PartialEq for Phone {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Phone {
    /// Opens what the folder holds, or begins anew in an empty one. Only one process may unlock it;
    /// another, Android's worker, may send meanwhile ([`Phone::start_for_worker`]).
    ///
    /// # Errors
    /// [`PhoneError::Damaged`], [`PhoneError::NewerApp`], [`PhoneError::DiskFull`].
    pub fn start(folder: &Path, device: Arc<dyn Device>) -> Result<Self, PhoneError> {
        let read = |path: &Path| KeyFile::read(path, device.uptime()).map(Some);
        Self::start_with(folder, device.clone(), read)
    }

    /// As [`Phone::start`], for the system's worker, which sends and never unlocks. The key and the count of wrong PINs
    /// are left to the app: looking at them may write, and a damaged key is no reason to keep records back.
    ///
    /// # Errors
    /// As [`Phone::start`].
    pub fn start_for_worker(folder: &Path, device: Arc<dyn Device>) -> Result<Self, PhoneError> {
        Self::start_with(folder, device, |_| Ok(None))
    }

    fn start_with(
        folder: &Path,
        device: Arc<dyn Device>,
        read_key: impl FnOnce(&Path) -> Result<Option<KeyFile>, StorageError>,
    ) -> Result<Self, PhoneError> {
        make_folder(folder)?;
        let outbox = Outbox::open(&folder.join(OUTBOX_FILE))?;
        if let Err(error) = outbox.forget_old_receipts(device.now()) {
            tracing::warn!(%error, "old receipts are let go at the next start");
        }
        let language = outbox.language()?.and_then(|code| Language::from_code(&code)).unwrap_or_default();
        let text_size = TextSize::from_code(&outbox.text_size()?).unwrap_or_default();
        let (key_path, enrolment_path) = (folder.join(KEY_FILE), folder.join(ENROLMENT_FILE));
        let (key_file, lock_state) = if key_path.try_exists().map_err(StorageError::from)? {
            erase_or_later(&enrolment_path);
            erase_or_later(&folder.join(OFFERED_KEYS_FILE));
            (read_key(&key_path)?, LockState::Locked)
        } else if let Some(granted) = GrantedEnrolment::read(&enrolment_path)? {
            (None, LockState::NeedsPin(Box::new(granted)))
        } else {
            (None, LockState::NotEnrolled)
        };
        Ok(Self(Arc::new(Inner {
            folder: folder.to_owned(),
            line: Some(Line::default()),
            ..Inner::new(device, outbox, key_file, lock_state, language, text_size)
        })))
    }

    /// The device underneath: clock, telephone, network.
    #[must_use]
    pub fn device(&self) -> &Arc<dyn Device> {
        &self.0.device
    }

    /// The language of everything on screen.
    #[must_use]
    pub fn language(&self) -> Language {
        *held(&self.0.language)
    }

    /// Chooses the language. On a full disk the choice lasts until the app is closed.
    pub fn set_language(&self, language: Language) {
        *held(&self.0.language) = language;
        if let Err(error) = self.0.outbox.put_language(language.code()) {
            tracing::warn!(%error, "the choice of language was not kept");
        }
    }

    /// How large text is on screen.
    #[must_use]
    pub fn text_size(&self) -> TextSize {
        *held(&self.0.text_size)
    }

    /// Chooses how large text is. On a full disk the choice lasts until the app is closed.
    pub fn set_text_size(&self, size: TextSize) {
        *held(&self.0.text_size) = size;
        if let Err(error) = self.0.outbox.put_text_size(size.code()) {
            tracing::warn!(%error, "the choice of text size was not kept");
        }
    }

    /// Whether the guide of the first run was read or skipped.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn guide_seen(&self) -> Result<bool, PhoneError> {
        self.with_open(|open| Ok(open.vault.guide_seen()?))
    }

    /// Notes that it was.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn put_guide_seen(&self) -> Result<(), PhoneError> {
        self.with_open(|open| Ok(open.vault.put_guide_seen()?))
    }

    /// The numbers to call when there is danger now; while locked, too. Empty before enrolment.
    #[must_use]
    pub fn emergency_numbers(&self) -> Vec<DirectoryEntry> {
        self.0.outbox.emergency_numbers().unwrap_or_else(|error| {
            tracing::warn!(%error, "emergency numbers");
            Vec::new()
        })
    }

    /// Who runs central and where the coordinator is reached; while locked, too. Empty before enrolment.
    #[must_use]
    pub fn organisation(&self) -> Organisation {
        self.0.outbox.organisation().unwrap_or_else(|error| {
            tracing::warn!(%error, "organisation");
            Organisation::default()
        })
    }

    /// News of a newer central that this build of the app cannot read. They are kept for the next.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn unread_news(&self) -> Result<u32, PhoneError> {
        self.with_open(|open| Ok(open.vault.unread_news()?))
    }

    /// Lets neither database grow beyond so many pages of 4 KiB (`None`: as the disk allows). Tests stand
    /// in for a full disk.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn limit_storage(&self, pages: Option<u32>) -> Result<(), PhoneError> {
        self.0.outbox.limit_size(pages)?;
        self.with_open(|open| Ok(open.vault.limit_size(pages)?))
    }

    /// Waits for so long, or until something wakes; whether it did.
    async fn woken_within(&self, time: Duration, woken: impl Future<Output = ()>) -> bool {
        tokio::select! {
            () = woken => true,
            () = self.0.device.timer(time) => false,
        }
    }

    /// Now, as exactly as it is stored.
    fn now(&self) -> Timestamp {
        let now = self.0.device.now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// What a lock guards. A panic elsewhere leaves it whole: every change of ours is one assignment.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the folder, for this user of the device alone. Android makes its own folder with wider rights.
fn make_folder(folder: &Path) -> Result<(), StorageError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    if let Err(error) = fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)) {
        tracing::warn!(%error, "the folder keeps its rights");
    }
    Ok(())
}
