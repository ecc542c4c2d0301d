//! The rollups, as summaries read them.

use rusqlite::Connection;

use super::StoreError;
use crate::summaries::RollupRow;

/// The rollups of one form.
pub(crate) fn rollups(connection: &Connection, form: &str) -> Result<Vec<RollupRow>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT month, area, question, choice, records, total FROM rollups WHERE form = ?1")?;
    let rows = statement.query_map([form], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (month, area, question, choice, records, total) = row?;
        // Earlier versions stored any typed year. Such a row must not break the summary.
        let Ok(month) = month.parse() else {
            tracing::warn!(form, month, "a row of a month that cannot be is left out of the summary");
            continue;
        };
        found.push(RollupRow { month, area, question, choice, records, total });
    }
    Ok(found)
}

/// It changes with every stored record version. Rollups change only then.
pub(crate) fn newest_version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached("SELECT coalesce(max(rowid), 0) FROM records")?.query_row([], |row| row.get(0))?)
}
