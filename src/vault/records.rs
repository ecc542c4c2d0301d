//! The list of records: pages, by a cursor that stays right when records are added, and a search by code.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use kentongan_exchange::{FormReference, RecordCode, RecordId};
use rusqlite::{Row, params};

use super::news::{STEPS, Step, steps};
use super::retention::{ErasablePart, HOLDS_ANSWERS, HOLDS_PICTURES};
use super::{Vault, VaultError};
use crate::refusal::RefusalReason;
use crate::storage::{StorageError, from_json, millis, moment, record_id};

/// A record's state, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredState {
    /// Started, nothing typed yet.
    Empty,
    /// The person is filling it in.
    Draft,
    /// Finished, without a receipt.
    Waiting,
    /// Finished, with its receipt.
    Delivered,
    /// Finished, and central rejected it.
    Refused(RefusalReason),
}

/// Which records to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StateFilter {
    /// All records in which something was typed.
    #[default]
    All,
    /// Drafts in which something was typed.
    Drafts,
    /// Finished, without a receipt.
    Waiting,
    /// With a receipt.
    Delivered,
    /// Rejected by central.
    Refused,
    /// Records that need the person: rejected ones, those that need information, drafts.
    Tasks,
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRecord {
    /// The record.
    pub record: RecordId,
    /// Its place in the list; the next page continues below it.
    pub position: i64,
    /// Its state.
    pub state: StoredState,
    /// Its short code.
    pub code: RecordCode,
    /// Its form.
    pub form: FormReference,
    /// The section that was open last; empty at first.
    pub section: String,
    /// When the person started it.
    pub started_at: Timestamp,
    /// When it last changed. For a finished record: when it was finished.
    pub saved_at: Timestamp,
    /// The receipt's short code, and when central stored the record, by central's clock.
    pub receipt: Option<(String, Timestamp)>,
    /// The statuses that central reported.
    pub steps: Vec<Step>,
    /// The elapsed time when the phone noted its receipt.
    pub receipt_noted_at: Option<Duration>,
    /// The elapsed time when the phone noted that a case manager accepted the case.
    pub accepted_noted_at: Option<Duration>,
    /// The part of it that stays on this phone for a limited time.
    pub erasable: Option<ErasablePart>,
    /// The erased part, and when it was erased, by this phone's clock.
    pub erased: Option<(ErasablePart, Timestamp)>,
}

/// The columns of a [`StoredRecord`].
fn columns() -> String {
    format!(
        "SELECT r.record, r.position, r.state, r.refusal, r.code, r.form, r.form_version, r.section, r.started_at,
             r.saved_at, c.short_code, c.stored_at, {STEPS}, a.noted_at, c.noted_at, {HOLDS_ANSWERS}, {HOLDS_PICTURES},
             e.erased_at, e.answers
         FROM records r
         LEFT JOIN receipts c ON c.record = r.record AND c.revision = r.revision
         LEFT JOIN acceptances a ON a.record = r.record
         LEFT JOIN erasures e ON e.record = r.record"
    )
}

/// For a record `r`: whether it needs the person. It needs information while that is central's latest status.
const TASKS: &str = "r.record IN (
    SELECT record FROM records WHERE state IN ('draft', 'refused')
    UNION
    SELECT n.record FROM steps n WHERE n.progress = 'needs_information'
        AND n.last_at = (SELECT max(m.last_at) FROM steps m WHERE m.record = n.record))";

/// The number of records of each kind, and when central stored the last one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// Records in which something was typed, drafts included.
    pub all: u32,
    /// Drafts.
    pub drafts: u32,
    /// Finished records that need information.
    pub need_information: u32,
    /// When central stored the last record, by central's clock.
    pub last_stored_at: Option<Timestamp>,
}

impl Vault {
    /// How many records there are.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn record_counts(&self) -> Result<RecordCounts, StorageError> {
        let sql = format!(
            "SELECT count(*), count(*) FILTER (WHERE r.state = 'draft'),
                 count(*) FILTER (WHERE r.state NOT IN ('draft', 'refused') AND {TASKS}),
                 (SELECT max(stored_at) FROM receipts)
             FROM records r WHERE r.state <> 'empty'"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let (all, drafts, need_information, stored) = statement
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Option<i64>>(3)?)))?;
        Ok(RecordCounts { all, drafts, need_information, last_stored_at: stored.map(moment).transpose()? })
    }

    /// The finished records of a month, newest first. A record with its own day (`date`, as in activities) counts on
    /// that day. Any other counts on the day when it was finished.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn finished_within(
        &self,
        days: (Date, Date),
        moments: (Timestamp, Timestamp),
    ) -> Result<Vec<StoredRecord>, StorageError> {
        let sql = format!(
            "{} LEFT JOIN answers d ON d.record = r.record AND d.question = 'date'
             WHERE r.state IN ('waiting', 'delivered', 'refused')
                 AND iif(d.value IS NULL, r.saved_at >= ?3 AND r.saved_at < ?4,
                     json_extract(d.value, '$') >= ?1 AND json_extract(d.value, '$') < ?2)
             ORDER BY r.position DESC",
            columns()
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let (first, end) = (days.0.to_string(), days.1.to_string());
        let mut rows = statement.query((first, end, millis(moments.0), millis(moments.1)))?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(stored_record(row)?);
        }
        Ok(records)
    }

    /// At most `limit` records below `position`, newest first.
    ///
    /// `search` is part of a code in any case, with or without dashes.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn records(
        &self,
        filter: StateFilter,
        search: &str,
        below: Option<i64>,
        limit: u32,
    ) -> Result<Vec<StoredRecord>, StorageError> {
        let states = match filter {
            StateFilter::All => "r.state <> 'empty'",
            StateFilter::Drafts => "r.state = 'draft'",
            StateFilter::Waiting => "r.state = 'waiting'",
            StateFilter::Delivered => "r.state = 'delivered'",
            StateFilter::Refused => "r.state = 'refused'",
            StateFilter::Tasks => TASKS,
        };
        let sql = format!(
            "{} WHERE {states} AND r.position < ?1
                 AND (?2 = '' OR instr(replace(r.code, '-', ''), ?2) > 0 OR instr(replace(r.code, '-', ''), ?3) > 0)
             ORDER BY r.position DESC LIMIT ?4",
            columns()
        );
        let typed: String = search.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
        // The last part of a code has no O, I or L (Crockford's base 32), but people type them.
        let read: String = typed
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![below.unwrap_or(i64::MAX), typed, read, limit])?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(stored_record(row)?);
        }
        Ok(records)
    }

    /// One row of the list.
    ///
    /// # Errors
    /// [`VaultError::NoSuchRecord`] or [`VaultError::Storage`].
    pub fn record(&self, record: RecordId) -> Result<StoredRecord, VaultError> {
        let mut statement = self.connection.prepare_cached(&format!("{} WHERE r.record = ?1", columns()))?;
        let mut rows = statement.query([record.as_bytes()])?;
        let row = rows.next()?.ok_or(VaultError::NoSuchRecord)?;
        Ok(stored_record(row)?)
    }
}

fn stored_record(row: &Row<'_>) -> Result<StoredRecord, StorageError> {
    let text = |column: usize| row.get::<_, String>(column);
    let state = match text(2)?.as_str() {
        "empty" => StoredState::Empty,
        "draft" => StoredState::Draft,
        "waiting" => StoredState::Waiting,
        "delivered" => StoredState::Delivered,
        "refused" => StoredState::Refused(from_json(&text(3)?)?),
        _ => return Err(StorageError::Damaged),
    };
    let receipt = match row.get::<_, Option<String>>(10)? {
        Some(short_code) => Some((short_code, moment(row.get(11)?)?)),
        None => None,
    };
    let passed = |column: usize| {
        let noted = row.get::<_, Option<i64>>(column)?;
        Ok::<_, rusqlite::Error>(noted.map(|at| Duration::from_millis(at.unsigned_abs())))
    };
    let erased = match row.get::<_, Option<i64>>(17)? {
        Some(at) => {
            let what = if row.get(18)? { ErasablePart::Answers } else { ErasablePart::Pictures };
            Some((what, moment(at)?))
        }
        None => None,
    };
    let id: Vec<u8> = row.get(0)?;
    Ok(StoredRecord {
        record: record_id(&id)?,
        position: row.get(1)?,
        state,
        code: RecordCode::try_from(text(4)?).map_err(|_| StorageError::Damaged)?,
        form: FormReference { id: text(5)?, version: text(6)? },
        section: text(7)?,
        started_at: moment(row.get(8)?)?,
        saved_at: moment(row.get(9)?)?,
        receipt,
        steps: steps(&text(12)?)?,
        accepted_noted_at: passed(13)?,
        receipt_noted_at: passed(14)?,
        erasable: match (row.get(15)?, row.get(16)?) {
            (true, _) => Some(ErasablePart::Answers),
            (false, true) => Some(ErasablePart::Pictures),
            (false, false) => None,
        },
        erased,
    })
}
