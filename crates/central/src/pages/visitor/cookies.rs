//! The cookies of the pages. Over https their names get the prefix `__Host-`, which binds them to this host.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};

/// Most bytes of a value. Longer cookies are not ours.
const LONGEST: usize = 128;

/// The header that stores a cookie. Without an age in seconds it ends with the browser; with 0 it ends at once.
pub(crate) fn header(name: &str, value: &str, secure: bool, seconds: Option<u32>) -> HeaderValue {
    let mut cookie = Cookie::build((full_name(name, secure), value.to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure);
    if let Some(seconds) = seconds {
        cookie = cookie.max_age(Duration::seconds(i64::from(seconds)));
    }
    HeaderValue::try_from(cookie.build().to_string()).unwrap_or(HeaderValue::from_static(""))
}

/// The value of a cookie of ours.
pub(crate) fn read(headers: &HeaderMap, name: &str, secure: bool) -> Option<String> {
    let name = full_name(name, secure);
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
    let own = |cookie: &Cookie<'_>| cookie.name() == name && (1..=LONGEST).contains(&cookie.value_trimmed().len());
    cookies.find(own).map(|cookie| cookie.value_trimmed().to_owned())
}

fn full_name(name: &str, secure: bool) -> String {
    if secure { format!("__Host-{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_for_this_host_alone_and_over_https_for_nothing_else() {
        let header = |secure, seconds| header("name", "value", secure, seconds).to_str().unwrap().to_owned();
        for part in ["__Host-name=value", "Path=/", "HttpOnly", "SameSite=Strict", "Secure", "Max-Age=0"] {
            assert!(header(true, Some(0)).split("; ").any(|own| own == part), "{part}");
        }
        let plain = header(false, None);
        assert!(
            plain.starts_with("name=value; ") && !plain.contains("Secure") && !plain.contains("Max-Age"),
            "{plain}"
        );
        assert!(!plain.contains("Domain"), "a domain would hand it to other hosts");
    }

    #[test]
    fn ours_is_found_among_others_and_nonsense_is_none() {
        let read = |lines: &[&str], secure| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(COOKIE, HeaderValue::from_str(line).unwrap());
            }
            super::read(&headers, "name", secure)
        };
        assert_eq!(read(&["a=b; name=value; c=d"], false).as_deref(), Some("value"));
        assert_eq!(read(&["a=b;name=\"value\""], false).as_deref(), Some("value"));
        assert_eq!(read(&["a=b", "; ;;broken; =x;name=value"], false).as_deref(), Some("value"));
        assert_eq!(read(&["name=; name=value"], false).as_deref(), Some("value"));
        assert_eq!(read(&["__Host-name=value; name=other"], true).as_deref(), Some("value"));
        assert_eq!(read(&["name=other"], true), None, "another site of the domain can set this one");
        assert_eq!(read(&[&format!("name={}", "x".repeat(LONGEST + 1))], false), None);
        assert_eq!(read(&["names=value"], false), None);
    }
}
