//! What a browser shows at the address that `enrol-code` prints: where to type address and code.
//!
//! Open to everybody, so it tells nothing. The code stands behind the `#` of the address, which browsers
//! keep to themselves.

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
    /// What to type, when whoever runs this central has said it.
    address: Option<String>,
}

/// The page.
pub(crate) async fn show(State(central): State<Central>, visitor: Visitor) -> Response {
    let address = central.0.settings.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    page(&EnrolPage { f: Frame::new(&visitor, ""), address })
}
