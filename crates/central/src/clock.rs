//! Central's clock.

use jiff::Timestamp;

/// Central's clock in whole milliseconds, as in the database. So a receipt that is signed again has the same time.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
