//! The style sheet, the mark and a little script, built into the program: the page loads nothing from other servers.

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::pages::input::InPath;
use crate::pages::trouble::Trouble;

const STYLE: &str = include_str!("../../../static/central.css");
const ENROL: &str = include_str!("../../../static/enrol.js");
const MARK: &str = include_str!("../../../static/mark.svg");

/// The address of the style sheet. It changes with the content, so browsers may cache it for long.
pub(crate) fn style_address() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| {
        let hash = blake3::hash(STYLE.as_bytes()).to_hex();
        format!("/static/central.css?{}", hash.get(..12).unwrap_or_default())
    });
    &ADDRESS
}

/// Returns an asset.
pub(crate) async fn asset(name: Result<InPath<String>, Trouble>) -> Response {
    let (kind, body) = match name.as_ref().map_or("", |InPath(name)| name.as_str()) {
        "central.css" => ("text/css; charset=utf-8", STYLE),
        "enrol.js" => ("text/javascript; charset=utf-8", ENROL),
        "mark.svg" => ("image/svg+xml", MARK),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=604800")], body).into_response()
}
