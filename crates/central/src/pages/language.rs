//! Choosing the language: it is stored in a cookie, and the person returns to the same page.

use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::input::Sent;
use super::trouble::Trouble;
use super::visitor::Visitor;
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
    Ok(([(SET_COOKIE, cookie)], Redirect::to(own_address(&choice.back))).into_response())
}

/// The address, if it is one of ours: a form must not send people to another site.
fn own_address(address: &str) -> &str {
    let ours = address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn the_way_back_never_leads_to_another_site() {
        assert_eq!(own_address("/summary?period=2026"), "/summary?period=2026");
        for address in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb"] {
            assert_eq!(own_address(address), "/");
        }
    }
}
