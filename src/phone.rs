//! The phone: the one facade that screens call.

mod errors;
mod views;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use kentongan_exchange::{Directory, DirectoryEntry, RecordCode, RecordId};
use kentongan_forms::{Entry, FormDefinition, Lists, Value};
use tokio::sync::watch;

pub use errors::{EnrolmentError, FinishError, PhoneError, UnlockError};
pub use views::{
    Cursor, Draft, Facilitator, Language, Page, RecordFilter, RecordPage, RecordState, RecordSummary, RecordView,
    SectionPosition, Stage,
};

pub use crate::device::{Connectivity, Device, DeviceError};
pub use crate::outbox::{Delivery, OutboxItem, OutboxStatus, RefusalReason, SendTrouble, Standing};
pub use crate::sending::{AddressError, SendReport, SendingState};
pub use crate::vault::{NotAPin, Pin, PinWeakness};

/// The phone. Cheap to clone; every clone is the same phone.
#[derive(Clone)]
pub struct Phone(Arc<Inner>);

struct Inner {
    device: Arc<dyn Device>,
    sending: watch::Sender<SendingState>,
}

impl PartialEq for Phone {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[expect(clippy::missing_errors_doc, unused_variables, clippy::unused_async, reason = "the signatures come first")]
impl Phone {
    /// Opens what the folder holds, or begins anew in an empty one.
    pub fn start(folder: &Path, device: Arc<dyn Device>) -> Result<Self, PhoneError> {
        Ok(Self(Arc::new(Inner { device, sending: watch::channel(SendingState::Idle { last: None }).0 })))
    }
    /// How far the phone has been set up and opened.
    #[must_use]
    pub fn stage(&self) -> Stage {
        Stage::NotEnrolled
    }
    /// Enrols with central, over the network.
    pub async fn enrol(&self, address: &str, code: &str) -> Result<(), EnrolmentError> {
        Err(EnrolmentError::NotACode)
    }
    /// Chooses the PIN once, after enrolment. Slow.
    pub fn choose_pin(&self, pin: &Pin) -> Result<(), PhoneError> {
        Err(PhoneError::NotEnrolled)
    }
    /// Opens the vault. Slow.
    pub fn unlock(&self, pin: &Pin) -> Result<(), UnlockError> {
        Err(PhoneError::NotEnrolled.into())
    }
    /// No PIN is looked at before this moment, if any.
    #[must_use]
    pub fn wait_until(&self) -> Option<Timestamp> {
        None
    }
    /// Closes the vault.
    pub fn lock(&self) {}
    /// The device underneath: clock, telephone, network.
    #[must_use]
    pub fn device(&self) -> &Arc<dyn Device> {
        &self.0.device
    }
    /// Whose phone this is.
    pub fn facilitator(&self) -> Result<Facilitator, PhoneError> {
        Err(PhoneError::NotEnrolled)
    }
    /// The language of everything on screen.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::default()
    }
    /// Chooses the language.
    pub fn set_language(&self, language: Language) {}
    /// The newest version of a form.
    pub fn form(&self, id: &str) -> Result<Arc<FormDefinition>, PhoneError> {
        Err(PhoneError::NoSuchForm)
    }
    /// The newest version of every form.
    pub fn forms(&self) -> Result<Vec<Arc<FormDefinition>>, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// The lists that forms take from the phone: `areas` (the own first) and `directory`.
    pub fn lists(&self) -> Result<Arc<Lists>, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// Services and numbers.
    pub fn directory(&self) -> Result<Directory, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// The numbers to call when there is danger now; while locked, too.
    #[must_use]
    pub fn emergency_numbers(&self) -> Vec<DirectoryEntry> {
        Vec::new()
    }
    /// Begins a draft, or takes up the one of this form in which nothing was typed yet.
    pub fn start_draft(&self, form_id: &str) -> Result<RecordId, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// A draft to go on with.
    pub fn draft(&self, record: RecordId) -> Result<Draft, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// The draft as a form being filled in.
    pub fn entry(&self, record: RecordId) -> Result<Entry, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// Saves one answer; on disk when it returns.
    pub fn save_answer(
        &self,
        record: RecordId,
        question: &str,
        value: Option<&Value>,
    ) -> Result<Timestamp, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// Remembers which section is open.
    pub fn save_section(&self, record: RecordId, section: &str) -> Result<(), PhoneError> {
        Err(PhoneError::Locked)
    }
    /// Throws a draft away.
    pub fn discard_draft(&self, record: RecordId) -> Result<(), PhoneError> {
        Err(PhoneError::Locked)
    }
    /// Finishes a draft: checked, sealed, waiting to be sent.
    pub fn finish(&self, record: RecordId) -> Result<RecordCode, FinishError> {
        Err(PhoneError::Locked.into())
    }
    /// Every draft in which something was typed, the newest first.
    pub fn drafts(&self) -> Result<Vec<RecordSummary>, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// How many drafts there are.
    pub fn draft_count(&self) -> Result<u32, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// A page of records, drafts among them, the newest first.
    pub fn records(&self, filter: &RecordFilter, page: Page) -> Result<RecordPage, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// One record to read.
    pub fn record(&self, record: RecordId) -> Result<RecordView, PhoneError> {
        Err(PhoneError::Locked)
    }
    /// How the outbox stands; while locked, too.
    pub fn outbox_status(&self) -> Result<OutboxStatus, PhoneError> {
        Ok(OutboxStatus::default())
    }
    /// What waits and why; while locked, too.
    pub fn outbox(&self) -> Result<Vec<OutboxItem>, PhoneError> {
        Ok(Vec::new())
    }
    /// What sending is doing; watch it.
    #[must_use]
    pub fn sending(&self) -> watch::Receiver<SendingState> {
        self.0.sending.subscribe()
    }
    /// Sends now, whatever the back-off says.
    pub fn send_now(&self) {}
    /// The background loop that sends; spawn it once.
    pub async fn run_sender(self) {}
}
