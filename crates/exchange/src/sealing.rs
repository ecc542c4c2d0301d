//! Sealing with `age` (age-encryption.org/v1): one standard format, so that the off-the-shelf `age` command opens
//! whatever must be recovered one day.

use std::io::{Read, Write};
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// A public key to seal to: an age X25519 recipient, `age1…`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq")]
pub struct Recipient(String);

impl Recipient {
    /// The bech32 text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parsed(&self) -> Result<age::x25519::Recipient, SealingError> {
        age::x25519::Recipient::from_str(&self.0).map_err(|_| SealingError::NotARecipient)
    }
}

impl TryFrom<String> for Recipient {
    type Error = SealingError;
    fn try_from(text: String) -> Result<Self, SealingError> {
        let recipient = Self(text);
        recipient.parsed()?;
        Ok(recipient)
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        recipient.0
    }
}

/// The secret half: opens what was sealed to its [`Recipient`]. `AGE-SECRET-KEY-1…`.
#[derive(Clone)]
pub struct Identity(age::x25519::Identity);

impl Identity {
    /// A new key pair from the operating system's randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Reads `AGE-SECRET-KEY-1…`.
    ///
    /// # Errors
    /// [`SealingError::NotAnIdentity`] when the text is something else.
    pub fn from_secret(text: &str) -> Result<Self, SealingError> {
        age::x25519::Identity::from_str(text.trim()).map(Self).map_err(|_| SealingError::NotAnIdentity)
    }

    /// The text to keep secret.
    #[must_use]
    pub fn to_secret(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// The public half.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public().to_string())
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(secret)")
    }
}

/// Sealing or opening did not work.
#[derive(Debug, thiserror::Error)]
pub enum SealingError {
    /// Nothing to seal to.
    #[error("no recipient given")]
    NoRecipient,
    /// The text is not an age X25519 recipient.
    #[error("not an age recipient")]
    NotARecipient,
    /// The text is not an age X25519 secret key.
    #[error("not an age secret key")]
    NotAnIdentity,
    /// Sealed to someone else.
    #[error("sealed to another key")]
    NotForThisKey,
    /// Not an age file, or damaged.
    #[error("damaged or not an age file")]
    Damaged,
    /// The content is larger than the caller allows.
    #[error("content larger than {0} bytes")]
    TooLarge(usize),
    /// age could not write (cannot happen in memory).
    #[error("sealing failed: {0}")]
    Failed(String),
}

/// A new key for one content, already wrapped for everyone who may open it. Wrapping takes nearly all the time of
/// sealing, and can happen before the content exists.
pub struct Sealer {
    recipients: Vec<Recipient>,
    encryptor: age::Encryptor,
}

impl Sealer {
    /// For every one of `recipients`; any of them can open it alone.
    ///
    /// # Errors
    /// [`SealingError::NoRecipient`] for an empty list, [`SealingError::NotARecipient`] for a bad one.
    pub fn to(recipients: &[Recipient]) -> Result<Self, SealingError> {
        if recipients.is_empty() {
            return Err(SealingError::NoRecipient);
        }
        let parsed = recipients.iter().map(Recipient::parsed).collect::<Result<Vec<_>, _>>()?;
        let parsed = parsed.iter().map(|recipient| recipient as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(parsed).map_err(|error| failed(&error))?;
        Ok(Self { recipients: recipients.to_vec(), encryptor })
    }

    /// Who can open it.
    #[must_use]
    pub fn recipients(&self) -> &[Recipient] {
        &self.recipients
    }

    /// Seals the content.
    ///
    /// # Errors
    /// [`SealingError::Failed`], which cannot happen in memory.
    pub fn seal(self, content: &[u8]) -> Result<Vec<u8>, SealingError> {
        let mut sealed = Vec::with_capacity(content.len() + 512);
        let mut writer = self.encryptor.wrap_output(&mut sealed).map_err(|error| failed(&error))?;
        writer.write_all(content).map_err(|error| failed(&error))?;
        writer.finish().map_err(|error| failed(&error))?;
        Ok(sealed)
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealer").field("recipients", &self.recipients).finish_non_exhaustive()
    }
}

/// Seals `content` to every one of `recipients`; any of them can open it alone.
///
/// # Errors
/// [`SealingError::NoRecipient`] for an empty list, [`SealingError::NotARecipient`] for a bad one.
pub fn seal(content: &[u8], recipients: &[Recipient]) -> Result<Vec<u8>, SealingError> {
    Sealer::to(recipients)?.seal(content)
}

fn failed(error: &dyn std::fmt::Display) -> SealingError {
    SealingError::Failed(error.to_string())
}

/// Opens what was sealed to `identity`, refusing content above `limit` bytes.
///
/// # Errors
/// [`SealingError::NotForThisKey`], [`SealingError::Damaged`] or [`SealingError::TooLarge`].
pub fn open(sealed: &[u8], identity: &Identity, limit: usize) -> Result<Zeroizing<Vec<u8>>, SealingError> {
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(|_| SealingError::Damaged)?;
    let reader = decryptor.decrypt(std::iter::once(&identity.0 as &dyn age::Identity)).map_err(|error| {
        if matches!(error, age::DecryptError::NoMatchingKeys) {
            SealingError::NotForThisKey
        } else {
            SealingError::Damaged
        }
    })?;
    // Large enough from the start: a growing buffer leaves copies behind that nobody wipes.
    let mut content = Zeroizing::new(Vec::with_capacity(sealed.len().min(limit + 1)));
    reader.take(limit as u64 + 1).read_to_end(&mut content).map_err(|_| SealingError::Damaged)?;
    if content.len() > limit {
        return Err(SealingError::TooLarge(limit));
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_the_case_key_or_the_recovery_key_opens_what_was_sealed_to_both() {
        let (case, recovery, stranger) = (Identity::generate(), Identity::generate(), Identity::generate());
        let sealed = seal(b"isi", &[case.recipient(), recovery.recipient()]).unwrap();
        assert_eq!(open(&sealed, &case, 100).unwrap().as_slice(), b"isi");
        assert_eq!(open(&sealed, &recovery, 100).unwrap().as_slice(), b"isi");
        assert!(matches!(open(&sealed, &stranger, 100), Err(SealingError::NotForThisKey)));
    }

    #[test]
    fn a_changed_byte_anywhere_is_noticed() {
        let key = Identity::generate();
        let sealed = seal(b"isi yang cukup panjang", &[key.recipient()]).unwrap();
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 1;
            assert!(open(&changed, &key, 100).is_err(), "byte {i}");
        }
    }

    #[test]
    fn content_above_the_limit_is_refused() {
        let key = Identity::generate();
        let sealed = seal(&[7; 101], &[key.recipient()]).unwrap();
        assert!(matches!(open(&sealed, &key, 100), Err(SealingError::TooLarge(100))));
    }

    #[test]
    fn nothing_is_ever_sealed_to_nobody() {
        assert!(matches!(seal(b"isi", &[]), Err(SealingError::NoRecipient)));
    }

    #[test]
    fn a_secret_key_does_not_show_itself_in_debug_output() {
        let key = Identity::generate();
        assert!(!format!("{key:?}").contains("AGE-SECRET"));
        let again = Identity::from_secret(&key.to_secret()).unwrap();
        assert_eq!(again.recipient(), key.recipient());
    }
}
