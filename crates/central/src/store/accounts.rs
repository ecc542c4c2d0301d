//! Accounts of people and their wrong tries.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, millis, moment};

/// After this long, tries of an unused login are deleted, so that guessing cannot fill the disk.
const FORGET_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Wrong tries of one login in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failures {
    /// How many.
    pub(crate) count: u32,
    /// Until then no try is checked.
    pub(crate) locked_until: Timestamp,
}

/// Creates the account, or sets the password and role of an existing one.
pub(crate) fn put(
    connection: &Connection,
    login: &str,
    role: &str,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO accounts (login, role, password_hash, made_at, closed_at) VALUES (?1, ?2, ?3, ?4, NULL)
         ON CONFLICT (login) DO UPDATE SET role = excluded.role, password_hash = excluded.password_hash, closed_at = NULL",
        (login, role, password_hash, millis(now)),
    )?;
    Ok(())
}

/// Role and password hash of an open account.
pub(crate) fn find(connection: &Connection, login: &str) -> Result<Option<(String, String)>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT role, password_hash FROM accounts WHERE login = ?1 AND closed_at IS NULL")?
        .query_row([login], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub(crate) fn failures(connection: &Connection, login_hash: &[u8; 32]) -> Result<Option<Failures>, StoreError> {
    let found = connection
        .prepare_cached("SELECT failures, locked_until FROM sign_in_failures WHERE login_hash = ?1")?
        .query_row([login_hash], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(count, until)| Ok(Failures { count, locked_until: moment(until)? })).transpose()
}

pub(crate) fn put_failures(
    connection: &Connection,
    login_hash: &[u8; 32],
    failures: Failures,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM sign_in_failures WHERE last_at < ?1")?
        .execute([millis(now - FORGET_AFTER)])?;
    connection
        .prepare_cached(
            "INSERT INTO sign_in_failures (login_hash, failures, locked_until, last_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (login_hash) DO UPDATE
             SET failures = excluded.failures, locked_until = excluded.locked_until, last_at = excluded.last_at",
        )?
        .execute((login_hash, failures.count, millis(failures.locked_until), millis(now)))?;
    Ok(())
}

pub(crate) fn forget_failures(connection: &Connection, login_hash: &[u8; 32]) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM sign_in_failures WHERE login_hash = ?1")?.execute([login_hash])?;
    Ok(())
}
