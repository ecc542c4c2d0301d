//! `GET /v1/feed?after=CURSOR`: what central has to tell one phone, each item sealed to that phone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::RecordId;
use crate::record::RecordError;
use crate::sealing::{self, Identity, Recipient};
use crate::signing::Base64;

/// Most items in one answer; ask again with the new cursor for more.
pub const MAX_FEED_ITEMS: usize = 200;

/// Answer of `GET /v1/feed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedAnswer {
    /// Always [`crate::SERVICE`].
    pub service: String,
    /// Give this as `after` next time.
    pub cursor: u64,
    /// Oldest first.
    pub items: Vec<FeedItem>,
    /// Whether more are waiting behind `cursor`.
    pub more: bool,
}

/// One item, readable by its device alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedItem {
    /// Its place in the device's feed.
    pub cursor: u64,
    /// `age` file over the JSON of a [`FeedEntry`].
    pub sealed: Base64,
}

/// What an item says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedEntry {
    /// The record it is about.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// How far it has come.
    pub progress: RecordProgress,
    /// Central's clock when that happened.
    pub at: Timestamp,
}

/// How far a record has come; the facilitator learns this and no details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordProgress {
    /// Diterima server.
    Received,
    /// Diterima layanan.
    Accepted,
    /// Ditangani.
    InHandling,
    /// Perlu info.
    NeedsCorrection,
    /// Selesai.
    Closed,
    /// Told by a newer central in a word this build does not know.
    #[serde(other)]
    Unknown,
}

impl FeedItem {
    /// Seals an entry to its device.
    ///
    /// # Errors
    /// [`RecordError`] when the recipient is not one.
    pub fn seal(cursor: u64, entry: &FeedEntry, device: &Recipient) -> Result<Self, RecordError> {
        let json =
            serde_json::to_vec(entry).map_err(|e| RecordError::NotARecord { line: e.line(), column: e.column() })?;
        Ok(Self { cursor, sealed: Base64(sealing::seal(&json, std::slice::from_ref(device))?) })
    }

    /// Opens with the device's key.
    ///
    /// # Errors
    /// [`RecordError`] when it is for another device or damaged.
    pub fn open(&self, device: &Identity) -> Result<FeedEntry, RecordError> {
        let json = sealing::open(&self.sealed.0, device, crate::MAX_RECORD_BYTES)?;
        serde_json::from_slice(&json).map_err(|e| RecordError::NotARecord { line: e.line(), column: e.column() })
    }
}
