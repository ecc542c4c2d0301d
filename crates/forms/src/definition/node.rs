//! The place of each group and question in the form.

use std::sync::Arc;

use super::question::Question;
use crate::expression::Expression;

/// A group or question in the order of the form. A person sees a tree. Evaluation uses this list, in which each node
/// knows its group.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// Its group, as a position in the same list.
    pub(crate) parent: Option<usize>,
    pub(crate) relevant: Option<Expression>,
    /// `None` for a group.
    pub(crate) question: Option<Arc<Question>>,
    /// The line of the file.
    pub(crate) row: u64,
}
