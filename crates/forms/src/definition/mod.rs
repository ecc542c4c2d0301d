//! A form: its sections, questions and lists, read from an XLSForm file.

mod lists;
mod mistake;
mod question;
mod rules;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use lists::{Choice, Lists};
pub use mistake::{DefinitionError, Mistake, MistakeKind, Sheet};
pub use question::{Group, Item, ListSource, Question, QuestionKind, Summary, TallyCell, TallyMark, Tier};

pub(crate) use lists::has_code_shape;

use crate::Label;

/// A form that was read without a mistake.
#[derive(Debug, Clone, PartialEq)]
pub struct FormDefinition {
    id: String,
    version: String,
    title: Label,
    default_language: String,
    sections: Vec<Group>,
    lists: BTreeMap<String, Vec<Choice>>,
    questions: Vec<Arc<Question>>,
    by_name: HashMap<String, usize>,
}

impl FormDefinition {
    /// Reads a form in pyxform's CSV layout (the sheet's name in the first column). Reports every mistake
    /// it finds with sheet, row and column.
    pub fn from_csv(csv: &str) -> Result<Self, DefinitionError> {
        let kind = MistakeKind::NotCsv(format!("{} characters; the reader lands with the next commit", csv.len()));
        Err(DefinitionError { mistakes: vec![Mistake { sheet: None, row: 0, column: String::new(), kind }] })
    }

    /// The form's id, such as `incident`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The form's version, `yyyymmddrr`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The form's title.
    pub fn title(&self) -> &Label {
        &self.title
    }

    /// The code of the language that labels fall back to.
    pub fn default_language(&self) -> &str {
        &self.default_language
    }

    /// The top-level groups: one page each.
    pub fn sections(&self) -> &[Group] {
        &self.sections
    }

    /// A question by its name.
    pub fn question(&self, name: &str) -> Option<&Question> {
        self.by_name.get(name).and_then(|position| self.questions.get(*position)).map(Arc::as_ref)
    }

    /// Every question, note and calculation in the order of the form.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter().map(Arc::as_ref)
    }

    /// One of the form's own lists.
    pub fn list(&self, name: &str) -> Option<&[Choice]> {
        self.lists.get(name).map(Vec::as_slice)
    }
}
