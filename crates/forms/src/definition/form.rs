//! A form without mistakes: what screens, checks and summaries ask of it.

use std::collections::{BTreeMap, HashMap};

use super::node::Node;
use super::question::{Group, ListSource, Question};
use crate::Label;
use crate::choice::Choice;

/// A form without mistakes.
#[derive(Debug, Clone, PartialEq)]
pub struct FormDefinition {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: Label,
    pub(super) default_language: String,
    pub(super) sections: Vec<Group>,
    pub(super) lists: BTreeMap<String, Vec<Choice>>,
    /// Groups and questions in the order of the form.
    pub(super) nodes: Vec<Node>,
    /// Positions in `nodes`.
    pub(super) by_name: HashMap<String, usize>,
    /// Positions in `nodes`, each after those that it depends on.
    pub(super) order: Vec<usize>,
}

impl FormDefinition {
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
