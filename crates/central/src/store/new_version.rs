//! A record version on its way into the store, who brings it, and what becomes of it.

use jiff::Timestamp;
use kentongan_exchange::{AttachmentName, DeviceId, FormReference, PhoneStatus, Receipt, RecordId};

use crate::flags::Flags;
use crate::shares::Share;

/// An opened record version, ready to insert.
#[derive(Debug)]
pub(crate) struct NewVersion {
    /// The record.
    pub(crate) record: RecordId,
    /// Its revision.
    pub(crate) revision: u32,
    /// The device that made it.
    pub(crate) maker: DeviceId,
    /// blake3 of the version's bytes as the phone made them.
    pub(crate) digest: [u8; 32],
    /// Proves that central has it. It leaves central only after the commit.
    pub(crate) receipt: Receipt,
    /// Its form.
    pub(crate) form: FormReference,
    /// The short code for people.
    pub(crate) code: String,
    /// The area that the answers name, if they name one.
    pub(crate) area: Option<String>,
    /// The area of the maker's facilitator. The record counts there when the answers name no area that exists.
    pub(crate) home: String,
    /// The month in which it counts, `YYYY-MM`.
    pub(crate) month: String,
    /// The number that the device gave it.
    pub(crate) device_seq: i64,
    /// What a person should look at.
    pub(crate) flags: Flags,
    /// The record version's bytes, packed.
    pub(crate) body: Vec<u8>,
    /// Countable answers that must not be read here, sealed to the case recipients.
    pub(crate) hidden: Option<Vec<u8>>,
    /// JSON of the countable answers that can be read.
    pub(crate) countable: String,
    /// What it adds to the rollups.
    pub(crate) shares: Vec<Share>,
    /// The news "received", sealed to the device; `None` when the phone brings its own record and gets the receipt.
    pub(crate) received: Option<Vec<u8>>,
    /// The attachments that will follow.
    pub(crate) attachments: Vec<AttachmentName>,
}

/// The result of taking a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is new.
    Stored(Timestamp),
    /// The same bytes have been here since then.
    Duplicate(Timestamp),
    /// The record has other bytes of this revision. This version is stored beside them.
    Conflict,
    /// The device has brought as much today as one may. Nothing is stored.
    OverQuota,
    /// The database rejected only this one. The others are not affected.
    Failed,
}

/// Who brings versions.
#[derive(Debug, Clone)]
pub(crate) enum Bearer {
    /// A phone, with the status that it reports.
    Phone(DeviceId, PhoneStatus),
    /// A carry file.
    CarryFile,
}
