//! What the open phone gives to screens for filling in: forms, lists, services.

use std::sync::Arc;

use kentongan_exchange::Directory;
use kentongan_forms::{FormDefinition, Lists};

use super::{Phone, PhoneError};

impl Phone {
    /// The newest version of a form.
    ///
    /// # Errors
    /// [`PhoneError::NoSuchForm`] or [`PhoneError::Locked`].
    pub fn form(&self, id: &str) -> Result<Arc<FormDefinition>, PhoneError> {
        self.with_open(|open| open.forms.newest(id).cloned().ok_or(PhoneError::NoSuchForm))
    }

    /// The newest version of every form.
    ///
    /// # Errors
    /// [`PhoneError::Locked`].
    pub fn forms(&self) -> Result<Vec<Arc<FormDefinition>>, PhoneError> {
        self.with_open(|open| Ok(open.forms.every_newest()))
    }

    /// The lists that the phone gives to forms: `areas` (its own first) and `directory`.
    ///
    /// # Errors
    /// [`PhoneError::Locked`].
    pub fn lists(&self) -> Result<Arc<Lists>, PhoneError> {
        self.with_open(|open| Ok(Arc::clone(&open.lists)))
    }

    /// Services and numbers.
    ///
    /// # Errors
    /// [`PhoneError::Locked`].
    pub fn directory(&self) -> Result<Directory, PhoneError> {
        self.with_open(|open| Ok(open.directory.clone()))
    }
}
