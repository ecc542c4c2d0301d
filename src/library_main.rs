//! `main` of the app as a library. On Android, Dioxus looks it up with `dlsym` and calls it as `extern "C" fn()`: the
//! registers of `argc` and `argv` hold rubbish. Rust's own `main` keeps that rubbish, and the first
//! `std::env::args()` reads it and crashes. So this one takes no parameters, and Rust's start-up does not run
//! (decision 0041).
//!
//! `crates/java-library` compiles this file too, so that a test can call it on the host in the same way.

#[expect(unsafe_code, reason = "Dioxus looks this function up by its name")]
#[unsafe(no_mangle)]
pub extern "C" fn main() {
    kentongan::launch::launch_as_library();
}
