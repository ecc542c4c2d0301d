//! Records: their list, and the page of one.

mod answers;
mod conflicts;
mod flags;
pub(super) mod list;
pub(super) mod one;
mod typed_code;
mod versions;
