//! The header `kentongan-phone`: what a phone reports about itself with every request, so that coordinators know what
//! central lacks. Printable ASCII, JSON.
//!
//! Central ignores a header that it cannot read, and answers the request all the same.

use serde::{Deserialize, Serialize};

use crate::batch::Waiting;
use crate::record::FormReference;

/// The header's name.
pub const PHONE_STATUS_HEADER: &str = "kentongan-phone";
/// Most bytes of the header's value.
pub const MAX_PHONE_STATUS_BYTES: usize = 1024;
/// Most forms in it.
const MAX_FORMS: usize = 16;
/// Most bytes of a version or an id.
const MAX_TEXT_BYTES: usize = 64;

/// What a phone reports about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneStatus {
    /// App version, such as `0.1.0`.
    #[serde(default)]
    pub app_version: String,
    /// Its waiting records, those of this request included.
    #[serde(default)]
    pub waiting: Waiting,
    /// Its waiting photos, the one of this request included.
    #[serde(default)]
    pub waiting_photos: u32,
    /// The forms on the phone. Empty when it cannot tell, as while it is locked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<FormReference>,
}

impl PhoneStatus {
    /// The header's value; `None` when a part of it is beyond the limits.
    #[must_use]
    pub fn to_header(&self) -> Option<String> {
        let json = serde_json::to_string(self).ok()?;
        (self.is_within_limits() && is_printable(&json) && json.len() <= MAX_PHONE_STATUS_BYTES).then_some(json)
    }

    /// Reads the header's value. A missing part counts as nothing; an unknown part is ignored. `None` when it is
    /// something else or beyond the limits.
    #[must_use]
    pub fn from_header(value: &str) -> Option<Self> {
        if value.len() > MAX_PHONE_STATUS_BYTES || !is_printable(value) {
            return None;
        }
        serde_json::from_str(value).ok().filter(Self::is_within_limits)
    }

    fn is_within_limits(&self) -> bool {
        let fits = |text: &String| text.len() <= MAX_TEXT_BYTES && is_printable(text);
        self.forms.len() <= MAX_FORMS
            && fits(&self.app_version)
            && self.forms.iter().all(|form| fits(&form.id) && fits(&form.version))
    }
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> PhoneStatus {
        let form = |id: &str| FormReference { id: id.to_owned(), version: "2026112301".to_owned() };
        PhoneStatus {
            app_version: "0.1.0".to_owned(),
            waiting: Waiting { records: 3, oldest_finished_at: "2026-11-23T03:58:00Z".parse().ok() },
            waiting_photos: 2,
            forms: vec![form("activity"), form("incident")],
        }
    }

    #[test]
    fn central_reads_what_a_phone_reports() {
        for status in [sample(), PhoneStatus::default()] {
            let header = status.to_header().unwrap();
            assert!(is_printable(&header) && header.len() < 300, "{header}");
            assert_eq!(PhoneStatus::from_header(&header), Some(status));
        }
    }

    #[test]
    fn a_later_or_an_earlier_version_of_the_header_is_read_as_far_as_it_is_known() {
        let later = r#"{"waiting":{"records":1,"oldest_finished_at":null,"kinds":2},"battery":50}"#;
        let read = PhoneStatus::from_header(later).unwrap();
        assert_eq!((read.waiting.records, read.waiting_photos, read.forms.len()), (1, 0, 0));
        assert_eq!(PhoneStatus::from_header("{}"), Some(PhoneStatus::default()));
    }

    #[test]
    fn a_value_that_is_no_status_or_too_large_is_ignored() {
        let long = "9".repeat(MAX_TEXT_BYTES + 1);
        let forms = vec![sample().forms[0].clone(); MAX_FORMS + 1];
        for status in [
            PhoneStatus { app_version: long.clone(), ..sample() },
            PhoneStatus { app_version: "satu\n".to_owned(), ..sample() },
            PhoneStatus { app_version: "versi–1".to_owned(), ..sample() },
            PhoneStatus { forms, ..sample() },
            PhoneStatus { forms: vec![FormReference { id: long.clone(), version: long }], ..sample() },
        ] {
            assert_eq!(status.to_header(), None);
            assert_eq!(PhoneStatus::from_header(&serde_json::to_string(&status).unwrap()), None);
        }
        let padded = format!("{{\"x\":\"{}\"}}", "x".repeat(MAX_PHONE_STATUS_BYTES));
        for value in ["", "3", "{", "{\"waiting\":{\"records\":-1}}", "{\"waiting_photos\":\"2\"}", &padded] {
            assert_eq!(PhoneStatus::from_header(value), None, "{value}");
        }
    }
}
