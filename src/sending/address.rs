//! Central's address and the pin of its certificate, from what a person types or from the enrolment link.

use std::fmt;

use kentongan_exchange::enrolment_link::{over_https, plain};
use kentongan_exchange::{CertificatePin, EnrolmentLink};
use reqwest::Url;
use serde::{Deserialize, Serialize};

/// Scheme, host and port of a central, and its certificate's pin if the enrolment link has one. Always `https`, except
/// on this machine itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServerAddress {
    url: Url,
    pin: Option<CertificatePin>,
}

/// Why a typed text cannot be central's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text is empty.
    #[error("no address")]
    Empty,
    /// The text is no address.
    #[error("not an address")]
    NotAnAddress,
    /// `http://` to another machine: anybody in between could read and change everything.
    #[error("not an encrypted connection")]
    NotEncrypted,
    /// A broken link: its pin is invalid.
    #[error("not a whole link")]
    LinkNotWhole,
}

impl ServerAddress {
    /// Reads `kentongan.example.org`, `https://kentongan.example.org/enrol#CODE.PIN`, `127.0.0.1:8080`, and
    /// `kentongan://` for `https://`, also out of a message around the link. Drops what else stands behind host and port.
    ///
    /// # Errors
    /// [`AddressError`].
    pub fn parse(typed: &str) -> Result<Self, AddressError> {
        if let Ok(link) = typed.parse::<EnrolmentLink>() {
            return Self::parse(&link.server).map(|address| Self { pin: link.pin, ..address });
        }
        let typed = plain(typed);
        // What a message puts around an address is no part of it.
        let typed =
            typed.trim_matches(|c| matches!(c, '<' | '>' | '"' | '\'' | '(' | ')' | ',' | '.' | '‹' | '›' | '“' | '”'));
        let typed = &*over_https(typed);
        if typed.is_empty() {
            return Err(AddressError::Empty);
        }
        if typed.contains("/enrol") && typed.contains('#') {
            return Err(AddressError::LinkNotWhole);
        }
        let with_scheme = |scheme: &str| Url::parse(&format!("{scheme}://{typed}"));
        let url = if typed.contains("://") {
            Url::parse(typed)
        } else {
            with_scheme("http").and_then(|url| if is_loopback(&url) { Ok(url) } else { with_scheme("https") })
        };
        let mut url = url.map_err(|_| AddressError::NotAnAddress)?;
        let named = url.host_str().is_some_and(|host| !host.is_empty());
        if !named || !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::NotAnAddress);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(AddressError::NotEncrypted),
            _ => return Err(AddressError::NotAnAddress),
        }
        let pin = url.fragment().and_then(|behind| behind.split_once('.')).map(|(_code, pin)| pin.parse());
        let pin = pin.transpose().map_err(|_| AddressError::LinkNotWhole)?;
        url.set_path("/");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self { url, pin })
    }

    /// The stored text, pin included. [`Self::parse`] reads it again.
    #[must_use]
    pub fn kept(&self) -> String {
        self.pin.map_or_else(|| self.to_string(), |pin| format!("{self}/#.{pin}"))
    }

    /// The key that central's certificate must have.
    pub(crate) fn pin(&self) -> Option<CertificatePin> {
        self.pin
    }

    /// This address with the pin of `known`, when both lead to the same server and this one names no pin. Typing the
    /// address again keeps the trusted key.
    #[must_use]
    pub(crate) fn trusting_as(self, known: &Self) -> Self {
        let pin = self.pin.or(known.pin.filter(|_| self.url == known.url));
        Self { pin, ..self }
    }

    /// The URL of one of central's endpoints, such as `v1/records`.
    pub(crate) fn endpoint(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }

    /// The path of a `Location` header from central. `None` when it leads to another server: that server must not get
    /// this phone's token.
    pub(crate) fn path_here(&self, location: &str) -> Option<String> {
        let url = self.url.join(location).ok()?;
        let same = url.origin() == self.url.origin() && url.username().is_empty() && url.password().is_none();
        same.then(|| url.path().to_owned())
    }

    /// Whether this URL has the same host, as a redirect within one server has.
    pub(crate) fn is_host_of(&self, url: &Url) -> bool {
        self.url.host_str() == url.host_str()
    }
}

/// Whether the URL's host is this machine itself.
fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

impl fmt::Display for ServerAddress {
    /// Without the final slash, as a person writes it, and without the pin.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

impl TryFrom<String> for ServerAddress {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<ServerAddress> for String {
    fn from(address: ServerAddress) -> Self {
        address.kept()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_understood_in_every_common_spelling() {
        let parsed = |typed| ServerAddress::parse(typed).unwrap().to_string();
        assert_eq!(parsed(" kentongan.example.org "), "https://kentongan.example.org");
        assert_eq!(parsed("kentongan.example.org:8443/"), "https://kentongan.example.org:8443");
        assert_eq!(parsed("HTTPS://Kentongan.Example.org/enrol#7K3QM2XA"), "https://kentongan.example.org");
        assert_eq!(parsed("127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(parsed("http://localhost:8080/"), "http://localhost:8080");
        assert_eq!(parsed("[::1]:8080"), "http://[::1]:8080");
        assert_eq!(parsed("\u{200b}kentongan.example.org.\u{feff}"), "https://kentongan.example.org");
        assert_eq!(parsed("‹https://kentongan.example.org›"), "https://kentongan.example.org");
        let in_a_message = "Buka https://kentongan.example.org/enrol?fbclid=IwAR0#7K3QM2XA, lalu pilih PIN";
        assert_eq!(parsed(in_a_message), "https://kentongan.example.org");
    }

    #[test]
    fn the_pin_is_read_out_of_a_message_and_half_of_it_is_refused() {
        let pin = CertificatePin::of(b"kunci");
        let link = format!("https://kentongan.example.org/enrol#7K3QM2XA.{pin}");
        assert_eq!(ServerAddress::parse(&format!("Buka <{link}>?fbclid=x ya")).unwrap().pin(), Some(pin));
        let half = &link[..link.len() - 1];
        for pasted in [half.to_owned(), format!("Buka {half} di HP"), format!("<{half}>"), format!("{half}?fbclid=x")] {
            assert_eq!(ServerAddress::parse(&pasted), Err(AddressError::LinkNotWhole), "{pasted}");
        }
    }

    #[test]
    fn the_pin_of_a_link_is_kept_and_never_shown() {
        let pin = CertificatePin::of(b"kunci");
        let address = ServerAddress::parse(&format!("https://kentongan.example.org/enrol#7K3QM2XA.{pin}")).unwrap();
        assert_eq!(address.pin(), Some(pin));
        assert_eq!(address.to_string(), "https://kentongan.example.org");
        assert_eq!(ServerAddress::parse(&address.kept()), Ok(address.clone()));
        let typed = |typed: &str| ServerAddress::parse(typed).unwrap().trusting_as(&address).pin();
        assert_eq!(typed("kentongan.example.org"), Some(pin), "typed again");
        assert_eq!(typed("other.example.org"), None, "another server");
        let half = format!("https://kentongan.example.org/enrol#7K3QM2XA.{}", &pin.to_string()[1..]);
        assert_eq!(ServerAddress::parse(&half), Err(AddressError::LinkNotWhole));
    }

    #[test]
    fn a_connection_that_others_can_read_is_refused() {
        for typed in ["http://kentongan.example.org", "http://192.168.1.4:8080", "http://localhost.example.org"] {
            assert_eq!(ServerAddress::parse(typed), Err(AddressError::NotEncrypted), "{typed}");
        }
    }

    #[test]
    fn an_upload_is_redirected_only_within_this_server() {
        let here = ServerAddress::parse("https://kentongan.example.org:8443").unwrap();
        for location in ["/v1/attachments/ab", "https://kentongan.example.org:8443/v1/attachments/ab?x#y"] {
            assert_eq!(here.path_here(location).as_deref(), Some("/v1/attachments/ab"), "{location}");
        }
        for location in
            ["https://example.org/v1", "http://kentongan.example.org:8443/v1", "//example.org/v1", "https://"]
        {
            assert_eq!(here.path_here(location), None, "{location}");
        }
    }

    #[test]
    fn a_text_that_is_no_address_is_refused() {
        assert_eq!(ServerAddress::parse("  "), Err(AddressError::Empty));
        for typed in ["https://", "ftp://example.org", "http://", "example org", "https://a@127.0.0.1", "file:///etc"] {
            assert_eq!(ServerAddress::parse(typed), Err(AddressError::NotAnAddress), "{typed}");
        }
    }
}
