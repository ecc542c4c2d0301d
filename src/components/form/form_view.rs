//! What every part of a form reads, and what it reports.

use std::fmt;

use dioxus::prelude::*;
use jiff::civil::DateTime;
use kentongan_forms::{Entry, Problem, ProblemKind, Value};

use super::photo_board::{PhotoBoard, PhotoWish};

/// A person's answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerInput {
    /// The question's name.
    pub question: String,
    /// The answer.
    pub answer: GivenAnswer,
}

/// An answer from the screen.
#[derive(Clone, PartialEq)]
pub enum GivenAnswer {
    /// The text of a field. The form parses it.
    Typed(String),
    /// The choice; `None` deletes the answer.
    Chosen(Option<Value>),
}

impl fmt::Debug for GivenAnswer {
    /// Shows the kind of answer, never its content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Typed(_) => "Typed(…)",
            Self::Chosen(Some(_)) => "Chosen(…)",
            Self::Chosen(None) => "Chosen(nothing)",
        })
    }
}

/// The data and callbacks of a form's parts.
#[derive(Clone, Copy, PartialEq)]
pub struct FormView {
    /// The form being filled in.
    pub entry: ReadSignal<Entry>,
    /// Whether to mark missing answers. Not before the person wanted to go on.
    pub mark_missing: ReadSignal<bool>,
    /// The device's wall clock.
    pub now: ReadSignal<DateTime>,
    /// The photos of the draft.
    pub photos: ReadSignal<PhotoBoard>,
    /// A person adds or removes a question's photo.
    pub on_photo: Callback<(String, PhotoWish)>,
    /// A person answered a question.
    pub on_answer: Callback<AnswerInput>,
    /// A participant told of an incident: open a new report.
    pub on_incident: Callback<()>,
}

impl FormView {
    /// The problem to show at a question, if there is one.
    pub(super) fn problem(&self, question: &str) -> Option<Problem> {
        let problem = self.entry.read().problem(question)?;
        let hidden = matches!(problem.kind, ProblemKind::Missing) && !*self.mark_missing.read();
        (!hidden).then_some(problem)
    }

    /// The day whose precision this question gives.
    pub(super) fn day_of(&self, precision: &str) -> Option<String> {
        let form = self.entry.read().form().clone();
        let mut days = form.questions().filter(|question| question.precision.as_deref() == Some(precision));
        days.next().map(|day| day.name.clone())
    }

    /// Whether the form allows this answer. The screen offers only allowed ones.
    pub(super) fn allows(&self, question: &str, value: &Value) -> bool {
        let mut tried = self.entry.read().clone();
        tried.set(question, Some(value.clone())).is_ok() && tried.problem(question).is_none()
    }

    pub(super) fn typed(&self, question: &str, text: String) {
        self.on_answer.call(AnswerInput { question: question.to_owned(), answer: GivenAnswer::Typed(text) });
    }

    pub(super) fn chosen(&self, question: &str, value: Option<Value>) {
        self.on_answer.call(AnswerInput { question: question.to_owned(), answer: GivenAnswer::Chosen(value) });
    }

    /// The initial text of the question's field.
    pub(super) fn text(&self, question: &str) -> String {
        self.entry.read().answer(question).map(Value::to_text).unwrap_or_default()
    }
}
