//! The whole path with its real parts: the phone app's own process drawn in Chromium at phone size,
//! central's own process on its own folder, and people using them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod carrying;
mod central_killed;
mod coordinators_pages;
#[cfg(feature = "fail-points")]
mod crash_points;
mod days_work;
mod desktop_window;
mod every_screen;
mod finish_killed;
mod first_light;
#[cfg(target_os = "linux")]
mod locked_memory;
mod many_waiting;
mod phone_killed;
mod photos;
mod planted_faults;
#[cfg(feature = "fail-points")]
mod power_loss;
mod practice_killed;
mod shortest_incident;
mod smoke_steps;
mod stranger;
mod support;
