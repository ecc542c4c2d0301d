//! The tree of a parsed expression.

use super::function::Function;

/// One part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Number(f64),
    Text(String),
    /// `${name}`: the answer to another question.
    Reference(String),
    /// `.`: the answer that a constraint checks.
    Current,
    /// A bare name: a column of the choice that a `choice_filter` checks.
    Column(String),
    Negated(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
}

impl Node {
    /// Shows this part and everything in it, from outside to inside.
    pub(super) fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Node)) {
        see(self);
        match self {
            Self::Number(_) | Self::Text(_) | Self::Reference(_) | Self::Current | Self::Column(_) => {}
            Self::Negated(inner) => inner.visit(see),
            Self::Binary(_, left, right) => {
                left.visit(see);
                right.visit(see);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.visit(see)),
        }
    }
}
