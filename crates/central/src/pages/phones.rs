//! Phones: their list, and withdrawing the access of one.

pub(super) mod list;
pub(super) mod revoking;
pub(super) mod row;
