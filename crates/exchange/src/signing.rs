//! Ed25519 signatures (RFC 8032): a device signs its envelopes, so that any phone may carry them;
//! central signs its receipts, so that only central can end a phone's duty to keep a record.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::Signer as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// Bytes that travel as base64 text in JSON.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = "byte")]
pub struct Base64(pub Vec<u8>);

impl std::fmt::Debug for Base64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}
impl TryFrom<String> for Base64 {
    type Error = base64::DecodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        BASE64.decode(text).map(Self)
    }
}
impl From<Base64> for String {
    fn from(bytes: Base64) -> Self {
        BASE64.encode(bytes.0)
    }
}

/// A key that signs: a device's, or central's for receipts.
pub struct SigningKey(ed25519_dalek::SigningKey);

/// The public half of a [`SigningKey`]: 32 bytes, base64 in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = "byte")]
pub struct VerifyingKey(pub Base64);

/// Signing or checking did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The operating system gave no randomness.
    #[error("no randomness")]
    NoRandomness,
    /// Not 32 bytes of key.
    #[error("not a signing key")]
    NotAKey,
    /// The signature is not that of this key over these bytes.
    #[error("signature does not match")]
    Mismatch,
}

impl SigningKey {
    /// A new key from the operating system's randomness.
    ///
    /// # Errors
    /// [`SignatureError::NoRandomness`] when there is none.
    pub fn generate() -> Result<Self, SignatureError> {
        let mut seed = Zeroizing::new([0_u8; 32]);
        getrandom::fill(seed.as_mut()).map_err(|_| SignatureError::NoRandomness)?;
        Ok(Self(ed25519_dalek::SigningKey::from_bytes(&seed)))
    }

    /// From the 32 stored bytes.
    ///
    /// # Errors
    /// [`SignatureError::NotAKey`] when there are not 32.
    pub fn from_secret(bytes: &[u8]) -> Result<Self, SignatureError> {
        let seed: [u8; 32] = bytes.try_into().map_err(|_| SignatureError::NotAKey)?;
        Ok(Self(ed25519_dalek::SigningKey::from_bytes(&seed)))
    }

    /// The 32 bytes to keep secret.
    #[must_use]
    pub fn to_secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(Base64(self.0.verifying_key().to_bytes().to_vec()))
    }

    /// Signs `parts` under `purpose`; see [`VerifyingKey::check`].
    #[must_use]
    pub fn sign(&self, purpose: &str, parts: &[&[u8]]) -> Base64 {
        Base64(self.0.sign(&message(purpose, parts)).to_bytes().to_vec())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(secret)")
    }
}

impl VerifyingKey {
    /// Checks that `signature` was made for exactly this `purpose` and these `parts`.
    ///
    /// # Errors
    /// [`SignatureError::NotAKey`] or [`SignatureError::Mismatch`].
    pub fn check(&self, purpose: &str, parts: &[&[u8]], signature: &Base64) -> Result<(), SignatureError> {
        let bytes: [u8; 32] = self.0.0.as_slice().try_into().map_err(|_| SignatureError::NotAKey)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| SignatureError::NotAKey)?;
        let signature = ed25519_dalek::Signature::from_slice(&signature.0).map_err(|_| SignatureError::Mismatch)?;
        key.verify_strict(&message(purpose, parts), &signature).map_err(|_| SignatureError::Mismatch)
    }
}

/// Purpose and parts, each with its length before it, so that no two different lists give the same bytes.
fn message(purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
    let length = purpose.len() + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(length + (1 + parts.len()) * size_of::<u64>());
    for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_own_purpose_and_parts_only() {
        let key = SigningKey::generate().unwrap();
        let signature = key.sign("envelope", &[b"ab", b"c"]);
        let public = key.verifying_key();
        assert_eq!(public.check("envelope", &[b"ab", b"c"], &signature), Ok(()));
        assert_eq!(public.check("envelope", &[b"a", b"bc"], &signature), Err(SignatureError::Mismatch));
        assert_eq!(public.check("receipt", &[b"ab", b"c"], &signature), Err(SignatureError::Mismatch));
        let other = SigningKey::generate().unwrap().verifying_key();
        assert_eq!(other.check("envelope", &[b"ab", b"c"], &signature), Err(SignatureError::Mismatch));
    }
}
