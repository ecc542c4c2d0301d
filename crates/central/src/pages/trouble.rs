//! What went wrong, as a page that says what to do next. Nothing of the inside reaches the page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::frame::{Frame, page_with};
use super::visitor::Visitor;
use crate::store::StoreError;

/// Why a page cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The visitor must sign in before.
    SignInFirst,
    /// There is nothing at this address, or nothing for this question.
    NotFound,
    /// The role may not.
    Forbidden,
    /// The form did not come from one of our pages, or from one that was open for too long.
    FormExpired,
    /// Our own mistake or the machine's; the text is for the log.
    Broken(String),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.to_string())
    }
}

/// Only marks the answer; [`super::visitor::receive`] makes the page, in the visitor's language.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// There is nothing at this address.
pub(crate) async fn not_found() -> Trouble {
    Trouble::NotFound
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    f: Frame,
    title: String,
    text: String,
}

/// The page that says it.
pub(crate) fn page(visitor: &Visitor, trouble: &Trouble) -> Response {
    let words = visitor.words;
    let (status, title, text) = match trouble {
        Trouble::SignInFirst => return Redirect::to("/sign-in").into_response(),
        Trouble::NotFound => (StatusCode::NOT_FOUND, words.t("not-found-title"), words.t("not-found-text")),
        Trouble::Forbidden => (StatusCode::FORBIDDEN, words.t("forbidden-title"), words.t("forbidden-text")),
        Trouble::FormExpired => (StatusCode::FORBIDDEN, words.t("form-expired-title"), words.t("form-expired-text")),
        Trouble::Broken(reason) => {
            tracing::error!(%reason, "a page could not be made");
            (StatusCode::INTERNAL_SERVER_ERROR, words.t("trouble-title"), words.t("trouble-text"))
        }
    };
    page_with(status, &TroublePage { f: Frame::new(visitor, ""), title, text })
}
