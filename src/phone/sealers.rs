//! Sealing ahead. Wrapping the keys is a third of the work of finishing and needs no answers. So the phone wraps the
//! next keys in the background, while the person types.

use std::sync::Arc;
use std::thread;

use kentongan_exchange::sealing::{Recipient, Sealer, SealingError};

use super::access::OpenVault;
use super::{Phone, PhoneError};
use crate::vault::StoredEnrolment;

/// The wrapped keys for finishing one record.
pub(super) struct Sealers {
    /// For the answers that only case managers may read.
    pub(super) case: Sealer,
    /// For the envelope.
    pub(super) central: Sealer,
}

impl Sealers {
    fn to(case: &[Recipient], central: &Recipient) -> Result<Self, SealingError> {
        Ok(Self { case: Sealer::to(case)?, central: Sealer::to(std::slice::from_ref(central))? })
    }

    /// Whether they are for the recipients of this enrolment. The enrolment may have changed since.
    fn are_for(&self, enrolled: &StoredEnrolment) -> bool {
        self.case.recipients() == enrolled.case_recipients
            && self.central.recipients() == std::slice::from_ref(&enrolled.central_recipient)
    }
}

impl OpenVault {
    /// The prepared sealers, or new ones.
    pub(super) fn take_sealers(&mut self) -> Result<Sealers, SealingError> {
        match self.sealers.take().filter(|sealers| sealers.are_for(&self.enrolled)) {
            Some(ready) => Ok(ready),
            None => Sealers::to(&self.enrolled.case_recipients, &self.enrolled.central_recipient),
        }
    }
}

impl Phone {
    /// Prepares the sealers for the next record on their own thread, if the vault is open. They leave memory with its
    /// key.
    pub(super) fn prepare_sealers(&self) {
        let phone = Arc::downgrade(&self.0);
        let prepare = move || {
            let open = || phone.upgrade().map(Phone);
            let recipients = open()?.with_open(|open| {
                Ok::<_, PhoneError>((open.enrolled.case_recipients.clone(), open.enrolled.central_recipient.clone()))
            });
            let (case, central) = recipients.ok()?;
            // Without the vault's lock.
            let ready = Sealers::to(&case, &central).ok()?;
            let keep = |open: &mut OpenVault| {
                open.sealers = Some(ready);
                Ok::<_, PhoneError>(())
            };
            open()?.with_open(keep).ok()
        };
        // If this fails, finishing makes its own.
        if let Err(error) = thread::Builder::new().name("sealers".to_owned()).spawn(prepare) {
            tracing::debug!(%error, "nothing is sealed ahead");
        }
    }
}

#[cfg(test)]
mod tests {
    use kentongan_exchange::sealing::{Identity, open};

    use super::*;

    #[test]
    fn each_opens_with_the_key_it_was_made_for_and_no_other() {
        let (case, recovery, central) = (Identity::generate(), Identity::generate(), Identity::generate());
        let sealers = Sealers::to(&[case.recipient(), recovery.recipient()], &central.recipient()).unwrap();
        let (inside, outside) = (sealers.case.seal(b"isi").unwrap(), sealers.central.seal(b"luar").unwrap());
        assert_eq!(open(&inside, &case, 100).unwrap().as_slice(), b"isi");
        assert_eq!(open(&inside, &recovery, 100).unwrap().as_slice(), b"isi");
        assert_eq!(open(&outside, &central, 100).unwrap().as_slice(), b"luar");
        assert!(open(&inside, &central, 100).is_err() && open(&outside, &case, 100).is_err());
    }
}
