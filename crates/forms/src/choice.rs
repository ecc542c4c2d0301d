//! One choice of a list, and the shape of its code.

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

/// Whether a text has the shape of a choice code: 1 to 64 of `A-Z a-z 0-9 . _ -`.
///
/// A server can check only this for a provided list, because it may have another version of the list.
pub(crate) fn has_code_shape(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}
