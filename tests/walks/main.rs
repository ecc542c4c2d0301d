//! A stranger's walk: a seeded walker presses, types, goes back, reloads, locks, changes language and size of text, loses
//! the network, in any order, over every screen. Tests that walk where their author walks find what he thought of.
//!
//! After each step: nothing panicked; what is drawn is what would be drawn from nothing; the answer on the screen is the
//! answer in the vault; one heading, that of the screen; something to press, and a name for each control. A walk that
//! fails says its seed and the shortest part of it that still fails.
//!
//! `KENTONGAN_WALK=SEED` takes one walk again; `KENTONGAN_NIGHTLY=1` walks twenty times as far.
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
