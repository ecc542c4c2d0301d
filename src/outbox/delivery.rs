//! The stored state of an envelope. *Sending* and *offline* are not stored: they are in memory only.

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::{Receipt, RecordId};
use rusqlite::Row;

use super::trouble::SendTrouble;
use crate::refusal::RefusalReason;
use crate::storage::{StorageError, from_json, moment, to_json};

/// Longest pause between two attempts for a waiting record.
pub const LONGEST_BACK_OFF: SignedDuration = SignedDuration::from_mins(15);
/// Pause before the phone offers a rejected record again. A person must act first.
pub const REFUSED_PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// The delivery state of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Central does not have it yet. The phone retries without end.
    Waiting {
        /// Why the last attempt failed; `None` before the first.
        trouble: Option<SendTrouble>,
    },
    /// Central has it, and the receipt proves it.
    Delivered {
        /// The receipt, with a checked signature.
        receipt: Receipt,
    },
    /// Central rejected it. The phone keeps it and offers it again once a day.
    Refused {
        /// Why.
        reason: RefusalReason,
    },
}

/// A delivery state with its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub delivery: Delivery,
    /// Number of attempts. It rises before each attempt.
    pub attempts: u32,
    /// When the next attempt is due. Without meaning once delivered.
    pub next_attempt_at: Timestamp,
}

/// One envelope and its state. The vault has its code, form and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// The record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// Its state.
    pub standing: Standing,
}

/// The state of the whole outbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxStatus {
    /// Records that wait to be delivered.
    pub waiting: u32,
    /// Records that central rejected.
    pub refused: u32,
    /// When the next attempt is due; `None` when nothing waits.
    pub next_attempt_at: Option<Timestamp>,
}

/// Reads a standing from four columns side by side: state, detail, attempts, next attempt.
pub(super) fn standing_of(row: &Row<'_>, first: usize) -> Result<Standing, StorageError> {
    let (state, detail): (String, String) = (row.get(first)?, row.get(first + 1)?);
    let delivery = match state.as_str() {
        "waiting" if detail.is_empty() => Delivery::Waiting { trouble: None },
        "waiting" => Delivery::Waiting { trouble: Some(from_json(&detail)?) },
        "delivered" => Delivery::Delivered { receipt: from_json(&detail)? },
        "refused" => Delivery::Refused { reason: from_json(&detail)? },
        _ => return Err(StorageError::Damaged),
    };
    Ok(Standing { delivery, attempts: row.get(first + 2)?, next_attempt_at: moment(row.get(first + 3)?)? })
}

/// The stored form of a delivery: state and detail.
pub(super) fn stored(delivery: &Delivery) -> Result<(&'static str, String), StorageError> {
    Ok(match delivery {
        Delivery::Waiting { trouble: None } => ("waiting", String::new()),
        Delivery::Waiting { trouble: Some(trouble) } => ("waiting", to_json(trouble)?),
        Delivery::Delivered { receipt } => ("delivered", to_json(receipt)?),
        Delivery::Refused { reason } => ("refused", to_json(reason)?),
    })
}
