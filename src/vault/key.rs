//! `vault.key`: the random data key of the vault, wrapped by a key derived from the PIN, and that once more by the
//! device's key store where there is one: a copy of the file is of no use elsewhere, however soon the PIN is guessed.
//!
//! A try is counted ([`TriesFile`], beside it) *before* the PIN is looked at: switching the phone off in time gains a
//! guesser nothing. The key file itself is written once, when the PIN is chosen.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use kentongan_exchange::signing::Base64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::cost::Cost;
use super::pin::Pin;
use super::tries::Tries;
use super::tries_file::TriesFile;
use crate::device::KeyKeeper;
use crate::storage::{StorageError, replace_file, sync_folder_of};

/// What the wrapping is bound to, so that no other ciphertext of the app could stand in.
const PURPOSE: &[u8] = b"kentongan vault key v1";

/// The key that SQLCipher takes. Wiped from memory when dropped, not shown in debug output.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

/// The key file, which knows how often it was tried.
#[derive(Debug)]
pub struct KeyFile {
    path: PathBuf,
    content: Content,
    tries: TriesFile,
}

/// The file's content.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Content {
    version: u32,
    cost: Cost,
    salt: Base64,
    nonce: Base64,
    wrapped: Base64,
}

/// `wrapped` is wrapped by the PIN alone.
const BY_PIN: u32 = 1;
/// `wrapped` is wrapped by the PIN, and then by the device's key store.
const BY_PIN_AND_KEEPER: u32 = 2;

/// Why the key was not given out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Another PIN it is.
    #[error("wrong PIN")]
    WrongPin {
        /// Tries left before the first wait.
        tries_left: u32,
        /// No PIN is looked at for so long.
        wait: Option<Duration>,
    },
    /// No PIN is looked at now.
    #[error("too many wrong PINs")]
    MustWait {
        /// For so long.
        wait: Duration,
    },
    /// The device's key store does not open what it wrapped; no PIN was looked at.
    #[error("the key store does not open")]
    NoKeeper,
    /// The file could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl DataKey {
    /// A new key.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn generate() -> Result<Self, StorageError> {
        random().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// The pragma that opens a SQLCipher file with this key as it is, without SQLCipher's own derivation.
    pub(super) fn pragma(&self) -> Zeroizing<String> {
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
    /// Wraps `key` under `pin` and in the device's key store. Nothing is written before [`KeyFile::write`]. A key store
    /// that does not open what it wraps is left out: some phones have one that is broken.
    ///
    /// # Errors
    /// When the operating system gives no randomness or memory.
    pub fn wrap(
        path: &Path,
        key: &DataKey,
        pin: &Pin,
        cost: Cost,
        keeper: &(impl KeyKeeper + ?Sized),
    ) -> Result<Self, StorageError> {
        let (salt, nonce) = (random::<16>()?, random::<24>()?);
        let wrapped = cipher(pin, cost, &salt)?
            .encrypt(&XNonce::from(nonce), Payload { msg: key.0.as_ref(), aad: PURPOSE })
            .map_err(|_| StorageError::Failed("key not wrapped".to_owned()))?;
        let content = Content {
            version: BY_PIN,
            cost,
            salt: Base64(salt.to_vec()),
            nonce: Base64(nonce.to_vec()),
            wrapped: Base64(wrapped),
        };
        let content = content.given_to(keeper).unwrap_or(content);
        Ok(Self { path: path.to_owned(), content, tries: TriesFile::new(tries_beside(path)) })
    }

    /// Reads the file, and the count beside it as it stands at this time since the device was switched on.
    ///
    /// # Errors
    /// [`StorageError::Damaged`], or that of a newer app.
    pub fn read(path: &Path, now: Duration) -> Result<Self, StorageError> {
        let content: Content = serde_json::from_slice(&fs::read(path)?).map_err(|_| StorageError::Damaged)?;
        if ![BY_PIN, BY_PIN_AND_KEEPER].contains(&content.version) {
            return Err(StorageError::NewerApp);
        }
        Ok(Self { path: path.to_owned(), content, tries: TriesFile::read(tries_beside(path), now) })
    }

    /// Puts the file on disk, whole or not at all, once the count beside it is there.
    ///
    /// # Errors
    /// [`StorageError::DiskFull`] above all.
    pub fn write(&self) -> Result<(), StorageError> {
        self.tries.create()?;
        self.write_content()
    }

    /// How long no PIN is looked at from `now` on, the time since the device was switched on.
    #[must_use]
    pub fn wait(&self, now: Duration) -> Option<Duration> {
        self.tries.tries().wait(now)
    }

    /// Gives the key out to whoever knows the PIN, on this device. Takes as long as the derivation costs. A file that
    /// was never given to the key store is given to it now.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn unwrap(
        &mut self,
        pin: &Pin,
        now: Duration,
        keeper: &(impl KeyKeeper + ?Sized),
    ) -> Result<DataKey, KeyError> {
        let before = self.tries.tries().at(now);
        if let Some(wait) = before.wait(now) {
            return Err(KeyError::MustWait { wait });
        }
        // Before the try is counted: a key store that is out of order is nobody's wrong PIN.
        let by_pin = self.content.taken_from(keeper)?;
        let counted = before.with_another();
        self.tries.write(counted)?;
        match self.content.unwrapped(&by_pin, pin)? {
            Some(key) => {
                self.give_to(keeper);
                // A disk that fails must not keep the owner out; the count then merely stands one too high.
                if let Err(error) = self.tries.write(Tries::none()) {
                    tracing::warn!(%error, "the count of wrong PINs was not reset");
                }
                Ok(key)
            }
            None => Err(KeyError::WrongPin { tries_left: counted.left(), wait: counted.wait(now) }),
        }
    }

    /// Gives what was wrapped by the PIN alone to the key store, if that takes it.
    fn give_to(&mut self, keeper: &(impl KeyKeeper + ?Sized)) {
        let Some(content) = self.content.given_to(keeper) else { return };
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

impl Content {
    /// The same, wrapped by the key store too; `None` when it is already, when there is none, or when it does not open
    /// what it wraps.
    fn given_to(&self, keeper: &(impl KeyKeeper + ?Sized)) -> Option<Self> {
        if self.version != BY_PIN {
            return None;
        }
        let kept = match keeper.wrap(&self.wrapped.0) {
            Ok(kept) => kept?,
            Err(error) => {
                tracing::warn!(%error, "the key stays outside the key store");
                return None;
            }
        };
        if keeper.unwrap(&kept).ok()? != self.wrapped.0 {
            tracing::warn!("the key store does not open what it wraps: the key stays outside it");
            return None;
        }
        Some(Self { version: BY_PIN_AND_KEEPER, wrapped: Base64(kept), ..self.clone() })
    }

    /// What the PIN wrapped.
    fn taken_from(&self, keeper: &(impl KeyKeeper + ?Sized)) -> Result<Vec<u8>, KeyError> {
        if self.version == BY_PIN {
            return Ok(self.wrapped.0.clone());
        }
        keeper.unwrap(&self.wrapped.0).map_err(|_| KeyError::NoKeeper)
    }

    /// The key, or `None` when the PIN is another.
    fn unwrapped(&self, by_pin: &[u8], pin: &Pin) -> Result<Option<DataKey>, StorageError> {
        let salt = self.salt.0.as_slice().try_into().map_err(|_| StorageError::Damaged)?;
        let nonce: [u8; 24] = self.nonce.0.as_slice().try_into().map_err(|_| StorageError::Damaged)?;
        let payload = Payload { msg: by_pin, aad: PURPOSE };
        let opened = cipher(pin, self.cost, &salt)?.decrypt(&XNonce::from(nonce), payload);
        let Ok(key) = opened.map(Zeroizing::new) else { return Ok(None) };
        let key: [u8; 32] = key.as_slice().try_into().map_err(|_| StorageError::Damaged)?;
        Ok(Some(DataKey(Zeroizing::new(key))))
    }
}

impl KeyFile {
    /// Removes the file at `path` and the count beside it: nothing opens the vault any more.
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

fn cipher(pin: &Pin, cost: Cost, salt: &[u8; 16]) -> Result<XChaCha20Poly1305, StorageError> {
    let key = cost.derive(pin.as_bytes(), salt).map_err(|error| StorageError::Failed(error.to_string()))?;
    Ok(XChaCha20Poly1305::new(&(*key).into()))
}

fn random<const N: usize>() -> Result<[u8; N], StorageError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| StorageError::Failed("no randomness".to_owned()))?;
    Ok(bytes)
}
