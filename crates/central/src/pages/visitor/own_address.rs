//! Addresses of our own pages: where to return to after signing in or choosing a language.
//!
//! Such an address comes back in a form or a query, so anybody can write it. A redirect must not send people to
//! another site (OWASP, "Unvalidated Redirects and Forwards").

use axum::http::{Method, Uri};

/// Most bytes of an address to return to. Ours are a few hundred.
const LONGEST: usize = 2000;
/// Where people go who asked for no other page.
pub(crate) const START: &str = "/summary";
const SIGN_IN: &str = "/sign-in";

/// The address, if it is a path of ours with its query.
pub(crate) fn checked(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    // Browsers read a backslash as a slash and drop tabs and line ends, so that `/\t/evil` is `//evil`.
    let plain = address.len() <= LONGEST && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let steps = |path: &str| path.split('/').any(|part| part == "." || part == "..");
    (plain && path.starts_with('/') && !path.contains("//") && !steps(path)).then_some(address)
}

/// The page that a request is about, to open it with GET; `None` for one without a page of its own.
pub(crate) fn page_of(method: &Method, uri: &Uri) -> Option<String> {
    let path = uri.path();
    let page = match path {
        SIGN_IN | "/sign-out" | "/language" => return None,
        "/carry/receipts" => "/carry",
        _ if method == Method::GET || method == Method::HEAD => {
            uri.path_and_query().map_or(path, |asked| asked.as_str())
        }
        _ => path,
    };
    checked(page).map(str::to_owned)
}

/// The address of the sign-in page that leads to this page.
pub(crate) fn sign_in(to: Option<&str>) -> String {
    match to.filter(|to| *to != START) {
        None => SIGN_IN.to_owned(),
        Some(to) => {
            let address = format!("{SIGN_IN}?");
            let length = address.len();
            form_urlencoded::Serializer::for_suffix(address, length).append_pair("to", to).finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leads_to_another_site() {
        for address in ["/", "/summary?period=2026", "/records?code=TMP-26&area=33.16.09.2002", "/records/a?b=//c"] {
            assert_eq!(checked(address), Some(address));
        }
        for address in [
            "",
            "summary",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/a\r\nSet-Cookie: b",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "@evil.example",
            "?//evil.example",
            "/..//evil.example",
            "/./evil.example",
            "/a/../..//evil",
            " /summary",
            "/ /evil",
            "/é",
            "/\u{0}",
            &format!("/{}", "x".repeat(LONGEST)),
        ] {
            assert_eq!(checked(address), None, "{address:?}");
        }
    }

    #[test]
    fn a_request_leads_back_to_the_page_that_it_is_about() {
        let page = |method: Method, address: &str| page_of(&method, &address.parse().unwrap());
        let back = |to: &str| Some(to.to_owned());
        assert_eq!(page(Method::GET, "/records?code=A%20B"), back("/records?code=A%20B"));
        assert_eq!(page(Method::POST, "/phones/KML-01/revoke"), back("/phones/KML-01/revoke"));
        assert_eq!(page(Method::POST, "/carry?x=1"), back("/carry"));
        assert_eq!(page(Method::POST, "/carry/receipts"), back("/carry"), "this one has no page for GET");
        for address in ["/sign-out", "/language", "/sign-in?to=%2Frecords"] {
            assert_eq!(page(Method::POST, address), None, "{address}");
        }
        assert_eq!(page(Method::GET, "//evil.example/a"), None);
    }

    #[test]
    fn the_sign_in_page_is_told_where_to_lead() {
        assert_eq!(sign_in(None), "/sign-in");
        assert_eq!(sign_in(Some("/summary")), "/sign-in");
        assert_eq!(sign_in(Some("/records?a=b&c=d e")), "/sign-in?to=%2Frecords%3Fa%3Db%26c%3Dd+e");
    }
}
