//! The files of vault and outbox: opening, migrating and wiping them, and their errors.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::RecordId;
use kentongan_fail_points::{is_planted, reach};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, ffi};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why storing or reading failed. It never holds an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The device has no room. Everything stored before is still there.
    #[error("no room left on the device")]
    DiskFull,
    /// The file is damaged.
    #[error("the file is damaged")]
    Damaged,
    /// A newer version of the app wrote the file.
    #[error("written by a newer version of the app")]
    NewerApp,
    /// Another error, for the log.
    #[error("storage failed: {0}")]
    Failed(String),
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's messages name tables and columns, never the values bound to a statement.
        let failed = || Self::Failed(error.to_string());
        let Some(cause) = error.sqlite_error() else { return failed() };
        match (cause.code, cause.extended_code) {
            // The shared-memory file of the log could not grow: the disk is full.
            (ErrorCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            (ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt, _) => Self::Damaged,
            _ => failed(),
        }
    }
}

impl From<io::Error> for StorageError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the system's kinds, most of which need no answer of their own")]
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Failed(error.kind().to_string()),
        }
    }
}

/// When a commit is on disk, and so survives a flat battery. It survives a killed process in both cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// When the call returns. For data that exists nowhere else.
    AtOnce,
    /// At the next checkpoint. For data that the phone can make again. Commits survive in order, each whole or not at
    /// all (<https://sqlite.org/pragma.html#pragma_synchronous>).
    AtCheckpoint,
}

/// Opens or creates a database: first `unlock` (its key), then its pragmas, then its migrations.
///
/// SQLite shares its log through another file. On a full disk it cannot create that file. Then it opens nothing, not
/// even for reading. In that case the database opens without the file, because no other process has it open.
pub(crate) fn open(
    path: &Path,
    unlock: Option<&str>,
    durability: Durability,
    migrations: &[&str],
) -> Result<Connection, StorageError> {
    match open_for(path, unlock, durability, migrations, "NORMAL") {
        Err(StorageError::DiskFull) => open_for(path, unlock, durability, migrations, "EXCLUSIVE"),
        other => other,
    }
}

fn open_for(
    path: &Path,
    unlock: Option<&str>,
    durability: Durability,
    migrations: &[&str],
    locking: &str,
) -> Result<Connection, StorageError> {
    make_private(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    if let Some(unlock) = unlock {
        // First, so that SQLite also wipes the memory of the statement that sets the key.
        connection.execute_batch("PRAGMA cipher_memory_security = ON")?;
        connection.execute_batch(unlock)?;
    }
    connection.execute_batch(&format!("PRAGMA locking_mode = {locking}"))?;
    refuse_newer(&connection, migrations)?;
    configure(&connection, durability)?;
    migrate(&mut connection, migrations)?;
    Ok(connection)
}

/// A second connection to a database without a key. It reads committed data and never waits for a writer. `None` when
/// only one connection is possible, as on a full disk.
pub(crate) fn open_to_read(path: &Path) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = Connection::open_with_flags(path, flags).ok()?;
    reader.busy_timeout(Duration::ZERO).ok()?;
    reader.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA query_only = ON").ok()?;
    version(&reader).ok()?;
    Some(reader)
}

/// Runs before the first write, so that a newer app's file stays unchanged.
fn refuse_newer(connection: &Connection, migrations: &[&str]) -> Result<(), StorageError> {
    if migrations.len() < version(connection)? as usize { Err(StorageError::NewerApp) } else { Ok(()) }
}

fn version(connection: &Connection) -> Result<u32, StorageError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Sets a connection's pragmas: deleted rows are overwritten, and nothing goes into temporary files.
fn configure(connection: &Connection, durability: Durability) -> Result<(), StorageError> {
    keep_log(connection)?;
    connection.execute_batch(
        "PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA foreign_keys = ON;",
    )?;
    let synchronous = match durability {
        Durability::AtOnce if is_planted("phone.vault.synchronous_off") => "OFF",
        Durability::AtOnce => "FULL",
        Durability::AtCheckpoint => "NORMAL",
    };
    Ok(connection.pragma_update(None, "synchronous", synchronous)?)
}

/// Turns on WAL. In a new database, concurrent openers get BUSY at once. So take the write lock first: there they wait.
fn keep_log(connection: &Connection) -> Result<(), StorageError> {
    /// How many connections may open it at the same time.
    const OTHERS: u32 = 100;
    for _other in 0..OTHERS {
        match connection.execute_batch("PRAGMA journal_mode = WAL") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK")?;
            }
            kept => return Ok(kept?),
        }
    }
    Err(StorageError::Failed("the database stays locked".to_owned()))
}

/// Rewrites tables in one transaction, so that no gap in their pages holds a copy of a deleted row. SQLite overwrites
/// their old pages (`secure_delete`). Memory use does not grow with the tables.
///
/// Foreign keys are off meanwhile; afterwards the same rows are there. With foreign keys, SQLite deletes row by row and
/// does not clear whole pages.
pub(crate) fn rewrite_tables(connection: &mut Connection, tables: &[&str]) -> Result<(), StorageError> {
    connection.execute_batch("PRAGMA foreign_keys = OFF")?;
    let written = (|| {
        let change = connection.transaction()?;
        for table in tables {
            change.execute_batch(&format!(
                "CREATE TABLE rewritten AS SELECT * FROM {table};
                 DELETE FROM {table};
                 INSERT INTO {table} SELECT * FROM rewritten ORDER BY rowid;
                 DROP TABLE rewritten;"
            ))?;
        }
        change.commit()
    })();
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    Ok(written?)
}

/// Writes the log into the database and empties it. Then neither holds overwritten rows.
pub(crate) fn empty_log(connection: &Connection) -> Result<(), StorageError> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy { Err(StorageError::Failed("the log is in use".to_owned())) } else { Ok(()) }
}

/// Limits the database to this many pages of 4 KiB, but never below its size (`None`: no limit).
pub(crate) fn limit_size(connection: &Connection, pages: Option<u32>) -> Result<(), StorageError> {
    const MOST_PAGES: u32 = 4_294_967_294;
    let pages = pages.unwrap_or(MOST_PAGES).clamp(1, MOST_PAGES);
    Ok(connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
}

/// Migrates a database to the newest schema, each step in its own transaction.
fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), StorageError> {
    let known = version(connection)?;
    let steps = (1_u32..).zip(migrations);
    for (number, sql) in steps.filter(|(number, _)| *number > known) {
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process, such as Android's worker, may have done this step already.
        if version(&step)? >= number {
            continue;
        }
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", number)?;
        reach("phone.storage.before_migrated");
        step.commit()?;
        reach("phone.storage.migrated");
    }
    Ok(())
}

/// Replaces a small file. After a crash it has the old or the new content, whole.
pub(crate) fn replace_file(path: &Path, content: &[u8]) -> Result<(), StorageError> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = Path::new(&new);
    let write = || -> io::Result<()> {
        let mut file = private_file(new)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(new, path)?;
        sync_folder_of(path)
    };
    Ok(write()?)
}

/// Removes a database and its side files.
pub(crate) fn remove_database(path: &Path) -> Result<(), StorageError> {
    for_each_file(path, |file| fs::remove_file(file))
}

/// Renames a damaged database and its side files to `….damaged`, for later repair. It replaces an earlier one.
pub(crate) fn put_aside(path: &Path) -> Result<(), StorageError> {
    for_each_file(path, |file| {
        let mut aside = file.as_os_str().to_owned();
        aside.push(".damaged");
        fs::rename(file, aside)
    })
}

fn for_each_file(path: &Path, act: impl Fn(&Path) -> io::Result<()>) -> Result<(), StorageError> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        match act(Path::new(&name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Syncs the folder's list of files to disk.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Creates the database file if it is missing. Only this user can read it. SQLite gives its log and its shared-memory
/// file the same mode (<https://sqlite.org/src/file/src/os_unix.c>, `findCreateFileMode`).
fn make_private(path: &Path) -> Result<(), StorageError> {
    if !path.try_exists()? {
        private_file(path)?;
    }
    #[cfg(unix)]
    for_each_file(path, |file| {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(file)?.permissions().mode();
        if mode & 0o077 == 0 { Ok(()) } else { fs::set_permissions(file, fs::Permissions::from_mode(0o600)) }
    })?;
    Ok(())
}

/// A file that other users of the device cannot read.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The stored form of a moment: milliseconds since 1970.
pub(crate) fn millis(moment: Timestamp) -> i64 {
    moment.as_millisecond()
}

/// A stored moment.
pub(crate) fn moment(millis: i64) -> Result<Timestamp, StorageError> {
    Timestamp::from_millisecond(millis).map_err(|_| StorageError::Damaged)
}

/// A record's id from its sixteen stored bytes.
pub(crate) fn record_id(bytes: &[u8]) -> Result<RecordId, StorageError> {
    RecordId::from_slice(bytes).ok_or(StorageError::Damaged)
}

/// Reads a value stored as JSON.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|_| StorageError::Damaged)
}

/// A value as JSON, for storing.
pub(crate) fn to_json(value: &impl Serialize) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|_| StorageError::Failed("not to be written as JSON".to_owned()))
}
