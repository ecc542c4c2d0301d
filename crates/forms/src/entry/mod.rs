//! One form being filled in.

use std::sync::Arc;

use jiff::civil::DateTime;

use crate::definition::{Choice, FormDefinition, Group, ListSource, Lists};
use crate::{Answers, Problem, ProblemKind, Value};

/// One form being filled in: its answers so far and what follows from them.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    form: Arc<FormDefinition>,
    lists: Arc<Lists>,
    now: DateTime,
    answers: Answers,
}

impl Entry {
    /// A fresh form with its defaults.
    pub fn new(form: Arc<FormDefinition>, lists: Arc<Lists>, now: DateTime) -> Self {
        Self::resume(form, lists, now, Answers::new())
    }

    /// A draft taken up again.
    pub fn resume(form: Arc<FormDefinition>, lists: Arc<Lists>, now: DateTime, answers: Answers) -> Self {
        Self { form, lists, now, answers }
    }

    /// Moves the clock on; a form may stay open for hours, and "not in the future" moves with it.
    pub fn set_now(&mut self, now: DateTime) {
        self.now = now;
    }

    /// The form.
    pub fn form(&self) -> &Arc<FormDefinition> {
        &self.form
    }

    /// Everything answered and calculated so far, irrelevant answers too, so that going back loses nothing.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The answer to a question.
    pub fn answer(&self, name: &str) -> Option<&Value> {
        self.answers.get(name)
    }

    /// Answers a question, or with `None` takes the answer away.
    pub fn set(&mut self, name: &str, value: Option<Value>) -> Result<(), Problem> {
        let form = Arc::clone(&self.form);
        let question = form.question(name).ok_or_else(|| Problem::new(name, ProblemKind::UnknownQuestion))?;
        let value = match value {
            Some(value) => value.fitting(question).map_err(|kind| Problem::new(name, kind))?,
            None => None,
        };
        match value {
            Some(value) => self.answers.insert(name, value),
            None => self.answers.remove(name),
        };
        Ok(())
    }

    /// Answers a question with what was typed into its field; "" takes the answer away.
    pub fn set_typed(&mut self, name: &str, typed: &str) -> Result<(), Problem> {
        let question = self.form.question(name).ok_or_else(|| Problem::new(name, ProblemKind::UnknownQuestion))?;
        let value = Value::from_typed(question, typed).map_err(|kind| Problem::new(name, kind))?;
        self.set(name, value)
    }

    /// Whether a question or group is to be shown.
    pub fn is_relevant(&self, name: &str) -> bool {
        self.form.question(name).is_some()
    }

    /// Whether a question must be answered, as things stand.
    pub fn is_required(&self, name: &str) -> bool {
        self.form.question(name).is_some_and(|question| question.is_asked())
    }

    /// The sections to be shown.
    pub fn sections(&self) -> Vec<&Group> {
        self.form.sections().iter().collect()
    }

    /// The choices a select offers, as things stand.
    pub fn choices(&self, name: &str) -> Vec<&Choice> {
        match self.form.question(name).and_then(crate::Question::list) {
            Some(ListSource::Own(list)) => self.form.list(&list).unwrap_or_default().iter().collect(),
            Some(ListSource::Provided(list)) => self.lists.get(&list).iter().collect(),
            None => Vec::new(),
        }
    }

    /// Every problem, in the order of the form; see [`Problem::blocks`].
    pub fn problems(&self) -> Vec<Problem> {
        self.form.questions().filter_map(|question| self.problem(&question.name)).collect()
    }

    /// The problems of one section.
    pub fn problems_in(&self, section: &str) -> Vec<Problem> {
        let sections = self.form.sections().iter().filter(|group| group.name == section);
        sections.flat_map(Group::questions).filter_map(|question| self.problem(&question.name)).collect()
    }

    /// The problem of one question; of several, the one that weighs most.
    pub fn problem(&self, name: &str) -> Option<Problem> {
        (self.is_required(name) && self.answer(name).is_none()).then(|| Problem::new(name, ProblemKind::Missing))
    }

    /// The relevant answers and calculations, when nothing blocks.
    pub fn finished(&self) -> Result<Answers, Vec<Problem>> {
        let problems = self.problems();
        if problems.iter().any(Problem::blocks) { Err(problems) } else { Ok(self.answers.clone()) }
    }
}
