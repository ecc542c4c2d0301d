//! Drafts: starting, saving every answer, resuming.

use std::sync::Arc;

use jiff::Timestamp;
use kentongan_exchange::{FormReference, RecordCode, RecordId};
use kentongan_forms::{Answers, Entry, FormDefinition, Value};
use serde_json::{Map, Value as Json};

use super::open_vault::OpenVault;
use super::{Draft, Phone, PhoneError};
use crate::vault::{NewDraft, StoredAnswers};

impl Phone {
    /// Starts a draft with the form's defaults, or reuses this form's draft in which nothing was typed yet.
    ///
    /// # Errors
    /// [`PhoneError::NoSuchForm`], [`PhoneError::Locked`], or storage's.
    pub fn start_draft(&self, form_id: &str) -> Result<RecordId, PhoneError> {
        let (now, wall_clock) = (self.now(), self.wall_clock());
        let random = getrandom::u32().map_err(|_| PhoneError::Failed("no randomness".to_owned()))?;
        self.with_open(|open| {
            let form = open.forms.newest(form_id).ok_or(PhoneError::NoSuchForm)?;
            let entry = Entry::new(Arc::clone(form), Arc::clone(&open.lists), wall_clock);
            let asked = |name: &str| form.question(name).is_some_and(|question| question.is_asked());
            let defaults: Answers = entry
                .answers()
                .iter()
                .filter(|(name, _)| asked(name))
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect();
            let village = open.enrolled.device_code.split('-').next().unwrap_or_default();
            let draft = NewDraft {
                record: RecordId::new(),
                code: &RecordCode::new(village, wall_clock.year(), random),
                form: &FormReference { id: form.id().to_owned(), version: form.version().to_owned() },
                answers: &defaults.to_json(),
                started_at: now,
            };
            Ok(open.vault.begin_draft(&draft)?)
        })
    }

    /// A draft to resume.
    ///
    /// # Errors
    /// [`PhoneError::NotADraft`] when it is finished, [`PhoneError::NoSuchRecord`], [`PhoneError::Locked`].
    pub fn draft(&self, record: RecordId) -> Result<Draft, PhoneError> {
        self.with_open(|open| {
            let (draft, form) = open.answers_of(record)?;
            if draft.finished {
                return Err(PhoneError::NotADraft);
            }
            Ok(Draft {
                record,
                answers: readable(&form, &draft.answers),
                code: draft.code,
                form,
                section: Some(draft.section).filter(|section| !section.is_empty()),
                question: Some(draft.question).filter(|question| !question.is_empty()),
                saved_at: draft.saved_at,
            })
        })
    }

    /// The draft as a form to fill in.
    ///
    /// # Errors
    /// As [`Phone::draft`].
    pub fn entry(&self, record: RecordId) -> Result<Entry, PhoneError> {
        let draft = self.draft(record)?;
        Ok(Entry::resume(draft.form, self.lists()?, self.wall_clock(), draft.answers))
    }

    /// Saves one answer (`None` deletes it), on disk when it returns. Returns when it was saved.
    ///
    /// # Errors
    /// As [`Phone::draft`]. With [`PhoneError::DiskFull`] the previous answer stays.
    pub fn save_answer(
        &self,
        record: RecordId,
        question: &str,
        value: Option<&Value>,
    ) -> Result<Timestamp, PhoneError> {
        let now = self.now();
        let json = value.and_then(|value| {
            let one: Answers = std::iter::once((question.to_owned(), value.clone())).collect();
            one.to_json().remove(question)
        });
        self.with_open(|open| {
            open.vault.save_answer(record, question, json.as_ref(), now)?;
            Ok(now)
        })
    }

    /// Stores which section is open.
    ///
    /// # Errors
    /// As [`Phone::draft`].
    pub fn save_section(&self, record: RecordId, section: &str) -> Result<(), PhoneError> {
        self.with_open(|open| Ok(open.vault.save_section(record, section)?))
    }

    /// Deletes a draft for good.
    ///
    /// # Errors
    /// As [`Phone::draft`].
    pub fn discard_draft(&self, record: RecordId) -> Result<(), PhoneError> {
        self.with_open(|open| Ok(open.vault.discard_draft(record)?))
    }
}

impl OpenVault {
    /// A draft or a finished record, with its form.
    pub(super) fn answers_of(&self, record: RecordId) -> Result<(StoredAnswers, Arc<FormDefinition>), PhoneError> {
        let stored = self.vault.answers_of(record)?;
        let form = self.forms.get(&stored.form).ok_or(PhoneError::NoSuchForm)?;
        Ok((stored, Arc::clone(form)))
    }
}

/// The saved answers that the form can read. The others stay stored, and the form asks for them again.
pub(super) fn readable(form: &FormDefinition, saved: &Map<String, Json>) -> Answers {
    Answers::from_json(form, saved).unwrap_or_else(|problems| {
        let bad = |name: &String| problems.iter().any(|problem| problem.question == *name);
        let good = saved.iter().filter(|(name, _)| !bad(name)).map(|(name, value)| (name.clone(), value.clone()));
        Answers::from_json(form, &good.collect()).unwrap_or_default()
    })
}
