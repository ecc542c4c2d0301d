//! The organisation of this central: name, areas, directory, and the public keys of the case managers.

use jiff::Timestamp;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::{Area, Directory, DirectoryEntry, Organisation};
use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, millis};

/// The name before anybody sets one.
const UNNAMED: &str = "Kentongan";

/// Stores the key that this database belongs to. Returns `false` when it belongs to another.
pub(crate) fn claim(connection: &Connection, central: &Recipient) -> Result<bool, StoreError> {
    connection.execute(
        "INSERT INTO organisation (singleton, name, central_recipient) VALUES (1, ?1, ?2) ON CONFLICT DO NOTHING",
        (UNNAMED, central.as_str()),
    )?;
    let known: String = connection.query_row("SELECT central_recipient FROM organisation", [], |row| row.get(0))?;
    Ok(known == central.as_str())
}

pub(crate) fn name(connection: &Connection) -> Result<String, StoreError> {
    Ok(connection.prepare_cached("SELECT name FROM organisation")?.query_row([], |row| row.get(0))?)
}

/// Name, office and numbers.
pub(crate) fn read(connection: &Connection) -> Result<Organisation, StoreError> {
    let mut statement = connection.prepare_cached("SELECT name, office, telephone, whatsapp FROM organisation")?;
    Ok(statement.query_row([], |row| {
        Ok(Organisation { name: row.get(0)?, office: row.get(1)?, telephone: row.get(2)?, whatsapp: row.get(3)? })
    })?)
}

/// Sets name, office and numbers.
pub(crate) fn set(connection: &Connection, to: &Organisation) -> Result<(), StoreError> {
    let Organisation { name, office, telephone, whatsapp } = to;
    let sql = "UPDATE organisation SET name = ?1, office = ?2, telephone = ?3, whatsapp = ?4";
    connection.execute(sql, (name, office, telephone, whatsapp))?;
    Ok(())
}

/// All areas by code.
pub(crate) fn areas(connection: &Connection) -> Result<Vec<Area>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT code, name, parent FROM areas ORDER BY code")?;
    let rows = statement.query_map([], area)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn area_by_code(connection: &Connection, code: &str) -> Result<Option<Area>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT code, name, parent FROM areas WHERE code = ?1")?
        .query_row([code], area)
        .optional()?)
}

fn area(row: &rusqlite::Row<'_>) -> rusqlite::Result<Area> {
    Ok(Area { code: row.get(0)?, name: row.get(1)?, parent: row.get(2)? })
}

/// Adds areas and renames known ones. It deletes none, because records and phones name them.
pub(crate) fn put_areas(connection: &Connection, areas: &[Area]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO areas (code, name, parent) VALUES (?1, ?2, ?3)
         ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent = excluded.parent",
    )?;
    for area in areas {
        statement.execute((&area.code, &area.name, &area.parent))?;
    }
    Ok(())
}

/// The newest directory; empty when there is none.
pub(crate) fn directory(connection: &Connection) -> Result<Directory, StoreError> {
    let found: Option<(u32, String)> = connection
        .prepare_cached("SELECT version, entries FROM directory ORDER BY version DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((version, entries)) = found else { return Ok(Directory::default()) };
    let entries = serde_json::from_str(&entries).map_err(|_| StoreError::Damaged("directory"))?;
    Ok(Directory { version, entries })
}

/// Adds a new version of the directory and returns its number.
pub(crate) fn put_directory(
    connection: &Connection,
    entries: &[DirectoryEntry],
    now: Timestamp,
) -> Result<u32, StoreError> {
    let json = serde_json::to_string(entries).map_err(|_| StoreError::Damaged("directory"))?;
    Ok(connection.query_row(
        "INSERT INTO directory (version, entries, made_at)
         SELECT coalesce(max(version), 0) + 1, ?1, ?2 FROM directory RETURNING version",
        (json, millis(now)),
        |row| row.get(0),
    )?)
}

/// The recipients of sealed answers: the case key first.
pub(crate) fn case_recipients(connection: &Connection) -> Result<Vec<Recipient>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT recipient FROM case_recipients ORDER BY position")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    rows.map(|row| Recipient::try_from(row?).map_err(|_| StoreError::Damaged("case recipient"))).collect()
}

/// Replaces the case recipients.
pub(crate) fn set_case_recipients(
    connection: &Connection,
    recipients: &[Recipient],
    now: Timestamp,
) -> Result<(), StoreError> {
    connection.execute("DELETE FROM case_recipients", [])?;
    for (position, recipient) in (0_i64..).zip(recipients) {
        connection.execute(
            "INSERT INTO case_recipients (recipient, position, added_at) VALUES (?1, ?2, ?3)",
            (recipient.as_str(), position, millis(now)),
        )?;
    }
    Ok(())
}
