//! Enrolling again: central was rebuilt and does not know this phone any more, or another one takes it over.
//!
//! Central is asked first, and nothing on the phone changes by that. Once the person has seen who will run the phone
//! and agreed, the vault takes the new enrolment in one transaction: before it the old one holds, after it the new
//! one. The outbox follows from the vault, as always: whatever keeps it from following at once, a crash or a full
//! disk, it is brought in step before anything is sent by the open phone, and at the next unlocking at the latest.
//!
//! Drafts, records and receipts stay. What has no receipt is sealed again to the new central, under the new device.

use kentongan_exchange::record::RecordError;
use kentongan_exchange::{EnrolmentCode, RecordVersion, SealedAnswers};

use super::door::OpenVault;
use super::drafts::readable;
use super::{EnrolmentError, Phone, PhoneError, held};
use crate::enrolment::{GrantedEnrolment, OfferedKeys};
use crate::outbox::Connection;
use crate::sending::ServerAddress;
use crate::vault::{Enrolled, RemadeVersion};

impl Phone {
    /// Asks the central at `address` to enrol this phone, which is enrolled already and stays as it is until
    /// [`Phone::enrol_again`]. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`EnrolmentError`]; [`PhoneError::Locked`] before anything is asked.
    pub async fn ask_to_enrol_again(&self, address: &str, code: &str) -> Result<GrantedEnrolment, EnrolmentError> {
        self.facilitator()?;
        let address = ServerAddress::parse(address)?.trusting_as(&self.address()?);
        let code = EnrolmentCode::parse(code).map_err(|_| EnrolmentError::NotACode)?;
        let line = self.line()?;
        let kept = held(&line.offered).clone().filter(|kept| kept.are_for(&address));
        let keys = kept.map_or_else(|| OfferedKeys::generate(&address), Ok)?;
        *held(&line.offered) = Some(keys.clone());
        Ok(line.ask_to_enrol(&address, &code, &keys).await?)
    }

    /// Takes a new enrolment in place of the present one. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`PhoneError::Locked`] or storage's: then the present enrolment holds.
    pub async fn enrol_again(&self, granted: GrantedEnrolment) -> Result<(), PhoneError> {
        let alone = self.line()?.stop_sending().await;
        let phone = self.clone();
        // Goes on to its end though the screen that asked for it is left meanwhile.
        let taken = tokio::task::spawn_blocking(move || {
            phone.take(&granted)?;
            drop(alone);
            // The pauses that the old central led to end with this.
            phone.wake_for_news();
            Ok(())
        });
        taken.await.map_err(|_| PhoneError::Failed("stopped while enrolling".to_owned()))?
    }

    fn take(&self, granted: &GrantedEnrolment) -> Result<(), PhoneError> {
        // What was delivered so far is proven by the old central's key.
        self.reconcile()?;
        let enrolled = granted.enrolled()?;
        // Killed before the outbox has followed, the locked phone must not go on sending to the central it leaves.
        self.0.outbox.forget_token()?;
        self.0.outbox.make_lasting()?;
        let taken = self.with_open(|open| {
            let remade = open.remade_for(&enrolled)?;
            let answer = granted.answer();
            open.vault.replace_enrolment(&enrolled, &answer.areas, &answer.directory, &answer.forms, &remade)?;
            // From here on the phone is enrolled anew, whatever happens to the outbox.
            open.read_again()
        });
        if taken.is_ok() {
            held(&self.line()?.offered).take();
        }
        // The outbox learns where to send from the vault, be it the new central or still the old one.
        self.reconcile_or_later();
        taken
    }

    /// Whether the outbox speaks for an enrolment that the open vault has given up.
    pub(super) fn is_outdated(&self, connection: &Connection) -> bool {
        let differs = |open: &mut OpenVault| Ok::<_, PhoneError>(Connection::from(&open.enrolled) != *connection);
        self.with_open(differs).unwrap_or(false)
    }
}

impl OpenVault {
    /// What waits, made anew for the case managers of another central; who was to read it is written in its bytes.
    ///
    /// Never for the central it was made for: that one may have the record already, its receipt lost, and knows it
    /// again by its bytes alone.
    fn remade_for(&self, new: &Enrolled) -> Result<Vec<RemadeVersion>, PhoneError> {
        let same_readers = new.case_recipients == self.enrolled.case_recipients;
        if new.central_recipient == self.enrolled.central_recipient || same_readers {
            return Ok(Vec::new());
        }
        let mut remade = Vec::new();
        for (record, revision) in self.vault.without_receipt()? {
            let (stored, form) = match self.answers_of(record) {
                // Without its form nobody can tell what is to be sealed: it goes as it is.
                Err(PhoneError::NoSuchForm) => continue,
                other => other?,
            };
            let (_countable, sealed) = readable(&form, &stored.answers).split(&form);
            let kept = self.vault.version(record, revision).map_err(PhoneError::from);
            let mut version = match kept.and_then(|kept| Ok(RecordVersion::from_bytes(&kept.body)?)) {
                Ok(version) => version,
                // One that cannot be read must not keep the phone from every central: it goes as it is.
                Err(error) => {
                    tracing::warn!(%record, %error, "a finished version cannot be made anew");
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
