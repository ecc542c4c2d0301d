//! What can go wrong on the phone, one enum a concern; the words for people come from the translations.

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

/// Why the phone could not do what a screen asked. Nothing recorded is lost by any of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// The vault is closed: the PIN is needed first.
    #[error("locked")]
    Locked,
    /// This phone is not enrolled yet.
    #[error("not enrolled")]
    NotEnrolled,
    /// A PIN was chosen before.
    #[error("a PIN was chosen before")]
    PinChosenBefore,
    /// The PIN is among those everybody tries first.
    #[error("weak PIN: {0}")]
    WeakPin(PinWeakness),
    /// No such record on this phone.
    #[error("no such record")]
    NoSuchRecord,
    /// The record is finished and cannot be changed any more.
    #[error("not a draft")]
    NotADraft,
    /// Central has not confirmed the record: nothing of it is erased.
    #[error("not delivered")]
    NotDelivered,
    /// No case manager has accepted the case: its sealed answers may still be needed here.
    #[error("not accepted")]
    NotAccepted,
    /// Something finished is on this phone alone.
    #[error("still waiting")]
    StillWaiting,
    /// Only a locked phone begins again.
    #[error("not locked")]
    NotLocked,
    /// No such form on this phone.
    #[error("no such form")]
    NoSuchForm,
    /// Something stored cannot be read any more.
    #[error("stored data cannot be read")]
    Damaged,
    /// The device has no room left.
    #[error("no room left on the device")]
    DiskFull,
    /// The data was written by a newer version of the app.
    #[error("written by a newer version of the app")]
    NewerApp,
    /// This is a phone to practise with: it cannot speak to central.
    #[error("practising")]
    Practising,
    /// The device's key store does not give out what opens the vault.
    #[error("the key store does not open")]
    NoKeeper,
    /// Anything else, for the log.
    #[error("{0}")]
    Failed(String),
}

/// Why the phone stays locked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// Another PIN it is.
    #[error("wrong PIN")]
    WrongPin {
        /// Tries left before the first wait; 0 when every further wrong one costs a wait.
        tries_left: u32,
        /// No PIN is looked at for so long.
        wait: Option<Duration>,
    },
    /// Too many wrong ones: no PIN is looked at now.
    #[error("too many wrong PINs")]
    MustWait {
        /// For so long.
        wait: Duration,
    },
    /// Something else is in the way.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

/// Why a draft is not finished.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FinishError {
    /// Questions to look at again; at least one of them blocks.
    #[error("{} problems", .0.len())]
    Problems(Vec<Problem>),
    /// The record is larger than central takes.
    #[error("too large to be sent")]
    TooLarge,
    /// Something else is in the way. What was recorded is kept; finishing again is safe.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

/// Why a photo is not kept. The draft is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The picture is the reason.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The form asks for no photo here, or the record has as many as it may.
    #[error("no photo is asked for here")]
    NotAsked,
    /// Something else is in the way.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

/// Why a carry file was not made or not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarryingError {
    /// Nothing waits here that could be put into one.
    #[error("nothing to carry")]
    Nothing,
    /// It is no carry file.
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
    /// Something else is in the way.
    #[error(transparent)]
    Phone(#[from] PhoneError),
}

/// Why the phone could not be enrolled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentError {
    /// The address cannot be one.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The code cannot be one: eight letters and digits.
    #[error("not an enrolment code")]
    NotACode,
    /// Central would not.
    #[error("refused: {0:?}")]
    Refused(RefusalCode),
    /// Central was not reached.
    #[error(transparent)]
    Trouble(#[from] SendTrouble),
    /// Central sent something this app cannot work with, such as a form it cannot read.
    #[error("cannot work with what central sent: {0}")]
    Unusable(String),
    /// This phone is enrolled already.
    #[error("enrolled already")]
    EnrolledBefore,
    /// Something on the phone is in the way.
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
    /// Sealing fails only for want of a good key; the text never holds an answer.
    fn from(error: RecordError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<RecordError> for FinishError {
    fn from(error: RecordError) -> Self {
        Self::Phone(error.into())
    }
}
