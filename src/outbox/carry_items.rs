//! What goes into a carry file.

/// Envelopes or receipts for a carry file, and the number for which it has no room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CarryItems<T> {
    /// The items. Envelopes come oldest first.
    pub items: Vec<T>,
    /// How many are left out.
    pub left_out: u32,
}
