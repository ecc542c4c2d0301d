//! Enrolment: the phone sends a one-time code and its public keys; central answers with all that the phone needs
//! offline.
//!
//! Until the person chooses a PIN there is no vault. So the enrolment waits in `enrolment.json`, which is deleted once
//! the vault has it. No record exists before that, so the file cannot hold anything that a child told. An open phone
//! that enrols again never writes this file: see `phone::enrol_again`.
//!
//! The answer may be lost although central has enrolled the phone. So the phone stores the keys that it offered until
//! it has the answer, and offers them again. By these keys central recognises the same phone.

use std::io;
use std::path::Path;
use std::{fmt, fs};

use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::{Base64, SigningKey};
use kentongan_exchange::{Enrolment, EnrolmentCode, EnrolmentRequest, KeyFingerprint, WIRE_VERSION};
use kentongan_forms::FormDefinition;
use serde::{Deserialize, Serialize};

use crate::outbox::Connection;
use crate::sending::{APP_VERSION, HttpClient, RequestError, ServerAddress};
use crate::storage::{StorageError, replace_file, sync_folder_of};
use crate::vault::StoredEnrolment;

pub use crate::offered_keys::OfferedKeys;

/// An enrolment that central has granted and that no vault has taken yet.
#[derive(Clone, Serialize, Deserialize)]
pub struct GrantedEnrolment {
    address: ServerAddress,
    signing_key: Base64,
    identity: String,
    answer: Enrolment,
}

/// An enrolment whose keys the person has compared. Waiting records are sealed again only to such keys.
#[derive(Debug, Clone)]
pub struct ConfirmedEnrolment(GrantedEnrolment);

impl ConfirmedEnrolment {
    /// The enrolment.
    #[must_use]
    pub fn granted(&self) -> &GrantedEnrolment {
        &self.0
    }
}

impl fmt::Debug for GrantedEnrolment {
    /// Shows whose phone it is, never its keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, answer, .. } = self;
        let mut granted = f.debug_struct("GrantedEnrolment");
        granted.field("address", address).field("organisation", &answer.organisation).finish_non_exhaustive()
    }
}

impl OfferedKeys {
    /// Generates keys.
    ///
    /// # Errors
    /// [`AskError::Unusable`] when the system gives no randomness.
    pub fn generate(address: &ServerAddress) -> Result<Self, AskError> {
        let signing_key = SigningKey::generate().map_err(|error| AskError::Unusable(error.to_string()))?;
        Ok(Self {
            server: address.to_string(),
            signing_key: Base64(signing_key.to_secret().to_vec()),
            identity: Identity::generate().to_secret().to_string(),
        })
    }

    /// Whether they are for this central.
    #[must_use]
    pub fn are_for(&self, address: &ServerAddress) -> bool {
        self.server == address.to_string()
    }

    /// The stored keys for this central, else new ones. New keys are on disk before the phone asks central.
    ///
    /// # Errors
    /// [`StorageError`], or [`AskError::Unusable`] when the system gives no randomness.
    pub fn kept_or_new(path: &Path, address: &ServerAddress) -> Result<Self, OfferError> {
        let kept = fs::read(path).ok().and_then(|json| serde_json::from_slice::<Self>(&json).ok());
        if let Some(kept) = kept.filter(|kept| kept.are_for(address)) {
            return Ok(kept);
        }
        let new = Self::generate(address)?;
        replace_file(path, &serde_json::to_vec(&new).map_err(|_| StorageError::Damaged)?)?;
        Ok(new)
    }
}

/// Why the phone can offer no keys.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    /// Storing them failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Generating them failed.
    #[error(transparent)]
    Ask(#[from] AskError),
}

/// Why central did not enrol the phone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The request failed, or central refused.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Central sent something that this app cannot use. The text is for the log.
    #[error("cannot work with what central sent: {0}")]
    Unusable(String),
}

/// Asks central to enrol this phone with these keys. `client` is for central's address.
///
/// # Errors
/// [`AskError`].
pub async fn ask(
    client: &HttpClient,
    address: &ServerAddress,
    code: &EnrolmentCode,
    keys: &OfferedKeys,
) -> Result<GrantedEnrolment, AskError> {
    let broken = || AskError::Unusable("the keys that were kept are none".to_owned());
    let signing_key = SigningKey::from_secret(&keys.signing_key.0).map_err(|_| broken())?;
    let identity = Identity::from_secret(&keys.identity).map_err(|_| broken())?;
    let request = EnrolmentRequest {
        wire: WIRE_VERSION,
        code: code.clone(),
        verifying_key: signing_key.verifying_key(),
        recipient: identity.recipient(),
        app_version: APP_VERSION.to_owned(),
    };
    let answer: Enrolment = client.post("v1/enrol", &request).await?;
    check(&answer)?;
    Ok(GrantedEnrolment {
        address: address.clone(),
        signing_key: keys.signing_key.clone(),
        identity: keys.identity.clone(),
        answer,
    })
}

/// Whether this app can use what central sent. It is better to find out now than in the village.
fn check(answer: &Enrolment) -> Result<(), AskError> {
    if answer.case_recipients.is_empty() {
        return Err(AskError::Unusable("no case recipient".to_owned()));
    }
    if answer.forms.is_empty() {
        return Err(AskError::Unusable("no form".to_owned()));
    }
    for form in &answer.forms {
        let read = FormDefinition::from_csv(&form.csv);
        let read = read.map_err(|error| AskError::Unusable(format!("form {}: {error}", form.id)))?;
        if read.id() != form.id || read.version() != form.version {
            return Err(AskError::Unusable(format!("form {} names itself {}", form.id, read.id())));
        }
    }
    Ok(())
}

impl GrantedEnrolment {
    /// Central's answer.
    #[must_use]
    pub fn answer(&self) -> &Enrolment {
        &self.answer
    }

    /// The fingerprint of the keys that can read this phone's reports.
    #[must_use]
    pub fn fingerprint(&self) -> KeyFingerprint {
        KeyFingerprint::of(&self.answer.central_recipient, &self.answer.case_recipients)
    }

    /// Confirms the enrolment. `compared` is the fingerprint that the person found right. `None` when this enrolment
    /// has another fingerprint.
    #[must_use]
    pub fn confirmed(self, compared: KeyFingerprint) -> Option<ConfirmedEnrolment> {
        (self.fingerprint() == compared).then_some(ConfirmedEnrolment(self))
    }

    /// The address of the central that granted it.
    #[must_use]
    pub fn address(&self) -> &ServerAddress {
        &self.address
    }

    /// What the vault stores of it, with the keys.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] when a key is invalid.
    pub fn enrolled(&self) -> Result<StoredEnrolment, StorageError> {
        let answer = self.answer.clone();
        Ok(StoredEnrolment {
            address: self.address.kept(),
            token: answer.token,
            device: answer.device,
            device_code: answer.device_code,
            organisation: answer.organisation,
            area: answer.area,
            central_recipient: answer.central_recipient,
            receipt_key: answer.receipt_key,
            case_recipients: answer.case_recipients,
            signing_key: SigningKey::from_secret(&self.signing_key.0).map_err(|_| StorageError::Damaged)?,
            identity: Identity::from_secret(&self.identity).map_err(|_| StorageError::Damaged)?,
        })
    }

    /// Stores it until the person chooses the PIN.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn write(&self, path: &Path) -> Result<(), StorageError> {
        let json = serde_json::to_vec(self).map_err(|_| StorageError::Damaged)?;
        replace_file(path, &json)
    }

    /// Reads the file of [`Self::write`]; `None` when there is none.
    ///
    /// # Errors
    /// [`StorageError::Damaged`].
    pub fn read(path: &Path) -> Result<Option<Self>, StorageError> {
        match fs::read(path) {
            Ok(json) => serde_json::from_slice(&json).map(Some).map_err(|_| StorageError::Damaged),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Deletes a file with keys. It overwrites the file first, if the file system allows that.
///
/// # Errors
/// [`StorageError`].
pub fn erase(path: &Path) -> Result<(), StorageError> {
    let Ok(size) = fs::metadata(path).map(|file| file.len()) else { return Ok(()) };
    let zeros = vec![0; usize::try_from(size).unwrap_or(0)];
    let overwrite = || -> io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).open(path)?;
        io::Write::write_all(&mut file, &zeros)?;
        file.sync_all()?;
        fs::remove_file(path)?;
        sync_folder_of(path)
    };
    Ok(overwrite()?)
}

impl From<&StoredEnrolment> for Connection {
    fn from(enrolled: &StoredEnrolment) -> Self {
        Self {
            address: enrolled.address.clone(),
            token: enrolled.token.clone(),
            device: enrolled.device,
            receipt_key: enrolled.receipt_key.clone(),
            central_recipient: Some(enrolled.central_recipient.clone()),
        }
    }
}
