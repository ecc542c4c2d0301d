//! A form: its sections, questions and lists, read from an XLSForm file.

mod checks;
mod form;
mod lists;
mod mistake;
mod node;
mod order;
mod question;
mod reading;
mod rules;
mod xlsform;

pub use form::FormDefinition;
pub use lists::Lists;
pub use mistake::{DefinitionError, Mistake, MistakeKind, Sheet};
pub use question::{Group, Item, ListSource, Question, QuestionKind, Summary, Takes, TallyCell, TallyMark};

pub(crate) use node::Node;
pub(crate) use rules::{DefaultAnswer, Required};
