//! `GET /v1/feed?after=CURSOR`: what central tells one phone, each item sealed to that phone.
//!
//! An entry is a tagged enum. A phone meets entries that a newer central sends: it keeps their JSON and reads it after
//! its next update. So central may add a kind, or a status, before every phone is updated.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::enrolment::Organisation;
use crate::ids::{DeviceId, RecordId};
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
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FeedEntry {
    /// A record has come further.
    Record(RecordNews),
    /// The organisation, its office or the office's numbers changed.
    Organisation(Organisation),
}

/// How far a record has come. It names no person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordNews {
    /// The record.
    pub record: RecordId,
    /// The phone that made it: a record is its maker and its id.
    pub maker: DeviceId,
    /// The revision that central had then.
    pub revision: u32,
    /// How far it has come.
    pub progress: RecordProgress,
    /// Central's clock when that happened.
    pub at: Timestamp,
}

/// How far a record has come, in the order in which a case proceeds. The facilitator gets this and no details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordProgress {
    /// Diterima server.
    Received,
    /// Perlu info.
    NeedsInformation,
    /// Diterima layanan: a case manager accepted the case.
    Accepted,
    /// Ditangani.
    InHandling,
    /// Selesai.
    Closed,
}

impl RecordProgress {
    /// Whether a case manager has accepted the case by then. A case is handled and closed only after that.
    #[must_use]
    pub fn is_accepted(self) -> bool {
        match self {
            Self::Received | Self::NeedsInformation => false,
            Self::Accepted | Self::InHandling | Self::Closed => true,
        }
    }
}

/// An item that its device opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// This build understands it.
    Read(FeedEntry),
    /// This build does not: a newer central wrote it. The JSON is kept for a newer build.
    Unread(Vec<u8>),
}

impl Opened {
    /// Reads the JSON of an entry.
    #[must_use]
    pub fn from_json(json: &[u8]) -> Self {
        serde_json::from_slice(json).map_or_else(|_| Self::Unread(json.to_vec()), Self::Read)
    }
}

impl FeedItem {
    /// Seals an entry to its device.
    ///
    /// # Errors
    /// [`RecordError`] when the recipient is not one.
    pub fn seal(cursor: u64, entry: &FeedEntry, device: &Recipient) -> Result<Self, RecordError> {
        let json =
            serde_json::to_vec(entry).map_err(|e| RecordError::NotARecord { line: e.line(), column: e.column() })?;
        Self::seal_json(cursor, &json, device)
    }

    /// Seals the JSON of an entry to its device.
    ///
    /// # Errors
    /// As [`FeedItem::seal`].
    pub fn seal_json(cursor: u64, json: &[u8], device: &Recipient) -> Result<Self, RecordError> {
        Ok(Self { cursor, sealed: Base64(sealing::seal(json, std::slice::from_ref(device))?) })
    }

    /// Opens with the device's key.
    ///
    /// # Errors
    /// [`RecordError`] when it is for another device or damaged.
    pub fn open(&self, device: &Identity) -> Result<Opened, RecordError> {
        Ok(Opened::from_json(&sealing::open(&self.sealed.0, device, crate::MAX_RECORD_BYTES)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(progress: RecordProgress) -> FeedEntry {
        FeedEntry::Record(RecordNews {
            record: RecordId::new(),
            maker: DeviceId::new(),
            revision: 1,
            progress,
            at: Timestamp::UNIX_EPOCH,
        })
    }

    #[test]
    fn an_entry_says_its_kind_and_comes_back_as_it_was() {
        let device = Identity::generate();
        let office = Organisation { name: "Dinas Uji".to_owned(), ..Organisation::default() };
        for (entry, kind) in
            [(news(RecordProgress::Accepted), "record"), (FeedEntry::Organisation(office), "organisation")]
        {
            let json = serde_json::to_value(&entry).unwrap();
            assert_eq!(json["kind"], kind);
            let item = FeedItem::seal(7, &entry, &device.recipient()).unwrap();
            assert_eq!(item.open(&device).unwrap(), Opened::Read(entry));
        }
    }

    #[test]
    fn what_a_newer_central_says_is_opened_and_handed_on_unread() {
        let device = Identity::generate();
        let mut newer_status = serde_json::to_value(news(RecordProgress::Closed)).unwrap();
        newer_status["progress"] = "reopened".into();
        let newer_kind = serde_json::json!({"kind": "returned", "questions": ["village"]});
        for json in [newer_status, newer_kind] {
            let json = serde_json::to_vec(&json).unwrap();
            let item = FeedItem::seal_json(1, &json, &device.recipient()).unwrap();
            assert_eq!(item.open(&device).unwrap(), Opened::Unread(json));
        }
    }

    #[test]
    fn an_item_for_another_phone_does_not_open() {
        let item = FeedItem::seal(1, &news(RecordProgress::Received), &Identity::generate().recipient()).unwrap();
        item.open(&Identity::generate()).unwrap_err();
    }
}
