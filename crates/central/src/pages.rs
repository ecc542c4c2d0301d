//! Pages for people in a browser.

use axum::Router;

use crate::Central;

/// The routes of all pages.
pub(crate) fn router() -> Router<Central> {
    Router::new()
}
