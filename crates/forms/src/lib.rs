//! Forms, answers, and the checks of answers.
//!
//! A form is data: one XLSForm file (`assets/forms/*.csv`). From it the phone draws its screens, the server derives its
//! summary columns, and both have the same validation. This crate reads that file ([`FormDefinition::from_csv`]) and
//! evaluates its expressions. It holds the answers ([`Answers`]), guides a person through the form ([`Entry`]), and
//! checks what arrives at the server ([`check_countable`]). It is pure: no files, no network, no clock; the caller
//! gives the time.
#![forbid(unsafe_code)]

mod answers;
mod choice;
pub mod conduct;
mod countable;
mod definition;
mod entry;
mod expression;
mod label;
mod plain;
mod problem;
mod tier;
mod value;

pub use answers::Answers;
pub use choice::Choice;
pub use countable::check_countable;
pub use definition::{
    DefinitionError, FormDefinition, Group, Item, ListSource, Lists, Mistake, MistakeKind, Question, QuestionKind,
    Sheet, Summary, Takes, TallyCell, TallyMark,
};
pub use entry::{Entry, NumberMove};
pub use expression::{ExpressionError, ExpressionErrorKind};
pub use label::Label;
pub use problem::{Problem, ProblemKind};
pub use tier::Tier;
pub use value::{TEXT_CAP, Today, Value};
