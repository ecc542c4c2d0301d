//! Brings what waits in the outbox to central.
//!
//! A *round* takes what is due in batches. Only one round is under way at a time, in whichever process: who sends holds
//! the outbox's [`Lease`](crate::outbox::Lease). How large a batch is, and what follows from how it went, is decided by
//! `pace`. For each batch:
//! 1. the attempt is counted and the next one set, on disk, before anything is sent: a record on which the app
//!    dies is not tried again at once;
//! 2. the batch travels ([`HttpClient`]); a redirect, a page or any answer without a receipt is no success;
//! 3. what follows for each envelope is `after`, a pure function, and is written to disk.
//!
//! When a batch as a whole is not taken (413, 5xx, no answer in time) half of it is tried; a record that fails
//! alone is set aside while the others go on. Those tried least always come first, so that a record which fails
//! every time never stands before the others. What is carried for other phones comes behind the own (`batches`). When
//! central is not reached at all, the round ends and everything that is due waits together. Nothing is ever given up.
//!
//! Photos follow their records in the same round (`upload`, `chunks`), a piece at a time and resumed at the byte;
//! whenever a record is due, it goes first.

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
