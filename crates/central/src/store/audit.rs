//! The audit: who did what.

use jiff::Timestamp;
use rusqlite::Connection;

use super::{StoreError, millis};

/// Writes one line. `subject` is a code, a login or a version; never an answer or a secret.
pub(crate) fn note(
    connection: &Connection,
    at: Timestamp,
    actor: &str,
    action: &str,
    subject: &str,
) -> Result<(), StoreError> {
    connection.prepare_cached("INSERT INTO audit (at, actor, action, subject) VALUES (?1, ?2, ?3, ?4)")?.execute((
        millis(at),
        actor,
        action,
        subject,
    ))?;
    Ok(())
}
