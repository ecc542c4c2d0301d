//! Errors of the pages. `middleware/trouble_page.rs` turns each into a page.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::api::Refused;
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
    pub(crate) fn is_of_a_form(&self) -> bool {
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

/// Only marks the answer. [`super::middleware::receive`] makes the page in the visitor's language.
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
