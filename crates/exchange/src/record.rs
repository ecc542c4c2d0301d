//! A finished record as it travels: countable answers in clear for central, sealed answers as an `age` file that only
//! the case managers' key opens.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{RecordCode, RecordId};
use crate::packing::{self, NotPacked};
use crate::sealing::{self, Identity, Recipient, Sealer, SealingError};
use crate::signing::Base64;

/// The form of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormReference {
    /// `form_id` of the XLSForm, such as `incident`.
    pub id: String,
    /// `version` of the XLSForm, such as `2026112301`.
    pub version: String,
}

/// One finished version of a record. Finishing makes its JSON bytes once and stores them. Sealing them again later
/// gives other ciphertext, but the same bytes inside. So central recognises the same version by
/// [`RecordVersion::digest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordVersion {
    /// Wire version of the body.
    pub wire: u16,
    /// The record.
    pub record: RecordId,
    /// 1 for the first finished version, one more with every correction.
    pub revision: u32,
    /// The short code people use.
    pub code: RecordCode,
    /// The form.
    pub form: FormReference,
    /// Counts the phone's finished versions from 1. It orders them whatever the clock said.
    pub device_seq: u64,
    /// The phone's clock when the draft began.
    pub started_at: Timestamp,
    /// The phone's clock when the record was finished.
    pub finished_at: Timestamp,
    /// The same moment on the phone's wall clock. The phone judged rules such as `. <= today()` by it, and so does
    /// central, whatever their zones.
    pub finished_at_wall_clock: DateTime,
    /// Countable answers: question name → typed JSON, as `kentongan_forms::Answers` writes them.
    pub countable: Map<String, Value>,
    /// Sealed answers; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<SealedAnswers>,
    /// Fields of a newer wire version, kept as they came.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// Sealed answers: an `age` file over the JSON map of them, to the case and the recovery recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealedAnswers(pub Base64);

/// A record version could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Not packed, or larger than [`crate::MAX_RECORD_BYTES`] when unpacked.
    #[error("not a packed record, or too large")]
    NotPacked,
    /// Not the JSON of a record version; the text names the place, never a value.
    #[error("not a record version (line {line}, column {column})")]
    NotARecord {
        /// Line of the JSON.
        line: usize,
        /// Column of the JSON.
        column: usize,
    },
    /// Sealing or opening failed.
    #[error(transparent)]
    Sealing(#[from] SealingError),
}

impl SealedAnswers {
    /// Seals `answers` to the case recipients. An empty map gives `None`: there is nothing to hide.
    ///
    /// # Errors
    /// [`SealingError`] when there is no recipient or a bad one.
    pub fn seal(answers: &Map<String, Value>, case_recipients: &[Recipient]) -> Result<Option<Self>, SealingError> {
        if answers.is_empty() { Ok(None) } else { Self::seal_with(answers, Sealer::to(case_recipients)?) }
    }

    /// As [`Self::seal`], to the recipients of `sealer`.
    ///
    /// # Errors
    /// As [`Self::seal`].
    pub fn seal_with(answers: &Map<String, Value>, sealer: Sealer) -> Result<Option<Self>, SealingError> {
        if answers.is_empty() {
            return Ok(None);
        }
        let json = serde_json::to_vec(answers).map_err(|e| SealingError::Failed(e.to_string()))?;
        sealer.seal(&json).map(|sealed| Some(Self(Base64(sealed))))
    }

    /// Opens with the case key or the recovery key. Central never holds either.
    ///
    /// # Errors
    /// [`RecordError`] when the key is another or the content is not a map.
    pub fn open(&self, identity: &Identity) -> Result<Map<String, Value>, RecordError> {
        let json = sealing::open(&self.0.0, identity, crate::MAX_RECORD_BYTES)?;
        serde_json::from_slice(&json).map_err(not_a_record)
    }
}

impl RecordVersion {
    /// The bytes to keep, seal and compare.
    ///
    /// # Errors
    /// Only when an answer cannot be written as JSON, which typed answers always can.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        serde_json::to_vec(self).map_err(not_a_record)
    }

    /// Reads what [`Self::to_bytes`] wrote; unknown fields survive in `unknown`.
    ///
    /// # Errors
    /// [`RecordError::NotARecord`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        serde_json::from_slice(bytes).map_err(not_a_record)
    }

    /// Packs bytes of a record version, as an envelope holds them.
    ///
    /// # Errors
    /// [`RecordError::NotPacked`] when there are too many.
    pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, RecordError> {
        Ok(packing::pack(bytes)?)
    }

    /// Unpacks what [`Self::pack`] packed.
    ///
    /// # Errors
    /// [`RecordError::NotPacked`].
    pub fn unpack(packed: &[u8]) -> Result<Vec<u8>, RecordError> {
        Ok(packing::unpack(packed, crate::MAX_RECORD_BYTES)?)
    }

    /// blake3 of the bytes: what "the same version" means.
    #[must_use]
    pub fn digest(bytes: &[u8]) -> [u8; 32] {
        *blake3::hash(bytes).as_bytes()
    }
}

impl From<NotPacked> for RecordError {
    fn from(_: NotPacked) -> Self {
        Self::NotPacked
    }
}

fn not_a_record(error: serde_json::Error) -> RecordError {
    RecordError::NotARecord { line: error.line(), column: error.column() }
}
