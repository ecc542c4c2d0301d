//! Why central rejected a record. The sender sets it; vault and outbox store it; screens show it.

use kentongan_exchange::RefusalCode;
use serde::{Deserialize, Serialize};

/// Why central rejected a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// Central has another body under the same id and revision. It stores both; a person must look.
    Conflict,
    /// Central's own reason.
    Central(RefusalCode),
}
