//! `POST /v1/enrol`: a one-time code and the phone's public keys up; all a phone needs to work offline down.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{CROCKFORD, DeviceId, InvalidId};
use crate::record::FormReference;
use crate::sealing::Recipient;
use crate::signing::VerifyingKey;

/// Most characters of a message that a link or a code is looked for in.
pub const MAX_PASTED_CHARACTERS: usize = 10_000;

/// A one-time code: eight characters of Crockford's base 32 (40 bits), valid ten minutes and five tries.
///
/// Shown as `7K3Q-M2XA`. Upper and lower case are equal, O reads as 0, I and L as 1. Reading ignores dashes, blanks,
/// quotation marks and invisible characters, because copying may add them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "7K3Q-M2XA")]
pub struct EnrolmentCode(String);

impl EnrolmentCode {
    /// Characters of a code.
    pub const LENGTH: usize = 8;

    /// Makes a code from 40 random bits.
    #[must_use]
    pub fn from_random(bytes: [u8; 5]) -> Self {
        let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        Self((0..Self::LENGTH).map(|i| char::from(CROCKFORD[(bits >> (5 * i) & 31) as usize])).collect())
    }

    /// Reads what a person typed or pasted, also out of a sentence that holds one code.
    ///
    /// # Errors
    /// [`InvalidId`] when it cannot be a code.
    pub fn parse(typed: &str) -> Result<Self, InvalidId> {
        if typed.chars().count() > MAX_PASTED_CHARACTERS {
            return Err(InvalidId);
        }
        let read = |text: &str| {
            let code: String = text.chars().filter_map(code_character).collect();
            let valid = code.len() == Self::LENGTH && code.bytes().all(|b| CROCKFORD.contains(&b));
            valid.then_some(Self(code))
        };
        // In a sentence a word of eight letters could be a code by chance; one with a digit is none by chance.
        let with_digit = |word: &&str| word.chars().filter_map(code_character).any(|c| c.is_ascii_digit());
        let mut in_words = typed.split_whitespace().filter(with_digit).filter_map(read);
        let alone = in_words.next().filter(|_| in_words.next().is_none());
        read(typed).or(alone).ok_or(InvalidId)
    }

    /// The eight characters, without the dash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The character as a code has it; `None` for what is no part of a code: dashes, blanks, punctuation, what nobody sees.
fn code_character(typed: char) -> Option<char> {
    let plain = match u32::from(typed) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFF01 + 0x21)?,
        _ => typed,
    };
    match plain.to_ascii_uppercase() {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        other => other.is_alphanumeric().then_some(other),
    }
}

impl fmt::Display for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(Self::LENGTH / 2);
        write!(f, "{first}-{second}")
    }
}
impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolmentCode(secret)")
    }
}
impl TryFrom<String> for EnrolmentCode {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}
impl From<EnrolmentCode> for String {
    fn from(code: EnrolmentCode) -> Self {
        code.0
    }
}

/// Body of `POST /v1/enrol`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnrolmentRequest {
    /// Wire version.
    #[schema(minimum = 1, maximum = 1)]
    pub wire: u16,
    /// The one-time code.
    pub code: EnrolmentCode,
    /// Signs the phone's envelopes.
    pub verifying_key: VerifyingKey,
    /// Feed items are sealed to it.
    pub recipient: Recipient,
    /// App version.
    pub app_version: String,
}

/// Answer of `POST /v1/enrol`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Enrolment {
    /// Always [`crate::SERVICE`].
    pub service: String,
    /// The phone's id from now on.
    pub device: DeviceId,
    /// What people call the phone, such as `KML-02`: village prefix and number.
    pub device_code: String,
    /// Bearer token of this phone; central keeps only its hash.
    pub token: String,
    /// Who runs this central.
    pub organisation: Organisation,
    /// The village of the facilitator who holds the phone.
    pub area: Area,
    /// Envelopes are sealed to it.
    pub central_recipient: Recipient,
    /// Checks receipts.
    pub receipt_key: VerifyingKey,
    /// Sealed answers are sealed to all of them: the case key and the recovery key.
    pub case_recipients: Vec<Recipient>,
    /// All areas of the district.
    pub areas: Vec<Area>,
    /// Every form to fill in.
    pub forms: Vec<FormSource>,
    /// Services and numbers.
    pub directory: Directory,
}

impl fmt::Debug for Enrolment {
    /// Whose phone, and never with which token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { device_code, organisation, .. } = self;
        f.debug_struct("Enrolment")
            .field("device_code", device_code)
            .field("organisation", organisation)
            .finish_non_exhaustive()
    }
}

/// Who runs a central, and where a facilitator calls when she needs the coordinator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Organisation {
    /// Name as shown, such as `Dinsos PPPA Blora`.
    pub name: String,
    /// The coordinator's office, such as `Bidang Perlindungan Anak`; empty when nobody set it.
    #[serde(default)]
    pub office: String,
    /// The office's number to dial; empty when nobody set it.
    #[serde(default)]
    pub telephone: String,
    /// The office's WhatsApp number; empty when nobody set it.
    #[serde(default)]
    pub whatsapp: String,
}

/// A village, kelurahan, kecamatan or kabupaten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Area {
    /// Kemendagri code, such as `33.16.09.2002`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the area it lies in; empty for the outermost.
    #[serde(default)]
    pub parent: String,
}

/// A form as central has it: the XLSForm in pyxform's CSV layout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormSource {
    /// `form_id`.
    pub id: String,
    /// `version`.
    pub version: String,
    /// The CSV text.
    pub csv: String,
}

impl FormSource {
    /// Which form it is.
    #[must_use]
    pub fn reference(&self) -> FormReference {
        FormReference { id: self.id.clone(), version: self.version.clone() }
    }
}

/// Services and numbers, shipped to every phone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Directory {
    /// Counts up with every change.
    pub version: u32,
    /// In the order to show.
    pub entries: Vec<DirectoryEntry>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DirectoryEntry {
    /// Code, the choice of `referred_to`.
    pub code: String,
    /// Area it serves; empty for all.
    #[serde(default)]
    pub area: String,
    /// Kind of service: `hotline`, `police`, `social_services`, `health`, `legal`, `takedown`, `complaints`, `other`.
    pub kind: String,
    /// Name in Indonesian.
    pub name_id: String,
    /// Name in English.
    pub name_en: String,
    /// Number to dial; empty when none is known.
    #[serde(default)]
    pub telephone: String,
    /// WhatsApp number; empty when none is known.
    #[serde(default)]
    pub whatsapp: String,
    /// Web address; empty when none is known.
    #[serde(default)]
    pub link: String,
    /// Remark in Indonesian.
    #[serde(default)]
    pub note_id: String,
    /// Remark in English.
    #[serde(default)]
    pub note_en: String,
    /// Whether a child can be referred to it.
    pub refers: bool,
    /// Whether its number is shown when there is danger now.
    pub emergency: bool,
    /// When somebody last checked the number; `None` when nobody did.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date")]
    pub verified: Option<Date>,
}

impl DirectoryEntry {
    /// Days after which a number counts as not verified (DOMAIN: 180).
    pub const VERIFIED_FOR_DAYS: i32 = 180;

    /// Whether the number was checked within the last 180 days before `today`.
    #[must_use]
    pub fn is_verified_on(&self, today: Date) -> bool {
        self.verified.is_some_and(|date| (today - date).get_days() <= Self::VERIFIED_FOR_DAYS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        let code = EnrolmentCode::from_random([1, 2, 3, 4, 5]);
        let shown = code.to_string();
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('0', "O")] {
            assert_eq!(EnrolmentCode::parse(&typed).unwrap().as_str(), code.as_str(), "{typed}");
        }
        assert!(EnrolmentCode::parse("7K3Q-M2X").is_err());
        assert!(EnrolmentCode::parse("7K3Q-M2XU").is_err());
    }

    #[test]
    fn a_code_is_read_with_whatever_came_along_when_it_was_copied() {
        for pasted in [
            "7K3Q\u{2013}M2XA",
            "7K3Q\u{2011}M2XA",
            "7K3Q \u{2014} M2XA",
            "7K3Q\u{a0}M2XA",
            "\u{200b}7K3Q\u{200b}-M2XA\u{feff}",
            "\u{2068}7K3Q-M2XA\u{2069}",
            "7K3Q-M2XA.",
            "\u{201c}7K3Q-M2XA\u{201d}",
            "\u{2039}7K3Q-M2XA\u{203a}",
            "*7k3q-m2xa*",
            "'7k3qm2xa'",
            "７Ｋ３Ｑ－Ｍ２ＸＡ",
            "7\u{ad}K3Q-M2X\u{fe0f}A",
            "Kode: 7K3Q-M2XA",
            "Kode Anda 7k3q-m2xa, berlaku sepuluh menit.",
        ] {
            let read = EnrolmentCode::parse(pasted).map(|code| code.as_str().to_owned());
            assert_eq!(read, Ok("7K3QM2XA".to_owned()), "{}", pasted.escape_unicode());
        }
        for none in ["7K3Q-M2X\u{200b}", "7K3Q", "7K3Q-M2XAA", "7K3Q-M2XA 8K3Q-M2XA", "7K3Q–M2X٠", ""] {
            assert!(EnrolmentCode::parse(none).is_err(), "{}", none.escape_unicode());
        }
    }

    #[test]
    fn a_code_does_not_show_itself_in_debug_output() {
        let code = EnrolmentCode::from_random([9, 8, 7, 6, 5]);
        assert!(!format!("{code:?}").contains(code.as_str()));
    }
}
