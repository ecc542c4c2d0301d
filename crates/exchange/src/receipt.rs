//! The receipt: central's signed word that a record version is on its disk. Only a valid receipt ends the phone's duty
//! to keep the record. An HTTP 200 means nothing: captive portals answer 200 too.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CROCKFORD, DeviceId, RecordId};
use crate::signing::{Base64, SignatureError, SigningKey, VerifyingKey};

const PURPOSE: &str = "kentongan receipt v1";

/// Central's signed word that it stored one version of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// The record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// The device that made it.
    pub device: DeviceId,
    /// blake3 of the stored record version's bytes.
    pub digest: Base64,
    /// Central's clock when it was committed.
    #[schema(value_type = String, format = "date-time")]
    pub stored_at: Timestamp,
    /// Central's signature over all of the above.
    pub signature: Base64,
}

/// What a receipt confirms.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// The record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// The device that made it.
    pub device: DeviceId,
    /// blake3 of the record version's bytes.
    pub digest: &'a [u8; 32],
}

impl Receipt {
    /// Signs for a committed record version. Call it only after commit.
    #[must_use]
    pub fn sign(stored: Stored<'_>, stored_at: Timestamp, key: &SigningKey) -> Self {
        let mut receipt = Self {
            record: stored.record,
            revision: stored.revision,
            device: stored.device,
            digest: Base64(stored.digest.to_vec()),
            stored_at,
            signature: Base64(Vec::new()),
        };
        receipt.signature = receipt.with_parts(|parts| key.sign(PURPOSE, parts));
        receipt
    }

    /// Checks that central's `key` signed it for exactly what this phone sent.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`] when another key signed it, or the receipt is for something else.
    pub fn check(&self, sent: Stored<'_>, key: &VerifyingKey) -> Result<(), SignatureError> {
        let same = self.record == sent.record
            && self.revision == sent.revision
            && self.device == sent.device
            && self.digest.0 == sent.digest;
        if !same {
            return Err(SignatureError::Mismatch);
        }
        self.with_parts(|parts| key.check(PURPOSE, parts, &self.signature))
    }

    /// Five characters, such as `8F2-K9`, that facilitator and coordinator can compare over the telephone.
    #[must_use]
    pub fn short_code(&self) -> String {
        let hash = blake3::hash(&self.signature.0);
        let mut code: String =
            hash.as_bytes().iter().take(5).map(|byte| char::from(CROCKFORD[usize::from(byte & 31)])).collect();
        code.insert(3, '-');
        code
    }

    fn with_parts<T>(&self, use_parts: impl FnOnce(&[&[u8]]) -> T) -> T {
        use_parts(&[
            self.record.as_bytes(),
            &self.revision.to_be_bytes(),
            self.device.as_bytes(),
            &self.digest.0,
            self.stored_at.to_string().as_bytes(),
        ])
    }
}
