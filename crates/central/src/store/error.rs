//! Why a read or write failed.

use rusqlite::ErrorCode;

/// A read or write failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// It may work later: disk full, another process is writing, stopping. Nothing was stored.
    #[error("cannot store now: {0}")]
    Unavailable(String),
    /// A retry does not help: a bug or a damaged file. Nothing was stored.
    #[error("database: {0}")]
    Sql(rusqlite::Error),
    /// Stored data is invalid.
    #[error("stored {0} is damaged")]
    Damaged(&'static str),
    /// The database was begun with another key: its phones seal to that key.
    #[error("central.key is not the key that this database was begun with")]
    AnotherKey,
    /// A central from before the first release wrote the database.
    #[error("the database is from before the first release and cannot be read: begin with an empty data folder")]
    TooOld,
    /// A newer central wrote the database.
    #[error("the database has version {found}, this program knows {known}: install the newer program")]
    TooNew {
        /// The version of the file.
        found: usize,
        /// Our version.
        known: usize,
    },
}

impl StoreError {
    /// Whether the error does not depend on the data, so that any other write would fail too.
    pub(crate) fn concerns_all(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Sql(_) | Self::Damaged(_) | Self::AnotherKey | Self::TooOld | Self::TooNew { .. } => false,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::OutOfMemory
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::OperationAborted
                | ErrorCode::OperationInterrupted,
            ) => Self::Unavailable(error.to_string()),
            Some(_) | None => Self::Sql(error),
        }
    }
}
