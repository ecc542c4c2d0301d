//! The roles of accounts.

use std::fmt;
use std::str::FromStr;

/// What an account is for. [`Role::permissions`] says what it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Reads summaries with small numbers hidden.
    Viewer,
    /// Reads summaries and the list of records.
    Coordinator,
    /// Like a coordinator, with whole numbers. Holds the case key, outside this server.
    CaseManager,
    /// Manages accounts and phones.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Coordinator, Self::CaseManager, Self::Administrator];

    /// Its name in the database and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Coordinator => "coordinator",
            Self::CaseManager => "case-manager",
            Self::Administrator => "administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

/// No role has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the roles are viewer, coordinator, case-manager and administrator")]
pub struct UnknownRole;
