//! The expression language of forms: the part of ODK's XPath that our forms need.
//!
//! It is used in `relevant`, `constraint`, `calculation`, `choice_filter`, `required` and `default`: `${age_group} =
//! '0_5' and not(selected(${disability}, 'none'))`. An expression is parsed once, when the form is read, and evaluated
//! after every answer. A form comes from a server, so an unparsed expression is hostile input. Its length, nesting and
//! number of operators are limited. That also limits the stack for evaluating and dropping it.
//!
//! Differences from XPath 1.0, as in ODK: a blank in arithmetic gives a blank, not `NaN`, and so does a division by
//! zero. Dates compare as dates, also with a text such as `'2026-11-20'`. As a number, a date is the days since
//! 1970-01-01. `sum`, `min` and `max` use the given numbers and skip blanks.

mod call;
mod evaluate;
mod function;
mod node;
mod operand;
mod parse;
#[cfg(test)]
mod print;
mod scope;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use operand::Operand;
pub(crate) use scope::Scope;
pub use token::{ExpressionError, ExpressionErrorKind};

use node::Node;

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expression {
    root: Node,
}

impl Expression {
    /// Parses an expression, or returns the error and its character.
    pub(crate) fn parse(source: &str) -> Result<Self, ExpressionError> {
        parse::parse(source).map(|root| Self { root })
    }

    /// The names of its questions, with repeats.
    pub(crate) fn references(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.visit(&mut |node| {
            if let Node::Reference(name) = node {
                names.push(name.as_str());
            }
        });
        names
    }

    /// The columns of a choice that it uses.
    pub(crate) fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.visit(&mut |node| {
            if let Node::Column(name) = node {
                names.push(name.as_str());
            }
        });
        names
    }

    /// Whether it uses the answer that it checks.
    pub(crate) fn uses_current(&self) -> bool {
        let mut found = false;
        self.root.visit(&mut |node| found |= matches!(node, Node::Current));
        found
    }
}
