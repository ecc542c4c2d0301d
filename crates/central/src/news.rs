//! Central's news for phones: who runs it, and how far a case has come.

use anyhow::bail;
use kentongan_exchange::{DeviceId, Organisation, RecordId, RecordProgress};

use crate::Central;
use crate::imports::telephone::{self, Use};
use crate::store::Actor;

/// A change of the organisation. `None` leaves a field as it is, an empty text deletes it.
#[derive(Debug, Clone, Default)]
pub struct OrganisationChange {
    /// Name as phones and pages show it; never empty.
    pub name: Option<String>,
    /// The coordinator's office.
    pub office: Option<String>,
    /// The office's telephone number.
    pub telephone: Option<String>,
    /// The office's WhatsApp number.
    pub whatsapp: Option<String>,
}

impl OrganisationChange {
    /// The same with blanks trimmed, and numbers that can be dialled.
    fn checked(self) -> anyhow::Result<Self> {
        let trimmed = |text: Option<String>| text.map(|text| text.trim().to_owned());
        let number = |text: Option<String>, wanted| text.map(|text| telephone::read(&text, wanted)).transpose();
        let change = Self {
            name: trimmed(self.name),
            office: trimmed(self.office),
            telephone: number(self.telephone, Use::Call)?,
            whatsapp: number(self.whatsapp, Use::WhatsApp)?,
        };
        let Self { name, office, telephone, whatsapp } = &change;
        if name.as_ref().is_some_and(String::is_empty) {
            bail!("the name is empty");
        }
        if [name, office, telephone, whatsapp].iter().all(|text| text.is_none()) {
            bail!("nothing to set");
        }
        Ok(change)
    }

    fn of(self, before: Organisation) -> Organisation {
        let Self { name, office, telephone, whatsapp } = self;
        Organisation {
            name: name.unwrap_or(before.name),
            office: office.unwrap_or(before.office),
            telephone: telephone.unwrap_or(before.telephone),
            whatsapp: whatsapp.unwrap_or(before.whatsapp),
        }
    }
}

impl Central {
    /// Sets the organisation's name.
    ///
    /// # Errors
    /// As [`Central::change_organisation`].
    pub async fn set_organisation(&self, name: &str) -> anyhow::Result<()> {
        self.change_organisation(OrganisationChange { name: Some(name.to_owned()), ..OrganisationChange::default() })
            .await
    }

    /// Changes who runs this central and how to reach the coordinator. Every phone with access gets the news.
    ///
    /// # Errors
    /// When nothing is given, a number is invalid, or the database cannot be written.
    pub async fn change_organisation(&self, change: OrganisationChange) -> anyhow::Result<()> {
        let change = change.checked()?;
        let apply = move |before| change.clone().of(before);
        Ok(self.0.store.change_organisation(Actor::Operator, apply, crate::now()).await?)
    }

    /// Tells the phone that made a record how far its case has come, in the name of `actor`. It is meant for the case
    /// pages, when a case manager accepts. No command and no page calls it yet.
    ///
    /// # Errors
    /// When central has no such record of that maker, or the database cannot be written.
    pub async fn tell_progress(
        &self,
        actor: &str,
        (maker, record): (DeviceId, RecordId),
        progress: RecordProgress,
    ) -> anyhow::Result<()> {
        let actor = Actor::Account(actor.to_owned());
        let told = self.0.store.tell_progress(actor, (maker, record), progress, crate::now()).await?;
        if told { Ok(()) } else { bail!("no such record of this phone") }
    }
}
