//! What each phone is still to hear. Sealed before it comes here; central cannot read it back.

use kentongan_exchange::feed::MAX_FEED_ITEMS;
use kentongan_exchange::signing::Base64;
use kentongan_exchange::{DeviceId, FeedAnswer, FeedItem, SERVICE};
use rusqlite::Connection;

use super::StoreError;

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

/// The items after a cursor, oldest first.
pub(crate) fn after(connection: &Connection, device: DeviceId, after: u64) -> Result<FeedAnswer, StoreError> {
    // A cursor beyond what SQLite counts to is beyond every item.
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
