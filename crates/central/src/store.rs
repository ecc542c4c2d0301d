//! Central's data, as verbs about nouns: [`Store::take_versions`], [`Store::enrol`], [`Store::revoke`] and so on. Each
//! is one transaction, with its line in the audit inside. No type of a database engine leaves this folder, and all of
//! central's SQL is in it (docs/decisions/0054-what-a-store-is.md).
//!
//! The engine is SQLite: one file, one writer thread and pools of readers. A writing job runs on the writer's thread,
//! in a transaction that it shares with other jobs (group commit). The answer comes only after that transaction is on
//! disk (WAL, `synchronous=FULL`). Reading jobs run on a connection that cannot write. Phones, pages and figures have
//! pools of their own, so that none waits for another.

pub(crate) mod accounts;
mod actor;
pub(crate) mod attachments;
pub(crate) mod audit;
#[cfg(test)]
mod contract;
pub(crate) mod devices;
pub(crate) mod enrolment;
mod feed;
pub(crate) mod flags;
pub(crate) mod forms;
mod migrations;
pub(crate) mod new_version;
mod organisation;
#[cfg(feature = "fail-points")]
mod planted;
mod quotas;
mod readers;
pub(crate) mod records;
mod recounting;
pub(crate) mod rollups;
pub(crate) mod summaries;
mod transaction;
pub(crate) mod versions;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::sealing::Recipient;
use kentongan_fail_points::is_planted;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::form_library::FormLibrary;
use crate::settings::DatabaseKey;
pub(crate) use actor::Actor;
use readers::Readers;
use transaction::{Context, Transaction};
use writer::Writer;

/// The database's name in the data folder.
pub(crate) const FILE_NAME: &str = "central.db";
/// How long a connection waits for another process, such as the command line.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How many prepared statements a connection caches. Central has fewer.
const STATEMENTS: usize = 96;

/// Connections that read for phones. More than cores only cost memory.
const READERS: usize = 4;

/// The data of one organisation. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Store {
    engine: Arc<Engine>,
    readers: Arc<Readers>,
}

struct Engine {
    writer: Writer,
    context: Arc<Context>,
    path: PathBuf,
    key: Option<DatabaseKey>,
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

impl Store {
    /// Opens or creates `folder/central.db` and migrates it. `central` is the key that phones seal to. A database with
    /// another key is refused, because no record could be opened and no receipt would be valid. `audit_key` is the key
    /// of the audit's hashes.
    pub(crate) fn open(
        folder: &Path,
        key: Option<&DatabaseKey>,
        central: &Recipient,
        audit_key: [u8; 32],
    ) -> Result<Self, StoreError> {
        let path = folder.join(FILE_NAME);
        make_private(&path)?;
        let mut connection = connect(&path, key)?;
        migrations::apply(&mut connection)?;
        #[cfg(feature = "fail-points")]
        planted::take_the_keys_away(&connection)?;
        if !organisation::claim(&connection, organisation::FIRST, central)? {
            return Err(StoreError::AnotherKey);
        }
        let forms = Arc::new(FormLibrary::default());
        let context = Arc::new(Context { organisation: organisation::FIRST, audit_key, forms });
        let readers = read_only(&path, key, READERS)?;
        let writer = Writer::start(connection, Arc::clone(&context))?;
        let engine = Engine { writer, context, path, key: key.cloned() };
        Ok(Self { engine: Arc::new(engine), readers: Arc::new(readers) })
    }

    /// A handle whose readers are its own, so many of them.
    pub(crate) fn with_own_readers(&self, count: usize) -> Result<Self, StoreError> {
        let readers = read_only(&self.engine.path, self.engine.key.as_ref(), count)?;
        Ok(Self { engine: Arc::clone(&self.engine), readers: Arc::new(readers) })
    }

    /// The same database, for another organisation.
    #[cfg(test)]
    fn of_another_organisation(&self, organisation: i64) -> Self {
        let connection = connect(&self.engine.path, None).unwrap();
        let central = kentongan_exchange::sealing::Identity::generate().recipient();
        assert!(organisation::claim(&connection, organisation, &central).unwrap());
        let context = Context { organisation, audit_key: [8; 32], forms: Arc::new(FormLibrary::default()) };
        let context = Arc::new(context);
        let writer = Writer::start(connection, Arc::clone(&context)).unwrap();
        let engine = Engine { writer, context, path: self.engine.path.clone(), key: None };
        Self { engine: Arc::new(engine), readers: Arc::clone(&self.readers) }
    }

    /// Forms that are parsed.
    pub(crate) fn known_forms(&self) -> &FormLibrary {
        &self.engine.context.forms
    }

    /// Whether the database can be read.
    pub(crate) async fn is_readable(&self) -> bool {
        self.read(organisation::of).await.is_ok()
    }

    /// Runs `work` on a reading connection, on a blocking thread. It sees one moment of the database.
    async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || store.read_here(work)).await;
        done.unwrap_or_else(|error| Err(StoreError::Unavailable(error.to_string())))
    }

    /// The same, for a caller on a blocking thread.
    fn read_here<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.readers.with(|connection| work(&Transaction::new(connection, &self.engine.context)))
    }

    /// Runs `work` on the writer's thread and answers after the commit. If `work` returns an error, its writes are
    /// undone. Other jobs in the same commit are not affected.
    async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.engine.writer.run(work).await
    }
}

fn read_only(path: &Path, key: Option<&DatabaseKey>, count: usize) -> Result<Readers, StoreError> {
    Readers::open(count, || {
        let reader = connect(path, key)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    })
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
fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A stored moment.
fn moment(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Damaged("time"))
}

#[cfg(test)]
mod tests {
    use kentongan_exchange::sealing::Identity;

    use super::*;

    fn open(folder: &Path) -> Store {
        Store::open(folder, None, &Identity::generate().recipient(), [7; 32]).unwrap()
    }

    #[tokio::test]
    async fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        let tried = store.read(|tx| tx.execute("INSERT INTO areas VALUES (1, '1', 'a', '')", [])).await;
        assert!(tried.is_err());
    }

    #[tokio::test]
    async fn what_was_answered_as_written_is_read_by_the_next_reader() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        for n in 0..20_i64 {
            let sql = "INSERT INTO areas VALUES (1, ?1, 'a', '')";
            store.write(move |tx| tx.execute(sql, [n.to_string()])).await.unwrap();
            let count = store.read(|tx| tx.one("SELECT count(*) FROM areas", [], |row| row.get(0))).await.unwrap();
            assert_eq!(count, Some(n + 1));
        }
    }

    #[tokio::test]
    async fn a_job_that_fails_or_panics_leaves_nothing_and_does_not_disturb_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path());
        let failed: Result<(), StoreError> = store
            .write(|tx| {
                tx.execute("INSERT INTO areas VALUES (1, '1', 'a', '')", [])?;
                Err(StoreError::Damaged("test"))
            })
            .await;
        assert!(matches!(failed, Err(StoreError::Damaged("test"))));
        let panicked: Result<(), StoreError> = store
            .write(|tx| {
                tx.execute("INSERT INTO areas VALUES (1, '2', 'a', '')", [])?;
                panic!("a mistake of ours")
            })
            .await;
        assert!(panicked.is_err());
        let written = store
            .write(|tx| {
                tx.execute("INSERT INTO areas VALUES (1, '3', 'a', '')", [])?;
                tx.all("SELECT code FROM areas", [], |row| row.get::<_, String>(0))
            })
            .await;
        assert_eq!(written.unwrap(), ["3"]);
    }

    #[test]
    fn a_database_is_not_opened_with_another_key_file() {
        let folder = tempfile::tempdir().unwrap();
        drop(open(folder.path()));
        let other = Store::open(folder.path(), None, &Identity::generate().recipient(), [7; 32]);
        assert!(matches!(other, Err(StoreError::AnotherKey)));
    }
}
