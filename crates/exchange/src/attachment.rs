//! An attachment: a photo of an activity, sealed when it is taken and named by the hash of the ciphertext.
//!
//! It travels apart from its record and after it, over tus 1.0.0 (<https://tus.io/protocols/resumable-upload>). A photo
//! is twenty times as large as everything else in a record. The record's answers hold its [`AttachmentName`]. So the
//! record tells which bytes belong to it and whether they are complete. The photo is sealed to the case recipients:
//! central stores and passes on what it cannot look at.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::DeviceId;
use crate::sealing::{self, Recipient, SealingError};
use crate::signing::{Base64, SignatureError, SigningKey, VerifyingKey};

const PURPOSE: &str = "kentongan attachment receipt v1";

/// Most bytes of one attachment's ciphertext. A JPEG of 1600 × 1200 at our quality has a third of it.
pub const MAX_ATTACHMENT_BYTES: usize = 1024 * 1024;
/// Most attachments of one record.
pub const MAX_RECORD_ATTACHMENTS: usize = 5;
/// Where tus uploads are created.
pub const ATTACHMENTS_PATH: &str = "/v1/attachments";
/// Header with the base64 of an [`AttachmentReceipt`]'s JSON. Central sends it with every answer about a complete
/// upload.
pub const ATTACHMENT_RECEIPT_HEADER: &str = "kentongan-receipt";
/// Key in tus's `Upload-Metadata` for the [`AttachmentName`].
pub const ATTACHMENT_NAME_KEY: &str = "name";

/// blake3 of the ciphertext, 64 lower-case hexadecimal digits as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
pub struct AttachmentName([u8; 32]);

/// The text is not an attachment's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an attachment: 64 lower-case hexadecimal digits")]
pub struct NotAName;

impl AttachmentName {
    /// The name of these sealed bytes.
    #[must_use]
    pub fn of(ciphertext: &[u8]) -> Self {
        Self(*blake3::hash(ciphertext).as_bytes())
    }

    /// The 32 bytes, as stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From 32 stored bytes; `None` when there are fewer or more.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for AttachmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl FromStr for AttachmentName {
    type Err = NotAName;
    fn from_str(text: &str) -> Result<Self, NotAName> {
        if text.len() != 64 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(NotAName);
        }
        blake3::Hash::from_hex(text).map(|hash| Self(*hash.as_bytes())).map_err(|_| NotAName)
    }
}

impl TryFrom<String> for AttachmentName {
    type Error = NotAName;
    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<AttachmentName> for String {
    fn from(name: AttachmentName) -> Self {
        name.to_string()
    }
}

/// Sealed bytes and their name.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedAttachment {
    /// blake3 of `ciphertext`.
    pub name: AttachmentName,
    /// `age` file over the picture's bytes.
    pub ciphertext: Vec<u8>,
}

impl fmt::Debug for SealedAttachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedAttachment({}, {} bytes)", self.name, self.ciphertext.len())
    }
}

impl SealedAttachment {
    /// Seals `content` to the case recipients.
    ///
    /// # Errors
    /// [`SealingError::TooLarge`] above [`MAX_ATTACHMENT_BYTES`]; otherwise as [`sealing::seal`].
    pub fn seal(content: &[u8], case_recipients: &[Recipient]) -> Result<Self, SealingError> {
        let ciphertext = sealing::seal(content, case_recipients)?;
        if ciphertext.len() > MAX_ATTACHMENT_BYTES {
            return Err(SealingError::TooLarge(MAX_ATTACHMENT_BYTES));
        }
        Ok(Self { name: AttachmentName::of(&ciphertext), ciphertext })
    }
}

/// Central's signed word that an attachment is complete and on its disk. The name is the hash of the content, so the
/// receipt is valid whichever phone sent it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttachmentReceipt {
    /// The attachment.
    pub name: AttachmentName,
    /// Its size in bytes.
    pub size: u64,
    /// The device that sent its last byte.
    pub device: DeviceId,
    /// Central's clock when it was committed.
    #[schema(value_type = String, format = "date-time")]
    pub stored_at: Timestamp,
    /// Central's signature over all of the above.
    pub signature: Base64,
}

impl AttachmentReceipt {
    /// Signs for an attachment that was read back complete. Call it only after commit.
    #[must_use]
    pub fn sign(name: AttachmentName, size: u64, device: DeviceId, stored_at: Timestamp, key: &SigningKey) -> Self {
        let mut receipt = Self { name, size, device, stored_at, signature: Base64(Vec::new()) };
        receipt.signature = receipt.with_parts(|parts| key.sign(PURPOSE, parts));
        receipt
    }

    /// Checks that central's `key` signed it for exactly this attachment.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`] when another key signed it, or the receipt is for something else.
    pub fn check(&self, name: AttachmentName, size: u64, key: &VerifyingKey) -> Result<(), SignatureError> {
        if self.name != name || self.size != size {
            return Err(SignatureError::Mismatch);
        }
        self.with_parts(|parts| key.check(PURPOSE, parts, &self.signature))
    }

    fn with_parts<T>(&self, use_parts: impl FnOnce(&[&[u8]]) -> T) -> T {
        use_parts(&[
            self.name.as_bytes(),
            &self.size.to_be_bytes(),
            self.device.as_bytes(),
            self.stored_at.to_string().as_bytes(),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealing::Identity;

    #[test]
    fn an_attachment_is_named_by_its_sealed_bytes_and_opens_for_the_case_key_alone() {
        let (case, stranger) = (Identity::generate(), Identity::generate());
        let sealed = SealedAttachment::seal(b"gambar", &[case.recipient()]).unwrap();
        assert_eq!(AttachmentName::of(&sealed.ciphertext), sealed.name);
        assert_eq!(sealed.name.to_string().parse(), Ok(sealed.name));
        assert_eq!(sealing::open(&sealed.ciphertext, &case, 100).unwrap().as_slice(), b"gambar");
        sealing::open(&sealed.ciphertext, &stranger, 100).unwrap_err();
        let again = SealedAttachment::seal(b"gambar", &[case.recipient()]).unwrap();
        assert_ne!(again.name, sealed.name, "the same picture twice tells nobody that it is the same");
    }

    #[test]
    fn a_receipt_holds_for_its_attachment_and_size_and_under_centrals_key_only() {
        let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let (name, device) = (AttachmentName::of(b"isi"), DeviceId::new());
        let receipt = AttachmentReceipt::sign(name, 3, device, Timestamp::UNIX_EPOCH, &key);
        receipt.check(name, 3, &key.verifying_key()).unwrap();
        receipt.check(name, 4, &key.verifying_key()).unwrap_err();
        receipt.check(AttachmentName::of(b"lain"), 3, &key.verifying_key()).unwrap_err();
        receipt.check(name, 3, &other.verifying_key()).unwrap_err();
        let moved = AttachmentReceipt { device: DeviceId::new(), ..receipt };
        moved.check(name, 3, &key.verifying_key()).unwrap_err();
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let name = AttachmentName::of(b"isi").to_string();
        for text in ["", "ab", &name.to_uppercase(), &name[1..], &format!("{name}0"), "../../../../etc/passwd"] {
            assert_eq!(text.parse::<AttachmentName>(), Err(NotAName), "{text}");
        }
    }

    #[test]
    fn a_picture_beyond_the_limit_is_refused() {
        let key = Identity::generate();
        let sealed = SealedAttachment::seal(&vec![0; MAX_ATTACHMENT_BYTES], &[key.recipient()]);
        assert!(matches!(sealed, Err(SealingError::TooLarge(MAX_ATTACHMENT_BYTES))));
    }
}
