//! The lists of choices that are given at run time.

use std::collections::BTreeMap;

use crate::choice::Choice;

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
