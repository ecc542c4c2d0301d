//! The organisation of this central: name, areas, directory, and the public keys of the case managers.

use jiff::Timestamp;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::{Area, Directory, DirectoryEntry, FeedEntry, Organisation};
use rusqlite::{Connection, Row};

use super::transaction::Transaction;
use super::{Actor, Store, StoreError, audit, feed, millis};

/// The only organisation so far. A central of several districts has one for each.
pub(super) const FIRST: i64 = 1;
/// The name before anybody sets one.
const UNNAMED: &str = "Kentongan";

/// Stores the key that this organisation's phones seal to. Returns `false` when it has another.
pub(super) fn claim(connection: &Connection, organisation: i64, central: &Recipient) -> Result<bool, StoreError> {
    connection.execute(
        "INSERT INTO organisations (organisation, name, office, telephone, whatsapp, central_recipient)
         VALUES (?1, ?2, '', '', '', ?3) ON CONFLICT (organisation) DO NOTHING",
        (organisation, UNNAMED, central.as_str()),
    )?;
    let sql = "SELECT central_recipient FROM organisations WHERE organisation = ?1";
    let known: String = connection.query_row(sql, [organisation], |row| row.get(0))?;
    Ok(known == central.as_str())
}

/// Name, office and numbers.
pub(super) fn of(tx: &Transaction<'_>) -> Result<Organisation, StoreError> {
    let sql = "SELECT name, office, telephone, whatsapp FROM organisations WHERE organisation = ?1";
    let found = tx.one(sql, [tx.organisation], |row| {
        Ok(Organisation { name: row.get(0)?, office: row.get(1)?, telephone: row.get(2)?, whatsapp: row.get(3)? })
    })?;
    found.ok_or(StoreError::Damaged("organisation"))
}

/// All areas by code.
pub(super) fn areas(tx: &Transaction<'_>) -> Result<Vec<Area>, StoreError> {
    let sql = "SELECT code, name, parent FROM areas WHERE organisation = ?1 ORDER BY code";
    tx.all(sql, [tx.organisation], area)
}

pub(super) fn area_by_code(tx: &Transaction<'_>, code: &str) -> Result<Option<Area>, StoreError> {
    let sql = "SELECT code, name, parent FROM areas WHERE organisation = ?1 AND code = ?2";
    tx.one(sql, (tx.organisation, code), area)
}

fn area(row: &Row<'_>) -> rusqlite::Result<Area> {
    Ok(Area { code: row.get(0)?, name: row.get(1)?, parent: row.get(2)? })
}

/// The newest directory; empty when there is none.
pub(super) fn directory(tx: &Transaction<'_>) -> Result<Directory, StoreError> {
    let found = tx.one(
        "SELECT version, entries FROM directories WHERE organisation = ?1 ORDER BY version DESC LIMIT 1",
        [tx.organisation],
        |row| Ok((row.get(0)?, row.get::<_, String>(1)?)),
    )?;
    let Some((version, entries)) = found else { return Ok(Directory::default()) };
    let entries = serde_json::from_str(&entries).map_err(|_| StoreError::Damaged("directory"))?;
    Ok(Directory { version, entries })
}

/// The recipients of sealed answers: the case key first.
pub(super) fn case_recipients(tx: &Transaction<'_>) -> Result<Vec<Recipient>, StoreError> {
    let sql = "SELECT recipient FROM case_recipients WHERE organisation = ?1 ORDER BY position";
    let rows = tx.all(sql, [tx.organisation], |row| row.get::<_, String>(0))?;
    rows.into_iter().map(|row| Recipient::try_from(row).map_err(|_| StoreError::Damaged("case recipient"))).collect()
}

impl Store {
    /// Name, office and numbers.
    pub(crate) async fn organisation(&self) -> Result<Organisation, StoreError> {
        self.read(of).await
    }

    /// The newest directory; empty when there is none.
    pub(crate) async fn directory(&self) -> Result<Directory, StoreError> {
        self.read(directory).await
    }

    /// Changes name, office and numbers by `change`. Every phone with access gets the news.
    pub(crate) async fn change_organisation(
        &self,
        actor: Actor,
        change: impl Fn(Organisation) -> Organisation + Send + 'static,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            let before = of(tx)?;
            let after = change(before.clone());
            if after != before {
                let Organisation { name, office, telephone, whatsapp } = &after;
                tx.execute(
                    "UPDATE organisations SET name = ?2, office = ?3, telephone = ?4, whatsapp = ?5 WHERE organisation = ?1",
                    (tx.organisation, name, office, telephone, whatsapp),
                )?;
                feed::tell_all(tx, &FeedEntry::Organisation(after.clone()))?;
            }
            audit::note(tx, now, &actor, "organisation set", &after.name)
        })
        .await
    }

    /// Adds areas and renames known ones. It deletes none, because records and phones name them.
    pub(crate) async fn put_areas(&self, actor: Actor, areas: Vec<Area>, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            for area in &areas {
                tx.execute(
                    "INSERT INTO areas (organisation, code, name, parent) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (organisation, code) DO UPDATE SET name = excluded.name, parent = excluded.parent",
                    (tx.organisation, &area.code, &area.name, &area.parent),
                )?;
            }
            audit::note(tx, now, &actor, "areas import", &areas.len().to_string())
        })
        .await
    }

    /// Adds a new version of the directory.
    pub(crate) async fn put_directory(
        &self,
        actor: Actor,
        entries: Vec<DirectoryEntry>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |tx| {
            let json = serde_json::to_string(&entries).map_err(|_| StoreError::Damaged("directory"))?;
            let version = tx.next("directory", 1)?;
            tx.execute(
                "INSERT INTO directories (organisation, version, entries, made_at) VALUES (?1, ?2, ?3, ?4)",
                (tx.organisation, version, json, millis(now)),
            )?;
            audit::note(tx, now, &actor, "directory import", &entries.len().to_string())
        })
        .await
    }

    /// The recipients of sealed answers: the case key first.
    pub(crate) async fn case_recipients(&self) -> Result<Vec<Recipient>, StoreError> {
        self.read(case_recipients).await
    }

    /// The same, for a caller on a blocking thread.
    pub(crate) fn case_recipients_here(&self) -> Result<Vec<Recipient>, StoreError> {
        self.read_here(case_recipients)
    }

    /// Sets the recipients of sealed answers. Returns `false`, and changes nothing, when there are other ones already
    /// and `replacing` does not say that they are meant to be replaced.
    pub(crate) async fn set_case_recipients(
        &self,
        actor: Actor,
        recipients: Vec<Recipient>,
        replacing: bool,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let before = case_recipients(tx)?;
            if !before.is_empty() && before != recipients && !replacing {
                return Ok(false);
            }
            tx.execute("DELETE FROM case_recipients WHERE organisation = ?1", [tx.organisation])?;
            for (position, recipient) in (0_i64..).zip(&recipients) {
                tx.execute(
                    "INSERT INTO case_recipients (organisation, recipient, position, added_at) VALUES (?1, ?2, ?3, ?4)",
                    (tx.organisation, recipient.as_str(), position, millis(now)),
                )?;
            }
            audit::note(tx, now, &actor, "case recipients set", "")?;
            Ok(true)
        })
        .await
    }
}
