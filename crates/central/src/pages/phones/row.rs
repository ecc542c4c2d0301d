//! A phone as a list shows it: its last contact, what still waits on it, its app and forms.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::{Area, FormReference};
use kentongan_forms::FormDefinition;
use semver::Version;

use crate::pages::filters::areas::area_name;
use crate::pages::words::Words;
use crate::store::phones::{Phone, Phones};

/// After this much silence a phone is worth a visit.
const SILENT_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// After this much waiting a record is worth a telephone call.
const LATE_AFTER: SignedDuration = SignedDuration::from_hours(48);

/// One row.
pub(crate) struct PhoneRow {
    pub(crate) code: String,
    pub(crate) village: String,
    pub(crate) contact: String,
    /// For how long it has been silent, if that is too long.
    pub(crate) silent: Option<String>,
    pub(crate) waiting: String,
    pub(crate) oldest: Option<String>,
    pub(crate) late: bool,
    pub(crate) photos: String,
    pub(crate) app: String,
    pub(crate) app_outdated: bool,
    pub(crate) forms: Vec<FormRow>,
    /// The phone that may be the same one, enrolled again.
    pub(crate) enrolled_again: Option<String>,
    pub(crate) revoke: String,
    /// When its access was withdrawn.
    pub(crate) revoked: String,
}

/// A form that the phone holds.
pub(crate) struct FormRow {
    pub(crate) name: String,
    pub(crate) outdated: bool,
}

/// The phones that central knows, and the data for their rows.
pub(crate) struct KnownPhones {
    pub(crate) phones: Vec<Phone>,
    pub(crate) areas: Vec<Area>,
    /// The current forms, with their titles.
    forms: Vec<(FormReference, String)>,
    pub(crate) case_recipients: Vec<Recipient>,
}

impl KnownPhones {
    /// What the store knows, with the forms' titles in the visitor's language.
    pub(crate) fn of(phones: Phones, words: Words) -> Self {
        let titled = |form: &Arc<FormDefinition>| {
            let reference = FormReference { id: form.id().to_owned(), version: form.version().to_owned() };
            (reference, form.title().in_language(words.language.code()).to_owned())
        };
        Self {
            forms: phones.forms.iter().map(titled).collect(),
            phones: phones.phones,
            areas: phones.areas,
            case_recipients: phones.case_recipients,
        }
    }

    /// The phones with access.
    pub(crate) fn with_access(&self) -> impl Iterator<Item = &Phone> {
        self.phones.iter().filter(|phone| phone.revoked_at.is_none())
    }

    /// The row of a phone.
    pub(crate) fn row(&self, words: Words, phone: &Phone, now: Timestamp) -> PhoneRow {
        let status = &phone.status;
        let silent = now.duration_since(phone.last_contact_at);
        let oldest = status.waiting.oldest_finished_at.filter(|_| status.waiting.records > 0);
        let form = |form: &FormReference| {
            let (current, title) = self.forms.iter().find(|(current, _)| current.id == form.id)?;
            Some(FormRow { name: format!("{title} {}", form.version), outdated: current.version != form.version })
        };
        let mut forms: Vec<FormRow> = status.forms.iter().filter_map(form).collect();
        // Each phone has its own order.
        forms.sort_by(|one, other| one.name.cmp(&other.name));
        PhoneRow {
            code: phone.code.clone(),
            village: area_name(&self.areas, &phone.area),
            contact: words.moment(phone.last_contact_at),
            silent: (silent >= SILENT_AFTER).then(|| {
                let days = words.age(phone.last_contact_at, now);
                words.with("phone-silent", &[("age", &days)])
            }),
            waiting: words.number(i64::from(status.waiting.records)),
            late: is_late(phone, now),
            oldest: oldest.map(|oldest| words.age(oldest, now)),
            photos: words.number(i64::from(status.waiting_photos)),
            app: status.app_version.clone(),
            app_outdated: is_older(&status.app_version, env!("CARGO_PKG_VERSION")),
            forms,
            enrolled_again: self
                .enrolled_again(phone)
                .map(|code| words.with("phone-perhaps-enrolled-again", &[("code", code)])),
            revoke: format!("/phones/{}/revoke", phone.code),
            revoked: phone.revoked_at.map(|at| words.moment(at)).unwrap_or_default(),
        }
    }

    /// The first phone of the same village that enrolled after this one fell silent.
    pub(crate) fn enrolled_again(&self, phone: &Phone) -> Option<&str> {
        let is_later = |other: &&Phone| {
            other.area == phone.area && other.enrolled_at > phone.last_contact_at && other.revoked_at.is_none()
        };
        let later = self.phones.iter().filter(is_later).min_by_key(|other| other.enrolled_at);
        later.filter(|_| phone.revoked_at.is_none()).map(|other| other.code.as_str())
    }
}

/// Whether a record should have arrived by now.
pub(crate) fn is_late(phone: &Phone, now: Timestamp) -> bool {
    let waiting = &phone.status.waiting;
    waiting.records > 0 && waiting.oldest_finished_at.is_some_and(|oldest| now.duration_since(oldest) >= LATE_AFTER)
}

/// Whether a version is older than another, by Semantic Versioning. An invalid version is not older.
fn is_older(version: &str, than: &str) -> bool {
    match (Version::parse(version), Version::parse(than)) {
        (Ok(version), Ok(than)) => version.cmp_precedence(&than).is_lt(),
        (Err(_), _) | (_, Err(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_outdated_when_its_version_is_lower_number_by_number() {
        for (version, than, older) in [
            ("0.9.0", "0.10.0", true),
            ("0.10.0", "0.9.9", false),
            ("0.1.0", "0.1.0", false),
            ("1.0.0-alpha.9", "1.0.0-alpha.10", true),
            ("1.0.0-alpha.10", "1.0.0", true),
            ("1.0.0", "1.0.0-alpha.10", false),
            ("1.0.0+1", "1.0.0+2", false),
            ("1.0", "1.0.1", false),
            ("", "0.1.0", false),
            ("uji", "0.1.0", false),
        ] {
            assert_eq!(is_older(version, than), older, "{version} than {than}");
        }
    }
}
