//! The enrolment link, which a coordinator sends or shows as a QR code: `https://HOST/enrol#CODE.PIN`.
//!
//! Code and pin stand behind the `#`, which browsers keep to themselves. With `kentongan://` in place of `https://` it
//! opens the app. The pin says which key central's certificate has, so that a phone takes no other server for central,
//! whoever certified it. A link without a pin is `…#CODE`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::enrolment::EnrolmentCode;

/// Most characters of a link.
pub const MAX_LINK_CHARACTERS: usize = 400;
/// What stands between server and code.
const PAGE: &str = "/enrol";
/// Scheme of a link that opens the app at once; otherwise it is as over `https`.
const APP_SCHEME: &str = "kentongan://";

/// SHA-256 of a certificate's `SubjectPublicKeyInfo` (RFC 7469, section 2.4), 43 characters of base64url as text.
///
/// The key, not the certificate: one that is renewed with the same key has the same pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CertificatePin([u8; 32]);

/// The text is no enrolment link, or not a whole one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an enrolment link")]
pub struct NotALink;

impl CertificatePin {
    /// The pin of the certificate with this `SubjectPublicKeyInfo` (DER).
    #[must_use]
    pub fn of(public_key_info: &[u8]) -> Self {
        Self(Sha256::digest(public_key_info).into())
    }
}

impl fmt::Display for CertificatePin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl FromStr for CertificatePin {
    type Err = NotALink;
    fn from_str(text: &str) -> Result<Self, NotALink> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| NotALink)?;
        bytes.try_into().map(Self).map_err(|_| NotALink)
    }
}

/// Where to enrol, with which code, and whom to trust there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentLink {
    /// Scheme, host and port of central, such as `https://kentongan.example.org`.
    pub server: String,
    /// The one-time code.
    pub code: EnrolmentCode,
    /// The key of central's certificate, when the link says it.
    pub pin: Option<CertificatePin>,
}

impl fmt::Display for EnrolmentLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{PAGE}#{}", self.server.trim_end_matches('/'), self.code)?;
        self.pin.map_or(Ok(()), |pin| write!(f, ".{pin}"))
    }
}

impl FromStr for EnrolmentLink {
    type Err = NotALink;
    /// Reads a link as it was pasted or scanned. Whether `server` is an address is for whoever connects to it.
    fn from_str(text: &str) -> Result<Self, NotALink> {
        let text = text.trim();
        if text.chars().count() > MAX_LINK_CHARACTERS {
            return Err(NotALink);
        }
        let (page, behind) = text.split_once('#').ok_or(NotALink)?;
        let server = page.strip_suffix(PAGE).filter(|server| !server.is_empty()).ok_or(NotALink)?;
        let server = over_https(server).into_owned();
        let (code, pin) = match behind.split_once('.') {
            Some((code, pin)) => (code, Some(pin.parse()?)),
            None => (behind, None),
        };
        let code = EnrolmentCode::parse(code).map_err(|_| NotALink)?;
        Ok(Self { server, code, pin })
    }
}

/// An address as a browser knows it: what opens the app leads over `https://`.
#[must_use]
pub fn over_https(address: &str) -> Cow<'_, str> {
    address.strip_prefix(APP_SCHEME).map_or(Cow::Borrowed(address), |host| Cow::Owned(format!("https://{host}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str = "https://kentongan.example.org";

    #[test]
    fn a_link_is_read_as_it_was_written_with_and_without_a_pin() {
        for pin in [None, Some(CertificatePin::of(b"kunci"))] {
            let code = EnrolmentCode::from_random([1, 2, 3, 4, 5]);
            let link = EnrolmentLink { server: SERVER.to_owned(), code, pin };
            assert_eq!(format!("  {link}\n").parse(), Ok(link.clone()));
            assert!(link.to_string().chars().count() < MAX_LINK_CHARACTERS);
        }
    }

    #[test]
    fn a_link_that_opens_the_app_leads_over_https() {
        let link: EnrolmentLink = "kentongan://kentongan.example.org/enrol#7K3Q-M2XA".parse().unwrap();
        assert_eq!(link.server, SERVER);
    }

    #[test]
    fn a_link_that_is_not_whole_is_none() {
        let without_pin = format!("{SERVER}/enrol#7K3Q-M2XA");
        let whole = format!("{without_pin}.{}", CertificatePin::of(b"kunci"));
        assert!(whole.parse::<EnrolmentLink>().is_ok());
        for end in (0..whole.len()).filter(|end| *end != without_pin.len()) {
            assert_eq!(whole[..end].parse::<EnrolmentLink>(), Err(NotALink), "{}", &whole[..end]);
        }
        let long = format!("https://{}/enrol#7K3QM2XA", "a".repeat(MAX_LINK_CHARACTERS));
        let elsewhere = format!("{SERVER}/summary#7K3QM2XA");
        for text in ["", "#7K3QM2XA", "/enrol#7K3QM2XA", &elsewhere, &format!("{whole}A"), &long] {
            assert_eq!(text.parse::<EnrolmentLink>(), Err(NotALink), "{text}");
        }
    }

    #[test]
    fn a_pin_is_the_sha_256_of_the_key() {
        // SHA-256 of the empty message (FIPS 180-4).
        assert_eq!(CertificatePin::of(b"").to_string(), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
    }
}
