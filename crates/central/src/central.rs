//! One central: its data, its keys, and what its requests share.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use kentongan_exchange::sealing::Recipient;
use tokio::sync::Semaphore;

use crate::figures::Figures;
use crate::keys::Keys;
use crate::limits::Limits;
use crate::settings::{self, Settings};
use crate::store::Store;
use crate::turns::Turns;

/// One central on one data folder. Cloning gives another handle to the same one.
///
/// Several processes may open the same folder: the command line works beside a running server.
#[derive(Clone)]
pub struct Central(pub(crate) Arc<Inner>);

/// What all handles share.
pub(crate) struct Inner {
    /// For phones.
    pub(crate) store: Store,
    /// For pages, with readers of their own: no page makes a phone wait.
    pub(crate) page_store: Store,
    /// The figures of the summary.
    pub(crate) figures: Figures,
    pub(crate) keys: Keys,
    pub(crate) settings: Settings,
    /// Places for concurrent requests.
    pub(crate) requests: Semaphore,
    /// Places for concurrent pages.
    pub(crate) pages: Semaphore,
    /// Opening an envelope needs a core, so there are as many places as cores.
    pub(crate) openers: Arc<Semaphore>,
    /// How often each caller has asked.
    pub(crate) limits: Limits,
    /// Which connection sends which attachment.
    pub(crate) turns: Turns,
    /// The number of cores.
    pub(crate) cores: usize,
    /// Phones seal envelopes to it.
    pub(crate) recipient: Recipient,
}

/// Connections that read for pages.
const PAGE_READERS: usize = 4;

impl Central {
    /// Opens a data folder. It is created if it is missing.
    ///
    /// # Errors
    /// When the folder cannot be used, or belongs to another key file.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        Self::open_with(folder, Settings::default())
    }

    /// The same with settings.
    ///
    /// # Errors
    /// As [`Central::open`].
    pub fn open_with(folder: &Path, settings: Settings) -> anyhow::Result<Self> {
        make_private_folder(folder)?;
        let keys = Keys::open(folder)?;
        let recipient = keys.identity.recipient();
        let audit_key = keys.keyed_hash("audit", "");
        let store = Store::open(folder, settings.database_key.as_ref(), &recipient, audit_key)
            .with_context(|| format!("cannot open the database in {}", folder.display()))?;
        let page_store = store.with_own_readers(PAGE_READERS)?;
        let figures = Figures::new(store.with_own_readers(1)?, &settings);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Ok(Self(Arc::new(Inner {
            store,
            page_store,
            figures,
            keys,
            settings,
            requests: Semaphore::new(settings::REQUESTS_AT_ONCE),
            pages: Semaphore::new(settings::PAGES_AT_ONCE),
            openers: Arc::new(Semaphore::new(cores)),
            limits: Limits::default(),
            turns: Turns::default(),
            cores,
            recipient,
        })))
    }
}

/// Creates the folder, readable only by its owner. An existing folder stays as it is.
fn make_private_folder(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make {}", folder.display()))
}
