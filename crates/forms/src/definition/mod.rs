//! A form: its sections, questions and lists, read from an XLSForm file.

mod checks;
mod lists;
mod mistake;
mod order;
mod question;
mod rules;
mod xlsform;

use std::collections::{BTreeMap, HashMap};

pub use lists::{Choice, Lists};
pub use mistake::{DefinitionError, Mistake, MistakeKind, Sheet};
pub use question::{Group, Item, ListSource, Question, QuestionKind, Summary, Takes, TallyCell, TallyMark, Tier};

pub(crate) use lists::has_code_shape;
pub(crate) use rules::{DefaultAnswer, Node, Required};

use crate::Label;

/// A form without mistakes.
#[derive(Debug, Clone, PartialEq)]
pub struct FormDefinition {
    id: String,
    version: String,
    title: Label,
    default_language: String,
    sections: Vec<Group>,
    lists: BTreeMap<String, Vec<Choice>>,
    /// Groups and questions in the order of the form.
    nodes: Vec<Node>,
    /// Positions in `nodes`.
    by_name: HashMap<String, usize>,
    /// Positions in `nodes`, each after those that it depends on.
    order: Vec<usize>,
}

impl FormDefinition {
    /// Reads a form in pyxform's CSV layout (the sheet's name in the first column). Reports every mistake with sheet,
    /// row and column.
    pub fn from_csv(csv: &str) -> Result<Self, DefinitionError> {
        xlsform::read(csv)
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

    /// A section, or a group inside one, by its name.
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.sections.iter().flat_map(Group::groups).find(|group| group.name == name)
    }

    /// A question by its name.
    pub fn question(&self, name: &str) -> Option<&Question> {
        self.by_name.get(name).and_then(|position| self.nodes.get(*position)).and_then(|node| node.question.as_deref())
    }

    /// Every question, note and calculation in the order of the form.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.nodes.iter().filter_map(|node| node.question.as_deref())
    }

    /// One of the form's own lists.
    pub fn list(&self, name: &str) -> Option<&[Choice]> {
        self.lists.get(name).map(Vec::as_slice)
    }

    /// The choices of a question with one of the form's own lists, for the labels of a summary or an export. `None` for
    /// other questions, also those with provided lists.
    pub fn own_choices(&self, question: &Question) -> Option<&[Choice]> {
        match question.list()? {
            ListSource::Own(list) => self.list(&list),
            ListSource::Provided(_) => None,
        }
    }

    /// Groups and questions in the order of the form.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Positions in [`Self::nodes`] in the order of evaluation.
    pub(crate) fn evaluation_order(&self) -> &[usize] {
        &self.order
    }

    /// The position of a group or question in [`Self::nodes`].
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}
