//! The news that each phone will get. An item is sealed to its phone; central cannot read it back.

use jiff::Timestamp;
use kentongan_exchange::feed::MAX_FEED_ITEMS;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::Base64;
use kentongan_exchange::{DeviceId, FeedAnswer, FeedEntry, FeedItem, RecordId, RecordNews, RecordProgress, SERVICE};
use rusqlite::Connection;

use super::{StoreError, devices};

/// Appends an item with the device's next cursor. Only the writer calls this, so cursors have no gaps.
pub(crate) fn append(connection: &Connection, device: DeviceId, sealed: &[u8]) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO feed (device, cursor, sealed)
             SELECT ?1, coalesce(max(cursor), 0) + 1, ?2 FROM feed WHERE device = ?1",
        )?
        .execute((device.as_bytes(), sealed))?;
    Ok(())
}

/// Adds an item for every phone with access. It seals in the writer, so that no phone enrols in between with the old
/// state. That takes some hundred microseconds a phone, and only an operator's command does it.
pub(crate) fn tell_all(connection: &Connection, entry: &FeedEntry) -> Result<(), StoreError> {
    for (device, recipient) in devices::with_access(connection)? {
        tell(connection, device, &recipient, entry)?;
    }
    Ok(())
}

/// Adds the progress of a case for the phone that made the record. Returns `false` when central has no such record of
/// that maker.
pub(crate) fn tell_progress(
    connection: &Connection,
    (maker, record): (DeviceId, RecordId),
    progress: RecordProgress,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let found: Option<u32> = connection
        .prepare_cached("SELECT max(revision) FROM records WHERE record = ?1 AND device = ?2")?
        .query_row((record.as_bytes(), maker.as_bytes()), |row| row.get(0))?;
    let (Some(revision), Some(device)) = (found, devices::by_id(connection, maker)?) else { return Ok(false) };
    let news = RecordNews { record, maker, revision, progress, at };
    tell(connection, maker, &device.recipient, &FeedEntry::Record(news))?;
    Ok(true)
}

fn tell(connection: &Connection, device: DeviceId, recipient: &Recipient, entry: &FeedEntry) -> Result<(), StoreError> {
    let item = FeedItem::seal(0, entry, recipient).map_err(|_| StoreError::Damaged("device recipient"))?;
    append(connection, device, &item.sealed.0)
}

/// The items after a cursor, oldest first.
pub(crate) fn after(connection: &Connection, device: DeviceId, after: u64) -> Result<FeedAnswer, StoreError> {
    // A cursor that is too large for SQLite is after every item.
    let from = i64::try_from(after).unwrap_or(i64::MAX);
    let limit = MAX_FEED_ITEMS as i64 + 1;
    let mut statement = connection
        .prepare_cached("SELECT cursor, sealed FROM feed WHERE device = ?1 AND cursor > ?2 ORDER BY cursor LIMIT ?3")?;
    let rows = statement.query_map((device.as_bytes(), from, limit), |row| {
        Ok(FeedItem { cursor: row.get::<_, i64>(0)?.unsigned_abs(), sealed: Base64(row.get(1)?) })
    })?;
    let mut items = rows.collect::<Result<Vec<_>, _>>()?;
    let more = items.len() > MAX_FEED_ITEMS;
    items.truncate(MAX_FEED_ITEMS);
    let cursor = items.last().map_or(after, |item| item.cursor);
    Ok(FeedAnswer { service: SERVICE.to_owned(), cursor, items, more })
}
