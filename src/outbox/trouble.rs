//! What kept an attempt to send from delivering: this phone, the network, or central as a whole. The record is safe in every case; the words and the
//! next step for the person come from the translations.

use kentongan_exchange::RefusalCode;
use serde::{Deserialize, Serialize};

/// Why nothing, or not this record, was delivered by the last attempt. It will be tried again.
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
    /// The connection stood and was cut before the answer: a weak signal, or something on the way that will not
    /// let a body of this size or content through.
    #[error("connection cut before the answer")]
    CutOff,
    /// A Wi-Fi sign-in page answers in central's place.
    #[error("a captive portal answers instead")]
    CaptivePortal,
    /// Something answers at the address, but it is not Kentongan.
    #[error("not Kentongan at this address")]
    NotKentongan,
    /// The server's certificate is not one to trust.
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
    /// Central does not know this phone, as after it was built anew: the phone must be enrolled again.
    #[error("central does not know this phone")]
    NotEnrolled,
    /// Central is there but cannot store now: full, overloaded, being serviced.
    #[error("central cannot store now")]
    Unavailable,
    /// Central does not understand this version of the app any more.
    #[error("this app is too old for central")]
    AppTooOld,
    /// The batch was more than central, or something on the way, would take.
    #[error("too large to be taken")]
    TooLarge,
    /// Central answered without proof that holds: no receipt, or one with a wrong signature.
    #[error("no receipt that holds")]
    NotProven,
    /// The phone's storage is full, so that the answer could not be kept.
    #[error("the phone's storage is full")]
    DiskFull,
    /// Recorded by another version of the app in a word this one does not know.
    #[error("unknown")]
    #[serde(other)]
    Unknown,
}

impl SendTrouble {
    /// Whether central will have nothing at all from this phone before a person does something.
    #[must_use]
    pub fn shuts_out(self) -> bool {
        matches!(self, Self::NotEnrolled | Self::Revoked)
    }
}

/// Why a photo was not delivered by the last attempt. It will be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoTrouble {
    /// It did not get through.
    NotSent(SendTrouble),
    /// Central would not have it.
    Refused(RefusalCode),
}
