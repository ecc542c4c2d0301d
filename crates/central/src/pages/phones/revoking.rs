//! Withdrawing a phone's access. The page explains the effect before anybody does it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::row::{KnownPhones, PhoneRow};
use crate::Central;
use crate::accounts::permissions::RevokePhones;
use crate::pages::frame::{Frame, page};
use crate::pages::input::{InPath, Sent};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::allowed::Allowed;
use crate::store::devices::Revoked;
use crate::store::phones::Phone;

#[derive(Template)]
#[template(path = "phones/revoking.html")]
struct RevokingPage {
    f: Frame,
    title: String,
    phone: PhoneRow,
    /// The warning when records or photos would be lost to central.
    still_there: Option<String>,
    enrolled_again: Option<String>,
}

/// The form's fields.
#[derive(Deserialize)]
pub(crate) struct Confirmed {
    #[serde(default)]
    token: String,
}

/// Asks for confirmation.
pub(crate) async fn show(
    allowed: Allowed<RevokePhones>,
    State(central): State<Central>,
    InPath(code): InPath<String>,
) -> Result<Response, Trouble> {
    let words = allowed.visitor.words;
    let known = KnownPhones::of(central.0.page_store.phones().await?, words);
    let has_access = |phone: &&Phone| phone.code == code && phone.revoked_at.is_none();
    let phone = known.phones.iter().find(has_access).ok_or(Trouble::NotFound)?;
    let (records, photos) = (phone.status.waiting.records, phone.status.waiting_photos);
    let still_there = (records > 0 || photos > 0).then(|| {
        let photos = words.counted("photos-count", i64::from(photos), &[]);
        words.counted("revoke-still-there", i64::from(records), &[("photos", &photos)])
    });
    Ok(page(&RevokingPage {
        title: words.with("revoke-title", &[("code", &phone.code)]),
        phone: known.row(words, phone, Timestamp::now()),
        still_there,
        enrolled_again: known.enrolled_again(phone).map(|code| words.with("revoke-enrolled-again", &[("code", code)])),
        f: Frame::new(&allowed.visitor, "/phones"),
    }))
}

/// Withdraws the access. Doing it twice has the same result.
pub(crate) async fn submit(
    allowed: Allowed<RevokePhones>,
    State(central): State<Central>,
    InPath(code): InPath<String>,
    Sent(given): Sent<Confirmed>,
) -> Result<Response, Trouble> {
    allowed.visitor.check_form(&given.token)?;
    let revoked = central.0.page_store.revoke(allowed.actor(), code.clone(), crate::now()).await?;
    if revoked == Revoked::NoSuchPhone {
        return Err(Trouble::NotFound);
    }
    Ok(Redirect::to(&format!("/phones?revoked={code}")).into_response())
}
