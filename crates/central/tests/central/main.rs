//! What phones and operators may rely on: the real server, a real SQLite file, real keys, loopback.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod attachments;
mod bounds;
mod carried;
mod carry_page;
mod conflicts;
#[cfg(feature = "fail-points")]
mod crash_points;
mod disk_full;
mod enrolling;
#[cfg(feature = "fail-points")]
mod errand;
mod flagged;
mod importing;
mod input;
mod killed;
mod limited;
mod looking_for;
mod news;
mod numbers;
mod operating;
mod page_limits;
mod permissions;
mod phones;
#[cfg(feature = "fail-points")]
mod power_loss;
mod real_clients;
mod returning;
#[path = "../../../../tests/support/search.rs"]
mod search;
mod secrecy;
mod signing_in;
mod slow_clients;
mod small_numbers;
mod stranger;
mod support;
mod too_much;
mod upgrading;
mod uploading;
