//! The batch size that suits the link, so that the first batch after a restart is no guess.

use rusqlite::OptionalExtension as _;

use super::Outbox;
use crate::storage::StorageError;

impl Outbox {
    /// The largest number of envelopes and of bytes in a batch. `None` on a phone that has not sent yet.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn batch_size(&self) -> Result<Option<(usize, usize)>, StorageError> {
        let database = self.database();
        let learnt: Option<(i64, i64)> = database
            .query_row("SELECT records, bytes FROM pace", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let size = |number: i64| usize::try_from(number).unwrap_or(0);
        Ok(learnt.map(|(records, bytes)| (size(records), size(bytes))))
    }

    /// Stores the largest number of envelopes and of bytes in a batch.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_batch_size(&self, records: usize, bytes: usize) -> Result<(), StorageError> {
        let sql = "INSERT INTO pace (only_one, records, bytes) VALUES (1, ?1, ?2)
                   ON CONFLICT (only_one) DO UPDATE SET records = excluded.records, bytes = excluded.bytes";
        let stored = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
        self.database().execute(sql, (stored(records), stored(bytes)))?;
        Ok(())
    }
}
