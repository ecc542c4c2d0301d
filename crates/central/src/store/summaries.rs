//! The rollups, as summaries read them.

use std::sync::Arc;

use kentongan_exchange::FormReference;
use kentongan_forms::FormDefinition;

use super::transaction::Transaction;
use super::{Store, StoreError, forms};
use crate::summaries::RollupRow;

/// It changes whenever the figures may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FiguresStamp {
    /// The arrival number of the newest version.
    arrival: i64,
    /// The forms that phones fill in now.
    forms: Vec<FormReference>,
}

impl FiguresStamp {
    /// Whether these are the figures of `other`'s moment or of a later one.
    pub(crate) fn is_at_least(&self, other: &Self) -> bool {
        self == other || self.arrival > other.arrival
    }
}

/// The rollups of one form, with its current definition.
pub(crate) struct FormRollups {
    /// The form.
    pub(crate) form: Arc<FormDefinition>,
    /// Its rows.
    pub(crate) rows: Vec<RollupRow>,
}

impl Store {
    /// The stamp of the figures now.
    pub(crate) async fn figures_stamp(&self) -> Result<FiguresStamp, StoreError> {
        self.read(stamp).await
    }

    /// The rollups of every form that phones fill in now, and their stamp, from one moment. For a caller on a blocking
    /// thread.
    pub(crate) fn rollups_here(&self) -> Result<(FiguresStamp, Vec<FormRollups>), StoreError> {
        self.read_here(|tx| {
            let forms = forms::current_definitions(tx)?.into_iter();
            let of = |form: Arc<FormDefinition>| Ok(FormRollups { rows: rollups(tx, form.id())?, form });
            Ok((stamp(tx)?, forms.map(of).collect::<Result<_, StoreError>>()?))
        })
    }
}

fn stamp(tx: &Transaction<'_>) -> Result<FiguresStamp, StoreError> {
    let sql = "SELECT last FROM sequences WHERE organisation = ?1 AND purpose = 'arrival'";
    let arrival = tx.one(sql, [tx.organisation], |row| row.get(0))?.unwrap_or(0);
    Ok(FiguresStamp { arrival, forms: forms::current_references(tx)? })
}

fn rollups(tx: &Transaction<'_>, form: &str) -> Result<Vec<RollupRow>, StoreError> {
    let sql = "SELECT month, area, question, choice, records, total FROM rollups WHERE organisation = ?1 AND form = ?2";
    let rows = tx.all(sql, (tx.organisation, form), |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    })?;
    let mut found = Vec::with_capacity(rows.len());
    for (month, area, question, choice, records, total) in rows {
        // A row that cannot be right must not break the summary.
        let Ok(month) = month.parse() else {
            tracing::warn!(form, month, "a row of a month that cannot be is left out of the summary");
            continue;
        };
        found.push(RollupRow { month, area, question, choice, records, total });
    }
    Ok(found)
}
