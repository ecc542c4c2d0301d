//! Who does something, for the audit.

/// The one who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Actor {
    /// The person at the command line of central's machine.
    Operator,
    /// A person who has signed in, by login.
    Account(String),
    /// A phone, by its short name.
    Phone(String),
    /// Somebody who has not signed in.
    Stranger,
}

impl Actor {
    /// The name in the audit.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Operator => "command line",
            Self::Account(name) | Self::Phone(name) => name,
            Self::Stranger => "somebody",
        }
    }
}
