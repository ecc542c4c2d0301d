//! How far the phone is set up and open.

use super::open_vault::OpenVault;
use crate::enrolment::GrantedEnrolment;

/// How far the phone is set up and open, with the data of each stage.
pub(super) enum LockState {
    NotEnrolled,
    NeedsPin(Box<GrantedEnrolment>),
    Locked,
    Open(Box<OpenVault>),
}
