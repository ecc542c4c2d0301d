//! Carry files: handing one in, and the receipts to take back.

pub(super) mod receipts;
pub(super) mod upload;
