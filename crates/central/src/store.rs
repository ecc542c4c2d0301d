//! Central's data: one SQLite file, with one writer thread and a pool of readers.
//!
//! Writes go through [`Store::write`]. The job runs on the writer's thread, in a transaction that it shares with other
//! jobs (group commit). The answer comes only after that transaction is on disk (WAL, `synchronous=FULL`). Reads go
//! through [`Store::read`], on a connection that cannot write. All of central's SQL is in this folder.
//! cannot write. All SQL of central stands in this folder.

pub(crate) mod accounts;
pub(crate) mod attachments;
pub(crate) mod audit;
pub(crate) mod conflicts;
pub(crate) mod devices;
pub(crate) mod enrolment;
pub(crate) mod feed;
pub(crate) mod forms;
pub(crate) mod migrations;
pub(crate) mod organisation;
#[cfg(feature = "fail-points")]
pub(crate) mod planted;
mod readers;
pub(crate) mod record_lines;
pub(crate) mod records;
pub(crate) mod rollups;
pub(crate) mod sessions;
pub(crate) mod summaries;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::sealing::Recipient;
use kentongan_fail_points::is_planted;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::settings::DatabaseKey;
use readers::Readers;
use writer::Writer;

/// The database's name in the data folder.
pub(crate) const FILE_NAME: &str = "central.db";
/// How long a connection waits for another process, such as the command line.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How many prepared statements a connection caches. Central has fewer.
const STATEMENTS: usize = 96;

/// The database. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Store(Arc<Inner>);

struct Inner {
    writer: Writer,
    readers: Arc<Readers>,
}

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
            Self::Sql(_) | Self::Damaged(_) | Self::AnotherKey | Self::TooNew { .. } => false,
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

impl Store {
    /// Opens or creates `folder/central.db` and migrates it. `central` is the key that phones seal to. A database with
    /// another key is refused, because no record could be opened and no receipt would be valid.
    pub(crate) fn open(folder: &Path, key: Option<&DatabaseKey>, central: &Recipient) -> Result<Self, StoreError> {
        let path = folder.join(FILE_NAME);
        make_private(&path)?;
        let mut connection = connect(&path, key)?;
        migrations::apply(&mut connection)?;
        #[cfg(feature = "fail-points")]
        planted::take_the_key_away(&connection)?;
        if !organisation::claim(&connection, central)? {
            return Err(StoreError::AnotherKey);
        }
        let readers = Readers::open(|| {
            let reader = connect(&path, key)?;
            reader.pragma_update(None, "query_only", true)?;
            Ok(reader)
        })?;
        Ok(Self(Arc::new(Inner { writer: Writer::start(connection)?, readers: Arc::new(readers) })))
    }

    /// Runs `work` on a reading connection, on a blocking thread. It sees one moment of the database.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let readers = Arc::clone(&self.0.readers);
        let done = tokio::task::spawn_blocking(move || readers.with(work)).await;
        done.unwrap_or_else(|error| Err(StoreError::Unavailable(error.to_string())))
    }

    /// The same, for a caller on a blocking thread.
    pub(crate) fn read_here<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.readers.with(work)
    }

    /// Runs `work` on the writer's thread and answers after the commit. If `work` returns an error, its writes are
    /// undone. Other jobs in the same commit are not affected.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.0.writer.run(work).await
    }
}

/// Creates the file for its owner only, before SQLite would create it for all. SQLite gives its log the same rights.
fn make_private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Unavailable(format!("cannot make {}: {error}", path.display()))),
    }
}

fn connect(path: &Path, key: Option<&DatabaseKey>) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    if let Some(key) = key {
        connection.pragma_update(None, "key", key.pragma().as_str())?;
    }
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Otherwise SQLite plans many statements again for each new value, which takes a third of the writer's time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    let synchronous = if is_planted("central.store.synchronous_off") { "off" } else { "full" };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// The stored form of a moment: milliseconds since 1970.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A stored moment.
pub(crate) fn moment(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Damaged("time"))
}

#[cfg(test)]
mod tests {
    use kentongan_exchange::sealing::Identity;

    use super::*;

    fn open(folder: &Path) -> Store {
        Store::open(folder, None, &Identity::generate().recipient()).unwrap()
    }

    #[tokio::test]
    async fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        let tried =
            store.read(|connection| Ok(connection.execute("INSERT INTO areas VALUES ('1', 'a', '')", [])?)).await;
        assert!(tried.is_err());
    }

    #[tokio::test]
    async fn what_was_answered_as_written_is_read_by_the_next_reader() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        for n in 0..20_i64 {
            store
                .write(move |connection| {
                    Ok(connection.execute("INSERT INTO areas VALUES (?1, 'a', '')", [n.to_string()])?)
                })
                .await
                .unwrap();
            let count: i64 = store
                .read(|connection| Ok(connection.query_row("SELECT count(*) FROM areas", [], |row| row.get(0))?))
                .await
                .unwrap();
            assert_eq!(count, n + 1);
        }
    }

    #[tokio::test]
    async fn a_job_that_fails_or_panics_leaves_nothing_and_does_not_disturb_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        let failed: Result<(), StoreError> = store
            .write(|connection| {
                connection.execute("INSERT INTO areas VALUES ('1', 'a', '')", [])?;
                Err(StoreError::Damaged("test"))
            })
            .await;
        assert!(matches!(failed, Err(StoreError::Damaged("test"))));
        let panicked: Result<(), StoreError> = store
            .write(|connection| {
                connection.execute("INSERT INTO areas VALUES ('2', 'a', '')", [])?;
                panic!("a mistake of ours")
            })
            .await;
        assert!(panicked.is_err());
        let written = store
            .write(|connection| {
                connection.execute("INSERT INTO areas VALUES ('3', 'a', '')", [])?;
                Ok(connection.query_row("SELECT group_concat(code) FROM areas", [], |row| row.get::<_, String>(0))?)
            })
            .await;
        assert_eq!(written.unwrap(), "3");
    }

    #[test]
    fn a_database_is_not_opened_with_another_key_file() {
        let folder = tempfile::tempdir().unwrap();
        drop(open(folder.path()));
        let other = Store::open(folder.path(), None, &Identity::generate().recipient());
        assert!(matches!(other, Err(StoreError::AnotherKey)));
    }
}
