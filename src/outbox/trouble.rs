//! Why an attempt to send failed: this phone, the network, or central as a whole. The record is safe in every case. The
//! words and the next step for the person come from the translations.

use kentongan_exchange::RefusalCode;
use serde::{Deserialize, Serialize};

/// Why the last attempt delivered nothing, or not this record. It is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SendTrouble {
    /// The device has no network.
    #[error("no network")]
    NoNetwork,
    /// There is a network, but it does not lead to the internet: central's name is not found, or the system says so.
    #[error("network without internet")]
    NoInternet,
    /// There may be a network, but central's address does not answer.
    #[error("server not reachable")]
    ServerNotReachable,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection was cut before the answer: by a weak signal, or by something on the way that blocks a body of
    /// this size or content.
    #[error("connection cut before the answer")]
    CutOff,
    /// A Wi-Fi sign-in page answers in central's place.
    #[error("a captive portal answers instead")]
    CaptivePortal,
    /// Something answers at the address, but it is not Kentongan.
    #[error("not Kentongan at this address")]
    NotKentongan,
    /// The server's certificate is not trusted.
    #[error("certificate not trusted")]
    CertificateProblem,
    /// The server's certificate has another key than the enrolment link said: this is not central.
    #[error("certificate has not the pinned key")]
    CertificateNotPinned,
    /// The certificate is not valid yet or any more by this phone's clock, which is more likely wrong.
    #[error("certificate not valid at the time this phone shows")]
    ClockWrong,
    /// A coordinator withdrew this phone's access.
    #[error("this phone's access was withdrawn")]
    Revoked,
    /// Central does not know this phone, as after a rebuild. The phone must be enrolled again.
    #[error("central does not know this phone")]
    NotEnrolled,
    /// Central is there but cannot store now: full, overloaded, being serviced.
    #[error("central cannot store now")]
    Unavailable,
    /// Central no longer accepts this version of the app.
    #[error("this app is too old for central")]
    AppTooOld,
    /// The batch was too large for central, or for something on the way.
    #[error("too large to be taken")]
    TooLarge,
    /// Central's answer has no receipt, or one with a wrong signature.
    #[error("no receipt that holds")]
    NotProven,
    /// The phone's storage is full, so the answer was not stored.
    #[error("the phone's storage is full")]
    DiskFull,
    /// Stored by another version of the app.
    #[error("unknown")]
    #[serde(other)]
    Unknown,
}

impl SendTrouble {
    /// Whether central accepts nothing from this phone until a person does something.
    #[must_use]
    pub fn shuts_out(self) -> bool {
        matches!(self, Self::NotEnrolled | Self::Revoked)
    }
}

/// Why the last attempt did not deliver a photo. It is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoTrouble {
    /// It did not get through.
    NotSent(SendTrouble),
    /// Central rejected it.
    Refused(RefusalCode),
}
