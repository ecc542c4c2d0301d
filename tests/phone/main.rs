//! What a facilitator may rely on of the phone app: real files, real ciphers, and where it is sent to a real central.
//! One program, for linking takes long; one module for each thing relied on.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod answer_lost;
mod background;
mod carrying;
mod damaged_photos;
mod debug_output;
mod enrolling_again;
#[cfg(target_os = "linux")]
mod full_disk;
mod idle;
mod kept_short;
mod key_store;
mod locked;
mod mending;
mod news;
mod outbox;
mod photos;
mod photos_sent;
mod pin;
mod practice;
mod sending;
mod sending_from_hour_to_hour;
#[path = "../support/mod.rs"]
mod support;
mod trust;
mod vault;
mod withdrawn;
