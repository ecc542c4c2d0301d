//! Why central refused a phone's request: one list that both ends share.
//!
//! The phone turns the code into the user's words. `message` is for people who read logs, and never holds an answer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The reason of a refusal. New reasons are added at the end; an unknown one reads as [`RefusalCode::Unknown`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The body is not the expected JSON.
    MalformedBody,
    /// The body, an envelope or a record is larger than its limit.
    TooLarge,
    /// More envelopes than a batch may hold.
    TooManyRecords,
    /// The wire version is neither the current nor the one before.
    UnsupportedWire,
    /// No token, or one that central does not know.
    NotEnrolled,
    /// The phone's access was withdrawn by a coordinator.
    DeviceRevoked,
    /// The enrolment code is wrong.
    CodeWrong,
    /// The enrolment code was used already.
    CodeSpent,
    /// The enrolment code's ten minutes are over.
    CodeExpired,
    /// Too many wrong tries; a new code is needed or some time must pass.
    TooManyTries,
    /// The envelope is sealed to another server's key.
    WrongServer,
    /// The envelope's signature is not that of the device it names.
    BadSignature,
    /// The envelope could not be opened or what is inside is not a record version.
    Unreadable,
    /// The record names a form or version that central does not have.
    UnknownForm,
    /// An answer breaks the form's rules.
    InvalidAnswers,
    /// Central cannot store now (disk full, overloaded, stopping).
    Unavailable,
    /// An unexpected error at central.
    Internal,
    /// Too many requests in a short time; `Retry-After` says when to come back.
    TooManyRequests,
    /// No record that central has stored names this attachment; the record must come first.
    UnknownAttachment,
    /// The upload's bytes are not those that its name promises. Central deleted it; it must be sent again.
    NotTheNamedBytes,
    /// A code that this build does not know yet.
    #[serde(other)]
    Unknown,
}

/// What a refusal concerns. From it follows what the phone does with everything else that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalScope {
    /// This moment: the same request may succeed later.
    Moment,
    /// The phone: central takes nothing from it until a person acts.
    Phone,
    /// The whole request, by its shape or size: parts of it may succeed.
    Batch,
    /// One record: the others may succeed. Also every code that this build does not know.
    Record,
    /// The upload of one photo.
    Upload,
    /// The code with which a phone asks to be enrolled.
    Enrolment,
}

impl RefusalCode {
    /// What it concerns.
    #[must_use]
    pub fn scope(self) -> RefusalScope {
        match self {
            // Not the enrolment's: the code may be right, and time helps.
            Self::Unavailable | Self::Internal | Self::TooManyRequests | Self::TooManyTries => RefusalScope::Moment,
            Self::NotEnrolled | Self::DeviceRevoked | Self::UnsupportedWire => RefusalScope::Phone,
            Self::MalformedBody | Self::TooLarge | Self::TooManyRecords => RefusalScope::Batch,
            Self::WrongServer
            | Self::BadSignature
            | Self::Unreadable
            | Self::UnknownForm
            | Self::InvalidAnswers
            | Self::Unknown => RefusalScope::Record,
            Self::UnknownAttachment | Self::NotTheNamedBytes => RefusalScope::Upload,
            Self::CodeWrong | Self::CodeSpent | Self::CodeExpired => RefusalScope::Enrolment,
        }
    }

    /// Whether the same bytes may be accepted later without a change on this phone.
    #[must_use]
    pub fn is_retriable(self) -> bool {
        match self {
            Self::Unavailable
            | Self::Internal
            | Self::TooManyTries
            | Self::TooManyRequests
            | Self::UnknownForm
            | Self::UnknownAttachment
            | Self::NotTheNamedBytes
            | Self::Unknown => true,
            Self::MalformedBody
            | Self::TooLarge
            | Self::TooManyRecords
            | Self::UnsupportedWire
            | Self::NotEnrolled
            | Self::DeviceRevoked
            | Self::CodeWrong
            | Self::CodeSpent
            | Self::CodeExpired
            | Self::WrongServer
            | Self::BadSignature
            | Self::Unreadable
            | Self::InvalidAnswers => false,
        }
    }
}

/// The body of every answer that is not a success, and the part of a batch's answer for a refused record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, thiserror::Error)]
#[error("{code:?}: {message}")]
pub struct Refusal {
    /// Always `"kentongan-central"`. It tells the phone our refusal from a proxy's error page.
    pub service: String,
    /// The reason.
    pub code: RefusalCode,
    /// Whether the same bytes may be sent again later.
    pub retriable: bool,
    /// English, for logs and developers; never holds an answer or an identity.
    pub message: String,
}

impl Refusal {
    /// A refusal; the code decides whether it is retriable.
    #[must_use]
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self { service: crate::SERVICE.to_owned(), code, retriable: code.is_retriable(), message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_from_a_newer_server_is_read_as_unknown_and_retried() {
        let code: RefusalCode = serde_json::from_str("\"moon_in_the_way\"").unwrap();
        assert_eq!(code, RefusalCode::Unknown);
        assert!(code.is_retriable());
        assert_eq!(code.scope(), RefusalScope::Record, "it must not hold the other records back");
    }

    #[test]
    fn what_each_refusal_concerns() {
        let table: [(RefusalScope, &[RefusalCode]); 6] = [
            (
                RefusalScope::Moment,
                &[
                    RefusalCode::Unavailable,
                    RefusalCode::Internal,
                    RefusalCode::TooManyRequests,
                    RefusalCode::TooManyTries,
                ],
            ),
            (
                RefusalScope::Phone,
                &[RefusalCode::NotEnrolled, RefusalCode::DeviceRevoked, RefusalCode::UnsupportedWire],
            ),
            (RefusalScope::Batch, &[RefusalCode::MalformedBody, RefusalCode::TooLarge, RefusalCode::TooManyRecords]),
            (
                RefusalScope::Record,
                &[
                    RefusalCode::WrongServer,
                    RefusalCode::BadSignature,
                    RefusalCode::Unreadable,
                    RefusalCode::UnknownForm,
                    RefusalCode::InvalidAnswers,
                    RefusalCode::Unknown,
                ],
            ),
            (RefusalScope::Upload, &[RefusalCode::UnknownAttachment, RefusalCode::NotTheNamedBytes]),
            (RefusalScope::Enrolment, &[RefusalCode::CodeWrong, RefusalCode::CodeSpent, RefusalCode::CodeExpired]),
        ];
        for (scope, codes) in table {
            for code in codes {
                assert_eq!(code.scope(), scope, "{code:?}");
                // Time helps whatever concerns only this moment.
                assert!(scope != RefusalScope::Moment || code.is_retriable(), "{code:?}");
            }
        }
    }
}
