//! Phones: the last contact of each, what still waits on it, its app and forms. These count work, so they are whole.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use kentongan_exchange::{Area, KeyFingerprint};
use serde::Deserialize;

use super::row::{KnownPhones, PhoneRow};
use crate::Central;
use crate::accounts::Permission;
use crate::accounts::permissions::SeePhones;
use crate::pages::filters::FilterOption;
use crate::pages::filters::areas::{self, area_name};
use crate::pages::frame::{Frame, page};
use crate::pages::input::InQuery;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::allowed::Allowed;
use crate::pages::words::Words;
use crate::store::phones::Phone;

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

#[derive(Template)]
#[template(path = "phones/list.html")]
struct PhonesPage {
    f: Frame,
    lead: String,
    notice: Option<String>,
    orders: Vec<FilterOption>,
    areas: Vec<FilterOption>,
    /// Whether any phone has access, in any village.
    any: bool,
    /// Whether the account may withdraw the access of a phone.
    may_revoke: bool,
    rows: Vec<PhoneRow>,
    revoked: Vec<PhoneRow>,
    /// The words that phones show for the keys of their reports; empty before there are keys.
    key_words: Vec<&'static str>,
}

/// The page.
pub(crate) async fn show(
    allowed: Allowed<SeePhones>,
    State(central): State<Central>,
    InQuery(asked): InQuery<Asked>,
) -> Result<Response, Trouble> {
    let visitor = allowed.visitor;
    let (words, now) = (visitor.words, Timestamp::now());
    let known = KnownPhones::of(central.0.page_store.phones().await?, words);
    let order = match asked.sort.as_str() {
        "" => Order::default(),
        name => Order::ALL.into_iter().find(|order| order.name() == name).ok_or(Trouble::NotFound)?,
    };
    let area = Some(asked.area.as_str()).filter(|area| !area.is_empty());
    let (mut active, mut revoked): (Vec<&Phone>, Vec<&Phone>) =
        known.phones.iter().partition(|phone| phone.revoked_at.is_none());
    let any = !active.is_empty();
    let mut villages: Vec<&str> = known.phones.iter().map(|phone| phone.area.as_str()).collect();
    villages.sort_unstable();
    villages.dedup();
    let villages = villages.into_iter().map(|code| (code.to_owned(), area_name(&known.areas, code)));
    let areas = areas::options(words, villages, area);
    let here = |phone: &&Phone| area.is_none_or(|area| phone.area == area);
    active.retain(here);
    revoked.retain(here);
    order.sort(&mut active, &known.areas);
    revoked.sort_by_key(|phone| Reverse(phone.revoked_at));
    let waiting: i64 = active.iter().map(|phone| i64::from(phone.status.waiting.records)).sum();
    let phones = words.counted("phones-count", i64::try_from(active.len()).unwrap_or(i64::MAX), &[]);
    let just_now = known.phones.iter().find(|phone| phone.code == asked.revoked && phone.revoked_at.is_some());
    Ok(page(&PhonesPage {
        lead: words.counted("phones-lead", waiting, &[("phones", &phones), ("time", &words.moment(now))]),
        notice: just_now.map(|phone| words.with("phone-revoked-now", &[("code", &phone.code)])),
        orders: Order::ALL.map(|own| (own.name().to_owned(), own.words(words), own == order)).to_vec(),
        areas,
        any,
        may_revoke: allowed.session.role.may(Permission::RevokePhones),
        rows: active.iter().map(|phone| known.row(words, phone, now)).collect(),
        revoked: revoked.iter().map(|phone| known.row(words, phone, now)).collect(),
        key_words: key_words(&central, &known),
        f: Frame::new(&visitor, "/phones"),
    }))
}

fn key_words(central: &Central, known: &KnownPhones) -> Vec<&'static str> {
    match known.case_recipients.as_slice() {
        [] => Vec::new(),
        case => KeyFingerprint::of(&central.0.recipient, case).words().to_vec(),
    }
}
