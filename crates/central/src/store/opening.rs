//! Opening a database: its connections, migrations, and the organisation that owns it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kentongan_exchange::sealing::Recipient;
use kentongan_fail_points::is_planted;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::engine::{Engine, Store};
use super::error::StoreError;
use super::readers::Readers;
use super::transaction::Context;
use super::writer::Writer;
use super::{migrations, organisation};
use crate::form_library::FormLibrary;
use crate::settings::DatabaseKey;

/// The database's name in the data folder.
const FILE_NAME: &str = "central.db";
/// How long a connection waits for another process, such as the command line.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How many prepared statements a connection caches. Central has fewer.
const STATEMENTS: usize = 96;

/// Connections that read for phones. More than cores only cost memory.
const READERS: usize = 4;

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
        super::planted::take_the_keys_away(&connection)?;
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
    pub(super) fn of_another_organisation(&self, organisation: i64) -> Self {
        let connection = connect(&self.engine.path, None).unwrap();
        let central = kentongan_exchange::sealing::Identity::generate().recipient();
        assert!(organisation::claim(&connection, organisation, &central).unwrap());
        let context = Context { organisation, audit_key: [8; 32], forms: Arc::new(FormLibrary::default()) };
        let context = Arc::new(context);
        let writer = Writer::start(connection, Arc::clone(&context)).unwrap();
        let engine = Engine { writer, context, path: self.engine.path.clone(), key: None };
        Self { engine: Arc::new(engine), readers: Arc::clone(&self.readers) }
    }

    /// Whether the database can be read.
    pub(crate) async fn is_readable(&self) -> bool {
        self.read(organisation::of).await.is_ok()
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
