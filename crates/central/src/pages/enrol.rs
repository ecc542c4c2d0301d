//! The page behind the link that `enrol-code` prints: where to type address and code.
//!
//! Everybody can open it, so it reveals nothing. The code is after the `#` of the address, and browsers never send that
//! part.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::frame::{Frame, page};
use super::visitor::Visitor;
use crate::Central;

#[derive(Template)]
#[template(path = "enrol.html")]
struct EnrolPage {
    f: Frame,
    /// The address to type, if the operator has set it.
    address: Option<String>,
}

/// The page.
pub(crate) async fn show(State(central): State<Central>, visitor: Visitor) -> Response {
    let address = central.0.settings.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    page(&EnrolPage { f: Frame::new(&visitor, ""), address })
}
