//! Access to the phone: enrolment, choosing the PIN, unlocking, locking.

use std::sync::TryLockError;
use std::time::Duration;

use kentongan_exchange::{EnrolmentCode, KeyFingerprint};

use super::folder::{ENROLMENT_FILE, KEY_FILE, OFFERED_KEYS_FILE, VAULT_FILE, erase_or_later};
use super::held::held;
use super::lock_state::LockState;
use super::open_vault::OpenVault;
use super::{EnrolmentError, Facilitator, Phone, PhoneError, Stage, UnlockError};
use crate::device::Device;
use crate::enrolment::{OfferError, OfferedKeys, erase};
use crate::outbox::Connection;
use crate::sending::ServerAddress;
use crate::storage::{StorageError, remove_database, sync_folder_of};
use crate::vault::{DataKey, KeyFile, Pin, Vault};

impl Phone {
    /// How far the phone is set up and open.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match &*held(&self.0.lock_state) {
            LockState::NotEnrolled => Stage::NotEnrolled,
            LockState::NeedsPin(_) => Stage::NeedsPin,
            LockState::Locked => Stage::Locked,
            LockState::Open(_) => Stage::Open,
        }
    }

    /// Enrols with central, over the network. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`EnrolmentError`]. The phone then stays unchanged.
    pub async fn enrol(&self, address: &str, code: &str) -> Result<(), EnrolmentError> {
        if self.stage() != Stage::NotEnrolled {
            return Err(EnrolmentError::EnrolledBefore);
        }
        let address = ServerAddress::parse(address)?;
        let code = EnrolmentCode::parse(code).map_err(|_| EnrolmentError::NotACode)?;
        let offered = self.0.folder.join(OFFERED_KEYS_FILE);
        let keys = OfferedKeys::kept_or_new(&offered, &address).map_err(|error| match error {
            OfferError::Storage(error) => EnrolmentError::Phone(error.into()),
            OfferError::Ask(error) => error.into(),
        })?;
        let granted = self.line()?.ask_to_enrol(&address, &code, &keys).await?;
        let mut lock_state = held(&self.0.lock_state);
        if !matches!(*lock_state, LockState::NotEnrolled) {
            // The person pressed twice. The first answer counts.
            return Err(EnrolmentError::EnrolledBefore);
        }
        granted.write(&self.0.folder.join(ENROLMENT_FILE))?;
        erase_or_later(&offered);
        *lock_state = LockState::NeedsPin(Box::new(granted));
        Ok(())
    }

    /// Who will run the phone, and the fingerprint of the keys that can read its reports. `None` unless the phone waits
    /// for a PIN.
    #[must_use]
    pub fn granted(&self) -> Option<(Facilitator, KeyFingerprint)> {
        match &*held(&self.0.lock_state) {
            LockState::NeedsPin(granted) => Some((granted.facilitator(), granted.fingerprint())),
            LockState::NotEnrolled | LockState::Locked | LockState::Open(_) => None,
        }
    }

    /// Deletes an enrolment before a PIN is chosen, because its words are not the ones that the coordinator read out.
    ///
    /// # Errors
    /// [`PhoneError::PinChosenBefore`], or storage's.
    pub fn discard_enrolment(&self) -> Result<(), PhoneError> {
        let mut lock_state = held(&self.0.lock_state);
        match *lock_state {
            LockState::NeedsPin(_) => {}
            LockState::NotEnrolled => return Ok(()),
            LockState::Locked | LockState::Open(_) => return Err(PhoneError::PinChosenBefore),
        }
        erase(&self.0.folder.join(ENROLMENT_FILE))?;
        *lock_state = LockState::NotEnrolled;
        Ok(())
    }

    /// The fingerprint of the keys that can read this phone's reports.
    ///
    /// # Errors
    /// [`PhoneError::Locked`] or [`PhoneError::NotEnrolled`].
    pub fn fingerprint(&self) -> Result<KeyFingerprint, PhoneError> {
        self.with_open(|open| Ok(open.enrolled.fingerprint()))
    }

    /// Chooses the PIN, once, after enrolment, and opens the vault. Slow: it measures the device.
    ///
    /// # Errors
    /// [`PhoneError::WeakPin`], [`PhoneError::PinChosenBefore`], [`PhoneError::NotEnrolled`], or storage's. After any
    /// error but the second the person can choose again.
    pub fn choose_pin(&self, pin: &Pin) -> Result<(), PhoneError> {
        if let Some(weakness) = pin.weakness() {
            return Err(PhoneError::WeakPin(weakness));
        }
        let mut key_file = held(&self.0.key_file);
        let granted = match &*held(&self.0.lock_state) {
            LockState::NeedsPin(granted) => granted.clone(),
            LockState::NotEnrolled => return Err(PhoneError::NotEnrolled),
            LockState::Locked | LockState::Open(_) => return Err(PhoneError::PinChosenBefore),
        };
        let (folder, device) = (&self.0.folder, &self.0.device);
        let key = DataKey::generate()?;
        let wrapped = KeyFile::wrap(&folder.join(KEY_FILE), &key, pin, device.pin_cost(), &**device)?;

        // Without a key file there is no vault yet: a file in its place is unfinished.
        let path = folder.join(VAULT_FILE);
        remove_database(&path)?;
        let mut vault = Vault::open(&path, &key)?;
        let (answer, enrolled) = (granted.answer(), granted.enrolled()?);
        vault.put_enrolment(&enrolled, &answer.areas, &answer.directory, &answer.forms)?;
        let open = OpenVault::read(vault, device.uptime())?;
        self.0.outbox.put_connection(&Connection::from(&enrolled))?;
        self.0.outbox.put_numbers(&open.emergency_numbers(), &open.enrolled.organisation)?;
        sync_folder_of(&path).map_err(StorageError::from)?;

        // From here on the phone has a PIN.
        wrapped.write()?;
        *key_file = Some(wrapped);
        *held(&self.0.lock_state) = LockState::Open(Box::new(open));
        erase_or_later(&folder.join(ENROLMENT_FILE));
        erase_or_later(&folder.join(OFFERED_KEYS_FILE));
        // The elapsed time counts from now.
        self.erase_due();
        self.prepare_sealers();
        self.wake_for_news();
        Ok(())
    }

    /// Opens the vault. Slow: half a second to one. It seals again every finished record that has neither receipt nor
    /// envelope. It also stores the news that came while the phone was locked.
    ///
    /// # Errors
    /// [`UnlockError`].
    pub fn unlock(&self, pin: &Pin) -> Result<(), UnlockError> {
        let mut key_file = held(&self.0.key_file);
        match self.stage() {
            Stage::Open => return Ok(()),
            Stage::Locked => {}
            Stage::NotEnrolled | Stage::NeedsPin => return Err(PhoneError::NotEnrolled.into()),
        }
        let key_file = key_file.as_mut().ok_or(PhoneError::NotEnrolled)?;
        let device = &*self.0.device;
        let key = key_file.unwrap(pin, device.uptime(), device)?;
        let vault = Vault::open(&self.0.folder.join(VAULT_FILE), &key)?;
        let open = OpenVault::read(vault, self.0.device.uptime())?;
        *held(&self.0.lock_state) = LockState::Open(Box::new(open));
        self.mend_outbox();
        self.reconcile_or_later();
        self.prepare_sealers();
        self.wake_for_news();
        Ok(())
    }

    /// Whether this is the PIN of the open phone. A wrong one counts as at the lock. Slow, as [`Phone::unlock`].
    ///
    /// # Errors
    /// [`UnlockError`]; [`PhoneError::Locked`] when the phone is locked.
    pub fn check_pin(&self, pin: &Pin) -> Result<(), UnlockError> {
        self.with_key_file_of_open_phone(|key_file, device| {
            Ok(key_file.unwrap(pin, device.uptime(), device).map(drop)?)
        })
    }

    /// Replaces the PIN of the open phone. Slow: it checks the present PIN and measures the device.
    ///
    /// # Errors
    /// [`UnlockError`]; [`PhoneError::Locked`] when the phone is locked, [`PhoneError::WeakPin`], or storage's. Then the
    /// present PIN holds.
    pub fn change_pin(&self, present: &Pin, new: &Pin) -> Result<(), UnlockError> {
        if let Some(weakness) = new.weakness() {
            return Err(PhoneError::WeakPin(weakness).into());
        }
        self.with_key_file_of_open_phone(|key_file, device| {
            Ok(key_file.change_pin(present, new, device.pin_cost(), device.uptime(), device)?)
        })
    }

    fn with_key_file_of_open_phone(
        &self,
        work: impl FnOnce(&mut KeyFile, &dyn Device) -> Result<(), UnlockError>,
    ) -> Result<(), UnlockError> {
        self.facilitator()?;
        let mut key_file = held(&self.0.key_file);
        work(key_file.as_mut().ok_or(PhoneError::NotEnrolled)?, &*self.0.device)
    }

    /// How long the phone checks no PIN, if so.
    #[must_use]
    pub fn wait_left(&self) -> Option<Duration> {
        self.ask_key_file(|key_file| key_file.wait(self.0.device.uptime()))
    }

    /// Tries left before a wait, after a wrong PIN.
    #[must_use]
    pub fn tries_left(&self) -> Option<u32> {
        self.ask_key_file(KeyFile::tries_left)
    }

    /// Returns `None` while a PIN is being checked.
    fn ask_key_file<T>(&self, ask: impl FnOnce(&KeyFile) -> Option<T>) -> Option<T> {
        let key_file = match self.0.key_file.try_lock() {
            Ok(key_file) => key_file,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        key_file.as_ref().and_then(ask)
    }

    /// Closes the vault and wipes its key from memory.
    pub fn lock(&self) {
        let mut lock_state = held(&self.0.lock_state);
        if let LockState::Open(_) = &*lock_state {
            *lock_state = LockState::Locked;
        }
    }

    /// Whose phone this is.
    ///
    /// # Errors
    /// [`PhoneError::Locked`] or [`PhoneError::NotEnrolled`].
    pub fn facilitator(&self) -> Result<Facilitator, PhoneError> {
        self.with_open(|open| {
            Ok(Facilitator {
                device_code: open.enrolled.device_code.clone(),
                area: open.enrolled.area.clone(),
                organisation: open.enrolled.organisation.clone(),
                server: open.address()?.to_string(),
            })
        })
    }

    /// Central's address, with the pin of its certificate.
    pub(super) fn address(&self) -> Result<ServerAddress, PhoneError> {
        self.with_open(|open| open.address())
    }

    /// Runs `use_it` with the open vault. Other threads wait meanwhile.
    pub(super) fn with_open<T, E: From<PhoneError>>(
        &self,
        use_it: impl FnOnce(&mut OpenVault) -> Result<T, E>,
    ) -> Result<T, E> {
        match &mut *held(&self.0.lock_state) {
            LockState::Open(open) => use_it(open),
            LockState::NotEnrolled | LockState::NeedsPin(_) => Err(PhoneError::NotEnrolled.into()),
            LockState::Locked => Err(PhoneError::Locked.into()),
        }
    }
}
