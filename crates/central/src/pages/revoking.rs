//! Withdrawing a phone's access. The page explains the effect before anybody does it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::frame::{Frame, page};
use super::input::{InPath, Sent};
use super::phones::{self, Row};
use super::trouble::Trouble;
use super::visitor::{Visitor, sees_phones};
use crate::Central;
use crate::store::devices::{Phone, Revoked};

#[derive(Template)]
#[template(path = "revoking.html")]
struct RevokingPage {
    f: Frame,
    title: String,
    phone: Row,
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
    State(central): State<Central>,
    visitor: Visitor,
    InPath(code): InPath<String>,
) -> Result<Response, Trouble> {
    let material = phones::material(&central, &visitor).await?;
    let words = visitor.words;
    let has_access = |phone: &&Phone| phone.code == code && phone.revoked_at.is_none();
    let phone = material.phones.iter().find(has_access).ok_or(Trouble::NotFound)?;
    let (records, photos) = (phone.status.waiting.records, phone.status.waiting_photos);
    let still_there = (records > 0 || photos > 0).then(|| {
        let photos = words.counted("photos-count", i64::from(photos), &[]);
        words.counted("revoke-still-there", i64::from(records), &[("photos", &photos)])
    });
    Ok(page(&RevokingPage {
        title: words.with("revoke-title", &[("code", &phone.code)]),
        phone: material.row(words, phone, Timestamp::now()),
        still_there,
        enrolled_again: material
            .enrolled_again(phone)
            .map(|code| words.with("revoke-enrolled-again", &[("code", code)])),
        f: Frame::new(&visitor, "phones"),
    }))
}

/// Withdraws the access. Doing it twice has the same result.
pub(crate) async fn submit(
    State(central): State<Central>,
    visitor: Visitor,
    InPath(code): InPath<String>,
    Sent(given): Sent<Confirmed>,
) -> Result<Response, Trouble> {
    if !sees_phones(visitor.signed_in()?.role) {
        return Err(Trouble::Forbidden);
    }
    visitor.check_form(&given.token)?;
    let revoked = central.0.page_store.revoke(visitor.actor()?, code.clone(), crate::now()).await?;
    if revoked == Revoked::NoSuchPhone {
        return Err(Trouble::NotFound);
    }
    Ok(Redirect::to(&format!("/phones?revoked={code}")).into_response())
}
