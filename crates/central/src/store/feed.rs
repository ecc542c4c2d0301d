//! The news that each phone will get. An item is sealed to its phone; central cannot read it back.

use jiff::Timestamp;
use kentongan_exchange::feed::MAX_FEED_ITEMS;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::signing::Base64;
use kentongan_exchange::{DeviceId, FeedAnswer, FeedEntry, FeedItem, RecordId, RecordNews, RecordProgress, SERVICE};

use super::transaction::Transaction;
use super::{Actor, Store, StoreError, audit, devices};

/// Appends an item with the device's next cursor, so cursors have no gaps.
pub(super) fn append(tx: &Transaction<'_>, device: DeviceId, sealed: &[u8]) -> Result<(), StoreError> {
    let cursor = tx.one(
        "UPDATE devices SET feed_cursor = feed_cursor + 1 WHERE organisation = ?1 AND device = ?2 RETURNING feed_cursor",
        (tx.organisation, device.as_bytes()),
        |row| row.get::<_, i64>(0),
    )?;
    let cursor = cursor.ok_or(StoreError::Damaged("device of news"))?;
    tx.execute(
        "INSERT INTO feed (organisation, device, cursor, sealed) VALUES (?1, ?2, ?3, ?4)",
        (tx.organisation, device.as_bytes(), cursor, sealed),
    )?;
    Ok(())
}

/// Adds an item for every phone with access. It seals in the writer, so that no phone enrols in between with the old
/// state. That takes some hundred microseconds a phone, and only an operator's command does it.
pub(super) fn tell_all(tx: &Transaction<'_>, entry: &FeedEntry) -> Result<(), StoreError> {
    for (device, recipient) in devices::with_access(tx)? {
        tell(tx, device, &recipient, entry)?;
    }
    Ok(())
}

fn tell(tx: &Transaction<'_>, device: DeviceId, recipient: &Recipient, entry: &FeedEntry) -> Result<(), StoreError> {
    let item = FeedItem::seal(0, entry, recipient).map_err(|_| StoreError::Damaged("device recipient"))?;
    append(tx, device, &item.sealed.0)
}

impl Store {
    /// Adds the progress of a case for the phone that made the record. Returns `false` when central has no such record
    /// of that maker.
    pub(crate) async fn tell_progress(
        &self,
        actor: Actor,
        (maker, record): (DeviceId, RecordId),
        progress: RecordProgress,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            let found = tx.one(
                "SELECT revision FROM records WHERE organisation = ?1 AND maker = ?2 AND record = ?3",
                (tx.organisation, maker.as_bytes(), record.as_bytes()),
                |row| row.get(0),
            )?;
            let (Some(revision), Some(device)) = (found, devices::by_id(tx, maker)?) else { return Ok(false) };
            let news = RecordNews { record, maker, revision, progress, at };
            tell(tx, maker, &device.recipient, &FeedEntry::Record(news))?;
            audit::note(tx, at, &actor, "case progress", &format!("{record} {progress:?}"))?;
            Ok(true)
        })
        .await
    }

    /// The items after a cursor, oldest first.
    pub(crate) async fn feed_after(&self, device: DeviceId, after: u64) -> Result<FeedAnswer, StoreError> {
        // A cursor that is too large for the database is after every item.
        let from = i64::try_from(after).unwrap_or(i64::MAX);
        let limit = MAX_FEED_ITEMS as i64 + 1;
        let read = self.read(move |tx| {
            tx.all(
                "SELECT cursor, sealed FROM feed WHERE organisation = ?1 AND device = ?2 AND cursor > ?3
                 ORDER BY cursor LIMIT ?4",
                (tx.organisation, device.as_bytes(), from, limit),
                |row| Ok(FeedItem { cursor: row.get::<_, i64>(0)?.unsigned_abs(), sealed: Base64(row.get(1)?) }),
            )
        });
        let mut items = read.await?;
        let more = items.len() > MAX_FEED_ITEMS;
        items.truncate(MAX_FEED_ITEMS);
        let cursor = items.last().map_or(after, |item| item.cursor);
        Ok(FeedAnswer { service: SERVICE.to_owned(), cursor, items, more })
    }
}
