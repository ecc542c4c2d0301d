//! The figures for coordinators: cross-tabs over rollups, with small numbers hidden (rule 9 of the field).
//!
//! Everything here is pure: rows in, figures out. `store/summaries.rs` reads the rows, `pages/` shows the figures.

pub mod activities;
pub mod cube;
pub mod disclosure;
pub mod incidents;
pub mod period;

pub use activities::Activities;
pub use cube::{CountedQuestion, RollupRow};
pub use disclosure::{DEFAULT_THRESHOLD, Figure};
pub use incidents::{Breakdown, Incidents, View};
pub use period::{Month, Period};
