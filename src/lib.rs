//! Kentongan.

pub mod device;
pub mod outbox;
pub mod phone;
pub mod sending;
pub mod storage;
pub mod vault;
