//! The values that an expression can use.

use crate::choice::Choice;
use crate::value::{Today, Value};

/// The values that an expression can use.
pub(crate) struct Scope<'s, 'a> {
    /// The answers to other questions, without irrelevant ones.
    pub(crate) answers: &'s dyn Fn(&str) -> Option<&'a Value>,
    /// The answer that a constraint checks.
    pub(crate) current: Option<&'a Value>,
    /// The choice that a `choice_filter` checks.
    pub(crate) choice: Option<&'a Choice>,
    pub(crate) today: Today,
}
