//! What can go wrong on the phone, one enum for each topic. The translations have the words for people.

use std::time::Duration;

use kentongan_exchange::RefusalCode;
use kentongan_exchange::record::RecordError;
use kentongan_forms::Problem;

use crate::enrolment::AskError;
use crate::outbox::SendTrouble;
use crate::picture::PictureError;
use crate::sending::{AddressError, RequestError};
use crate::storage::StorageError;
use crate::vault::{PinWeakness, VaultError};

/// Why the phone could not do what a screen asked. None of these loses anything recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// The vault is closed. The person must type the PIN first.
    #[error("locked")]
    Locked,
    /// This phone is not enrolled yet.
    #[error("not enrolled")]
    NotEnrolled,
    /// The person chose a PIN before.
    #[error("a PIN was chosen before")]
    PinChosenBefore,
    /// The PIN is among those everybody tries first.
    #[error("weak PIN: {0}")]
    WeakPin(PinWeakness),
    /// No such record on this phone.
    #[error("no such record")]
    NoSuchRecord,
    /// The record is finished and cannot change.
    #[error("not a draft")]
    NotADraft,
    /// Central has not confirmed the record, so nothing of it is erased.
    #[error("not delivered")]
    NotDelivered,
    /// No case manager has accepted the case, so its sealed answers may still be needed here.
    #[error("not accepted")]
    NotAccepted,
    /// Only this phone has some finished records or photos.
    #[error("still waiting")]
    StillWaiting,
    /// Only a locked phone can start over.
    #[error("not locked")]
    NotLocked,
    /// No such form on this phone.
    #[error("no such form")]
    NoSuchForm,
    /// Stored data is damaged.
    #[error("stored data cannot be read")]
    Damaged,
    /// The device has no room left.
    #[error("no room left on the device")]
    DiskFull,
    /// A newer version of the app wrote the data.
    #[error("written by a newer version of the app")]
    NewerApp,
    /// This is a practice phone, which cannot reach central.
    #[error("practising")]
    Practising,
    /// The device's key store does not work or lost its key, so nothing opens the vault.
    #[error("the key store does not open")]
    KeyStoreFailed,
    /// Another error, for the log.
    #[error("{0}")]
    Failed(String),
}

/// Why the phone stays locked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// The PIN is wrong.
    #[error("wrong PIN")]
    WrongPin {
        /// Tries left before the first wait; 0 when every further wrong try costs a wait.
        tries_left: u32,
        /// How long the phone checks no PIN.
        wait: Option<Duration>,
    },
    /// There were too many wrong PINs. The phone checks no PIN now.
    #[error("too many wrong PINs")]
    MustWait {
        /// For this long.
        wait: Duration,
    },
    /// Another error.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

/// Why the phone did not finish a draft.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FinishError {
    /// Questions to look at again. At least one of them blocks.
    #[error("{} problems", .0.len())]
    Problems(Vec<Problem>),
    /// The record is larger than central accepts.
    #[error("too large to be sent")]
    TooLarge,
    /// Another error. The answers are still stored, and finishing again is safe.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

/// Why the phone did not keep a photo. The draft is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The picture is the reason.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The form asks for no photo here, or the record has its maximum.
    #[error("no photo is asked for here")]
    NotAsked,
    /// Another error.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

/// Why the phone could not make or read a carry file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarryingError {
    /// Nothing waits here, so the file would be empty.
    #[error("nothing to carry")]
    Nothing,
    /// It is not a carry file.
    #[error("not a carry file")]
    NotACarryFile,
    /// A newer version of the app made it.
    #[error("made by a newer version of the app")]
    NewerApp,
    /// It is larger than a carry file may be.
    #[error("too large")]
    TooLarge,
    /// It is for another central.
    #[error("for another central")]
    AnotherCentral,
    /// Another error.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

/// Why the phone could not be enrolled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentError {
    /// The address is not valid.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The code is not valid: it needs eight letters and digits.
    #[error("not an enrolment code")]
    NotACode,
    /// Central refused.
    #[error("refused: {0:?}")]
    Refused(RefusalCode),
    /// The phone did not reach central.
    #[error(transparent)]
    Trouble(#[from] SendTrouble),
    /// Central sent something that this app cannot use, such as a form that it cannot read.
    #[error("cannot work with what central sent: {0}")]
    Unusable(String),
    /// This phone is enrolled already.
    #[error("enrolled already")]
    EnrolledBefore,
    /// Another error on the phone.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

impl From<StorageError> for PhoneError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::DiskFull => Self::DiskFull,
            StorageError::Damaged => Self::Damaged,
            StorageError::NewerApp => Self::NewerApp,
            StorageError::Failed(cause) => Self::Failed(cause),
        }
    }
}

impl From<StorageError> for UnlockError {
    fn from(error: StorageError) -> Self {
        Self::Phone(error.into())
    }
}

impl From<StorageError> for FinishError {
    fn from(error: StorageError) -> Self {
        Self::Phone(error.into())
    }
}

impl From<AskError> for EnrolmentError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Request(RequestError::Refused(code)) => Self::Refused(code),
            AskError::Request(RequestError::Trouble(trouble)) => Self::Trouble(trouble),
            AskError::Unusable(what) => Self::Unusable(what),
        }
    }
}

impl From<StorageError> for EnrolmentError {
    fn from(error: StorageError) -> Self {
        Self::Phone(error.into())
    }
}

impl From<VaultError> for PhoneError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::NoSuchRecord => Self::NoSuchRecord,
            VaultError::NotADraft => Self::NotADraft,
            VaultError::NotDelivered => Self::NotDelivered,
            VaultError::Storage(error) => error.into(),
        }
    }
}

impl From<RecordError> for PhoneError {
    /// Sealing fails only without a valid key. The text never holds an answer.
    fn from(error: RecordError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<RecordError> for FinishError {
    fn from(error: RecordError) -> Self {
        Self::Phone(error.into())
    }
}
