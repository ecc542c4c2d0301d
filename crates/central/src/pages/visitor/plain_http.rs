//! The server of an https address, opened over plain http.
//!
//! Its cookies are for https alone (`Secure`, `__Host-`), so a browser drops them, and every try to sign in would end on
//! the same page. The proxy tells how the browser came (`X-Forwarded-Proto`, or RFC 7239's `Forwarded`). Without such a
//! proxy the missing cookie tells it.

use axum::http::HeaderMap;

const PROTOCOL: &str = "x-forwarded-proto";
const FORWARDED: &str = "forwarded";

/// Whether cookies of this server are for https alone.
pub(crate) fn needs_https(public_url: Option<&str>) -> bool {
    public_url.and_then(|url| url.get(.."https://".len())).is_some_and(|start| start.eq_ignore_ascii_case("https://"))
}

/// Whether the proxy says that the browser came over plain http.
pub(crate) fn came_over_http(headers: &HeaderMap) -> bool {
    let first = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()?.split(',').next());
    // The first proxy's word is about the browser, the others' about proxies.
    let protocol = first(PROTOCOL).map(str::trim).or_else(|| {
        let mut pairs = first(FORWARDED)?.split(';').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("proto"))
            .map(|(_, value)| value.trim().trim_matches('"'))
    });
    protocol.is_some_and(|protocol| protocol.eq_ignore_ascii_case("http"))
}

/// The https address of one of our pages.
pub(crate) fn https_address(public_url: Option<&str>, page: &str) -> Option<String> {
    let url = public_url.filter(|url| needs_https(Some(url)))?;
    Some(format!("{}{page}", url.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn came(name: &'static str, value: &'static str) -> bool {
        let header = (HeaderName::from_static(name), HeaderValue::from_static(value));
        came_over_http(&HeaderMap::from_iter([header]))
    }

    #[test]
    fn the_proxy_tells_how_the_browser_came() {
        assert!(came(PROTOCOL, "http") && came(PROTOCOL, "HTTP") && came(PROTOCOL, "http, https"));
        assert!(!came(PROTOCOL, "https") && !came(PROTOCOL, "https,http"));
        assert!(came(FORWARDED, "for=192.0.2.60;proto=http;by=203.0.113.43") && came(FORWARDED, "Proto=\"http\""));
        assert!(!came(FORWARDED, "for=192.0.2.60;proto=https, for=x;proto=http") && !came(FORWARDED, "for=_http"));
        assert!(!came_over_http(&HeaderMap::new()), "a proxy that says nothing is believed to be right");
    }

    #[test]
    fn only_an_https_address_needs_https() {
        let page = |url| https_address(url, "/sign-in");
        assert_eq!(page(Some("https://a.example/")).as_deref(), Some("https://a.example/sign-in"));
        assert_eq!(page(Some("HTTPS://a.example")).as_deref(), Some("HTTPS://a.example/sign-in"));
        for url in [None, Some("http://127.0.0.1:8080"), Some(""), Some("é")] {
            assert_eq!(page(url), None);
        }
    }
}
