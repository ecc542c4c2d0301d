//! The enrolment link, which a coordinator sends or shows as a QR code: `https://HOST/enrol#CODE.PIN`.
//!
//! Code and pin stand behind the `#`, which browsers keep to themselves. With `kentongan://` in place of `https://` it
//! opens the app. The pin names the key of central's certificate. The phone then refuses any server with another key, even
//! a certified one. A link without a pin is `…#CODE`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::enrolment::{EnrolmentCode, MAX_PASTED_CHARACTERS};

/// Most characters of a link.
pub const MAX_LINK_CHARACTERS: usize = 400;
/// Most of them before the code.
const MAX_SERVER_CHARACTERS: usize = MAX_LINK_CHARACTERS - 60;
/// Characters of a pin.
const PIN_CHARACTERS: usize = 43;
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
    /// Reads a link as it was pasted or scanned, also out of a message around it. Does not
    /// check that `server` is an address.
    fn from_str(text: &str) -> Result<Self, NotALink> {
        if text.chars().count() > MAX_PASTED_CHARACTERS {
            return Err(NotALink);
        }
        let text = plain(text);
        let mut pages = text.match_indices(PAGE);
        pages.find_map(|(at, _)| read(text.get(..at)?, text.get(at + PAGE.len()..)?).ok()).ok_or(NotALink)
    }
}

/// The link of which the server ends `before` and the code begins behind the `#` in `behind`.
fn read(before: &str, behind: &str) -> Result<EnrolmentLink, NotALink> {
    let server = server_at_end(before);
    // Facebook and mail programs put parameters of their own before the `#`: `?fbclid=…`.
    let (parameters, behind) = behind.split_once('#').ok_or(NotALink)?;
    let tracked = parameters.starts_with('?') && !parameters.contains(char::is_whitespace);
    if server.is_empty() || server.chars().count() > MAX_SERVER_CHARACTERS || !(parameters.is_empty() || tracked) {
        return Err(NotALink);
    }
    let (code, behind) = code_at_start(behind).ok_or(NotALink)?;
    Ok(EnrolmentLink { server: over_https(server).into_owned(), code, pin: pin_at_start(behind)? })
}

/// The server that a text ends with: behind the last blank or bracket, from its scheme on.
fn server_at_end(text: &str) -> &str {
    let word = text.rsplit(|c: char| c.is_whitespace() || OPENING.contains(&c)).next().unwrap_or_default();
    let scheme =
        word.find("://").and_then(|end| Some(word.get(..end)?.trim_end_matches(|c: char| c.is_ascii_alphabetic())));
    scheme.and_then(|before| word.get(before.len()..)).unwrap_or(word)
}

/// What a message puts before a link.
const OPENING: [char; 10] = ['<', '(', '[', '{', '"', '\'', '\u{2039}', '\u{ab}', '\u{201c}', '\u{2018}'];

/// The text without what nobody sees and without blanks around it, with ASCII's hyphen for every other dash.
#[must_use]
pub fn plain(text: &str) -> String {
    let invisible = |c: &char| {
        matches!(u32::from(*c), 0xAD | 0x34F | 0x61C | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
            | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE0FFF)
    };
    let dashes = |c: char| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}') { '-' } else { c };
    text.trim().chars().filter(|c| !invisible(c)).map(dashes).collect()
}

/// The code that a text begins with, and what stands behind it.
fn code_at_start(text: &str) -> Option<(EnrolmentCode, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len());
    let (code, behind) = text.split_at_checked(end)?;
    Some((EnrolmentCode::parse(code).ok()?, behind))
}

/// The pin that a text begins with, behind its dot. Half a pin makes the link no link: without the pin
/// the phone would trust any certified server.
fn pin_at_start(text: &str) -> Result<Option<CertificatePin>, NotALink> {
    let Some(behind) = text.strip_prefix('.') else { return Ok(None) };
    // A full stop and the next sentence. A dot at the end may be one behind which the pin was cut off.
    if behind.starts_with(' ') && behind.split_whitespace().all(|word| word.len() < PIN_CHARACTERS) {
        return if behind.trim().is_empty() { Err(NotALink) } else { Ok(None) };
    }
    let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(behind.len());
    behind.get(..end).ok_or(NotALink)?.parse().map(Some)
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
    fn a_link_is_read_out_of_a_message_and_with_what_was_hung_on_to_it() {
        let pin = CertificatePin::of(b"kunci");
        for whole in [format!("{SERVER}/enrol#7K3Q-M2XA.{pin}"), format!("{SERVER}/enrol#7K3Q-M2XA")] {
            let link: EnrolmentLink = whole.parse().unwrap();
            let tracked = whole.replace('#', "?fbclid=IwAR0_x-y.z~1#");
            let bent = whole.replace('-', "\u{2011}");
            let marked = whole.replace("M2", "M\u{200b}2").replace("://", ":\u{2060}//");
            for pasted in [
                format!("Buka {whole} di HP Anda"),
                format!("Buka\n{whole}\nlalu pilih PIN"),
                format!("<{whole}>"),
                format!("\u{2039}{whole}\u{203a}"),
                format!("\u{201c}{whole}\u{201d}, kata koordinator"),
                format!("({whole})"),
                format!("Tautan:({whole})."),
                format!("Tautan:{whole}"),
                format!("Jangan pakai {SERVER}/enrol lama, tetapi {whole}"),
                format!("{whole}?fbclid=IwAR0"),
                format!("{whole}&utm_source=wa"),
                format!("{whole}, terima kasih"),
                format!("{whole}!"),
                format!("\u{2068}{whole}\u{2069}"),
                format!("Buka {whole}. Berlaku sepuluh menit."),
                whole.to_lowercase().replace(&pin.to_string().to_lowercase(), &pin.to_string()),
                tracked.clone(),
                format!("lihat {tracked} ya"),
                bent.clone(),
                marked.clone(),
            ] {
                assert_eq!(pasted.parse(), Ok(link.clone()), "{}", pasted.escape_unicode());
            }
        }
    }

    #[test]
    fn half_a_pin_is_refused_wherever_the_link_stands() {
        let whole = format!("{SERVER}/enrol#7K3Q-M2XA.{}", CertificatePin::of(b"kunci"));
        let code_end = whole.find('.').and_then(|_| whole.rfind('.')).unwrap();
        for end in code_end + 1..whole.len() {
            let half = &whole[..end];
            for pasted in [
                half.to_owned(),
                format!("Buka {half} di HP"),
                format!("<{half}>"),
                format!("{half}?fbclid=x"),
                format!("{half}\n{}", &whole[end..]),
                format!("{half}."),
            ] {
                // Before the first of its characters a pin that was cut off looks like the end of a sentence.
                let sentence = end == code_end + 1 && pasted.contains(". di");
                assert!(sentence || pasted.parse::<EnrolmentLink>() == Err(NotALink), "{pasted}");
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn reading_a_link_never_fails_and_finds_the_link_among_any_words(
            before in "[ -~\u{a0}-\u{ff}\u{2000}-\u{206f}]{0,40}",
            after in "[ \n,!?)>\u{2019}\u{201d}\u{203a}][ -~]{0,40}",
            random in proptest::array::uniform5(0_u8..),
        ) {
            proptest::prop_assume!(!before.contains(PAGE) && !after.contains(PAGE));
            let pin = Some(CertificatePin::of(&random));
            let link = EnrolmentLink { server: SERVER.to_owned(), code: EnrolmentCode::from_random(random), pin };
            proptest::prop_assert_eq!(format!("{before} {link}{after}").parse(), Ok(link));
            drop(before.parse::<EnrolmentLink>());
            drop(EnrolmentCode::parse(&after));
        }
    }

    #[test]
    fn a_pin_is_the_sha_256_of_the_key() {
        // SHA-256 of the empty message (FIPS 180-4).
        assert_eq!(CertificatePin::of(b"").to_string(), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
    }
}
