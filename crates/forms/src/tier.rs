//! Who may read an answer.

/// Who may read an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tier {
    /// Coded; coordinators' summaries may count it.
    #[default]
    Countable,
    /// Who the child is and how to reach the child. Only for case managers.
    Sealed,
}
