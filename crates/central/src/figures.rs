//! The figures behind the summary, computed once until the next record arrives.
//!
//! Adding up and hiding small numbers takes milliseconds for a village and much longer for a district. It runs in the
//! background, on a connection of its own. So no page and no phone waits for it: while new figures are computed, pages
//! show the last ones, with their time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use kentongan_forms::FormDefinition;
use tokio::sync::watch;

use crate::settings::Settings;
use crate::store::summaries::FiguresStamp;
use crate::store::{Store, StoreError};
use crate::summaries::{Activities, DEFAULT_THRESHOLD, Incidents};

/// Id of the incident form.
pub(crate) const INCIDENT: &str = "incident";
/// Id of the activity form.
pub(crate) const ACTIVITY: &str = "activity";
/// How long a page waits for new figures before it shows the last ones.
const PATIENCE: Duration = Duration::from_millis(700);
/// How long a page waits when there are no figures yet, before it asks the person to come back.
const FIRST_PATIENCE: Duration = Duration::from_secs(10);

/// The newest figures, and how to compute them.
pub(crate) struct Figures(Arc<Inner>);

struct Inner {
    store: Store,
    threshold: i64,
    is_computing: AtomicBool,
    newest: watch::Sender<Round>,
}

/// The result of the last computing.
#[derive(Default, Clone)]
struct Round {
    snapshot: Option<Arc<Snapshot>>,
    /// Why the last computing failed, if it did.
    failed: Option<String>,
    number: u64,
}

/// The data of every summary page.
pub(crate) struct Snapshot {
    stamp: FiguresStamp,
    /// The moment whose records they count.
    pub(crate) at: Timestamp,
    /// Incidents, with their form; `None` before the form exists.
    pub(crate) incidents: Option<(Arc<FormDefinition>, Incidents)>,
    /// Activities, with their form.
    pub(crate) activities: Option<(Arc<FormDefinition>, Activities)>,
}

impl Figures {
    /// Figures over the records of `store`, whose readers are for this alone.
    pub(crate) fn new(store: Store, settings: &Settings) -> Self {
        let threshold = settings.small_numbers_below.map_or(DEFAULT_THRESHOLD, i64::from);
        let newest = watch::Sender::default();
        Self(Arc::new(Inner { store, threshold, is_computing: AtomicBool::new(false), newest }))
    }

    /// The current figures, or the last ones if computing takes long. `pages` tells whether they are current.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] while the first figures of a large district are being computed.
    pub(crate) async fn now(&self, pages: &Store) -> Result<Arc<Snapshot>, StoreError> {
        let stamp = pages.figures_stamp().await?;
        let mut rounds = self.0.newest.subscribe();
        let before = rounds.borrow_and_update().clone();
        if let Some(snapshot) = before.snapshot.as_ref().filter(|snapshot| snapshot.stamp == stamp) {
            return Ok(Arc::clone(snapshot));
        }
        self.compute();
        let is_new = |round: &Round| {
            round.failed.is_some() && round.number > before.number
                || round.snapshot.as_ref().is_some_and(|snapshot| snapshot.stamp.is_at_least(&stamp))
        };
        let round = match &before.snapshot {
            None => match tokio::time::timeout(FIRST_PATIENCE, rounds.wait_for(|round| round.number > before.number))
                .await
            {
                Ok(round) => round.map(|round| round.clone()).ok(),
                Err(_) => None,
            },
            Some(_) => match tokio::time::timeout(PATIENCE, rounds.wait_for(is_new)).await {
                Ok(round) => round.map(|round| round.clone()).ok(),
                Err(_) => Some(before),
            },
        };
        let round = round.unwrap_or_default();
        let why = || round.failed.unwrap_or_else(|| "the first figures are being computed".to_owned());
        round.snapshot.ok_or_else(|| StoreError::Unavailable(why()))
    }

    /// Begins to compute in the background, unless that is under way.
    fn compute(&self) {
        let inner = Arc::clone(&self.0);
        if inner.is_computing.swap(true, Ordering::AcqRel) {
            return;
        }
        tokio::task::spawn_blocking(move || {
            let computed = inner.compute();
            // Before the result is told, so that a page that finds it too old can begin again.
            inner.is_computing.store(false, Ordering::Release);
            inner.newest.send_modify(|round| {
                round.number += 1;
                match computed {
                    Ok(snapshot) => (round.snapshot, round.failed) = (Some(Arc::new(snapshot)), None),
                    Err(error) => {
                        tracing::error!(%error, "the figures could not be computed");
                        round.failed = Some(error.to_string());
                    }
                }
            });
        });
    }
}

impl Inner {
    fn compute(&self) -> Result<Snapshot, StoreError> {
        let at = crate::now();
        let (stamp, forms) = self.store.rollups_here()?;
        let mut snapshot = Snapshot { stamp, at, incidents: None, activities: None };
        for rollups in forms {
            match rollups.form.id() {
                INCIDENT => {
                    let incidents = Incidents::new(&rollups.form, &rollups.rows, self.threshold);
                    snapshot.incidents = Some((rollups.form, incidents));
                }
                ACTIVITY => snapshot.activities = Some((rollups.form, Activities::new(rollups.rows))),
                _ => {}
            }
        }
        Ok(snapshot)
    }
}
