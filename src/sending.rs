//! Brings what waits in the outbox to central.

mod address;
mod state;

pub use address::{AddressError, ServerAddress};
pub use state::{SendReport, SendingState};
