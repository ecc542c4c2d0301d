//! What travels between a phone and central, with the sealing and signing that both ends share.
//!
//! Nothing here touches a network, a disk or a clock. Phone and server use the same types, so both ends agree by
//! construction. The wire is JSON over HTTPS, version 1.
//!
//! The way of a record: [`RecordVersion`] (the facilitator finished it) → [`Envelope`] (sealed to central, signed by the
//! device) → [`RecordsRequest`] (a batch) → [`RecordsAnswer`] (one answer a record) → [`Receipt`] (signed by central;
//! only this makes a record *delivered*).

pub mod attachment;
pub mod batch;
pub mod carrying;
pub mod enrolment;
pub mod enrolment_link;
pub mod envelope;
pub mod feed;
pub mod fingerprint;
pub mod gzip;
pub mod ids;
mod packing;
pub mod phone_status;
pub mod receipt;
pub mod record;
pub mod refusal;
pub mod sealing;
pub mod signing;
pub mod zone;

pub use attachment::{AttachmentName, AttachmentReceipt, SealedAttachment};
pub use batch::{RecordAnswer, RecordOutcome, RecordsAnswer, RecordsRequest, Waiting};
pub use carrying::{Carried, CarryFile};
pub use enrolment::{
    Area, Directory, DirectoryEntry, Enrolment, EnrolmentCode, EnrolmentRequest, FormSource, Organisation,
};
pub use enrolment_link::{CertificatePin, EnrolmentLink};
pub use envelope::Envelope;
pub use feed::{FeedAnswer, FeedEntry, FeedItem, RecordNews, RecordProgress};
pub use fingerprint::KeyFingerprint;
pub use ids::{DeviceId, RecordCode, RecordId};
pub use phone_status::PhoneStatus;
pub use receipt::Receipt;
pub use record::{FormReference, RecordVersion, SealedAnswers};
pub use refusal::{Refusal, RefusalCode, RefusalScope};

/// The wire version of this build. Central accepts this one and the one before.
pub const WIRE_VERSION: u16 = 1;
/// Most envelopes in one batch; the 51st is refused, whatever its size.
pub const MAX_BATCH_ENVELOPES: usize = 50;
/// Most bytes of one `POST /v1/records` body that central reads (base64 and JSON around 64 KiB of envelopes).
pub const MAX_BATCH_BYTES: usize = 128 * 1024;
/// Bytes of envelopes (base64 text) a phone puts into one batch.
pub const TARGET_BATCH_BYTES: usize = 64 * 1024;
/// Most bytes one envelope's ciphertext may have. Both forms filled to every limit stay below 32 KiB.
pub const MAX_ENVELOPE_BYTES: usize = 60 * 1024;
/// Most bytes of an unpacked record version. A small envelope must not unpack into a huge one.
pub const MAX_RECORD_BYTES: usize = 256 * 1024;
/// `service` in every answer of central: it tells a phone that it talks to Kentongan.
pub const SERVICE: &str = "kentongan-central";
