//! What vault and outbox have in common as files: how they are opened, migrated, and how they fail.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use rusqlite::{Connection, ErrorCode, ffi};

/// Why something could not be stored or read. Never holds an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The device has no room left. Nothing that was stored before is touched.
    #[error("no room left on the device")]
    DiskFull,
    /// The file is not what it should be.
    #[error("the file is damaged")]
    Damaged,
    /// The file was written by a newer version of the app.
    #[error("written by a newer version of the app")]
    NewerApp,
    /// Anything else, for the log.
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
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Failed(error.kind().to_string()),
        }
    }
}

/// Brings a database to the newest version of its schema, each step in a transaction of its own.
pub(crate) fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), StorageError> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let steps = (1_u32..).zip(migrations);
    if migrations.len() < version as usize {
        return Err(StorageError::NewerApp);
    }
    for (number, sql) in steps.filter(|(number, _)| *number > version) {
        let step = connection.transaction()?;
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", number)?;
        step.commit()?;
    }
    Ok(())
}

/// Writes a small file so that after a crash at any moment the old or the new content stands there whole.
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

/// Makes the folder's list of files lasting.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// A file that other users of the device cannot read.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
