//! Why central would not have a record: learnt by sending, kept by vault and outbox alike, shown by screens.

use kentongan_exchange::RefusalCode;
use serde::{Deserialize, Serialize};

/// Why central would not have a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// Another body is stored under the same id and revision; both are kept, a person must look.
    Conflict,
    /// Central's own reason.
    Central(RefusalCode),
}
