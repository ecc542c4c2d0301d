//! The vault: the phone's own data, closed by the PIN. It holds drafts, records, forms, areas, the directory, and the
//! phone's keys.
//!
//! `vault.db` is a SQLCipher file that opens with a random data key. `vault.key` holds that key, wrapped by the PIN and
//! the device's key store ([`KeyFile`]). `vault.tries` counts wrong PINs. The vault is the source of truth: if the
//! outbox loses an envelope, the phone seals it again from here. Every change is one transaction, on disk when the
//! function returns.

mod answers;
mod drafts;
mod enrolment;
mod key;
mod key_store_part;
mod news;
mod own_stack;
mod photos;
mod pin;
mod records;
mod retention;
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

pub use drafts::{NewDraft, StoredAnswers};
pub use enrolment::{RemadeVersion, StoredEnrolment};
pub use key::{DataKey, KeyError, KeyFile};
pub use news::{Step, current};
pub(crate) use own_stack::on_own_stack;
pub use photos::{NewPhoto, StoredPhoto};
pub use pin::{InvalidPin, Pin, PinWeakness};
pub use records::{RecordCounts, StateFilter, StoredRecord, StoredState};
pub use retention::{ErasablePart, RetentionTimes};
pub use versions::{FinishedVersion, Finishing, Verdict};

pub use crate::pin_cost::Cost;

use crate::storage::{self, Durability, StorageError};

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
    include_str!("vault/migrations/0010_offered_keys.sql"),
];

/// The open vault. Dropping it closes it.
#[derive(Debug)]
pub struct Vault {
    connection: Connection,
}

/// Why the vault failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// No record has this id.
    #[error("no such record")]
    NoSuchRecord,
    /// The record is finished.
    #[error("not a draft")]
    NotADraft,
    /// Central has not confirmed it.
    #[error("not delivered")]
    NotDelivered,
    /// The file could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Vault {
    /// Opens the file at `path` with its key, or creates it.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] when the key is wrong or the file is no vault.
    pub fn open(path: &Path, key: &DataKey) -> Result<Self, StorageError> {
        let opened = || storage::open(path, Some(&key.pragma()), Durability::AtOnce, MIGRATIONS);
        let connection = on_own_stack(opened)??;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection })
    }

    /// Limits the file to this many pages of 4 KiB (`None`: no limit). Tests use it for a full disk.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn limit_size(&self, pages: Option<u32>) -> Result<(), StorageError> {
        storage::limit_size(&self.connection, pages)
    }
}
