//! Sessions of browsers. Only the hash of a session's token is stored.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, millis, moment};

/// A stored session with its account's role.
pub(crate) struct SessionRow {
    /// Who signed in.
    pub(crate) login: String,
    /// The role's name.
    pub(crate) role: String,
    /// Token for forms.
    pub(crate) csrf: String,
    /// Last seen.
    pub(crate) seen_at: Timestamp,
}

pub(crate) fn insert(
    connection: &Connection,
    token_hash: &[u8; 32],
    login: &str,
    csrf: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM sessions WHERE expires_at <= ?1")?.execute([millis(now)])?;
    connection
        .prepare_cached(
            "INSERT INTO sessions (token_hash, account, csrf, created_at, seen_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?4, ?5)",
        )?
        .execute((token_hash, login, csrf, millis(now), millis(expires_at)))?;
    Ok(())
}

/// The session, unless it has expired or its account is closed.
pub(crate) fn find(
    connection: &Connection,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<SessionRow>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT s.account, a.role, s.csrf, s.seen_at FROM sessions s JOIN accounts a ON a.login = s.account
             WHERE s.token_hash = ?1 AND s.expires_at > ?2 AND a.closed_at IS NULL",
        )?
        .query_row((token_hash, millis(now)), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    found.map(|(login, role, csrf, seen)| Ok(SessionRow { login, role, csrf, seen_at: moment(seen)? })).transpose()
}

pub(crate) fn seen(
    connection: &Connection,
    token_hash: &[u8; 32],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE sessions SET seen_at = ?2, expires_at = ?3 WHERE token_hash = ?1")?.execute((
        token_hash,
        millis(now),
        millis(expires_at),
    ))?;
    Ok(())
}

pub(crate) fn delete(connection: &Connection, token_hash: &[u8; 32]) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM sessions WHERE token_hash = ?1")?.execute([token_hash])?;
    Ok(())
}

/// Ends all sessions of an account.
pub(crate) fn delete_of(connection: &Connection, login: &str) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM sessions WHERE account = ?1")?.execute([login])?;
    Ok(())
}
