//! The store as a handle: jobs that read, and jobs that write.

use std::path::PathBuf;
use std::sync::Arc;

use super::error::StoreError;
use super::readers::Readers;
use super::transaction::{Context, Transaction};
use super::writer::Writer;
use crate::settings::DatabaseKey;

/// The data of one organisation. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Store {
    pub(super) engine: Arc<Engine>,
    pub(super) readers: Arc<Readers>,
}

/// What all handles share.
pub(super) struct Engine {
    pub(super) writer: Writer,
    pub(super) context: Arc<Context>,
    pub(super) path: PathBuf,
    pub(super) key: Option<DatabaseKey>,
}

impl Store {
    /// Runs `work` on a reading connection, on a blocking thread. It sees one moment of the database.
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || store.read_here(work)).await;
        done.unwrap_or_else(|error| Err(StoreError::Unavailable(error.to_string())))
    }

    /// The same, for a caller on a blocking thread.
    pub(super) fn read_here<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.with(|connection| work(&Transaction::new(connection, &self.engine.context)))
    }

    /// Runs `work` on the writer's thread and answers after the commit. If `work` returns an error, its writes are
    /// undone. Other jobs in the same commit are not affected.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.engine.writer.run(work).await
    }
}
