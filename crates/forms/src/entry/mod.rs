//! One form that a person is filling in.
//!
//! Each answer evaluates the whole form again, in the order of the definition. Relevance inherits from group to
//! question, an irrelevant answer counts as blank, and calculations come after their inputs. That takes some
//! microseconds for our forms, so nothing is cached and nothing can be stale. Irrelevant answers stay in the draft, so
//! that going back and forth loses nothing. Finishing leaves them out.

mod check;
mod evaluation;
mod limits;
mod moving;
mod precision;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::choice::Choice;
use crate::definition::{FormDefinition, Group, ListSource, Lists, Question, QuestionKind, Required};
use crate::{Answers, Problem, ProblemKind, Today, Value};

use limits::is_blank_text;
pub(crate) use limits::{breaks_limits, is_judged, is_known};
pub use moving::NumberMove;

/// A form with its answers so far, and their consequences.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    form: Arc<FormDefinition>,
    lists: Arc<Lists>,
    today: Today,
    answers: Answers,
    /// Whether each node of the form is relevant.
    relevant: Vec<bool>,
    /// Typed text that could not be read, by question. Its answer is blank, and it blocks.
    unread: BTreeMap<String, ProblemKind>,
}

impl Entry {
    /// A new form with its defaults.
    pub fn new(form: Arc<FormDefinition>, lists: Arc<Lists>, now: DateTime) -> Self {
        let mut entry = Self::resume(form, lists, now, Answers::new());
        entry.apply_defaults();
        entry
    }

    /// Resumes a draft. Its answers stay, also those of another version of the form. An answer that no longer fits
    /// becomes a problem.
    pub fn resume(form: Arc<FormDefinition>, lists: Arc<Lists>, now: DateTime, answers: Answers) -> Self {
        let relevant = vec![false; form.nodes().len()];
        let mut entry = Self { form, lists, today: Today { now }, answers, relevant, unread: BTreeMap::new() };
        entry.evaluate();
        entry
    }

    /// Sets the clock. A form may be open for hours. Call it before asking for problems; otherwise a time entered just
    /// now counts as future.
    pub fn set_now(&mut self, now: DateTime) {
        self.today = Today { now };
        self.evaluate();
    }

    /// The form.
    pub fn form(&self) -> &Arc<FormDefinition> {
        &self.form
    }

    /// All answers and calculations so far. Irrelevant answers are included, so that going back loses nothing.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The answer to a question, also when it is irrelevant.
    pub fn answer(&self, name: &str) -> Option<&Value> {
        self.answers.get(name)
    }

    /// Sets an answer (`None` deletes it). It refuses, and changes nothing, when the value has another type, is none of
    /// the choices, or the question cannot be answered. If it breaks one of the form's rules, the answer stays and
    /// [`Entry::problem`] reports it.
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

    /// The answer to a select of many after ticking or unticking one choice. An exclusive choice such as “none” unticks
    /// the others, and any other unticks it. So a tick never causes an error.
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

    /// Sets an answer from the text of its field; "" deletes it.
    ///
    /// Unreadable text leaves the question without an answer, because the previous answer is no longer in the field.
    /// The problem stays until the text is readable.
    pub fn set_typed(&mut self, name: &str, typed: &str) -> Result<(), Problem> {
        let form = Arc::clone(&self.form);
        let question = asked(&form, name).map_err(|kind| Problem::new(name, kind))?;
        let result = match Value::from_typed(question, typed) {
            Ok(value) => self.set(name, value),
            Err(kind) => Err(Problem::new(name, kind)),
        };
        if let Err(problem) = &result {
            // A text above the limit must not be dropped: the field still has it, and its longest valid part stays in
            // the draft.
            if question.kind != QuestionKind::Text {
                self.answers.remove(name);
            }
            self.unread.insert(name.to_owned(), problem.kind.clone());
            self.evaluate();
        }
        result
    }

    /// Whether the field has unreadable text, so that there is no answer.
    pub fn is_unread(&self, name: &str) -> bool {
        self.is_relevant(name) && self.unread.contains_key(name)
    }

    /// Whether to show a question or group.
    pub fn is_relevant(&self, name: &str) -> bool {
        self.form.position(name).is_some_and(|position| self.relevant.get(position).copied().unwrap_or(false))
    }

    /// Whether a question must be answered now; never when it is irrelevant.
    pub fn is_required(&self, name: &str) -> bool {
        self.is_relevant(name)
            && self.form.question(name).is_some_and(|question| match &question.rules.required {
                Required::Never => false,
                Required::Always => true,
                Required::When(condition) => self.holds(condition, None, None),
            })
    }

    /// The relevant sections.
    pub fn sections(&self) -> Vec<&Group> {
        self.form.sections().iter().filter(|section| self.is_relevant(&section.name)).collect()
    }

    /// The choices that a select offers now.
    pub fn choices(&self, name: &str) -> Vec<&Choice> {
        let Some(question) = self.form.question(name) else { return Vec::new() };
        let every = self.every_choice(question).iter();
        match &question.rules.choice_filter {
            None => every.collect(),
            Some(filter) => every.filter(|choice| self.holds(filter, None, Some(choice))).collect(),
        }
    }

    /// The person's own choice of the list, if it is the question's default.
    pub fn own(&self, name: &str) -> Option<&str> {
        let question = self.form.question(name).filter(|question| question.own_default)?;
        match question.list()? {
            ListSource::Provided(list) => self.lists.own(&list),
            ListSource::Own(_) => None,
        }
    }

    /// Every problem of the relevant questions, in the order of the form; see [`Problem::blocks`].
    pub fn problems(&self) -> Vec<Problem> {
        self.form.questions().flat_map(|question| self.problems_of(question)).collect()
    }

    /// The problems of one section.
    pub fn problems_in(&self, section: &str) -> Vec<Problem> {
        let sections = self.form.sections().iter().filter(|group| group.name == section);
        sections.flat_map(Group::questions).flat_map(|question| self.problems_of(question)).collect()
    }

    /// The problem of one question. If there are several, the first blocking one.
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
            // Not if the question does not offer it, such as a kecamatan for a village question.
            Some(ListSource::Provided(list)) if question.own_default => {
                let own = self.lists.own(&list)?;
                let offered = self.choices(&question.name).iter().any(|choice| choice.code == own);
                offered.then(|| Value::Choice(own.to_owned()))
            }
            Some(ListSource::Provided(_) | ListSource::Own(_)) | None => None,
        }
    }

    /// The value, with known codes in the order of the list.
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

/// The question with this name, if it can be answered.
fn asked<'a>(form: &'a FormDefinition, name: &str) -> Result<&'a Question, ProblemKind> {
    let question = form.question(name).ok_or(ProblemKind::UnknownQuestion)?;
    if question.is_asked() { Ok(question) } else { Err(ProblemKind::ReadOnly) }
}
