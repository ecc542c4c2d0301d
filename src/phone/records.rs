//! Records: lists and single ones.

use std::sync::Arc;

use jiff::civil::DateTime;
use kentongan_exchange::{RecordId, RecordVersion, zone};
use kentongan_forms::{Entry, Value};

use super::drafts::readable;
use super::open_vault::OpenVault;
use super::{
    ACTIVITY, Cursor, Page, Phone, PhoneError, RecordFilter, RecordLine, RecordPage, RecordState, RecordView,
    SectionPosition, Subject, UndeliveredRecord,
};
use crate::outbox::Standing;
use crate::vault::{self, StateFilter, StoredAnswers, StoredRecord, StoredState, VaultError};

impl Phone {
    /// Every draft in which something was typed, newest first.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn drafts(&self) -> Result<Vec<RecordLine>, PhoneError> {
        let now = self.wall_clock();
        self.with_open(|open| {
            let drafts = open.vault.records(StateFilter::Drafts, "", None, u32::MAX)?;
            drafts.into_iter().map(|draft| open.line(draft, now)).collect()
        })
    }

    /// A page of records, drafts included. The last one started or finished comes first.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn records(&self, filter: &RecordFilter, page: Page) -> Result<RecordPage, PhoneError> {
        let now = self.wall_clock();
        self.with_open(|open| {
            let below = page.after.map(|Cursor(position)| position);
            // One more than the page shows whether there is a next page.
            let mut found = open.vault.records(filter.states, &filter.search, below, page.limit.saturating_add(1))?;
            let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
            let more = found.len() > limit;
            found.truncate(limit);
            let next = if more { found.last().map(|record| Cursor(record.position)) } else { None };
            let records: Result<_, PhoneError> = found.into_iter().map(|record| open.line(record, now)).collect();
            Ok(RecordPage { records: records?, next })
        })
    }

    /// One record to show.
    ///
    /// # Errors
    /// [`PhoneError::NoSuchRecord`], [`PhoneError::NoSuchForm`], [`PhoneError::Locked`], or storage's.
    pub fn record(&self, record: RecordId) -> Result<RecordView, PhoneError> {
        let now = self.wall_clock();
        self.with_open(|open| {
            let row = open.vault.record(record)?;
            let (stored, form) = open.answers_of(record)?;
            let judged_at = if stored.finished { open.finished_at(&stored)? } else { now };
            Ok(RecordView {
                judged_at,
                stored_at: row.receipt.as_ref().map(|(_, at)| *at),
                steps: row.steps.clone(),
                line: open.line(row, now)?,
                answers: readable(&form, &stored.answers),
                form,
            })
        })
    }
}

impl OpenVault {
    /// Adds the vault's data to an envelope. An envelope without a record in the vault is shown too.
    pub(super) fn undelivered(&self, record: RecordId, standing: Standing) -> Result<UndeliveredRecord, PhoneError> {
        let known = match self.vault.record(record) {
            Ok(known) => Some(known),
            Err(VaultError::NoSuchRecord) => None,
            Err(error) => return Err(error.into()),
        };
        Ok(UndeliveredRecord {
            record,
            finished_at: known.as_ref().map(|known| known.saved_at),
            form: known.as_ref().map(|known| known.form.id.clone()).unwrap_or_default(),
            code: known.map(|known| known.code),
            standing,
        })
    }

    pub(super) fn line(&self, stored: StoredRecord, now: DateTime) -> Result<RecordLine, PhoneError> {
        let state = match stored.state {
            StoredState::Empty | StoredState::Draft => RecordState::Draft,
            StoredState::Waiting => RecordState::Waiting,
            StoredState::Delivered => RecordState::Delivered,
            StoredState::Refused(reason) => RecordState::Refused(reason),
        };
        let is_draft = state == RecordState::Draft;
        let retention = self.retention(&stored);
        let (section, subject) = if is_draft { self.left_at(&stored, now)? } else { (None, Subject::default()) };
        Ok(RecordLine {
            section,
            subject,
            record: stored.record,
            code: stored.code,
            title: self.forms.get(&stored.form).map(|form| form.title().clone()),
            form: stored.form.id,
            state,
            started_at: stored.started_at,
            finished_at: (!is_draft).then_some(stored.saved_at),
            saved_at: stored.saved_at,
            receipt: stored.receipt.map(|(short_code, _)| short_code),
            progress: vault::current(&stored.steps).map(|step| step.progress),
            retention,
        })
    }

    /// Where a draft was left, among its relevant sections, and its subject.
    fn left_at(&self, stored: &StoredRecord, now: DateTime) -> Result<(Option<SectionPosition>, Subject), PhoneError> {
        let Some(form) = self.forms.get(&stored.form) else { return Ok((None, Subject::default())) };
        let answers = readable(form, &self.vault.answers_of(stored.record)?.answers);
        let entry = Entry::resume(Arc::clone(form), Arc::clone(&self.lists), now, answers);
        let sections = entry.sections();
        let index = sections.iter().position(|section| section.name == stored.section).unwrap_or(0);
        Ok((Some(SectionPosition { number: index + 1, of: sections.len() }), subject(&entry)))
    }

    /// The wall clock when a record was finished, from its bytes.
    fn finished_at(&self, stored: &StoredAnswers) -> Result<DateTime, PhoneError> {
        let version = self.vault.version(stored.record, stored.revision)?;
        match RecordVersion::from_bytes(&version.body) {
            Ok(body) => Ok(body.finished_at_wall_clock),
            Err(_) => Ok(zone::local(version.finished_at)),
        }
    }
}

pub(super) fn subject(entry: &Entry) -> Subject {
    if entry.form().id() != ACTIVITY {
        return Subject::default();
    }
    let kind = match entry.answer("kind") {
        Some(Value::Choice(code)) => entry.choices("kind").into_iter().find(|choice| choice.code == *code),
        Some(_) | None => None,
    };
    let date = match entry.answer("date") {
        Some(Value::Date(date)) => Some(*date),
        Some(_) | None => None,
    };
    Subject { kind: kind.map(|choice| choice.label.clone()), date }
}
