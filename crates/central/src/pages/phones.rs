//! Phones: the last contact of each, what still waits on it, its app and forms. These count work, so they are whole.

use std::cmp::Reverse;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::{Area, FormReference, KeyFingerprint};
use kentongan_forms::FormDefinition;
use semver::Version;
use serde::Deserialize;

use super::filters::{self, FilterOption};
use super::frame::{Frame, page};
use super::input::InQuery;
use super::records::area_name;
use super::trouble::Trouble;
use super::visitor::{Visitor, sees_phones};
use super::words::Words;
use crate::Central;
use crate::store::devices::{Phone, Phones};

/// After this much silence a phone is worth a visit.
const SILENT_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// After this much waiting a record is worth a telephone call.
const LATE_AFTER: SignedDuration = SignedDuration::from_hours(48);

/// The query.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    sort: String,
    #[serde(default)]
    area: String,
    /// The short name of a phone that has just lost its access.
    #[serde(default)]
    revoked: String,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Order {
    /// The longest silent first.
    #[default]
    Contact,
    /// Most records first.
    Waiting,
    /// The oldest record first.
    Oldest,
    /// By village, then short name.
    Village,
    /// By short name.
    Code,
}

impl Order {
    const ALL: [Self; 5] = [Self::Contact, Self::Waiting, Self::Oldest, Self::Village, Self::Code];

    fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Waiting => "waiting",
            Self::Oldest => "oldest",
            Self::Village => "village",
            Self::Code => "code",
        }
    }

    fn words(self, words: Words) -> String {
        match self {
            Self::Contact => words.t("sort-contact"),
            Self::Waiting => words.t("sort-waiting"),
            Self::Oldest => words.t("sort-oldest"),
            Self::Village => words.t("sort-village"),
            Self::Code => words.t("sort-code"),
        }
    }

    fn sort(self, phones: &mut [&Phone], areas: &[Area]) {
        let oldest = |phone: &Phone| phone.status.waiting.oldest_finished_at.unwrap_or(Timestamp::MAX);
        match self {
            Self::Contact => phones.sort_by_key(|phone| (phone.last_contact_at, phone.code.clone())),
            Self::Waiting => phones.sort_by_key(|phone| (Reverse(phone.status.waiting.records), phone.code.clone())),
            Self::Oldest => phones.sort_by_key(|phone| (oldest(phone), phone.code.clone())),
            Self::Village => phones.sort_by_key(|phone| (area_name(areas, &phone.area), phone.code.clone())),
            Self::Code => phones.sort_by_key(|phone| phone.code.clone()),
        }
    }
}

/// One row.
pub(crate) struct Row {
    pub(crate) code: String,
    pub(crate) village: String,
    pub(crate) contact: String,
    /// For how long it has been silent, if that is too long.
    pub(crate) silent: Option<String>,
    pub(crate) waiting: String,
    pub(crate) oldest: Option<String>,
    pub(crate) late: bool,
    pub(crate) photos: String,
    app: String,
    app_outdated: bool,
    forms: Vec<FormRow>,
    /// The phone that may be the same one, enrolled again.
    enrolled_again: Option<String>,
    pub(crate) revoke: String,
    /// When its access was withdrawn.
    revoked: String,
}

struct FormRow {
    name: String,
    outdated: bool,
}

#[derive(Template)]
#[template(path = "phones.html")]
struct PhonesPage {
    f: Frame,
    lead: String,
    notice: Option<String>,
    orders: Vec<FilterOption>,
    areas: Vec<FilterOption>,
    /// Whether any phone has access, in any village.
    any: bool,
    rows: Vec<Row>,
    revoked: Vec<Row>,
    /// The words that phones show for the keys of their reports; empty before there are keys.
    key_words: Vec<&'static str>,
}

/// The data for rows.
pub(crate) struct Material {
    pub(crate) phones: Vec<Phone>,
    pub(crate) areas: Vec<Area>,
    /// The current forms, with their titles.
    forms: Vec<(FormReference, String)>,
    case_recipients: Vec<Recipient>,
}

/// The page.
pub(crate) async fn show(
    State(central): State<Central>,
    visitor: Visitor,
    InQuery(asked): InQuery<Asked>,
) -> Result<Response, Trouble> {
    let material = material(&central, &visitor).await?;
    let (words, now) = (visitor.words, Timestamp::now());
    let order = match asked.sort.as_str() {
        "" => Order::default(),
        name => Order::ALL.into_iter().find(|order| order.name() == name).ok_or(Trouble::NotFound)?,
    };
    let area = Some(asked.area.as_str()).filter(|area| !area.is_empty());
    let (mut active, mut revoked): (Vec<&Phone>, Vec<&Phone>) =
        material.phones.iter().partition(|phone| phone.revoked_at.is_none());
    let any = !active.is_empty();
    let mut villages: Vec<&str> = material.phones.iter().map(|phone| phone.area.as_str()).collect();
    villages.sort_unstable();
    villages.dedup();
    let villages = villages.into_iter().map(|code| (code.to_owned(), area_name(&material.areas, code)));
    let areas = filters::areas(words, villages, area);
    let here = |phone: &&Phone| area.is_none_or(|area| phone.area == area);
    active.retain(here);
    revoked.retain(here);
    order.sort(&mut active, &material.areas);
    revoked.sort_by_key(|phone| Reverse(phone.revoked_at));
    let waiting: i64 = active.iter().map(|phone| i64::from(phone.status.waiting.records)).sum();
    let phones = words.counted("phones-count", i64::try_from(active.len()).unwrap_or(i64::MAX), &[]);
    let just_now = material.phones.iter().find(|phone| phone.code == asked.revoked && phone.revoked_at.is_some());
    Ok(page(&PhonesPage {
        lead: words.counted("phones-lead", waiting, &[("phones", &phones), ("time", &words.moment(now))]),
        notice: just_now.map(|phone| words.with("phone-revoked-now", &[("code", &phone.code)])),
        orders: Order::ALL.map(|own| (own.name().to_owned(), own.words(words), own == order)).to_vec(),
        areas,
        any,
        rows: active.iter().map(|phone| material.row(words, phone, now)).collect(),
        revoked: revoked.iter().map(|phone| material.row(words, phone, now)).collect(),
        key_words: key_words(&central, &material),
        f: Frame::new(&visitor, "phones"),
    }))
}

fn key_words(central: &Central, material: &Material) -> Vec<&'static str> {
    match material.case_recipients.as_slice() {
        [] => Vec::new(),
        case => KeyFingerprint::of(&central.0.recipient, case).words().to_vec(),
    }
}

/// Phones and the data for their rows, if the visitor may see them.
pub(crate) async fn material(central: &Central, visitor: &Visitor) -> Result<Material, Trouble> {
    if !sees_phones(visitor.signed_in()?.role) {
        return Err(Trouble::Forbidden);
    }
    Ok(Material::of(central.0.page_store.phones().await?, visitor.words))
}

impl Material {
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

    pub(crate) fn row(&self, words: Words, phone: &Phone, now: Timestamp) -> Row {
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
        Row {
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
