//! What waits to be sent.

mod delivery;
mod trouble;

pub use delivery::{Delivery, OutboxItem, OutboxStatus, RefusalReason, Standing};
pub use trouble::SendTrouble;
