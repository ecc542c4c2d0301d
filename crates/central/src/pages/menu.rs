//! The menu of every page: the routes that it leads to.

use std::sync::Arc;

use super::access::Access;
use crate::accounts::Role;

/// One entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MenuEntry {
    /// The page that it leads to.
    pub(crate) path: &'static str,
    /// The key of its words.
    pub(crate) words: &'static str,
    /// Who sees it.
    pub(crate) access: Access,
}

/// The entries of all roles, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Menu(Arc<[MenuEntry]>);

impl Menu {
    /// A menu of these entries.
    pub(crate) fn new(entries: Vec<MenuEntry>) -> Self {
        Self(entries.into())
    }

    /// The entries that this role sees.
    pub(crate) fn of(&self, role: Role) -> impl Iterator<Item = &MenuEntry> {
        self.0.iter().filter(move |entry| entry.access.allows(role))
    }
}
