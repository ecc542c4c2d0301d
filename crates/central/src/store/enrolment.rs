//! One-time codes, and wrong guesses.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, millis, moment};

/// A stored code.
pub(crate) struct CodeRow {
    /// For which village.
    pub(crate) area: String,
    /// Until when.
    pub(crate) expires_at: Timestamp,
    /// Wrong tries that are left.
    pub(crate) tries_left: u32,
    /// Whether a phone used it.
    pub(crate) spent: bool,
}

/// Stores a code's hashes. Returns `false` when another valid code has the same first half.
pub(crate) fn insert_code(
    connection: &Connection,
    hashes: (&[u8; 32], &[u8; 32]),
    area: &str,
    now: Timestamp,
    expires_at: Timestamp,
    tries: u32,
) -> Result<bool, StoreError> {
    let (code_hash, half_hash) = hashes;
    let inserted = connection.execute(
        "INSERT INTO enrolment_codes (code_hash, half_hash, area, made_at, expires_at, tries_left, spent_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, NULL
         WHERE NOT EXISTS (SELECT 1 FROM enrolment_codes WHERE half_hash = ?2 AND expires_at > ?4)
         ON CONFLICT DO NOTHING",
        (code_hash, half_hash, area, millis(now), millis(expires_at), tries),
    )?;
    Ok(inserted == 1)
}

pub(crate) fn find_code(connection: &Connection, code_hash: &[u8; 32]) -> Result<Option<CodeRow>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT area, expires_at, tries_left, spent_at IS NOT NULL FROM enrolment_codes WHERE code_hash = ?1",
        )?
        .query_row([code_hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    found
        .map(|(area, expires, tries_left, spent)| Ok(CodeRow { area, expires_at: moment(expires)?, tries_left, spent }))
        .transpose()
}

pub(crate) fn spend(connection: &Connection, code_hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE enrolment_codes SET spent_at = ?2 WHERE code_hash = ?1")?
        .execute((code_hash, millis(now)))?;
    Ok(())
}

/// Takes a try from the valid code with the same first half. Returns the tries left; `None` when there is no such code.
pub(crate) fn take_try(
    connection: &Connection,
    half_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<u32>, StoreError> {
    Ok(connection
        .prepare_cached(
            "UPDATE enrolment_codes SET tries_left = max(tries_left - 1, 0)
             WHERE half_hash = ?1 AND expires_at > ?2 AND spent_at IS NULL RETURNING tries_left",
        )?
        .query_row((half_hash, millis(now)), |row| row.get(0))
        .optional()?)
}

/// Wrong guesses of a source in its current window, and when the window ends.
pub(crate) fn guesses(
    connection: &Connection,
    source: &[u8],
    now: Timestamp,
) -> Result<Option<(u32, Timestamp)>, StoreError> {
    let found: Option<(u32, i64)> = connection
        .prepare_cached(
            "SELECT guesses, window_ends_at FROM enrolment_guesses WHERE source = ?1 AND window_ends_at > ?2",
        )?
        .query_row((source, millis(now)), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(count, ends)| Ok((count, moment(ends)?))).transpose()
}

/// Counts a wrong guess.
pub(crate) fn count_guess(
    connection: &Connection,
    source: &[u8],
    now: Timestamp,
    window: SignedDuration,
) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM enrolment_guesses WHERE window_ends_at <= ?1")?.execute([millis(now)])?;
    connection
        .prepare_cached(
            "INSERT INTO enrolment_guesses (source, window_ends_at, guesses) VALUES (?1, ?2, 1)
             ON CONFLICT (source) DO UPDATE SET guesses = guesses + 1",
        )?
        .execute((source, millis(now + window)))?;
    Ok(())
}
