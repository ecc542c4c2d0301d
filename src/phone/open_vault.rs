//! The open vault, and what was read from it at unlock.

use std::sync::Arc;
use std::time::Duration;

use kentongan_exchange::sealing::SealingError;
use kentongan_forms::Lists;

use super::PhoneError;
use super::forms_and_lists::{Forms, lists};
use super::sealers::Sealers;
use crate::elapsed::Elapsed;
use crate::sending::ServerAddress;
use crate::storage::StorageError;
use crate::vault::{StoredEnrolment, Vault};

/// The open vault, and what was read from it at unlock.
pub(super) struct OpenVault {
    pub(super) vault: Vault,
    pub(super) enrolled: StoredEnrolment,
    pub(super) forms: Forms,
    pub(super) lists: Arc<Lists>,
    pub(super) directory: kentongan_exchange::Directory,
    pub(super) lock_after_minutes: u32,
    /// When somebody last touched the phone, in time since it was switched on.
    pub(super) touched_at: Duration,
    /// How many days the phone keeps sealed answers after acceptance.
    pub(super) keep_days: u32,
    /// When the person chose that, in time since the phone was switched on; `None` if before the unlock.
    pub(super) keep_days_chosen_at: Option<Duration>,
    /// The elapsed time, as last computed and stored.
    pub(super) elapsed: Option<Elapsed>,
    pub(super) elapsed_noted: Option<Elapsed>,
    /// Whether this build has tried to read the news that an older build left unread.
    pub(super) kept_news_read: bool,
    /// For the next record to be finished.
    pub(super) sealers: Option<Sealers>,
}

impl OpenVault {
    pub(super) fn read(vault: Vault, now: Duration) -> Result<Self, StorageError> {
        let (enrolled, directory) = (vault.enrolled()?, vault.directory()?);
        let lists = lists(&enrolled.area, &vault.areas()?, &directory);
        let forms = Forms::read(&vault.forms()?, vault.current_forms()?);
        let (lock_after_minutes, keep_days, elapsed) =
            (vault.lock_after_minutes()?, vault.keep_days()?, vault.elapsed()?);
        let lists = Arc::new(lists);
        Ok(Self {
            vault,
            enrolled,
            forms,
            lists,
            directory,
            lock_after_minutes,
            touched_at: now,
            keep_days,
            keep_days_chosen_at: None,
            elapsed,
            elapsed_noted: elapsed,
            kept_news_read: false,
            sealers: None,
        })
    }

    /// Reads the enrolment's data again.
    pub(super) fn read_again(&mut self) -> Result<(), PhoneError> {
        self.enrolled = self.vault.enrolled()?;
        self.directory = self.vault.directory()?;
        self.lists = Arc::new(lists(&self.enrolled.area, &self.vault.areas()?, &self.directory));
        self.forms = Forms::read(&self.vault.forms()?, self.vault.current_forms()?);
        Ok(())
    }

    /// Central's address, with the pin of its certificate.
    pub(super) fn address(&self) -> Result<ServerAddress, PhoneError> {
        ServerAddress::parse(&self.enrolled.address).map_err(|_| PhoneError::Damaged)
    }

    /// The numbers that the outbox stores for a locked phone.
    pub(super) fn emergency_numbers(&self) -> Vec<kentongan_exchange::DirectoryEntry> {
        self.directory.entries.iter().filter(|entry| entry.emergency).cloned().collect()
    }

    /// The prepared sealers, or new ones.
    pub(super) fn take_sealers(&mut self) -> Result<Sealers, SealingError> {
        match self.sealers.take().filter(|sealers| sealers.are_for(&self.enrolled)) {
            Some(ready) => Ok(ready),
            None => Sealers::to(&self.enrolled.case_recipients, &self.enrolled.central_recipient),
        }
    }
}
