//! `POST /v1/records`: a batch of envelopes up, one answer per record down.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::envelope::Envelope;
use crate::feed::FeedAnswer;
use crate::ids::RecordId;
use crate::receipt::Receipt;
use crate::refusal::Refusal;

/// What is still on the phone. Every request reports it, so that coordinators know what central lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Waiting {
    /// Finished records without a receipt, those in this batch included.
    pub records: u32,
    /// When the oldest of them was finished, by the phone's clock.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub oldest_finished_at: Option<Timestamp>,
}

/// Body of `POST /v1/records`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordsRequest {
    /// Wire version.
    #[schema(minimum = 1, maximum = 1)]
    pub wire: u16,
    /// The phone's clock at sending; kept beside central's, never used for order.
    #[schema(value_type = String, format = "date-time")]
    pub sent_at: Timestamp,
    /// What waits.
    pub waiting: Waiting,
    /// App version, such as `0.1.0`.
    pub app_version: String,
    /// At most [`crate::MAX_BATCH_ENVELOPES`].
    pub envelopes: Vec<Envelope>,
    /// Cursor after which central may append feed items to its answer; absent when the phone wants none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed_after: Option<u64>,
}

/// Answer of `POST /v1/records`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordsAnswer {
    /// Always [`crate::SERVICE`].
    pub service: String,
    /// Central's clock.
    #[schema(value_type = String, format = "date-time")]
    pub server_time: Timestamp,
    /// One per envelope, in the order sent.
    pub records: Vec<RecordAnswer>,
    /// Feed items, when asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<FeedAnswer>,
}

/// The result for one envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordAnswer {
    /// The record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// The result.
    #[serde(flatten)]
    pub outcome: RecordOutcome,
}

/// The result for one envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RecordOutcome {
    /// Committed now.
    Stored {
        /// Proof.
        receipt: Receipt,
    },
    /// The same version was here already. It is as safe as `stored`.
    Duplicate {
        /// Proof, for the version stored before.
        receipt: Receipt,
    },
    /// Central has another body under this id and revision, or the record belongs to another device. Central stores
    /// both; a person must look.
    Conflict,
    /// Not stored.
    Rejected {
        /// Why.
        refusal: Refusal,
    },
    /// A word of a newer central that this build does not know. It proves nothing.
    #[serde(other)]
    Unknown,
}
