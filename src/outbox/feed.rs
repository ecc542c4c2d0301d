//! Feed items, stored sealed until the open vault can read them.

use kentongan_exchange::signing::Base64;
use kentongan_exchange::{FeedAnswer, FeedItem};

use super::Outbox;
use crate::storage::StorageError;

impl Outbox {
    /// The cursor of the last stored answer. The next feed begins after it.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn feed_cursor(&self) -> Result<u64, StorageError> {
        let sql = "SELECT coalesce(max(feed_cursor), 0) FROM connection";
        let cursor: i64 = self.database().query_row(sql, [], |row| row.get(0))?;
        Ok(cursor.unsigned_abs())
    }

    /// Stores the items of an answer and its cursor, in one transaction.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_feed(&self, answer: &FeedAnswer) -> Result<(), StorageError> {
        let mut database = self.database();
        let change = database.transaction()?;
        for item in &answer.items {
            let sql = "INSERT INTO feed (cursor, sealed) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
            change.prepare_cached(sql)?.execute((as_stored(item.cursor), &item.sealed.0))?;
        }
        let sql = "UPDATE connection SET feed_cursor = max(feed_cursor, ?1)";
        change.prepare_cached(sql)?.execute([as_stored(answer.cursor)])?;
        Ok(change.commit()?)
    }

    /// The stored items, oldest first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn feed(&self) -> Result<Vec<FeedItem>, StorageError> {
        let database = self.database();
        let mut statement = database.prepare_cached("SELECT cursor, sealed FROM feed ORDER BY cursor")?;
        let items = statement.query_map([], |row| {
            Ok(FeedItem { cursor: row.get::<_, i64>(0)?.unsigned_abs(), sealed: Base64(row.get(1)?) })
        })?;
        Ok(items.collect::<Result<_, _>>()?)
    }

    /// Deletes the items up to this one. The vault has stored them.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn forget_feed(&self, up_to: u64) -> Result<(), StorageError> {
        self.database().execute("DELETE FROM feed WHERE cursor <= ?1", [as_stored(up_to)])?;
        Ok(())
    }
}

fn as_stored(cursor: u64) -> i64 {
    i64::try_from(cursor).unwrap_or(i64::MAX)
}
