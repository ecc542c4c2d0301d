//! The outbox: sealed envelopes and photos that wait to be sent, and their state. It works while the vault is locked.
//!
//! `outbox.db` is plain SQLite, so it holds no code, form or time of a record (decision 0046). A delivered envelope
//! stays until the vault has stored its receipt. If the file is lost or damaged, the vault seals every record without a
//! receipt again. So commits do not wait for the disk. A flat battery may lose the last commits, never a record.
//! [`Outbox::make_durable`] syncs later, in the background.

mod attachments;
mod carried;
mod carried_receipts;
mod carry_items;
mod columns;
mod connection;
mod contact;
mod delivery;
mod envelopes;
mod feed;
mod lease;
mod mending;
mod pace;
mod queue;
mod trouble;
mod uploads;
mod waiting_photos;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection as Database;

pub use attachments::NewAttachment;
pub use carried::{CarriedStatus, CarryResult, ReceiptResult};
pub use carried_receipts::RECEIPTS_KEPT;
pub use carry_items::CarryItems;
pub use connection::Connection;
pub use delivery::{Delivery, LONGEST_BACK_OFF, OutboxItem, OutboxStatus, REFUSED_PAUSE, Standing};
pub use envelopes::NewEnvelope;
pub use lease::{LEASE, Lease};
pub use queue::{Outgoing, Queue};
pub use trouble::{PhotoTrouble, SendTrouble};
pub use uploads::{AttachmentStanding, DueAttachment};
pub use waiting_photos::{AllWaitingPhotos, WaitingPhotos};

use crate::storage::{self, Durability, StorageError};

const MIGRATIONS: &[&str] = &[
    include_str!("outbox/migrations/0001_first.sql"),
    include_str!("outbox/migrations/0002_attachments.sql"),
    include_str!("outbox/migrations/0003_sending.sql"),
    include_str!("outbox/migrations/0004_uploads.sql"),
    include_str!("outbox/migrations/0005_carried.sql"),
    include_str!("outbox/migrations/0006_receipts_home.sql"),
    include_str!("outbox/migrations/0007_text_size.sql"),
    include_str!("outbox/migrations/0008_locked_phone.sql"),
    include_str!("outbox/migrations/0009_office.sql"),
    include_str!("outbox/migrations/0010_no_sealed_token.sql"),
];

/// The outbox. Several threads may use it. Each call is one transaction.
#[derive(Debug)]
pub struct Outbox {
    database: Mutex<Database>,
    /// For screens: with thousands of envelopes, one write of the sender takes longer than a person waits.
    reader: Option<Mutex<Database>>,
}

impl Outbox {
    /// Opens or creates the file at `path`.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn open(path: &Path) -> Result<Self, StorageError> {
        match Self::open_as_it_is(path) {
            Err(StorageError::Damaged) => {
                tracing::error!("the outbox is damaged: it is put aside, and the vault seals everything again");
                storage::put_aside(path)?;
                Self::open_as_it_is(path)
            }
            other => other,
        }
    }

    fn open_as_it_is(path: &Path) -> Result<Self, StorageError> {
        let database = storage::open(path, None, Durability::AtCheckpoint, MIGRATIONS)?;
        database.set_prepared_statement_cache_capacity(32);
        Ok(Self { database: Mutex::new(database), reader: storage::open_to_read(path).map(Mutex::new) })
    }

    /// Limits the file to this many pages of 4 KiB (`None`: no limit). Tests use it for a full disk.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn limit_size(&self, pages: Option<u32>) -> Result<(), StorageError> {
        storage::limit_size(&self.database(), pages)
    }

    /// Syncs all commits to disk, so that they survive a flat battery.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn make_durable(&self) -> Result<(), StorageError> {
        Ok(self.database().query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }

    /// Wipes copies of deleted rows from the log. If few envelopes wait, it also wipes the gaps between rows.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn wipe(&self) -> Result<(), StorageError> {
        /// With more rows, rewriting costs too much. The rows hold ciphertext that only central opens.
        const LITTLE: u32 = 500;
        let mut database = self.database();
        let waiting: u32 = database.query_row("SELECT count(*) FROM envelopes", [], |row| row.get(0))?;
        if waiting <= LITTLE {
            storage::rewrite_tables(&mut database, &["envelopes"])?;
        }
        storage::empty_log(&database)
    }

    fn database(&self) -> MutexGuard<'_, Database> {
        // A panic under the lock rolls its transaction back, so the database stays whole.
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Like [`Outbox::database`], for reading while another thread writes.
    fn reader(&self) -> MutexGuard<'_, Database> {
        self.reader.as_ref().unwrap_or(&self.database).lock().unwrap_or_else(PoisonError::into_inner)
    }
}
