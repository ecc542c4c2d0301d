//! The figures behind the summary, computed once until the next record arrives.
//!
//! Adding up and hiding small numbers takes some milliseconds. Checking for a change takes microseconds. So all pages
//! share one snapshot, and show the same moment.

use std::sync::{Arc, Mutex, PoisonError};

use kentongan_exchange::FormReference;
use kentongan_forms::FormDefinition;
use rusqlite::Connection;

use crate::Central;
use crate::store::{StoreError, forms, summaries};
use crate::summaries::{Activities, DEFAULT_THRESHOLD, Incidents};

/// Id of the incident form.
pub(crate) const INCIDENT: &str = "incident";
/// Id of the activity form.
pub(crate) const ACTIVITY: &str = "activity";

/// The newest snapshot.
#[derive(Default)]
pub(crate) struct Figures(Mutex<Option<(Stamp, Arc<Snapshot>)>>);

#[derive(PartialEq)]
struct Stamp {
    newest: i64,
    incident: Option<FormReference>,
    activity: Option<FormReference>,
}

/// The data of every summary page.
pub(crate) struct Snapshot {
    /// Incidents, with their form; `None` before the form exists.
    pub(crate) incidents: Option<(Arc<FormDefinition>, Incidents)>,
    /// Activities, with their form.
    pub(crate) activities: Option<(Arc<FormDefinition>, Activities)>,
}

impl Figures {
    /// The current figures. Blocks while they are computed.
    pub(crate) fn now(&self, central: &Central, connection: &Connection) -> Result<Arc<Snapshot>, StoreError> {
        // It holds the lock while computing, so that many readers of a new state compute it only once.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = Stamp {
            newest: summaries::newest_version(connection)?,
            incident: forms::current_form(connection, INCIDENT)?,
            activity: forms::current_form(connection, ACTIVITY)?,
        };
        if let Some((known, snapshot)) = kept.as_ref()
            && *known == stamp
        {
            return Ok(Arc::clone(snapshot));
        }
        let form = |reference: &Option<FormReference>| match reference {
            Some(reference) => central.0.forms.get(connection, reference),
            None => Ok(None),
        };
        let mut snapshot = Snapshot { incidents: None, activities: None };
        if let Some(form) = form(&stamp.incident)? {
            let rows = summaries::rollups(connection, INCIDENT)?;
            let threshold = central.0.settings.small_numbers_below.map_or(DEFAULT_THRESHOLD, i64::from);
            let incidents = Incidents::new(&form, &rows, threshold);
            snapshot.incidents = Some((form, incidents));
        }
        if let Some(form) = form(&stamp.activity)? {
            let rows = summaries::rollups(connection, ACTIVITY)?;
            snapshot.activities = Some((form, Activities::new(rows)));
        }
        let snapshot = Arc::new(snapshot);
        *kept = Some((stamp, Arc::clone(&snapshot)));
        Ok(snapshot)
    }
}
