//! Sealing ahead. Wrapping the keys is a third of the work of finishing and needs no answers. So the phone wraps the
//! next keys in the background, while the person types.

use std::sync::Arc;
use std::thread;

use super::open_vault::OpenVault;
use super::sealers::Sealers;
use super::{Phone, PhoneError};

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
