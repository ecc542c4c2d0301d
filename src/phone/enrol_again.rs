//! Enrolling again: central was rebuilt and does not know this phone, or another central takes it over.
//!
//! The phone first asks the new central, and nothing on the phone changes. The person compares the words of the keys
//! that can read the reports ([`ConfirmedEnrolment`]). Then the vault takes the new enrolment in one transaction, and
//! the outbox follows the vault. If a crash or a full disk stops that, the phone reconciles both before it sends again.
//!
//! Drafts, records and receipts stay. The phone seals records without a receipt again, to the new central.

use kentongan_exchange::record::RecordError;
use kentongan_exchange::{EnrolmentCode, RecordVersion, SealedAnswers};

use super::drafts::readable;
use super::open_vault::OpenVault;
use super::{EnrolmentError, Phone, PhoneError};
use crate::enrolment::{ConfirmedEnrolment, GrantedEnrolment, OfferedKeys};
use crate::outbox::Connection;
use crate::sending::ServerAddress;
use crate::vault::{RemadeVersion, StoredEnrolment};

impl Phone {
    /// Asks the central at `address` to enrol this phone. The present enrolment holds until [`Phone::enrol_again`].
    /// Needs a tokio runtime.
    ///
    /// # Errors
    /// [`EnrolmentError`]; [`PhoneError::Locked`] before the phone asks anything.
    pub async fn ask_to_enrol_again(&self, address: &str, code: &str) -> Result<GrantedEnrolment, EnrolmentError> {
        self.facilitator()?;
        let address = ServerAddress::parse(address)?.trusting_as(&self.address()?);
        let code = EnrolmentCode::parse(code).map_err(|_| EnrolmentError::NotACode)?;
        let keys = match self.with_open(|open| Ok::<_, PhoneError>(open.vault.offered_keys()?))? {
            Some(kept) if kept.are_for(&address) => kept,
            Some(_) | None => OfferedKeys::generate(&address)?,
        };
        self.with_open(|open| Ok::<_, PhoneError>(open.vault.put_offered_keys(&keys)?))?;
        Ok(self.line()?.ask_to_enrol(&address, &code, &keys).await?)
    }

    /// Replaces the present enrolment with a new one. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`PhoneError::Locked`] or storage's. Then the present enrolment holds.
    pub async fn enrol_again(&self, confirmed: ConfirmedEnrolment) -> Result<(), PhoneError> {
        let alone = self.line()?.stop_sending().await;
        let phone = self.clone();
        // On its own thread: it must finish even if the person leaves the screen.
        let taken = tokio::task::spawn_blocking(move || {
            phone.take(confirmed.granted())?;
            drop(alone);
            // Ends the pauses that the old central caused.
            phone.wake_for_news();
            Ok(())
        });
        taken.await.map_err(|_| PhoneError::Failed("stopped while enrolling".to_owned()))?
    }

    fn take(&self, granted: &GrantedEnrolment) -> Result<(), PhoneError> {
        // First: only the old central's key proves what was delivered so far.
        self.reconcile()?;
        let enrolled = granted.enrolled()?;
        // If the app is killed before the outbox follows, the locked phone must not send to the old central.
        self.0.outbox.forget_token()?;
        self.0.outbox.make_durable()?;
        let taken = self.with_open(|open| {
            let remade = open.remade_for(&enrolled)?;
            let answer = granted.answer();
            open.vault.replace_enrolment(&enrolled, &answer.areas, &answer.directory, &answer.forms, &remade)?;
            // From here on the new enrolment holds, whatever happens to the outbox.
            open.read_again()
        });
        // The outbox gets the connection from the vault, whether that is the new one or still the old one.
        self.reconcile_or_later();
        taken
    }

    /// Whether the outbox's connection is of an enrolment that the open vault has replaced.
    pub(super) fn is_outdated(&self, connection: &Connection) -> bool {
        let differs = |open: &mut OpenVault| Ok::<_, PhoneError>(Connection::from(&open.enrolled) != *connection);
        self.with_open(differs).unwrap_or(false)
    }
}

impl OpenVault {
    /// New bytes for the waiting versions, sealed to the case managers of another central.
    ///
    /// A version for the same central keeps its bytes. That central may have the record already while the receipt is
    /// lost, and it recognises the record only by its bytes.
    fn remade_for(&self, new: &StoredEnrolment) -> Result<Vec<RemadeVersion>, PhoneError> {
        let same_readers = new.case_recipients == self.enrolled.case_recipients;
        if new.central_recipient == self.enrolled.central_recipient || same_readers {
            return Ok(Vec::new());
        }
        let mut remade = Vec::new();
        for (record, revision) in self.vault.without_receipt()? {
            let (stored, form) = match self.answers_of(record) {
                // Without its form nobody can tell which answers are sealed, so the version stays as it is.
                Err(PhoneError::NoSuchForm) => continue,
                other => other?,
            };
            let (_countable, sealed) = readable(&form, &stored.answers).split(&form);
            let kept = self.vault.version(record, revision).map_err(PhoneError::from);
            let mut version = match kept.and_then(|kept| Ok(RecordVersion::from_bytes(&kept.body)?)) {
                Ok(version) => version,
                // An unreadable version must not stop the enrolment, so it stays as it is.
                Err(error) => {
                    tracing::warn!(%record, %error, "a finished version keeps its bytes");
                    continue;
                }
            };
            version.sealed = SealedAnswers::seal(&sealed.to_json(), &new.case_recipients).map_err(RecordError::from)?;
            let body = version.to_bytes()?;
            remade.push(RemadeVersion { record, revision, digest: RecordVersion::digest(&body), body });
        }
        Ok(remade)
    }
}
