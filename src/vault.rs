//! What this phone knows, closed by the PIN: drafts, records, forms, areas, directory, and the phone's keys.
//!
//! `vault.db` is a SQLCipher file opened with a random data key; `vault.key` holds that key, wrapped under the
//! PIN ([`KeyFile`]), and `vault.tries` how often the PIN was tried. The vault is the source of truth: what the outbox loses is sealed again from here.
//! Every change is one transaction, on disk when the function returns.

mod cost;
mod drafts;
mod enrolment;
mod keeping;
mod key;
mod news;
mod photos;
mod pin;
mod records;
mod settings;
mod tries;
mod tries_file;
#[cfg(test)]
mod upgrading;
mod versions;
#[cfg(test)]
mod wiping;

use std::path::Path;

use rusqlite::Connection;

pub use cost::Cost;
pub use drafts::{NewDraft, StoredAnswers};
pub use enrolment::{Enrolled, RemadeVersion};
pub use keeping::{KeepFor, KeptShort};
pub use key::{DataKey, KeyError, KeyFile};
pub use news::{Step, current};
pub use photos::{NewPhoto, StoredPhoto};
pub use pin::{NotAPin, Pin, PinWeakness};
pub use records::{RecordCounts, StateFilter, StoredRecord, StoredState};
pub use versions::{FinishedVersion, Finishing, Verdict};

use crate::storage::{self, Lasting, StorageError};

const MIGRATIONS: &[&str] = &[
    include_str!("vault/migrations/0001_first.sql"),
    include_str!("vault/migrations/0002_enrolled_again.sql"),
    include_str!("vault/migrations/0003_photos.sql"),
    include_str!("vault/migrations/0004_kept_short.sql"),
    include_str!("vault/migrations/0005_what_is_kept_short.sql"),
    include_str!("vault/migrations/0006_photos_allowed.sql"),
    include_str!("vault/migrations/0007_guide_seen.sql"),
    include_str!("vault/migrations/0008_news.sql"),
    include_str!("vault/migrations/0009_place_in_a_draft.sql"),
];

/// The open vault. Closing it is dropping it.
#[derive(Debug)]
pub struct Vault {
    connection: Connection,
}

/// Why the vault could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// No record of this id.
    #[error("no such record")]
    NoSuchRecord,
    /// The record is finished.
    #[error("not a draft")]
    NotADraft,
    /// Central has not confirmed it.
    #[error("not delivered")]
    NotDelivered,
    /// The file is the trouble.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Vault {
    /// Opens the file at `path` with its key, or makes it.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] when the key is another or the file no vault.
    pub fn open(path: &Path, key: &DataKey) -> Result<Self, StorageError> {
        let connection = storage::open(path, Some(&key.pragma()), Lasting::AtOnce, MIGRATIONS)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection })
    }

    /// Lets the file not grow beyond so many pages of 4 KiB (`None`: as the disk allows). Tests stand in for a full disk.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn limit_size(&self, pages: Option<u32>) -> Result<(), StorageError> {
        storage::limit_size(&self.connection, pages)
    }
}
