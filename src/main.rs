//! Starts the app with the renderer it was built with.

// On Android the program is a library: Dioxus finds its `main` by name and calls it (decision 0041).
#![cfg_attr(target_os = "android", no_main)]

#[cfg(target_os = "android")]
mod library_main;

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// Wipes every block of memory when it is freed: answers go through JSON, the renderer and many other places (decision
/// 0046).
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

#[cfg(not(target_os = "android"))]
fn main() -> std::process::ExitCode {
    kentongan::launch::launch()
}
