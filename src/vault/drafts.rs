//! Drafts: begin, save answer by answer, discard.

use std::fmt;

use jiff::Timestamp;
use kentongan_exchange::{FormReference, RecordCode, RecordId};
use rusqlite::OptionalExtension as _;
use serde_json::{Map, Value as Json};

use super::answers::{not_a_draft, put_answer};
use super::photos::discard_photos;
use super::{Vault, VaultError};
use crate::storage::{StorageError, from_json, millis, moment, record_id};

/// A draft to begin.
#[derive(Clone)]
pub struct NewDraft<'a> {
    /// The id of the record.
    pub record: RecordId,
    /// Its short code.
    pub code: &'a RecordCode,
    /// The form to fill in.
    pub form: &'a FormReference,
    /// The form's defaults.
    pub answers: &'a Map<String, Json>,
    /// When the person started it.
    pub started_at: Timestamp,
}

/// A draft or a finished record, with its answers.
#[derive(Clone, PartialEq)]
pub struct StoredAnswers {
    /// The record.
    pub record: RecordId,
    /// Its short code.
    pub code: RecordCode,
    /// Its form.
    pub form: FormReference,
    /// Whether it is finished.
    pub finished: bool,
    /// The latest finished revision; 0 while it is a draft.
    pub revision: u32,
    /// Every saved answer.
    pub answers: Map<String, Json>,
    /// The section that was open last; empty at first.
    pub section: String,
    /// The last answered question of that section; empty when there is none.
    pub question: String,
    /// When the person started it.
    pub started_at: Timestamp,
    /// When it last changed.
    pub saved_at: Timestamp,
}

impl fmt::Debug for NewDraft<'_> {
    /// Shows the draft, never an answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewDraft").field("record", &self.record).field("form", &self.form).finish_non_exhaustive()
    }
}

impl fmt::Debug for StoredAnswers {
    /// Shows the draft, never an answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredAnswers").field("record", &self.record).field("form", &self.form).finish_non_exhaustive()
    }
}

impl Vault {
    /// Starts a draft and returns its record. It reuses a draft of this form in which nothing was typed. So opening a
    /// form and leaving it does not fill the list.
    ///
    /// # Errors
    /// [`VaultError::Storage`].
    pub fn begin_draft(&mut self, draft: &NewDraft<'_>) -> Result<RecordId, VaultError> {
        let change = self.connection.transaction()?;
        let empty: Option<Vec<u8>> = change
            .prepare_cached("SELECT record FROM records WHERE state = 'empty' AND form = ?1")?
            .query_row([&draft.form.id], |row| row.get(0))
            .optional()?;
        let now = millis(draft.started_at);
        let record = match empty {
            Some(bytes) => {
                let sql =
                    "UPDATE records SET form_version = ?2, section = '', question = '', started_at = ?3, saved_at = ?3
                           WHERE record = ?1";
                change.prepare_cached(sql)?.execute((&bytes, &draft.form.version, now))?;
                change.prepare_cached("DELETE FROM answers WHERE record = ?1")?.execute([&bytes])?;
                record_id(&bytes)?
            }
            None => {
                let sql = "INSERT INTO records (record, position, state, refusal, code, form, form_version, section,
                               revision, started_at, saved_at)
                           SELECT ?1, coalesce(max(position), 0) + 1, 'empty', '', ?2, ?3, ?4, '', 0, ?5, ?5
                           FROM records";
                let (id, form) = (draft.record.as_bytes(), draft.form);
                change.prepare_cached(sql)?.execute((id, draft.code.as_str(), &form.id, &form.version, now))?;
                draft.record
            }
        };
        for (question, value) in draft.answers {
            put_answer(&change, record, question, value)?;
        }
        change.commit()?;
        Ok(record)
    }

    /// Saves one answer of a draft (`None` deletes it). The question becomes the place where the draft opens next time.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn save_answer(
        &mut self,
        record: RecordId,
        question: &str,
        value: Option<&Json>,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        let change = self.connection.transaction()?;
        let sql = "UPDATE records SET state = 'draft', saved_at = ?2, question = ?3
                   WHERE record = ?1 AND state IN ('empty', 'draft')";
        if change.prepare_cached(sql)?.execute((record.as_bytes(), millis(now), question))? == 0 {
            return Err(not_a_draft(&change, record));
        }
        match value {
            Some(value) => put_answer(&change, record, question, value)?,
            None => {
                let sql = "DELETE FROM answers WHERE record = ?1 AND question = ?2";
                change.prepare_cached(sql)?.execute((record.as_bytes(), question))?;
            }
        }
        Ok(change.commit()?)
    }

    /// Stores which section of a draft is open. No question of it was touched yet.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn save_section(&mut self, record: RecordId, section: &str) -> Result<(), VaultError> {
        let sql = "UPDATE records SET section = ?2, question = '' WHERE record = ?1 AND state IN ('empty', 'draft')";
        match self.connection.prepare_cached(sql)?.execute((record.as_bytes(), section))? {
            0 => Err(not_a_draft(&self.connection, record)),
            _ => Ok(()),
        }
    }

    /// Deletes a draft, its answers and its photos, and overwrites them on disk.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn discard_draft(&mut self, record: RecordId) -> Result<(), VaultError> {
        let change = self.connection.transaction()?;
        let draft = "SELECT 1 FROM records WHERE record = ?1 AND state IN ('empty', 'draft')";
        if !change.prepare_cached(draft)?.exists([record.as_bytes()])? {
            return Err(not_a_draft(&change, record));
        }
        change.execute("DELETE FROM answers WHERE record = ?1", [record.as_bytes()])?;
        discard_photos(&change, record)?;
        change.execute("DELETE FROM records WHERE record = ?1", [record.as_bytes()])?;
        Ok(change.commit()?)
    }

    /// A draft or a finished record, with its answers.
    ///
    /// # Errors
    /// [`VaultError::NoSuchRecord`] or [`VaultError::Storage`].
    pub fn answers_of(&self, record: RecordId) -> Result<StoredAnswers, VaultError> {
        let sql = "SELECT code, form, form_version, revision, section, started_at, saved_at, question FROM records
                   WHERE record = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([record.as_bytes()])?;
        let row = rows.next()?.ok_or(VaultError::NoSuchRecord)?;
        let code: String = row.get(0)?;
        Ok(StoredAnswers {
            record,
            code: RecordCode::try_from(code).map_err(|_| StorageError::Damaged)?,
            form: FormReference { id: row.get(1)?, version: row.get(2)? },
            finished: row.get::<_, u32>(3)? > 0,
            revision: row.get(3)?,
            answers: self.answers(record)?,
            section: row.get(4)?,
            question: row.get(7)?,
            started_at: moment(row.get(5)?)?,
            saved_at: moment(row.get(6)?)?,
        })
    }

    /// Every saved answer of a record.
    fn answers(&self, record: RecordId) -> Result<Map<String, Json>, StorageError> {
        let mut statement = self.connection.prepare_cached("SELECT question, value FROM answers WHERE record = ?1")?;
        let rows = statement.query_map([record.as_bytes()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let mut answers = Map::new();
        for row in rows {
            let (question, value) = row?;
            answers.insert(question, from_json(&value)?);
        }
        Ok(answers)
    }
}
