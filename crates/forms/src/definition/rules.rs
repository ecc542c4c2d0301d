//! The expressions of a question's row.

/// What a question's row says about when and how it may be answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rules {}
