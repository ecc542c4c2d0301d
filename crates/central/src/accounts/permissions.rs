//! What each role may do.
//!
//! Each permission is also a type. A page's handler takes [`Allowed<SeeRecords>`](crate::pages) as an argument, so it
//! cannot be called for an account without this permission. To see something and to do something are two permissions,
//! even when the same roles have both.

use super::Role;

/// One thing that an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Sees the summary, with small numbers hidden.
    SeeSummary,
    /// Sees the numbers of the summary whole.
    SeeWholeNumbers,
    /// Sees the list of records, and the countable answers of each.
    SeeRecords,
    /// Hands in carry files, and takes the receipts back.
    CarryRecords,
    /// Sees the phones, and what still waits on them.
    SeePhones,
    /// Withdraws the access of a phone.
    RevokePhones,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 6] = [
        Self::SeeSummary,
        Self::SeeWholeNumbers,
        Self::SeeRecords,
        Self::CarryRecords,
        Self::SeePhones,
        Self::RevokePhones,
    ];
}

impl Role {
    /// Everything that this role may do.
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::{CarryRecords, RevokePhones, SeePhones, SeeRecords, SeeSummary, SeeWholeNumbers};
        match self {
            Self::Viewer => &[SeeSummary],
            Self::Coordinator => &[SeeSummary, SeeRecords, CarryRecords, SeePhones, RevokePhones],
            Self::CaseManager => &[SeeSummary, SeeWholeNumbers, SeeRecords, CarryRecords, SeePhones, RevokePhones],
            Self::Administrator => &[SeeSummary, SeePhones, RevokePhones],
        }
    }

    /// Whether this role has the permission.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}

/// A permission as a type.
pub(crate) trait Needed: Send + Sync + 'static {
    /// The permission that the type stands for.
    const PERMISSION: Permission;
}

/// See the summary.
pub(crate) struct SeeSummary;

impl Needed for SeeSummary {
    const PERMISSION: Permission = Permission::SeeSummary;
}

/// See the records.
pub(crate) struct SeeRecords;

impl Needed for SeeRecords {
    const PERMISSION: Permission = Permission::SeeRecords;
}

/// Hand in carry files.
pub(crate) struct CarryRecords;

impl Needed for CarryRecords {
    const PERMISSION: Permission = Permission::CarryRecords;
}

/// See the phones.
pub(crate) struct SeePhones;

impl Needed for SeePhones {
    const PERMISSION: Permission = Permission::SeePhones;
}

/// Withdraw the access of phones.
pub(crate) struct RevokePhones;

impl Needed for RevokePhones {
    const PERMISSION: Permission = Permission::RevokePhones;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_exactly_this() {
        for (permission, roles) in [
            (Permission::SeeSummary, Role::ALL.as_slice()),
            (Permission::SeeWholeNumbers, &[Role::CaseManager]),
            (Permission::SeeRecords, &[Role::Coordinator, Role::CaseManager]),
            (Permission::CarryRecords, &[Role::Coordinator, Role::CaseManager]),
            (Permission::SeePhones, &[Role::Coordinator, Role::CaseManager, Role::Administrator]),
            (Permission::RevokePhones, &[Role::Coordinator, Role::CaseManager, Role::Administrator]),
        ] {
            let may: Vec<Role> = Role::ALL.into_iter().filter(|role| role.may(permission)).collect();
            assert_eq!(may, roles, "{permission:?}");
        }
        let known = |permission: &Permission| Permission::ALL.contains(permission);
        assert!(Role::ALL.iter().all(|role| role.permissions().iter().all(known)));
    }
}
