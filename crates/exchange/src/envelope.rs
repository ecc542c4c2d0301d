//! The envelope: it waits in the outbox and travels. Central can open it; a carrier cannot.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::ids::{DeviceId, RecordId};
use crate::packing::{pack, unpack};
use crate::record::RecordError;
use crate::sealing::{self, Identity, Recipient, Sealer, SealingError};
use crate::signing::{Base64, SignatureError, SigningKey, VerifyingKey};

const PURPOSE: &str = "kentongan envelope v1";

/// A record version, packed and sealed to central, signed by the device that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Envelope {
    /// Wire version.
    #[schema(minimum = 1, maximum = 1)]
    pub wire: u16,
    /// The record inside.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// The device that finished it. Another one may carry it.
    pub device: DeviceId,
    /// The key to which it is sealed, so that another server can say "not for me" without trying.
    pub recipient: Recipient,
    /// `age` file over the packed bytes of the record version.
    pub ciphertext: Base64,
    /// The device's signature over all of the above.
    pub signature: Base64,
}

/// What was in an envelope.
pub struct OpenedEnvelope {
    /// The record version's bytes, packed as the phone packed them.
    pub packed: Zeroizing<Vec<u8>>,
    /// The same bytes, unpacked.
    pub body: Zeroizing<Vec<u8>>,
}

impl Envelope {
    /// Packs, seals and signs the bytes of a record version.
    ///
    /// # Errors
    /// [`RecordError`] when the recipient is not one.
    pub fn seal(
        body: &[u8],
        record: RecordId,
        revision: u32,
        device: DeviceId,
        central: &Recipient,
        key: &SigningKey,
    ) -> Result<Self, RecordError> {
        Self::seal_with(body, record, revision, device, Sealer::to(std::slice::from_ref(central))?, key)
    }

    /// As [`Self::seal`], to the one central of `sealer`.
    ///
    /// # Errors
    /// As [`Self::seal`]; [`SealingError::NotARecipient`] when `sealer` seals to several.
    pub fn seal_with(
        body: &[u8],
        record: RecordId,
        revision: u32,
        device: DeviceId,
        sealer: Sealer,
        key: &SigningKey,
    ) -> Result<Self, RecordError> {
        let [central] = sealer.recipients() else { return Err(SealingError::NotARecipient.into()) };
        let central = central.clone();
        let ciphertext = sealer.seal(&pack(body)?)?;
        let mut envelope = Self {
            wire: crate::WIRE_VERSION,
            record,
            revision,
            device,
            recipient: central,
            ciphertext: Base64(ciphertext),
            signature: Base64(Vec::new()),
        };
        envelope.signature = envelope.with_parts(|parts| key.sign(PURPOSE, parts));
        Ok(envelope)
    }

    /// Checks that `key` signed exactly this envelope.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`] when it did not.
    pub fn check_signature(&self, key: &VerifyingKey) -> Result<(), SignatureError> {
        self.with_parts(|parts| key.check(PURPOSE, parts, &self.signature))
    }

    /// Opens and unpacks to the bytes of the record version.
    ///
    /// # Errors
    /// [`RecordError`] when sealed to another key, damaged, or too large inside.
    pub fn open(&self, central: &Identity) -> Result<Zeroizing<Vec<u8>>, RecordError> {
        self.open_packed(central).map(|opened| opened.body)
    }

    /// As [`Self::open`], with the packed bytes beside them.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_packed(&self, central: &Identity) -> Result<OpenedEnvelope, RecordError> {
        let packed = sealing::open(&self.ciphertext.0, central, crate::MAX_ENVELOPE_BYTES)?;
        let body = Zeroizing::new(unpack(&packed, crate::MAX_RECORD_BYTES)?);
        Ok(OpenedEnvelope { packed, body })
    }

    /// Bytes this envelope takes in a batch, to the nearest hundred.
    #[must_use]
    pub fn size(&self) -> usize {
        self.ciphertext.0.len() * 4 / 3 + 400
    }

    fn with_parts<T>(&self, use_parts: impl FnOnce(&[&[u8]]) -> T) -> T {
        use_parts(&[
            &self.wire.to_be_bytes(),
            self.record.as_bytes(),
            &self.revision.to_be_bytes(),
            self.device.as_bytes(),
            self.recipient.as_str().as_bytes(),
            &self.ciphertext.0,
        ])
    }
}
