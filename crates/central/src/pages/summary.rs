//! The summary: how many incidents and activities, where, and of which kind.

mod bars;
mod months;
pub(super) mod page;
mod tally;
