//! `vault.key`: the random data key of the vault. The PIN and this device's key store together unwrap it.
//!
//! [`TriesFile`] counts a try *before* the PIN is checked. So switching the phone off in time gains nothing. The key
//! file itself is written once, when the PIN is chosen.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use kentongan_exchange::signing::Base64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::key_store_part::KeyStorePart;
use super::own_stack::on_own_stack;
use super::pin::Pin;
use super::tries::Tries;
use super::tries_file::TriesFile;
use crate::device::DeviceKeyStore;
use crate::pin_cost::Cost;
use crate::storage::{StorageError, replace_file, sync_folder_of};

/// Part of the ciphertext, so that no other ciphertext of the app fits here.
const PURPOSE: &[u8] = b"kentongan vault key v3";
/// The only released format.
const VERSION: u32 = 3;

/// The key for SQLCipher. It stays in one place on the heap, is wiped on drop, and does not show in debug output.
#[derive(Clone)]
pub struct DataKey(Box<Zeroizing<[u8; 32]>>);

/// The key file, and the count of tries beside it.
#[derive(Debug)]
pub struct KeyFile {
    path: PathBuf,
    content: KeyFileContent,
    tries: TriesFile,
}

/// The content of the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeyFileContent {
    version: u32,
    cost: Cost,
    salt: Base64,
    /// The key store's share; `None` on a device without a key store, where the PIN alone wraps the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keeper: Option<KeyStorePart>,
    nonce: Base64,
    wrapped: Base64,
}

/// Why the vault's key stays wrapped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The PIN is wrong.
    #[error("wrong PIN")]
    WrongPin {
        /// Tries left before the first wait.
        tries_left: u32,
        /// How long the phone checks no further PIN.
        wait: Option<Duration>,
    },
    /// The phone checks no PIN now.
    #[error("too many wrong PINs")]
    MustWait {
        /// How long.
        wait: Duration,
    },
    /// The device's key store does not work, or its key is missing. The try does not count.
    #[error("the key store does not work")]
    KeyStoreFailed,
    /// The file could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl DataKey {
    /// Generates a key.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn generate() -> Result<Self, StorageError> {
        let mut key = Self::zeroed();
        fill(key.0.as_mut_slice())?;
        Ok(key)
    }

    fn zeroed() -> Self {
        Self(Box::new(Zeroizing::new([0; 32])))
    }

    /// The pragma that opens a SQLCipher file with this key directly, without SQLCipher's own derivation.
    pub(super) fn pragma(&self) -> Zeroizing<String> {
        // Large enough from the start: a growing text leaves copies behind.
        let mut hex = Zeroizing::new(String::with_capacity(96));
        hex.push_str("PRAGMA key = \"x'");
        for digit in self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
            hex.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
        hex.push_str("'\"");
        hex
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(secret)")
    }
}

impl KeyFile {
    /// Wraps `key` with `pin` and the device's key store. Writes nothing: see [`KeyFile::write`]. It leaves out a key
    /// store that does not work, because some phones have a broken one.
    ///
    /// # Errors
    /// When the operating system gives no randomness or memory.
    pub fn wrap(
        path: &Path,
        key: &DataKey,
        pin: &Pin,
        cost: Cost,
        keeper: &(impl DeviceKeyStore + Sync + ?Sized),
    ) -> Result<Self, StorageError> {
        let content = on_own_stack(|| {
            let salt = random::<16>()?;
            let stretched = stretched(pin, cost, &salt)?;
            let part = KeyStorePart::of(keeper, &salt);
            let with_keeper =
                part.and_then(|part| KeyFileContent::wrap(key, &stretched, (cost, salt), Some(part), keeper));
            match with_keeper {
                Some(content) => Ok(content),
                None => KeyFileContent::wrap(key, &stretched, (cost, salt), None, keeper)
                    .ok_or_else(|| StorageError::Failed("key not wrapped".to_owned())),
            }
        })??;
        Ok(Self { path: path.to_owned(), content, tries: TriesFile::new(tries_beside(path)) })
    }

    /// Reads the file and the count of tries. `now` is the time since the device was switched on.
    ///
    /// # Errors
    /// [`StorageError::Damaged`], or [`StorageError::NewerApp`].
    pub fn read(path: &Path, now: Duration) -> Result<Self, StorageError> {
        /// The field that every format has.
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let bytes = fs::read(path)?;
        let Versioned { version } = serde_json::from_slice(&bytes).map_err(|_| StorageError::Damaged)?;
        if version > VERSION {
            return Err(StorageError::NewerApp);
        }
        if version < VERSION {
            return Err(StorageError::Failed(format!("vault.key has version {version}, which was never released")));
        }
        let content: KeyFileContent = serde_json::from_slice(&bytes).map_err(|_| StorageError::Damaged)?;
        if !content.cost.is_possible() {
            return Err(StorageError::Damaged);
        }
        Ok(Self { path: path.to_owned(), content, tries: TriesFile::read(tries_beside(path), now) })
    }

    /// Writes the count, then the key file. After a crash each file is whole.
    ///
    /// # Errors
    /// [`StorageError`], most often [`StorageError::DiskFull`].
    pub fn write(&self) -> Result<(), StorageError> {
        self.tries.create()?;
        self.write_content()
    }

    /// How long the phone checks no PIN. `now` is the time since the device was switched on.
    #[must_use]
    pub fn wait(&self, now: Duration) -> Option<Duration> {
        self.tries.tries().wait(now)
    }

    /// Tries left before a wait; `None` before the first wrong PIN, and during a wait.
    #[must_use]
    pub fn tries_left(&self) -> Option<u32> {
        self.tries.tries().left_after_a_wrong_one()
    }

    /// Returns the key for the right PIN on this device. It takes as long as the derivation. If only the PIN wrapped
    /// the file and the device now has a key store, it wraps the file with both.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn unwrap(
        &mut self,
        pin: &Pin,
        now: Duration,
        keeper: &(impl DeviceKeyStore + Sync + ?Sized),
    ) -> Result<DataKey, KeyError> {
        let before = self.tries.tries().at(now);
        if let Some(wait) = before.wait(now) {
            return Err(KeyError::MustWait { wait });
        }
        // Before the try counts: a broken key store is not a wrong PIN.
        if let Some(part) = &self.content.keeper
            && !part.is_of(keeper, &self.content.salt.0)
        {
            return Err(KeyError::KeyStoreFailed);
        }
        let counted = before.with_another();
        self.tries.write(counted)?;
        let content = &self.content;
        let unwrapped = on_own_stack(|| content.unwrap(pin, keeper))??;
        let (key, rewrapped) = match unwrapped {
            UnwrapResult::Key(key, rewrapped) => (key, rewrapped),
            UnwrapResult::WrongPin => {
                return Err(KeyError::WrongPin { tries_left: counted.left(), wait: counted.wait(now) });
            }
            UnwrapResult::KeyStoreFailed => {
                self.write_tries(before);
                return Err(KeyError::KeyStoreFailed);
            }
        };
        if let Some(content) = rewrapped {
            self.replace_content(*content);
        }
        self.write_tries(Tries::none());
        Ok(key)
    }

    /// Wraps the data key with another PIN, in place of the present one. After a crash the file has one or the other. It
    /// leaves the present file if the new one cannot be written.
    ///
    /// # Errors
    /// [`KeyError`], as [`KeyFile::unwrap`].
    pub fn change_pin(
        &mut self,
        present: &Pin,
        new: &Pin,
        cost: Cost,
        now: Duration,
        keeper: &(impl DeviceKeyStore + Sync + ?Sized),
    ) -> Result<(), KeyError> {
        let key = self.unwrap(present, now, keeper)?;
        let wrapped = Self::wrap(&self.path, &key, new, cost, keeper)?;
        let before = std::mem::replace(&mut self.content, wrapped.content);
        if let Err(error) = self.write_content() {
            self.content = before;
            return Err(error.into());
        }
        Ok(())
    }

    /// A failing disk must not keep the owner out. The count on disk is then one too high.
    fn write_tries(&mut self, tries: Tries) {
        if let Err(error) = self.tries.write(tries) {
            tracing::warn!(%error, "the count of wrong PINs was not reset");
        }
    }

    fn replace_content(&mut self, content: KeyFileContent) {
        let before = std::mem::replace(&mut self.content, content);
        if let Err(error) = self.write_content() {
            tracing::warn!(%error, "the key stays outside the key store");
            self.content = before;
        }
    }

    fn write_content(&self) -> Result<(), StorageError> {
        let json = serde_json::to_vec_pretty(&self.content).map_err(|_| StorageError::Damaged)?;
        replace_file(&self.path, &json)
    }
}

/// The result of trying a PIN.
enum UnwrapResult {
    /// The key. Also the file's new content, if the key store was added.
    Key(DataKey, Option<Box<KeyFileContent>>),
    WrongPin,
    /// The key store failed during the try.
    KeyStoreFailed,
}

impl KeyFileContent {
    /// `None` when the key store does not work: it must compute the same result twice.
    fn wrap(
        key: &DataKey,
        stretched: &[u8; 32],
        (cost, salt): (Cost, [u8; 16]),
        key_store_part: Option<KeyStorePart>,
        keeper: &(impl DeviceKeyStore + ?Sized),
    ) -> Option<Self> {
        let wrapping = wrapping_key(stretched, key_store_part.as_ref(), keeper)?;
        if key_store_part.is_some() && wrapping_key(stretched, key_store_part.as_ref(), keeper)? != wrapping {
            tracing::warn!("the key store does not compute the same twice: the key stays outside it");
            return None;
        }
        let nonce = random::<24>().ok()?;
        let payload = Payload { msg: key.0.as_slice(), aad: PURPOSE };
        let wrapped = XChaCha20Poly1305::new(&(*wrapping).into()).encrypt(&XNonce::from(nonce), payload).ok()?;
        Some(Self {
            version: VERSION,
            cost,
            salt: Base64(salt.to_vec()),
            keeper: key_store_part,
            nonce: Base64(nonce.to_vec()),
            wrapped: Base64(wrapped),
        })
    }

    fn unwrap(&self, pin: &Pin, keeper: &(impl DeviceKeyStore + ?Sized)) -> Result<UnwrapResult, StorageError> {
        let salt = self.salt.0.as_slice().try_into().map_err(|_| StorageError::Damaged)?;
        let nonce: [u8; 24] = self.nonce.0.as_slice().try_into().map_err(|_| StorageError::Damaged)?;
        let stretched = stretched(pin, self.cost, &salt)?;
        let Some(wrapping) = wrapping_key(&stretched, self.keeper.as_ref(), keeper) else {
            return Ok(UnwrapResult::KeyStoreFailed);
        };
        let payload = Payload { msg: &self.wrapped.0, aad: PURPOSE };
        let opened = XChaCha20Poly1305::new(&(*wrapping).into()).decrypt(&XNonce::from(nonce), payload);
        let Ok(opened) = opened.map(Zeroizing::new) else { return Ok(UnwrapResult::WrongPin) };
        let mut key = DataKey::zeroed();
        if opened.len() != key.0.len() {
            return Err(StorageError::Damaged);
        }
        key.0.copy_from_slice(&opened);
        let rewrapped = if self.keeper.is_none() {
            let part = KeyStorePart::of(keeper, &salt);
            part.and_then(|part| Self::wrap(&key, &stretched, (self.cost, salt), Some(part), keeper))
        } else {
            None
        };
        Ok(UnwrapResult::Key(key, rewrapped.map(Box::new)))
    }
}

impl KeyFile {
    /// Deletes the file at `path` and the count of tries. Nothing opens the vault afterwards.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn erase(path: &Path) -> Result<(), StorageError> {
        for file in [path, &tries_beside(path)] {
            match fs::remove_file(file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(sync_folder_of(path)?)
    }
}

/// `vault.tries` beside `vault.key`.
fn tries_beside(path: &Path) -> PathBuf {
    path.with_extension("tries")
}

/// The Argon2id hash of the PIN.
fn stretched(pin: &Pin, cost: Cost, salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, StorageError> {
    cost.derive(pin.as_bytes(), salt).map_err(|error| StorageError::Failed(error.to_string()))
}

/// The key that wraps the data key; `None` when the key store fails.
fn wrapping_key(
    stretched: &[u8; 32],
    part: Option<&KeyStorePart>,
    keeper: &(impl DeviceKeyStore + ?Sized),
) -> Option<Zeroizing<[u8; 32]>> {
    match part {
        None => Some(Zeroizing::new(*stretched)),
        Some(part) => part.mixed_into(stretched, keeper),
    }
}

fn random<const N: usize>() -> Result<[u8; N], StorageError> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

fn fill(bytes: &mut [u8]) -> Result<(), StorageError> {
    getrandom::fill(bytes).map_err(|_| StorageError::Failed("no randomness".to_owned()))
}
