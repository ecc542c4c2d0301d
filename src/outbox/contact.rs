//! Central's clock at its last answer.

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;

use super::Outbox;
use crate::elapsed::Contact;
use crate::storage::{StorageError, millis, moment};

impl Outbox {
    /// Both clocks at central's last answer; `None` before the first.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn contact(&self) -> Result<Option<Contact>, StorageError> {
        let database = self.database();
        let clocks: Option<(i64, i64)> = database
            .prepare_cached("SELECT central_clock, own_clock FROM contact")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let contact = |(central, own)| Ok(Contact { central_clock: moment(central)?, own_clock: moment(own)? });
        clocks.map(contact).transpose()
    }

    /// Stores both clocks at an answer.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn put_contact(&self, central_clock: Timestamp, own_clock: Timestamp) -> Result<(), StorageError> {
        let sql = "INSERT INTO contact (only_one, central_clock, own_clock) VALUES (1, ?1, ?2)
                   ON CONFLICT (only_one) DO UPDATE SET central_clock = excluded.central_clock,
                       own_clock = excluded.own_clock";
        self.database().prepare_cached(sql)?.execute((millis(central_clock), millis(own_clock)))?;
        Ok(())
    }
}
