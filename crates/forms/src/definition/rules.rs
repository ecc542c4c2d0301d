//! The rules in a question's row, and the place of each row in the form.

use std::sync::Arc;

use super::Question;
use crate::expression::Expression;
use crate::{Label, Value};

/// The rules of a question's row: when and how it may be answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rules {
    pub(crate) required: Required,
    pub(crate) constraint: Option<Expression>,
    pub(crate) constraint_message: Label,
    pub(crate) calculation: Option<Expression>,
    pub(crate) choice_filter: Option<Expression>,
    pub(crate) default: Option<DefaultAnswer>,
}

/// Whether a question must be answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Required {
    #[default]
    Never,
    Always,
    When(Expression),
}

/// The initial answer of a new form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DefaultAnswer {
    Fixed(Value),
    Computed(Expression),
}

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
