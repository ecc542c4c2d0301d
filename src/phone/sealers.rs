//! The wrapped keys for finishing one record.

use kentongan_exchange::sealing::{Recipient, Sealer, SealingError};

use crate::vault::StoredEnrolment;

/// The wrapped keys for finishing one record.
pub(super) struct Sealers {
    /// For the answers that only case managers may read.
    pub(super) case: Sealer,
    /// For the envelope.
    pub(super) central: Sealer,
}

impl Sealers {
    pub(super) fn to(case: &[Recipient], central: &Recipient) -> Result<Self, SealingError> {
        Ok(Self { case: Sealer::to(case)?, central: Sealer::to(std::slice::from_ref(central))? })
    }

    /// Whether they are for the recipients of this enrolment. The enrolment may have changed since.
    pub(super) fn are_for(&self, enrolled: &StoredEnrolment) -> bool {
        self.case.recipients() == enrolled.case_recipients
            && self.central.recipients() == std::slice::from_ref(&enrolled.central_recipient)
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
