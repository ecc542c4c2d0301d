//! Why an attempt to send delivered nothing. The cause is this phone, the network, or central as a whole. The record is
//! safe in every case. The translations have the words and the person's next step.

use kentongan_exchange::RefusalCode;
use serde::{Deserialize, Serialize};

/// Why the last attempt did not deliver this record. The sender retries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SendTrouble {
    /// The device has no network.
    #[error("no network")]
    NoNetwork,
    /// There is a network, but no internet: it does not find central's name, or the system says so.
    #[error("network without internet")]
    NoInternet,
    /// There may be a network, but central's address does not answer.
    #[error("server not reachable")]
    ServerNotReachable,
    /// No answer came in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke before the answer: a weak signal, or something on the way blocks a body of this size or
    /// content.
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
    /// The certificate's key is not the one in the enrolment link, so this server is not central.
    #[error("certificate has not the pinned key")]
    CertificateNotPinned,
    /// By this phone's clock, the certificate is not yet valid or has expired. Most likely the clock is wrong.
    #[error("certificate not valid at the time this phone shows")]
    ClockWrong,
    /// A coordinator withdrew this phone's access.
    #[error("this phone's access was withdrawn")]
    Revoked,
    /// Central does not know this phone, for example after a new set-up. The phone must be enrolled again.
    #[error("central does not know this phone")]
    NotEnrolled,
    /// Central answers but cannot store now: full, overloaded, in maintenance.
    #[error("central cannot store now")]
    Unavailable,
    /// Central no longer supports this version of the app.
    #[error("this app is too old for central")]
    AppTooOld,
    /// The batch was too large for central, or for something on the way.
    #[error("too large to be taken")]
    TooLarge,
    /// Central answered without a valid proof: no receipt, or one with a wrong signature.
    #[error("no receipt that holds")]
    NotProven,
    /// The phone's storage is full, so it could not store the answer.
    #[error("the phone's storage is full")]
    DiskFull,
    /// Another version of the app stored a word that this version does not know.
    #[error("unknown")]
    #[serde(other)]
    Unknown,
}

impl SendTrouble {
    /// Whether central takes nothing from this phone until a person acts.
    #[must_use]
    pub fn shuts_out(self) -> bool {
        matches!(self, Self::NotEnrolled | Self::Revoked)
    }
}

/// Why the last attempt did not deliver a photo. The sender retries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoTrouble {
    /// The request failed.
    NotSent(SendTrouble),
    /// Central rejected it.
    Refused(RefusalCode),
}
