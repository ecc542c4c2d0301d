//! Names of records and devices: made on the phone, meaningless outside, never derived from a person.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Crockford's base 32: no I, L, O or U, so a code survives being read over a telephone.
pub(crate) const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// One record, from its first draft on. A UUIDv7 made on the phone, so that sending twice is seen as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = "uuid")]
pub struct RecordId(Uuid);

/// One enrolled phone. Given by central at enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = "uuid")]
pub struct DeviceId(Uuid);

macro_rules! uuid_id {
    ($name:ident, $new:expr) => {
        impl $name {
            /// A new id. Its time comes from the caller's clock and orders nothing (RFC 9562, section 5.7).
            #[must_use]
            pub fn new() -> Self {
                Self($new)
            }
            /// The sixteen bytes, as stored.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
            /// From sixteen stored bytes; `None` when there are not sixteen.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }
        }
        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::parse_str(text).map(Self).map_err(|_| InvalidId)
            }
        }
    };
}
uuid_id!(RecordId, coarse_v7(Timestamp::now()));
uuid_id!(DeviceId, Uuid::now_v7());

/// Seconds to which the time in a record's id is rounded down: 30 days.
const COARSE: i64 = 30 * 24 * 60 * 60;

/// A UUIDv7 whose time is rounded down. A record's id is in clear in every envelope, and in the outbox of a locked phone: it
/// must not tell when a report was begun. Databases still insert near the end of their index (RFC 9562, section 6.1,
/// allows a fuzzed time).
fn coarse_v7(now: Timestamp) -> Uuid {
    let seconds = now.as_second().div_euclid(COARSE).max(0) * COARSE;
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds.unsigned_abs(), 0))
}

impl DeviceId {
    /// When central made it, by central's clock; `None` for an id without a time in it.
    #[must_use]
    pub fn made_at(&self) -> Option<Timestamp> {
        let (seconds, nanoseconds) = self.0.get_timestamp()?.to_unix();
        Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanoseconds).ok()?).ok()
    }

    /// Four characters by which two people holding two phones tell which is meant, as in `7K3Q`. Not for identity.
    #[must_use]
    pub fn mark(&self) -> String {
        let last = &self.as_bytes()[8..];
        last.iter().rev().take(4).map(|byte| char::from(CROCKFORD[usize::from(byte & 31)])).collect()
    }
}

/// The text is not an id or code of the expected shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id or code")]
pub struct InvalidId;

/// The short name people use for a record: phone's village, year, four characters, as in `TMP-26-7K3Q`.
///
/// It is for reading aloud and searching, not for identity: two records may, rarely, share one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "TMP-26-7K3Q")]
pub struct RecordCode(String);

impl RecordCode {
    /// Makes a code from the village prefix (three capital letters), the year and 20 random bits.
    ///
    /// Characters of `prefix` beyond the third or outside A–Z are dropped; a short prefix is filled with X.
    #[must_use]
    pub fn new(prefix: &str, year: i16, random: u32) -> Self {
        let mut letters: String =
            prefix.chars().map(|c| c.to_ascii_uppercase()).filter(char::is_ascii_uppercase).take(3).collect();
        while letters.len() < 3 {
            letters.push('X');
        }
        let tail: String = (0..4).map(|i| char::from(CROCKFORD[((random >> (5 * i)) & 31) as usize])).collect();
        Self(format!("{letters}-{:02}-{tail}", year.rem_euclid(100)))
    }

    /// The text, as shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RecordCode {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        let parts: Vec<&str> = text.split('-').collect();
        let [prefix, year, tail] = parts.as_slice() else { return Err(InvalidId) };
        let ok = prefix.len() == 3
            && prefix.bytes().all(|b| b.is_ascii_uppercase())
            && year.len() == 2
            && year.bytes().all(|b| b.is_ascii_digit())
            && tail.len() == 4
            && tail.bytes().all(|b| CROCKFORD.contains(&b));
        if ok { Ok(Self(text)) } else { Err(InvalidId) }
    }
}

impl From<RecordCode> for String {
    fn from(code: RecordCode) -> Self {
        code.0
    }
}

impl fmt::Display for RecordCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_code_reads_as_village_year_and_four_characters() {
        let code = RecordCode::new("tmp", 2026, 0b00111_10011_00011_10111);
        assert!(code.as_str().starts_with("TMP-26-"));
        assert_eq!(code.as_str().len(), 11);
        assert_eq!(RecordCode::try_from(code.to_string()), Ok(code));
    }

    #[test]
    fn an_id_does_not_tell_when_it_was_made() {
        let at = |text: &str| text.parse().map(coarse_v7).unwrap();
        let time = |id: Uuid| id.as_bytes()[..6].to_vec();
        let (first, last) = (at("2026-11-03T00:00:00Z"), at("2026-12-02T23:59:59Z"));
        assert_eq!(time(first), time(last), "30 days share one time");
        assert_ne!(time(at("2026-12-03T00:00:00Z")), time(first));
        assert_eq!(first.get_version_num(), 7);
        assert_eq!(time(RecordId::new().0), time(coarse_v7(Timestamp::now())));
        let many: std::collections::HashSet<RecordId> = (0..10_000).map(|_| RecordId::new()).collect();
        assert_eq!(many.len(), 10_000);
    }

    #[test]
    fn a_text_that_is_no_code_is_refused() {
        for text in ["", "TMP-26", "TMP-26-ILOU", "tmp-26-7K3Q", "TMP-2026-7K3Q", "TMP-26-7K3Q-"] {
            assert_eq!(RecordCode::try_from(text.to_owned()), Err(InvalidId), "{text}");
        }
    }
}
