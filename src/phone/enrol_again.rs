//! Enrolling again: central was rebuilt and does not know this phone, or another central takes it over.
//!
//! Central is asked first, and that changes nothing on the phone. The person compares the words of the keys that will
//! read the reports ([`ConfirmedEnrolment`]). Then the vault takes the new enrolment in one transaction. The outbox
//! follows from the vault. If a crash or a full disk stops it, the phone brings it in step before it sends again.
//!
//! Drafts, records and receipts stay. A record without a receipt is sealed again to the new central.

use kentongan_exchange::record::RecordError;
use kentongan_exchange::{EnrolmentCode, RecordVersion, SealedAnswers};

use super::door::OpenVault;
use super::drafts::readable;
use super::{EnrolmentError, Phone, PhoneError, held};
use crate::enrolment::{ConfirmedEnrolment, GrantedEnrolment, OfferedKeys};
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
    pub async fn enrol_again(&self, confirmed: ConfirmedEnrolment) -> Result<(), PhoneError> {
        let alone = self.line()?.stop_sending().await;
        let phone = self.clone();
        // Goes on to its end though the screen that asked for it is left meanwhile.
        let taken = tokio::task::spawn_blocking(move || {
            phone.take(confirmed.granted())?;
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
    /// The waiting versions, made again for the case managers of another central.
    ///
    /// A version is never made again for the central it was made for. That one may have the record already, with the
    /// receipt lost, and recognises it by its bytes alone.
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
