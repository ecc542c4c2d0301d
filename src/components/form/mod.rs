//! A form on the screen, drawn from its definition: one section a page.
//!
//! The screen owns the [`Entry`]; everything here reads it through [`FormView`] and tells what a person
//! did through its callbacks. Nothing here knows what the questions are about.

mod acknowledge;
mod adjust;
mod answer_words;
mod before_after;
mod choice;
mod choices;
mod danger;
mod dates;
mod days;
mod field;
mod long_list;
mod note;
mod on_demand;
mod photo;
mod problems;
mod section;
mod tally;
mod text;
mod whose_number;

use std::collections::BTreeMap;
use std::fmt;

use dioxus::prelude::*;
use jiff::civil::DateTime;
use kentongan_forms::{Entry, Problem, ProblemKind, Value};

pub use answer_words::answer_words;
pub use danger::is_danger;
pub use photo::{PhotoStep, PhotoWish};
pub use problems::{Open, OpenQuestions};
pub use section::FormSection;

/// What a person did with a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The question's name.
    pub question: String,
    /// The answer.
    pub answer: GivenAnswer,
}

/// An answer as it leaves the screen.
#[derive(Clone, PartialEq)]
pub enum GivenAnswer {
    /// What now stands in a field; the form reads it.
    Typed(String),
    /// What was chosen; `None` takes the answer away.
    Chosen(Option<Value>),
}

impl fmt::Debug for GivenAnswer {
    /// How it was given, and never what.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Typed(_) => "Typed(…)",
            Self::Chosen(Some(_)) => "Chosen(…)",
            Self::Chosen(None) => "Chosen(nothing)",
        })
    }
}

/// The photos of a form as they stand.
#[derive(Clone, Default, PartialEq)]
pub struct PhotoBoard {
    /// Addresses of small pictures, by question.
    pub thumbnails: BTreeMap<String, String>,
    /// The question whose photo is on its way, and where it is.
    pub busy: Option<(String, PhotoStep)>,
    /// Why a question's photo was not kept, in a person's words.
    pub trouble: Option<(String, String)>,
}

impl fmt::Debug for PhotoBoard {
    /// Which questions, and nothing of what is on the photos.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PhotoBoard").field("busy", &self.busy).finish_non_exhaustive()
    }
}

/// What the parts of a form see and whom they tell.
#[derive(Clone, Copy, PartialEq)]
pub struct FormView {
    /// The form being filled in.
    pub entry: ReadSignal<Entry>,
    /// Whether missing answers are marked already: not before the person wanted to go on.
    pub mark_missing: ReadSignal<bool>,
    /// The device's wall clock.
    pub now: ReadSignal<DateTime>,
    /// The photos taken.
    pub photos: ReadSignal<PhotoBoard>,
    /// A photo of a question is wanted, or wanted no more.
    pub on_photo: Callback<(String, PhotoWish)>,
    /// An answer was given.
    pub on_answer: Callback<Given>,
    /// A participant told of an incident: open a report of its own.
    pub on_incident: Callback<()>,
}

impl FormView {
    /// The problem to show at a question, if any.
    fn problem(&self, question: &str) -> Option<Problem> {
        let problem = self.entry.read().problem(question)?;
        let hidden = matches!(problem.kind, ProblemKind::Missing) && !*self.mark_missing.read();
        (!hidden).then_some(problem)
    }

    /// The day whose precision this question gives.
    fn day_of(&self, precision: &str) -> Option<String> {
        let form = self.entry.read().form().clone();
        let mut days = form.questions().filter(|question| question.precision.as_deref() == Some(precision));
        days.next().map(|day| day.name.clone())
    }

    /// Whether the form would take this answer: nothing is offered that it would refuse.
    fn allows(&self, question: &str, value: &Value) -> bool {
        let mut tried = self.entry.read().clone();
        tried.set(question, Some(value.clone())).is_ok() && tried.problem(question).is_none()
    }

    fn typed(&self, question: &str, text: String) {
        self.on_answer.call(Given { question: question.to_owned(), answer: GivenAnswer::Typed(text) });
    }

    fn chosen(&self, question: &str, value: Option<Value>) {
        self.on_answer.call(Given { question: question.to_owned(), answer: GivenAnswer::Chosen(value) });
    }

    /// What stands in the question's field when it first appears.
    fn text(&self, question: &str) -> String {
        self.entry.read().answer(question).map(Value::to_text).unwrap_or_default()
    }
}
