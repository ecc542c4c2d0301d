//! Records in lists and one by one.

use std::sync::Arc;

use jiff::civil::DateTime;
use kentongan_exchange::RecordId;
use kentongan_forms::Entry;

use super::door::OpenVault;
use super::drafts::readable;
use super::{
    Cursor, Page, Phone, PhoneError, RecordFilter, RecordPage, RecordState, RecordSummary, RecordView, SectionPosition,
};
use crate::vault::{StateFilter, StoredRecord, StoredState};

impl Phone {
    /// Every draft in which something was typed, the newest first.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn drafts(&self) -> Result<Vec<RecordSummary>, PhoneError> {
        let now = self.0.device.wall_clock();
        self.with_open(|open| {
            let drafts = open.vault.records(StateFilter::Drafts, "", None, u32::MAX)?;
            drafts.into_iter().map(|draft| open.summary(draft, now)).collect()
        })
    }

    /// How many drafts there are.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn draft_count(&self) -> Result<u32, PhoneError> {
        self.with_open(|open| Ok(open.vault.draft_count()?))
    }

    /// A page of records, drafts among them, the last begun or finished first.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn records(&self, filter: &RecordFilter, page: Page) -> Result<RecordPage, PhoneError> {
        let now = self.0.device.wall_clock();
        let states = match filter.state {
            None => StateFilter::All,
            Some(RecordState::Draft) => StateFilter::Drafts,
            Some(RecordState::Waiting) => StateFilter::Waiting,
            Some(RecordState::Delivered) => StateFilter::Delivered,
            Some(RecordState::Refused(_)) => StateFilter::Refused,
        };
        self.with_open(|open| {
            let below = page.after.map(|Cursor(position)| position);
            // One more than asked for tells whether there is a next page.
            let mut found = open.vault.records(states, &filter.search, below, page.limit.saturating_add(1))?;
            let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
            let more = found.len() > limit;
            found.truncate(limit);
            let next = if more { found.last().map(|record| Cursor(record.position)) } else { None };
            let records: Result<_, PhoneError> = found.into_iter().map(|record| open.summary(record, now)).collect();
            Ok(RecordPage { records: records?, next })
        })
    }

    /// One record to read.
    ///
    /// # Errors
    /// [`PhoneError::NoSuchRecord`], [`PhoneError::NoSuchForm`], [`PhoneError::Locked`], or storage's.
    pub fn record(&self, record: RecordId) -> Result<RecordView, PhoneError> {
        let now = self.0.device.wall_clock();
        self.with_open(|open| {
            let stored = open.vault.record(record)?;
            let (draft, form) = open.draft(record)?;
            Ok(RecordView {
                stored_at: stored.receipt.as_ref().map(|(_, at)| *at),
                progress_at: stored.progress.map(|(_, at)| at),
                summary: open.summary(stored, now)?,
                answers: readable(&form, &draft.answers),
                form,
            })
        })
    }
}

impl OpenVault {
    fn summary(&self, stored: StoredRecord, now: DateTime) -> Result<RecordSummary, PhoneError> {
        let state = match stored.state {
            StoredState::Empty | StoredState::Draft => RecordState::Draft,
            StoredState::Waiting => RecordState::Waiting,
            StoredState::Delivered => RecordState::Delivered,
            StoredState::Refused(reason) => RecordState::Refused(reason),
        };
        let is_draft = state == RecordState::Draft;
        Ok(RecordSummary {
            section: if is_draft { self.section_position(&stored, now)? } else { None },
            record: stored.record,
            code: stored.code,
            title: self.forms.get(&stored.form).map(|form| form.title().clone()),
            form: stored.form.id,
            state,
            started_at: stored.started_at,
            finished_at: (!is_draft).then_some(stored.saved_at),
            saved_at: stored.saved_at,
            receipt: stored.receipt.map(|(short_code, _)| short_code),
            progress: stored.progress.map(|(progress, _)| progress),
        })
    }

    /// Where a draft was left, among the sections that its answers call for.
    fn section_position(&self, stored: &StoredRecord, now: DateTime) -> Result<Option<SectionPosition>, PhoneError> {
        let Some(form) = self.forms.get(&stored.form) else { return Ok(None) };
        let answers = readable(form, &self.vault.draft(stored.record)?.answers);
        let entry = Entry::resume(Arc::clone(form), Arc::clone(&self.lists), now, answers);
        let sections = entry.sections();
        let index = sections.iter().position(|section| section.name == stored.section).unwrap_or(0);
        Ok(Some(SectionPosition { number: index + 1, of: sections.len() }))
    }
}
