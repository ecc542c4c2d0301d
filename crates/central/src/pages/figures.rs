//! The figures behind the summary, computed once for as long as no record arrives.
//!
//! Adding up and hiding small numbers takes some milliseconds; looking whether anything changed takes
//! microseconds. So pages share one snapshot, which also means that all of them show the same moment.

use std::sync::{Arc, Mutex, PoisonError};

use kentongan_exchange::FormReference;
use kentongan_forms::FormDefinition;
use rusqlite::Connection;

use crate::Central;
use crate::store::{StoreError, forms, summaries};
use crate::summaries::{Activities, DEFAULT_THRESHOLD, Incidents};

/// Ids of the two forms that summaries are made of.
pub(crate) const INCIDENT: &str = "incident";
/// The other.
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

/// Everything that any summary page may show.
pub(crate) struct Snapshot {
    /// With the form that names them; nothing before the form was added.
    pub(crate) incidents: Option<(Arc<FormDefinition>, Incidents)>,
    /// The same of activities.
    pub(crate) activities: Option<(Arc<FormDefinition>, Activities)>,
}

impl Figures {
    /// The figures as of now. Blocks while they are computed.
    pub(crate) fn now(&self, central: &Central, connection: &Connection) -> Result<Arc<Snapshot>, StoreError> {
        // The lock is held while computing, so that many readers of a new state compute it once.
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
