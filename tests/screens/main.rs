//! The screens without a window: the real components, what they draw, and what they do when touched.
#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod behind_the_pin;
mod carrying;
mod device_events;
mod filling_in;
mod form;
mod gate;
mod hazard;
mod learning;
mod odd_inputs;
#[expect(dead_code, reason = "the stranger's walk uses the rest")]
mod page;
mod photos;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the tests of the phone use the rest")]
mod support;
mod truth;
mod ways_out;
mod words;
