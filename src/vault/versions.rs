//! Finished versions, and the receipts after which the phone may delete them.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use kentongan_exchange::{FormReference, Receipt, RecordCode, RecordId, RecordProgress};
use kentongan_fail_points::reach;
use serde_json::{Map, Value as Json};

use super::answers::{not_a_draft, put_answer};
use super::news::put_step;
use super::photos::finish_photos;
use super::retention::as_millis;
use super::{Vault, VaultError};
use crate::refusal::RefusalReason;
use crate::storage::{StorageError, millis, moment, record_id, to_json};

/// The data for finishing a draft, beside the version itself.
#[derive(Clone, Copy)]
pub struct Finishing<'a> {
    /// The number of this finished version on this phone: see [`Vault::next_device_seq`].
    pub device_seq: u64,
    /// The draft's answers, as [`Vault::answers_of`] returned them.
    pub saved: &'a Map<String, Json>,
    /// The relevant answers and calculations. They replace the draft's answers.
    pub answers: &'a Map<String, Json>,
    /// Whether there are sealed answers among them.
    pub has_sealed: bool,
}

/// A finished version, as stored.
#[derive(Clone, PartialEq)]
pub struct FinishedVersion {
    /// The record.
    pub record: RecordId,
    /// Its revision.
    pub revision: u32,
    /// Its short code.
    pub code: RecordCode,
    /// Its form.
    pub form: FormReference,
    /// When it was finished.
    pub finished_at: Timestamp,
    /// blake3 of `body`.
    pub digest: [u8; 32],
    /// The bytes from when it was finished.
    pub body: Vec<u8>,
}

impl fmt::Debug for Finishing<'_> {
    /// Shows the version, never an answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finishing").field("device_seq", &self.device_seq).finish_non_exhaustive()
    }
}

impl fmt::Debug for FinishedVersion {
    /// Shows the version, never an answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, revision, .. } = self;
        f.debug_struct("FinishedVersion").field("record", record).field("revision", revision).finish_non_exhaustive()
    }
}

/// Central's answer for a finished version, as the outbox stored it.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Central has it. The receipt matches this vault's digest.
    Receipt(Receipt),
    /// Central rejected it.
    Refusal(RecordId, RefusalReason),
}

impl Vault {
    /// The number for the next finished version. It counts up and does not depend on the clock.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn next_device_seq(&self) -> Result<u64, StorageError> {
        let sql = "SELECT coalesce(max(device_seq), 0) + 1 FROM versions";
        let next: i64 = self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(next.unsigned_abs())
    }

    /// Turns a draft into a finished version, in one transaction.
    ///
    /// # Errors
    /// [`VaultError`].
    pub fn finish(&mut self, version: &FinishedVersion, finishing: Finishing<'_>) -> Result<(), VaultError> {
        let FinishedVersion { record, revision, finished_at, digest, body, .. } = version;
        let (record, revision, at) = (*record, *revision, millis(*finished_at));
        let Finishing { device_seq, saved, answers, has_sealed } = finishing;
        let change = self.connection.transaction()?;
        let sql = "UPDATE records SET state = 'waiting', revision = ?2, saved_at = ?3,
                       position = (SELECT max(position) + 1 FROM records)
                   WHERE record = ?1 AND state IN ('empty', 'draft')";
        if change.prepare_cached(sql)?.execute((record.as_bytes(), revision, at))? == 0 {
            return Err(not_a_draft(&change, record));
        }
        for question in saved.keys().filter(|question| !answers.contains_key(*question)) {
            let sql = "DELETE FROM answers WHERE record = ?1 AND question = ?2";
            change.prepare_cached(sql)?.execute((record.as_bytes(), question))?;
        }
        for (question, value) in answers {
            if saved.get(question) != Some(value) {
                put_answer(&change, record, question, value)?;
            }
        }
        finish_photos(&change, record, revision)?;
        let sql = "INSERT INTO versions (device_seq, record, revision, finished_at, digest, body, sealed)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let seq = i64::try_from(device_seq).unwrap_or(i64::MAX);
        let values = (seq, record.as_bytes(), revision, at, digest, body, has_sealed);
        change.prepare_cached(sql)?.execute(values)?;
        reach("phone.vault.before_commit");
        Ok(change.commit()?)
    }

    /// Record and revision of each finished version without a receipt.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn without_receipt(&self) -> Result<Vec<(RecordId, u32)>, StorageError> {
        let sql = "SELECT record, revision FROM records WHERE state IN ('waiting', 'refused') ORDER BY position";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))?;
        rows.map(|row| row.map_err(StorageError::from).and_then(|(id, revision)| Ok((record_id(&id)?, revision))))
            .collect()
    }

    /// Makes rejected versions wait again, because the outbox seals or offers them again.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn wait_again(&mut self, versions: &[(RecordId, u32)]) -> Result<(), StorageError> {
        let change = self.connection.transaction()?;
        for (record, revision) in versions {
            let sql = "UPDATE records SET state = 'waiting', refusal = ''
                       WHERE record = ?1 AND revision = ?2 AND state = 'refused'";
            change.prepare_cached(sql)?.execute((record.as_bytes(), revision))?;
        }
        Ok(change.commit()?)
    }

    /// Whether a finished version still has no receipt.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn is_without_receipt(&self, record: RecordId, revision: u32) -> Result<bool, StorageError> {
        let sql = "SELECT 1 FROM records WHERE record = ?1 AND revision = ?2 AND state IN ('waiting', 'refused')";
        Ok(self.connection.prepare_cached(sql)?.exists((record.as_bytes(), revision))?)
    }

    /// A finished version with its body.
    ///
    /// # Errors
    /// [`VaultError::NoSuchRecord`] or [`VaultError::Storage`].
    pub fn version(&self, record: RecordId, revision: u32) -> Result<FinishedVersion, VaultError> {
        let sql = "SELECT code, form, form_version, finished_at, digest, body FROM versions
                   JOIN records ON records.record = versions.record
                   WHERE versions.record = ?1 AND versions.revision = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query((record.as_bytes(), revision))?;
        let row = rows.next()?.ok_or(VaultError::NoSuchRecord)?;
        let code: String = row.get(0)?;
        Ok(FinishedVersion {
            record,
            revision,
            code: RecordCode::try_from(code).map_err(|_| StorageError::Damaged)?,
            form: FormReference { id: row.get(1)?, version: row.get(2)? },
            finished_at: moment(row.get(3)?)?,
            digest: row.get(4)?,
            body: row.get(5)?,
        })
    }

    /// Stores central's answers, in one transaction. `passed` is the elapsed time; the retention of newly receipted
    /// records counts from it.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn note_verdicts(&mut self, verdicts: &[Verdict], passed: Duration) -> Result<(), StorageError> {
        let change = self.connection.transaction()?;
        for verdict in verdicts {
            match verdict {
                Verdict::Receipt(receipt) => {
                    let sql = "INSERT INTO receipts (record, revision, stored_at, signature, short_code, noted_at)
                               VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
                    let (id, at) = (receipt.record.as_bytes(), millis(receipt.stored_at));
                    let (short, noted) = (receipt.short_code(), as_millis(passed));
                    let values = (id, receipt.revision, at, &receipt.signature.0, short, noted);
                    change.prepare_cached(sql)?.execute(values)?;
                    let sql = "UPDATE records SET state = 'delivered', refusal = ''
                               WHERE record = ?1 AND revision = ?2";
                    change.prepare_cached(sql)?.execute((id, receipt.revision))?;
                    put_step(&change, receipt.record, RecordProgress::Received, receipt.stored_at)?;
                }
                Verdict::Refusal(record, reason) => {
                    let sql = "UPDATE records SET state = 'refused', refusal = ?2
                               WHERE record = ?1 AND state IN ('waiting', 'refused')";
                    change.prepare_cached(sql)?.execute((record.as_bytes(), to_json(reason)?))?;
                }
            }
        }
        Ok(change.commit()?)
    }
}
