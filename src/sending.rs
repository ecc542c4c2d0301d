//! Sends the outbox's waiting records and photos to central.
//!
//! A *round* takes what is due in batches. Only one round runs at a time, in any process: the sender holds the outbox's
//! [`Lease`](crate::outbox::Lease). `pace` decides how large a batch is and what follows from its end. For each batch:
//! 1. Before anything is sent, the attempt is counted and the next one set, on disk. A record that makes the app die is
//!    not tried again at once.
//! 2. The batch travels ([`HttpClient`]). A redirect, a page or any answer without a receipt is no success.
//! 3. `after`, a pure function, decides what follows for each envelope. The result goes to disk.
//!
//! When central does not take a whole batch (413, 5xx, no answer in time), the round tries half of it. A record that
//! fails alone is set aside; the others go on. Least tried come first, so that a record that always fails never blocks
//! the others. Records carried for other phones come behind the own ones (`batches`). When the phone cannot reach
//! central at all, the round ends and everything due waits together. Nothing is ever given up.
//!
//! Photos follow their records in the same round (`upload`, `chunks`), one piece at a time, resumed at the byte.
//! Whenever a record is due, it goes first.

mod address;
mod after;
mod batches;
mod chunks;
mod cuts;
mod http;
mod lookup;
mod pace;
mod photos;
mod round;
#[cfg(test)]
mod simulation;
mod state;
mod trust;
mod tus;
mod upload;

pub use address::{AddressError, ServerAddress};
pub(crate) use http::APP_VERSION;
pub use http::{HttpClient, RequestError};
pub use round::{Round, send_once};
pub use state::{PhotoProgress, SendReport, SendingState};
