//! What phones and operators may rely on: the real server, a real SQLite file, real keys, loopback.

mod bounds;
mod carried;
mod disk_full;
mod enrolling;
mod killed;
mod numbers;
mod secrecy;
mod support;
mod uploading;
