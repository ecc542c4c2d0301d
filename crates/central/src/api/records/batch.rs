//! The body of `POST /v1/records`. One envelope that cannot be read does not spoil the others.

use kentongan_exchange::{Envelope, MAX_BATCH_ENVELOPES, RecordId, RecordsRequest, RefusalCode, Waiting};
use serde::Deserialize;
use serde_json::Value;

use crate::api::refused::Refused;
use crate::api::wire::WIRE_VERSIONS;

/// A batch as received.
pub(super) struct Batch {
    pub(super) waiting: Waiting,
    pub(super) app_version: String,
    pub(super) feed_after: Option<u64>,
    pub(super) envelopes: Vec<Received>,
}

/// An envelope as received.
pub(super) enum Received {
    Envelope(Envelope),
    /// It names a record, but is not an envelope.
    Broken(RecordId, u32),
}

/// A [`RecordsRequest`] whose envelopes are parsed one by one.
#[derive(Deserialize)]
struct LooseRequest {
    wire: u16,
    waiting: Waiting,
    app_version: String,
    envelopes: Vec<Value>,
    #[serde(default)]
    feed_after: Option<u64>,
}

#[derive(Deserialize)]
struct Named {
    record: RecordId,
    revision: u32,
}

impl Batch {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refused> {
        let malformed = |message: &str| Refused::new(RefusalCode::MalformedBody, message);
        // Usually the whole batch is valid. Only if it is not, each envelope is parsed separately.
        let (wire, batch) = if let Ok(request) = serde_json::from_slice::<RecordsRequest>(bytes) {
            let RecordsRequest { wire, waiting, app_version, envelopes, feed_after, sent_at: _ } = request;
            let envelopes = envelopes.into_iter().map(Received::Envelope).collect();
            (wire, Self { waiting, app_version, feed_after, envelopes })
        } else {
            let request: LooseRequest = serde_json::from_slice(bytes).map_err(|error| {
                malformed(&format!("not a batch of records (line {}, column {})", error.line(), error.column()))
            })?;
            let LooseRequest { wire, waiting, app_version, envelopes, feed_after } = request;
            let envelopes = envelopes.into_iter().map(Received::read).collect::<Option<Vec<_>>>();
            let envelopes = envelopes.ok_or_else(|| malformed("an envelope names no record"))?;
            (wire, Self { waiting, app_version, feed_after, envelopes })
        };
        if !WIRE_VERSIONS.contains(&wire) {
            return Err(Refused::new(RefusalCode::UnsupportedWire, "this wire version is not spoken here"));
        }
        if batch.envelopes.len() > MAX_BATCH_ENVELOPES {
            let message = format!("a batch has at most {MAX_BATCH_ENVELOPES} envelopes");
            return Err(Refused::new(RefusalCode::TooManyRecords, &message));
        }
        if batch.app_version.len() > 64 {
            return Err(malformed("app_version is too long"));
        }
        Ok(batch)
    }
}

impl Received {
    fn read(json: Value) -> Option<Self> {
        let named = Named::deserialize(&json).ok();
        match serde_json::from_value(json) {
            Ok(envelope) => Some(Self::Envelope(envelope)),
            Err(_) => named.map(|Named { record, revision }| Self::Broken(record, revision)),
        }
    }

    pub(super) fn id(&self) -> (RecordId, u32) {
        match self {
            Self::Envelope(envelope) => (envelope.record, envelope.revision),
            Self::Broken(record, revision) => (*record, *revision),
        }
    }
}
