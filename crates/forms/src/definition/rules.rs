//! The rules in a question's row.

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
