//! Starts the app with the renderer it was built with.

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// Wipes every block of memory as it is freed: answers pass through JSON, the renderer and many other hands (decision
/// 0046).
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> std::process::ExitCode {
    kentongan::launch::launch()
}
