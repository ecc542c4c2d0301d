//! A few reading connections, lent one at a time.

use std::sync::{Condvar, Mutex, PoisonError};

use rusqlite::Connection;

use super::StoreError;

pub(super) struct Readers {
    idle: Mutex<Vec<Connection>>,
    returned: Condvar,
}

impl Readers {
    /// Opens so many connections. Readers never wait for the writer (WAL).
    pub(super) fn open(
        connections: usize,
        connect: impl Fn() -> Result<Connection, StoreError>,
    ) -> Result<Self, StoreError> {
        let idle = (0..connections).map(|_| connect()).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { idle: Mutex::new(idle), returned: Condvar::new() })
    }

    /// Waits for a connection. Only for blocking threads.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let lent = self.lend();
        let Some(connection) = lent.connection.as_ref() else {
            return Err(StoreError::Unavailable("no connection".to_owned()));
        };
        let transaction = connection.unchecked_transaction()?;
        let result = work(&transaction)?;
        transaction.finish()?;
        Ok(result)
    }

    fn lend(&self) -> BorrowedReader<'_> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(connection) = idle.pop() {
                return BorrowedReader { connection: Some(connection), readers: self };
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// It is returned on drop, so also after a panic.
struct BorrowedReader<'a> {
    connection: Option<Connection>,
    readers: &'a Readers,
}

impl Drop for BorrowedReader<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            self.readers.returned.notify_one();
        }
    }
}
