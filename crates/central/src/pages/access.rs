//! Who may use a route.

use crate::accounts::{Permission, Role};

/// Who may use a route of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not.
    Everybody,
    /// Every account.
    SignedIn,
    /// Accounts with this permission.
    Needs(Permission),
}

impl Access {
    /// Whether a signed-in account of this role may use the route.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        match self {
            Self::Everybody | Self::SignedIn => true,
            Self::Needs(permission) => role.may(permission),
        }
    }
}

/// A route of the pages: what is asked, and who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRoute {
    /// The method: `GET` or `POST`.
    pub method: &'static str,
    /// The path, with its variable parts as `{name}`.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
}
