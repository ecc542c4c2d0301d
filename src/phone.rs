//! The phone: the one facade that screens call.
//!
//! It joins the vault (the phone's data, closed by the PIN), the outbox (what waits to be sent, usable while locked)
//! and sending. Every call is synchronous and takes some milliseconds, unless its comment says that it is slow or uses
//! the network.
//!
//! The phone's folder has `vault.key`, `vault.tries` and `vault.db` ([`crate::vault`]), and `outbox.db`
//! ([`crate::outbox`]). Between enrolment and the choice of the PIN it has `enrolment.json` ([`crate::enrolment`]).
//! During practice it has `practice`.

mod access;
mod background;
mod carrying;
mod clock;
mod clock_check;
mod damaged_photos;
mod drafts;
mod enrol_again;
mod errors;
mod finish;
mod folder;
mod forms;
mod forms_and_lists;
mod held;
mod idle;
mod line;
mod lock_state;
mod open_vault;
mod overview;
mod photo_views;
mod photos;
mod practice;
mod practice_folder;
mod records;
mod retention;
mod sealers;
mod sealing_ahead;
mod sender;
mod start_over;
mod views;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::{DirectoryEntry, Organisation};
use tokio::sync::{Notify, watch};

pub use carrying::{CarryImport, FileToGive, MOST_FILE_BYTES};
pub use clock::ClockTrouble;
pub use errors::{CarryingError, EnrolmentError, FinishError, PhoneError, PhotoError, UnlockError};
pub use forms_and_lists::{ACTIVITY, INCIDENT, WITHIN};
pub use idle::LOCK_AFTER_MINUTES;
pub use overview::{Month, MonthActivity, Overview, Participants};
pub use photo_views::{PhotoStanding, PhotoView, PhotosWait};
pub use practice_folder::erase_practices;
pub use retention::{KEEP_DAYS, UNACCEPTED_DAYS};
pub use start_over::UndeliveredData;
pub use views::{
    Cursor, Draft, Facilitator, Language, Page, RecordFilter, RecordLine, RecordPage, RecordState, RecordView,
    Retention, SectionPosition, Stage, Subject, TextSize, UndeliveredRecord,
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
pub use crate::vault::{ErasablePart, InvalidPin, Pin, PinWeakness, StateFilter, Step};

use crate::outbox::Outbox;
use crate::storage::StorageError;
use crate::vault::KeyFile;
use clock_check::ClockCheck;
use folder::{ENROLMENT_FILE, KEY_FILE, OFFERED_KEYS_FILE, OUTBOX_FILE, erase_or_later, make_folder};
use held::held;
use line::Line;
use lock_state::LockState;
use practice_folder::PracticeFolder;

/// The phone. Cheap to clone; all clones share one state.
#[derive(Clone)]
pub struct Phone(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    device: Arc<dyn Device>,
    outbox: Outbox,
    /// Held during the check of a PIN, which is slow. Lock it before `lock_state` if you need both.
    key_file: Mutex<Option<KeyFile>>,
    lock_state: Mutex<LockState>,
    language: Mutex<Language>,
    text_size: Mutex<TextSize>,
    sending: watch::Sender<SendingState>,
    /// `None` on a practice phone.
    line: Option<Line>,
    /// The last comparison with central's clock.
    clock: Mutex<Option<ClockCheck>>,
    /// Wakes the timer that locks an idle phone.
    lock_after_changed: Notify,
    /// Wakes the timer that erases what is due.
    retention_changed: Notify,
    /// Wakes the sender.
    wake: Notify,
    /// Whether to ask central for news.
    news: AtomicBool,
    /// Whether to make everything due before the next round.
    all_due: AtomicBool,
    /// Whether to send although the system reports no network.
    hurry: AtomicBool,
    /// Whether the system's last report was "no network".
    offline: AtomicBool,
    /// Whether reconciling vault and outbox failed.
    out_of_step: AtomicBool,
    /// Until when the person may choose in another app, in time since the device was switched on.
    away_until: Mutex<Option<Duration>>,
    /// Whether the system's worker has the task to send what waits.
    scheduled: AtomicBool,
    /// Deletes the practice folder when the last clone drops. Last field, so that the files in it close first.
    _practice_folder: Option<PracticeFolder>,
}

impl Inner {
    /// An idle phone without a line.
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
            retention_changed: Notify::new(),
            wake: Notify::new(),
            news: AtomicBool::new(true),
            all_due: AtomicBool::new(false),
            hurry: AtomicBool::new(false),
            offline: AtomicBool::new(false),
            out_of_step: AtomicBool::new(false),
            away_until: Mutex::new(None),
            scheduled: AtomicBool::new(false),
            _practice_folder: None,
        }
    }
}

impl PartialEq for Phone {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Phone {
    /// Opens the data in the folder; an empty folder gives a new phone. Only one process may unlock the phone. Another,
    /// Android's worker, may send at the same time ([`Phone::start_for_worker`]).
    ///
    /// # Errors
    /// [`PhoneError::Damaged`], [`PhoneError::NewerApp`], [`PhoneError::DiskFull`].
    pub fn start(folder: &Path, device: Arc<dyn Device>) -> Result<Self, PhoneError> {
        let read = |path: &Path| KeyFile::read(path, device.uptime()).map(Some);
        Self::start_with(folder, device.clone(), read)
    }

    /// Like [`Phone::start`], for the system's worker, which sends and never unlocks. It does not read the key and the
    /// count of wrong PINs. Reading them may write, and a damaged key must not hold records back.
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
            tracing::warn!(%error, "old receipts are deleted at the next start");
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

    /// The device: clock, telephone, network.
    #[must_use]
    pub fn device(&self) -> &Arc<dyn Device> {
        &self.0.device
    }

    /// The language of the screens.
    #[must_use]
    pub fn language(&self) -> Language {
        *held(&self.0.language)
    }

    /// Sets the language. On a full disk the choice lasts until the app closes.
    pub fn set_language(&self, language: Language) {
        *held(&self.0.language) = language;
        if let Err(error) = self.0.outbox.put_language(language.code()) {
            tracing::warn!(%error, "the choice of language was not stored");
        }
    }

    /// The text size of the screens.
    #[must_use]
    pub fn text_size(&self) -> TextSize {
        *held(&self.0.text_size)
    }

    /// Sets the text size. On a full disk the choice lasts until the app closes.
    pub fn set_text_size(&self, size: TextSize) {
        *held(&self.0.text_size) = size;
        if let Err(error) = self.0.outbox.put_text_size(size.code()) {
            tracing::warn!(%error, "the choice of text size was not stored");
        }
    }

    /// Whether the person has read or skipped the guide of the first run.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn guide_seen(&self) -> Result<bool, PhoneError> {
        self.with_open(|open| Ok(open.vault.guide_seen()?))
    }

    /// Stores that the person has read or skipped the guide.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn put_guide_seen(&self) -> Result<(), PhoneError> {
        self.with_open(|open| Ok(open.vault.put_guide_seen()?))
    }

    /// The numbers to call in danger; also while locked. Empty before enrolment.
    #[must_use]
    pub fn emergency_numbers(&self) -> Vec<DirectoryEntry> {
        self.0.outbox.emergency_numbers().unwrap_or_else(|error| {
            tracing::warn!(%error, "emergency numbers");
            Vec::new()
        })
    }

    /// Who runs central and how to reach the coordinator; also while locked. Empty before enrolment.
    #[must_use]
    pub fn organisation(&self) -> Organisation {
        self.0.outbox.organisation().unwrap_or_else(|error| {
            tracing::warn!(%error, "organisation");
            Organisation::default()
        })
    }

    /// The number of news items from a newer central that this build cannot read. A newer build will read them.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn unread_news(&self) -> Result<u32, PhoneError> {
        self.with_open(|open| Ok(open.vault.unread_news()?))
    }

    /// Limits each database to this many pages of 4 KiB (`None`: no limit). Tests use it for a full disk.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn limit_storage(&self, pages: Option<u32>) -> Result<(), PhoneError> {
        self.0.outbox.limit_size(pages)?;
        self.with_open(|open| Ok(open.vault.limit_size(pages)?))
    }

    /// The phone's line.
    fn line(&self) -> Result<&Line, PhoneError> {
        self.0.line.as_ref().ok_or(PhoneError::Practising)
    }

    /// Waits until `woken` is done, for at most `time`. Returns whether `woken` was done.
    async fn woken_within(&self, time: Duration, woken: impl Future<Output = ()>) -> bool {
        tokio::select! {
            () = woken => true,
            () = self.0.device.timer(time) => false,
        }
    }

    /// The current moment, in the precision of the databases.
    fn now(&self) -> Timestamp {
        let now = self.0.device.now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}
