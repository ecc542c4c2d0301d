//! Errors as pages that say what to do next. No internal detail reaches the page.

use askama::Template;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::frame::{Frame, page_with};
use super::own_address;
use super::visitor::Visitor;
use crate::api::Refused;
use crate::settings::RETRY_AFTER_SECONDS;
use crate::store::StoreError;

/// Why a page cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The visitor must sign in first.
    SignInFirst,
    /// No such address, or an invalid query.
    NotFound,
    /// The role does not allow it.
    Forbidden,
    /// The form came from another site, or from a page that was open for too long.
    FormExpired,
    /// The form is invalid or too large.
    FormUnreadable,
    /// The form did not arrive in time.
    FormTooSlow,
    /// This address asks too often.
    TooOften {
        /// When it may ask again.
        seconds: u64,
    },
    /// Too many visitors at once.
    Crowded,
    /// It may work later, as with a full disk. The text is for the log.
    NotNow(String),
    /// A bug or a failure of the machine. The text is for the log.
    Broken(String),
}

impl Trouble {
    /// Whether a form failed. Loading the page again would send the same form again.
    fn is_of_a_form(&self) -> bool {
        match self {
            Self::FormExpired | Self::FormUnreadable | Self::FormTooSlow => true,
            Self::SignInFirst
            | Self::NotFound
            | Self::Forbidden
            | Self::TooOften { .. }
            | Self::Crowded
            | Self::NotNow(_)
            | Self::Broken(_) => false,
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(reason) => Self::NotNow(reason),
            StoreError::Sql(_)
            | StoreError::Damaged(_)
            | StoreError::AnotherKey
            | StoreError::TooOld
            | StoreError::TooNew { .. } => Self::Broken(error.to_string()),
        }
    }
}

/// A refusal for phones, as an error of a page.
impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        let reason = refused.to_string();
        if refused.is_for_now() { Self::NotNow(reason) } else { Self::Broken(reason) }
    }
}

/// Only marks the answer. [`super::visitor::receive`] makes the page in the visitor's language.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// No such address.
pub(crate) async fn not_found() -> Trouble {
    Trouble::NotFound
}

#[derive(Template)]
#[template(path = "trouble.html")]
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
