//! The choices of selects: the form's own, and the lists given at run time.

use std::collections::BTreeMap;

use crate::Label;

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored and sent. Never changes once released.
    pub code: String,
    /// What a person reads.
    pub label: Label,
    /// Its explanation in one sentence (`kentongan_explanation_…`), or empty.
    pub explanation: Label,
    /// One of the most frequent choices (`kentongan_common`). A screen may put the others behind a button.
    pub common: bool,
    /// It excludes every other choice (`kentongan_exclusive`), such as “none”.
    pub exclusive: bool,
    /// The further columns of its row, such as `kentongan_gbvims`; empty cells are left out.
    pub columns: BTreeMap<String, String>,
}

impl Choice {
    /// A choice without further columns.
    pub fn new(code: &str, label: Label) -> Self {
        let explanation = Label::default();
        Self { code: code.to_owned(), label, explanation, common: false, exclusive: false, columns: BTreeMap::new() }
    }

    /// The same choice with one more column, for a `choice_filter`.
    #[must_use]
    pub fn with_column(mut self, name: &str, value: &str) -> Self {
        self.columns.insert(name.to_owned(), value.to_owned());
        self
    }
}

/// The lists that are given when a form is filled in: "areas", "directory".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    lists: BTreeMap<String, Vec<Choice>>,
    /// By list, the person's own code, such as the village of a facilitator.
    own: BTreeMap<String, String>,
}

impl Lists {
    /// No lists yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a list.
    #[must_use]
    pub fn with(mut self, name: &str, choices: Vec<Choice>) -> Self {
        self.lists.insert(name.to_owned(), choices);
        self
    }

    /// Sets the person's own choice in a list: the default of a question with `default=own`.
    #[must_use]
    pub fn with_own(mut self, name: &str, code: &str) -> Self {
        self.own.insert(name.to_owned(), code.to_owned());
        self
    }

    /// The choices of a list; empty when it was not given.
    pub fn get(&self, name: &str) -> &[Choice] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// The person's own choice of a list.
    pub fn own(&self, name: &str) -> Option<&str> {
        self.own.get(name).map(String::as_str)
    }
}

impl From<BTreeMap<String, Vec<Choice>>> for Lists {
    fn from(lists: BTreeMap<String, Vec<Choice>>) -> Self {
        Self { lists, own: BTreeMap::new() }
    }
}

/// Whether a text has the shape of a choice code: 1 to 64 of `A-Z a-z 0-9 . _ -`.
///
/// A server can check only this for a provided list, because it may have another version of the list.
pub(crate) fn has_code_shape(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}
