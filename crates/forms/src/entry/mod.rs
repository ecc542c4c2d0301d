//! One form being filled in.
//!
//! After every answer the whole form is evaluated again, in the order that the definition worked out:
//! relevance inherits from group to question, an irrelevant answer counts as blank, calculations follow
//! what they are computed from. That takes some microseconds for a form of ours, so nothing is cached and
//! nothing can be stale. Irrelevant answers stay in the draft, so that going back and forth loses nothing,
//! and are left out when the form is finished.

mod check;
mod evaluation;
mod moving;
mod precision;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::definition::{Choice, FormDefinition, Group, ListSource, Lists, Question, QuestionKind, Required};
use crate::{Answers, Problem, ProblemKind, Today, Value};

use check::is_blank_text;
pub(crate) use check::{breaks_limits, is_judged, is_known};
pub use moving::NumberMove;

/// One form being filled in: its answers so far and what follows from them.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    form: Arc<FormDefinition>,
    lists: Arc<Lists>,
    today: Today,
    answers: Answers,
    /// Whether each node of the form is relevant.
    relevant: Vec<bool>,
    /// What was typed and could not be read, by question: its answer is blank, and it blocks.
    unread: BTreeMap<String, ProblemKind>,
}

impl Entry {
    /// A fresh form with its defaults.
    pub fn new(form: Arc<FormDefinition>, lists: Arc<Lists>, now: DateTime) -> Self {
        let mut entry = Self::resume(form, lists, now, Answers::new());
        entry.apply_defaults();
        entry
    }

    /// A draft taken up again. Its answers are kept as they are, those of another version of the form too;
    /// what no longer fits shows as a problem.
    pub fn resume(form: Arc<FormDefinition>, lists: Arc<Lists>, now: DateTime, answers: Answers) -> Self {
        let relevant = vec![false; form.nodes().len()];
        let mut entry = Self { form, lists, today: Today { now }, answers, relevant, unread: BTreeMap::new() };
        entry.evaluate();
        entry
    }

    /// Moves the clock on. A form may stay open for hours: call it before asking for problems, or a time
    /// entered just now counts as in the future.
    pub fn set_now(&mut self, now: DateTime) {
        self.today = Today { now };
        self.evaluate();
    }

    /// The form.
    pub fn form(&self) -> &Arc<FormDefinition> {
        &self.form
    }

    /// Everything answered and calculated so far, irrelevant answers too, so that going back loses nothing.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The answer to a question, also when it is irrelevant.
    pub fn answer(&self, name: &str) -> Option<&Value> {
        self.answers.get(name)
    }

    /// Answers a question, or with `None` takes the answer away. Refuses, and changes nothing, when the
    /// value is not of the question's type, none of its choices, or the question is not one to answer.
    /// What the form's own rules say against it shows in [`Entry::problem`], and the answer is kept.
    pub fn set(&mut self, name: &str, value: Option<Value>) -> Result<(), Problem> {
        let form = Arc::clone(&self.form);
        let fail = |kind| Problem::new(name, kind);
        let question = asked(&form, name).map_err(fail)?;
        let value = match value {
            Some(value) => value.fitting(question).map_err(fail)?,
            None => None,
        };
        let value = match value {
            Some(value) => Some(self.chosen(question, value).map_err(fail)?),
            None => None,
        };
        self.unread.remove(name);
        let before = match value {
            Some(value) => self.answers.insert(name, value),
            None => self.answers.remove(name),
        };
        self.keep_to_precision(name, before.as_ref());
        self.evaluate();
        Ok(())
    }

    /// The answer to a select of many after one choice was ticked or unticked. An exclusive choice such as “none”
    /// unticks the others, and any other unticks it: a tick is never answered with an error.
    pub fn ticked(&self, name: &str, code: &str, on: bool) -> Option<Value> {
        let offered = self.choices(name);
        let before = self.answer(name).map(Value::codes).unwrap_or_default();
        let exclusive = |code: &str| offered.iter().any(|choice| choice.code == code && choice.exclusive);
        let stays = |other: &str| other == code || !on || !(exclusive(code) || exclusive(other));
        let wanted = |other: &str| if other == code { on } else { before.iter().any(|known| known == other) };
        let kept = offered.iter().map(|choice| &choice.code).filter(|other| wanted(other) && stays(other));
        let codes: Vec<String> = kept.cloned().collect();
        (!codes.is_empty()).then_some(Value::Choices(codes))
    }

    /// Answers a question with what was typed into its field; "" takes the answer away.
    ///
    /// What cannot be read leaves the question without an answer, since the one before is no longer what
    /// stands in the field; the problem stays with the question until the field can be read.
    pub fn set_typed(&mut self, name: &str, typed: &str) -> Result<(), Problem> {
        let form = Arc::clone(&self.form);
        let question = asked(&form, name).map_err(|kind| Problem::new(name, kind))?;
        let result = match Value::from_typed(question, typed) {
            Ok(value) => self.set(name, value),
            Err(kind) => Err(Problem::new(name, kind)),
        };
        if let Err(problem) = &result {
            // A text over the cap is the one that loses by being dropped: the field still holds it, and the
            // longest that fitted stays in the draft.
            if question.kind != QuestionKind::Text {
                self.answers.remove(name);
            }
            self.unread.insert(name.to_owned(), problem.kind.clone());
            self.evaluate();
        }
        result
    }

    /// Whether something was typed that could not be read: the field holds it, no answer does.
    pub fn is_unread(&self, name: &str) -> bool {
        self.is_relevant(name) && self.unread.contains_key(name)
    }

    /// Whether a question or group is to be shown.
    pub fn is_relevant(&self, name: &str) -> bool {
        self.form.position(name).is_some_and(|position| self.relevant.get(position).copied().unwrap_or(false))
    }

    /// Whether a question must be answered, as things stand; never when it is irrelevant.
    pub fn is_required(&self, name: &str) -> bool {
        self.is_relevant(name)
            && self.form.question(name).is_some_and(|question| match &question.rules.required {
                Required::Never => false,
                Required::Always => true,
                Required::When(condition) => self.holds(condition, None, None),
            })
    }

    /// The sections to be shown.
    pub fn sections(&self) -> Vec<&Group> {
        self.form.sections().iter().filter(|section| self.is_relevant(&section.name)).collect()
    }

    /// The choices a select offers, as things stand.
    pub fn choices(&self, name: &str) -> Vec<&Choice> {
        let Some(question) = self.form.question(name) else { return Vec::new() };
        let every = self.every_choice(question).iter();
        match &question.rules.choice_filter {
            None => every.collect(),
            Some(filter) => every.filter(|choice| self.holds(filter, None, Some(choice))).collect(),
        }
    }

    /// The person's own choice of the list, when the question starts with it.
    pub fn own(&self, name: &str) -> Option<&str> {
        let question = self.form.question(name).filter(|question| question.own_default)?;
        match question.list()? {
            ListSource::Provided(list) => self.lists.own(&list),
            ListSource::Own(_) => None,
        }
    }

    /// Every problem of what is to be shown, in the order of the form; see [`Problem::blocks`].
    pub fn problems(&self) -> Vec<Problem> {
        self.form.questions().flat_map(|question| self.problems_of(question)).collect()
    }

    /// The problems of one section.
    pub fn problems_in(&self, section: &str) -> Vec<Problem> {
        let sections = self.form.sections().iter().filter(|group| group.name == section);
        sections.flat_map(Group::questions).flat_map(|question| self.problems_of(question)).collect()
    }

    /// The problem of one question; of several, the first that blocks.
    pub fn problem(&self, name: &str) -> Option<Problem> {
        let mut problems = self.form.question(name).map(|question| self.problems_of(question)).unwrap_or_default();
        let first = problems.iter().position(Problem::blocks).unwrap_or(0);
        (first < problems.len()).then(|| problems.swap_remove(first))
    }

    /// The relevant answers and calculations, when nothing blocks; otherwise every problem.
    pub fn finished(&self) -> Result<Answers, Vec<Problem>> {
        let problems = self.problems();
        if problems.iter().any(Problem::blocks) {
            return Err(problems);
        }
        let relevant = self.answers.iter().filter(|(name, value)| self.is_relevant(name) && !is_blank_text(value));
        Ok(relevant.map(|(name, value)| (name.to_owned(), value.clone())).collect())
    }

    /// Every choice of a select's list, or of the list that names a calculation's codes.
    fn every_choice(&self, question: &Question) -> &[Choice] {
        match question.list() {
            Some(ListSource::Own(list)) => self.form.list(&list).unwrap_or_default(),
            Some(ListSource::Provided(list)) => self.lists.get(&list),
            None => &[],
        }
    }

    /// The default of a question that starts with the person's own choice of its list.
    fn own_choice(&self, question: &Question) -> Option<Value> {
        match question.list() {
            // Not when the question offers it to nobody, as a kecamatan where a village is asked for.
            Some(ListSource::Provided(list)) if question.own_default => {
                let own = self.lists.own(&list)?;
                let offered = self.choices(&question.name).iter().any(|choice| choice.code == own);
                offered.then(|| Value::Choice(own.to_owned()))
            }
            Some(ListSource::Provided(_) | ListSource::Own(_)) | None => None,
        }
    }

    /// The value with its codes known and in the order of the list.
    fn chosen(&self, question: &Question, value: Value) -> Result<Value, ProblemKind> {
        let every = self.every_choice(question);
        if !is_known(&value, every) {
            return Err(ProblemKind::NotAChoice);
        }
        match value {
            Value::Choices(codes) => {
                let chosen = every.iter().filter(|choice| codes.contains(&choice.code));
                Ok(Value::Choices(chosen.map(|choice| choice.code.clone()).collect()))
            }
            other @ (Value::Text(_)
            | Value::Integer(_)
            | Value::Decimal(_)
            | Value::Date(_)
            | Value::Time(_)
            | Value::DateTime(_)
            | Value::Choice(_)
            | Value::Attachment(_)
            | Value::Acknowledged) => Ok(other),
        }
    }
}

/// The question of this name, if it is one to answer.
fn asked<'a>(form: &'a FormDefinition, name: &str) -> Result<&'a Question, ProblemKind> {
    let question = form.question(name).ok_or(ProblemKind::UnknownQuestion)?;
    if question.is_asked() { Ok(question) } else { Err(ProblemKind::ReadOnly) }
}
