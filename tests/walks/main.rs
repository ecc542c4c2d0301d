//! A stranger's walk over every screen. A walker with a seed presses, types, goes back, reloads, locks, changes
//! language and text size, and loses the network, in any order. A test that follows its author's path finds only what
//! the author thought of.
//!
//! After each step: nothing has panicked; the page equals a fresh drawing; the answer on the screen is the answer in
//! the vault; there is one heading, that of the screen; there is something to press; every control has a name. A
//! failing walk prints its seed and the shortest part that still fails.
//!
//! `KENTONGAN_WALK=SEED` repeats one walk. `KENTONGAN_NIGHTLY=1` walks twenty times as far.
#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod checks;
mod controls;
#[path = "../screens/page.rs"]
#[expect(dead_code, reason = "the tests of single screens use the rest")]
mod page;
mod phone_walk;
mod shortest;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the tests of the phone use the rest")]
mod support;
mod texts;
mod toy_walk;
mod walk;
