//! Choosing the language: it is stored in a cookie, and the person returns to the same page.

use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::input::Sent;
use super::trouble::Trouble;
use super::visitor::{Visitor, own_address};
use super::words::Language;

/// The language form.
#[derive(Deserialize)]
pub(crate) struct Choice {
    language: String,
    #[serde(default)]
    back: String,
    #[serde(default)]
    token: String,
}

/// Stores the choice.
pub(crate) async fn choose(visitor: Visitor, Sent(choice): Sent<Choice>) -> Result<Response, Trouble> {
    visitor.check_open_form(&choice.token)?;
    let cookie = visitor.language_cookie(Language::from_code(&choice.language));
    Ok(([(SET_COOKIE, cookie)], Redirect::to(own_address::checked(&choice.back).unwrap_or("/"))).into_response())
}
