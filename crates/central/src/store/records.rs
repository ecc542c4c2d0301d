//! The list of records in pages, and one record, as coordinators may see them.

use std::sync::Arc;

use kentongan_exchange::{Area, DeviceId, Directory, FormReference, RecordId};
use kentongan_forms::FormDefinition;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::device_id;
use super::transaction::Transaction;
use super::{Actor, Store, StoreError, forms, organisation};
use crate::flags::Flags;

/// A row of the list.
#[derive(Debug, Clone)]
pub(crate) struct RecordLine {
    /// The device that made it.
    pub(crate) maker: DeviceId,
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
    /// The revision that counts.
    pub(crate) revision: u32,
    /// When that arrived, in milliseconds.
    pub(crate) received_at: i64,
    /// The number of its arrival. The pages of the list are ordered by it.
    pub(crate) arrival: i64,
    /// Whether a person has to settle between two versions.
    pub(crate) conflicting: bool,
    /// What a person should look at.
    pub(crate) flags: Flags,
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
    /// The short code of a receipt. With a part of the code, either may be it.
    pub(crate) receipt: Option<String>,
    /// Only records with an unsettled conflict.
    pub(crate) conflicting: bool,
    /// Only those before this arrival.
    pub(crate) before: Option<i64>,
}

/// The list, and what its page needs beside it, all from one moment.
pub(crate) struct RecordList {
    /// The rows, newest arrivals first.
    pub(crate) lines: Vec<RecordLine>,
    /// The number of unsettled conflicts.
    pub(crate) conflicts: i64,
    /// All areas.
    pub(crate) areas: Vec<Area>,
    /// The forms that phones fill in now.
    pub(crate) forms: Vec<Arc<FormDefinition>>,
}

/// One version of a record. It never has the sealed answers.
#[derive(Debug, Clone)]
pub(crate) struct RecordVersionRow {
    /// Its revision.
    pub(crate) revision: u32,
    /// The number of its arrival.
    arrival: i64,
    /// When it arrived, in milliseconds.
    pub(crate) received_at: i64,
    /// The form it was filled in with.
    pub(crate) form: FormReference,
    /// That form, if central has it.
    pub(crate) definition: Option<Arc<FormDefinition>>,
    /// blake3 of its bytes.
    pub(crate) digest: [u8; 32],
    /// JSON of the countable answers that can be read.
    pub(crate) countable: String,
    /// What a person should look at.
    pub(crate) flags: Flags,
}

/// One record, as a reader of the list may see it.
pub(crate) struct RecordDetail {
    /// Its row.
    pub(crate) line: RecordLine,
    /// The phone that made it.
    pub(crate) device: String,
    /// The version that counts.
    pub(crate) counted: RecordVersionRow,
    /// Every other version, newest arrivals first.
    pub(crate) others: Vec<RecordVersionRow>,
    /// All areas.
    pub(crate) areas: Vec<Area>,
    /// The newest directory.
    pub(crate) directory: Directory,
}

const LINE: &str = "SELECT r.maker, r.record, r.code, r.form_id, r.area, r.month, r.revision, r.received_at, r.arrival,
                           r.conflicting, v.flags
     FROM records r JOIN versions v ON v.organisation = r.organisation AND v.record = r.record
                                   AND v.revision = r.revision AND v.digest = r.digest";

impl Store {
    /// The records that count, newest arrivals first. A page begins after the last row of the previous one. So records
    /// that arrive meanwhile neither repeat nor hide a row.
    pub(crate) async fn record_list(&self, filter: RecordFilter, most: usize) -> Result<RecordList, StoreError> {
        self.read(move |tx| {
            let unsettled = "SELECT count(*) FROM records WHERE organisation = ?1 AND conflicting = 1";
            Ok(RecordList {
                lines: lines(tx, &filter, most)?,
                conflicts: tx.one(unsettled, [tx.organisation], |row| row.get(0))?.unwrap_or(0),
                areas: organisation::areas(tx)?,
                forms: forms::current_definitions(tx)?,
            })
        })
        .await
    }

    /// One record with all its versions. The reading is noted in the audit before anything is given out.
    pub(crate) async fn read_record(
        &self,
        actor: Actor,
        maker: DeviceId,
        record: RecordId,
    ) -> Result<Option<RecordDetail>, StoreError> {
        let Some(detail) = self.read(move |tx| detail(tx, maker, record)).await? else { return Ok(None) };
        self.note(actor, "record read", detail.line.code.clone()).await?;
        Ok(Some(detail))
    }
}

fn lines(tx: &Transaction<'_>, filter: &RecordFilter, most: usize) -> Result<Vec<RecordLine>, StoreError> {
    let mut sql = format!("{LINE} WHERE r.organisation = ?");
    let mut values = vec![Value::from(tx.organisation)];
    let texts = [("form_id = ?", &filter.form), ("area = ?", &filter.area)];
    for (condition, text) in texts {
        if let Some(text) = text {
            sql.push_str(&format!(" AND r.{condition}"));
            values.push(Value::from(text.clone()));
        }
    }
    let mut named = Vec::new();
    if let Some(code) = &filter.code {
        named.push("r.code LIKE ? ESCAPE '!'");
        let escaped = code.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        values.push(Value::from(format!("%{escaped}%")));
    }
    if let Some(receipt) = &filter.receipt {
        named.push("v.receipt = ?");
        values.push(Value::from(receipt.clone()));
    }
    if !named.is_empty() {
        sql.push_str(&format!(" AND ({})", named.join(" OR ")));
    }
    if filter.conflicting {
        sql.push_str(" AND r.conflicting = 1");
    }
    if let Some(before) = filter.before {
        sql.push_str(" AND r.arrival < ?");
        values.push(Value::from(before));
    }
    sql.push_str(" ORDER BY r.arrival DESC LIMIT ?");
    values.push(Value::from(i64::try_from(most).unwrap_or(i64::MAX)));
    let rows = tx.all(&sql, params_from_iter(values), line)?;
    rows.into_iter().map(StoredLine::read).collect()
}

/// A line as it is stored.
struct StoredLine {
    maker: Vec<u8>,
    record: Vec<u8>,
    line: (String, String, String, String, u32, i64, i64, bool, String),
}

fn line(row: &Row<'_>) -> rusqlite::Result<StoredLine> {
    let text = (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
    let (code, form, area, month) = text;
    let line = (code, form, area, month, row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?);
    Ok(StoredLine { maker: row.get(0)?, record: row.get(1)?, line })
}

impl StoredLine {
    fn read(self) -> Result<RecordLine, StoreError> {
        let record = RecordId::from_slice(&self.record).ok_or(StoreError::Damaged("record id"))?;
        let (code, form, area, month, revision, received_at, arrival, conflicting, flags) = self.line;
        let (maker, flags) = (device_id(&self.maker)?, Flags::from_text(&flags));
        Ok(RecordLine { maker, record, code, form, area, month, revision, received_at, arrival, conflicting, flags })
    }
}

fn detail(tx: &Transaction<'_>, maker: DeviceId, record: RecordId) -> Result<Option<RecordDetail>, StoreError> {
    let sql = format!("{LINE} WHERE r.organisation = ?1 AND r.maker = ?2 AND r.record = ?3");
    let Some(stored) = tx.one(&sql, (tx.organisation, maker.as_bytes(), record.as_bytes()), line)? else {
        return Ok(None);
    };
    let line = stored.read()?;
    let sql = "SELECT code FROM devices WHERE organisation = ?1 AND device = ?2";
    let device = tx.one(sql, (tx.organisation, maker.as_bytes()), |row| row.get(0))?;
    let versions = versions(tx, maker, record)?;
    let (mut counts, others): (Vec<_>, Vec<_>) =
        versions.into_iter().partition(|version| version.arrival == line.arrival);
    Ok(Some(RecordDetail {
        line,
        device: device.ok_or(StoreError::Damaged("device of a record"))?,
        counted: counts.pop().ok_or(StoreError::Damaged("version of a record"))?,
        others,
        areas: organisation::areas(tx)?,
        directory: organisation::directory(tx)?,
    }))
}

fn versions(tx: &Transaction<'_>, maker: DeviceId, record: RecordId) -> Result<Vec<RecordVersionRow>, StoreError> {
    let rows = tx.all(
        "SELECT revision, received_at, form_id, form_version, digest, countable, flags, arrival FROM versions
         WHERE organisation = ?1 AND record = ?2 AND maker = ?3 ORDER BY arrival DESC",
        (tx.organisation, record.as_bytes(), maker.as_bytes()),
        |row| {
            Ok(RecordVersionRow {
                revision: row.get(0)?,
                received_at: row.get(1)?,
                form: FormReference { id: row.get(2)?, version: row.get(3)? },
                definition: None,
                digest: row.get(4)?,
                countable: row.get(5)?,
                flags: Flags::from_text(&row.get::<_, String>(6)?),
                arrival: row.get(7)?,
            })
        },
    )?;
    let with_form = |row: RecordVersionRow| Ok(RecordVersionRow { definition: tx.form(&row.form)?, ..row });
    rows.into_iter().map(with_form).collect()
}
