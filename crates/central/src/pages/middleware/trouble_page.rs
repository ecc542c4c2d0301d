//! Errors as pages that say what to do next. No internal detail reaches the page.

use askama::Template;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use crate::pages::frame::{Frame, page_with};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::Visitor;
use crate::pages::visitor::own_address;
use crate::settings::RETRY_AFTER_SECONDS;

#[derive(Template)]
#[template(path = "middleware/trouble.html")]
struct TroublePage {
    f: Frame,
    title: String,
    text: String,
    /// The page with the form, to open it again.
    form: Option<String>,
}

/// The page for an error.
pub(crate) fn page(visitor: &Visitor, trouble: &Trouble) -> Response {
    let words = visitor.words;
    let (status, title, text) = match trouble {
        Trouble::SignInFirst => return Redirect::to(&own_address::sign_in(visitor.page.as_deref())).into_response(),
        Trouble::NotFound => (StatusCode::NOT_FOUND, words.t("not-found-title"), words.t("not-found-text")),
        Trouble::Forbidden => (StatusCode::FORBIDDEN, words.t("forbidden-title"), words.t("forbidden-text")),
        Trouble::FormExpired => (StatusCode::FORBIDDEN, words.t("form-expired-title"), words.t("form-expired-text")),
        Trouble::FormUnreadable => {
            (StatusCode::BAD_REQUEST, words.t("form-unreadable-title"), words.t("form-unreadable-text"))
        }
        Trouble::FormTooSlow => (StatusCode::REQUEST_TIMEOUT, words.t("form-slow-title"), words.t("form-slow-text")),
        Trouble::TooOften { seconds } => {
            let text = words.with("too-often-text", &[("time", &words.wait(*seconds))]);
            (StatusCode::TOO_MANY_REQUESTS, words.t("too-often-title"), text)
        }
        Trouble::Crowded => {
            let text = words.with("crowded-text", &[("time", &words.wait(RETRY_AFTER_SECONDS))]);
            (StatusCode::SERVICE_UNAVAILABLE, words.t("too-often-title"), text)
        }
        Trouble::NotNow(reason) => {
            tracing::error!(%reason, "a page cannot be made now");
            (StatusCode::SERVICE_UNAVAILABLE, words.t("not-now-title"), words.t("not-now-text"))
        }
        Trouble::Broken(reason) => {
            tracing::error!(%reason, "a page could not be made");
            (StatusCode::INTERNAL_SERVER_ERROR, words.t("trouble-title"), words.t("trouble-text"))
        }
    };
    let form = visitor.page.clone().filter(|_| trouble.is_of_a_form());
    let page = page_with(status, &TroublePage { f: Frame::new(visitor, ""), title, text, form });
    let after = |seconds: u64| [(RETRY_AFTER, HeaderValue::from(seconds))];
    match trouble {
        Trouble::TooOften { seconds } => (after(*seconds), page).into_response(),
        Trouble::NotNow(_) | Trouble::Crowded => (after(RETRY_AFTER_SECONDS), page).into_response(),
        Trouble::SignInFirst
        | Trouble::NotFound
        | Trouble::Forbidden
        | Trouble::FormExpired
        | Trouble::FormUnreadable
        | Trouble::FormTooSlow
        | Trouble::Broken(_) => page,
    }
}
