//! A draft as it was when the screen opened.

use jiff::civil::DateTime;
use kentongan_exchange::RecordId;
use kentongan_forms::Entry;

/// A draft as it was when the screen opened.
#[derive(Clone, PartialEq)]
pub(super) struct Opened {
    pub(super) record: RecordId,
    pub(super) entry: Entry,
    pub(super) section: String,
    pub(super) saved_at: DateTime,
    /// The question where the person was.
    pub(super) at: Option<String>,
    /// The question that the person wants to change from the review.
    pub(super) edit: Option<String>,
}
