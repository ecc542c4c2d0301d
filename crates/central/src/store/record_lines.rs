//! The list of records in pages, and one record, as coordinators may see them.

use kentongan_exchange::{DeviceId, FormReference, RecordId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::{StoreError, conflicts};

/// A row of the list.
#[derive(Debug, Clone)]
pub(crate) struct RecordLine {
    /// The record.
    pub(crate) record: RecordId,
    /// The short code for people.
    pub(crate) code: String,
    /// Its form's id.
    pub(crate) form: String,
    /// Its village.
    pub(crate) area: String,
    /// The month it counts in.
    pub(crate) month: String,
    /// Its latest revision.
    pub(crate) revision: u32,
    /// When that arrived, in milliseconds. The pages of the list are ordered by it.
    pub(crate) stored_at: i64,
}

/// Which records to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecordFilter {
    /// One form.
    pub(crate) form: Option<String>,
    /// One village.
    pub(crate) area: Option<String>,
    /// A part of the code.
    pub(crate) code: Option<String>,
    /// Only records with an unresolved conflict.
    pub(crate) conflicting: bool,
    /// Only those after this one: arrival and record.
    pub(crate) after: Option<(i64, RecordId)>,
}

/// The latest revisions, newest arrivals first. A page begins after the last row of the previous one. So records that
/// arrive meanwhile neither repeat nor hide a row.
pub(crate) fn records(
    connection: &Connection,
    filter: &RecordFilter,
    most: usize,
) -> Result<Vec<RecordLine>, StoreError> {
    // One form at a time, because the index begins with the form. Sorting the records of all forms would read all of
    // them.
    let forms = match &filter.form {
        Some(form) => vec![form.clone()],
        None => {
            let mut statement = connection.prepare_cached("SELECT DISTINCT id FROM forms")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        }
    };
    let mut lines = Vec::new();
    for form in forms {
        lines.extend(records_of(connection, &form, filter, most)?);
    }
    lines.sort_by_key(|line| std::cmp::Reverse((line.stored_at, line.record)));
    lines.truncate(most);
    Ok(lines)
}

fn records_of(
    connection: &Connection,
    form: &str,
    filter: &RecordFilter,
    most: usize,
) -> Result<Vec<RecordLine>, StoreError> {
    let mut sql = String::from(
        "SELECT record, code, area, month, revision, stored_at, form_id FROM current_records WHERE form_id = ?",
    );
    let mut values = vec![Value::from(form.to_owned())];
    if let Some(area) = &filter.area {
        sql.push_str(" AND area = ?");
        values.push(Value::from(area.clone()));
    }
    if let Some(code) = &filter.code {
        sql.push_str(" AND instr(code, ?) > 0");
        values.push(Value::from(code.clone()));
    }
    if filter.conflicting {
        sql.push_str(&format!(" AND record IN ({})", conflicts::UNSETTLED));
    }
    if let Some((stored_at, record)) = &filter.after {
        sql.push_str(" AND (stored_at, record) < (?, ?)");
        values.push(Value::from(*stored_at));
        values.push(Value::from(record.as_bytes().to_vec()));
    }
    sql.push_str(" ORDER BY stored_at DESC, record DESC LIMIT ?");
    values.push(Value::from(i64::try_from(most).unwrap_or(i64::MAX)));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), line)?;
    rows.map(|row| row?.read()).collect()
}

/// A line as it is stored.
struct StoredLine {
    record: Vec<u8>,
    line: (String, String, String, u32, i64, String),
}

fn line(row: &Row<'_>) -> rusqlite::Result<StoredLine> {
    let line = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?);
    Ok(StoredLine { record: row.get(0)?, line })
}

impl StoredLine {
    fn read(self) -> Result<RecordLine, StoreError> {
        let record = RecordId::from_slice(&self.record).ok_or(StoreError::Damaged("record id"))?;
        let (code, area, month, revision, stored_at, form) = self.line;
        Ok(RecordLine { record, code, form, area, month, revision, stored_at })
    }
}

/// One record, as a reader of the list may see it. It never has the body.
#[derive(Debug, Clone)]
pub(crate) struct RecordDetail {
    /// Its row.
    pub(crate) line: RecordLine,
    /// The form it was filled in with.
    pub(crate) form: FormReference,
    /// The phone that made it.
    pub(crate) device: String,
    /// The same phone's id.
    pub(crate) maker: DeviceId,
    /// blake3 of the stored version.
    pub(crate) digest: [u8; 32],
    /// JSON of the countable answers.
    pub(crate) countable: String,
}

/// The latest revision of a record.
pub(crate) fn record(connection: &Connection, record: RecordId) -> Result<Option<RecordDetail>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT record, r.code, r.area, month, revision, stored_at, form_id, form_version, d.code, countable,
                    device_id, digest
             FROM records r JOIN devices d ON d.device_id = r.device WHERE record = ?1 ORDER BY revision DESC LIMIT 1",
        )?
        .query_row([record.as_bytes()], |row| {
            let form = FormReference { id: row.get(6)?, version: row.get(7)? };
            Ok((line(row)?, form, row.get(8)?, row.get(9)?, row.get::<_, Vec<u8>>(10)?, row.get(11)?))
        })
        .optional()?;
    found
        .map(|(line, form, device, countable, maker, digest)| {
            let maker = DeviceId::from_slice(&maker).ok_or(StoreError::Damaged("device id"))?;
            Ok(RecordDetail { line: line.read()?, form, device, maker, digest, countable })
        })
        .transpose()
}
