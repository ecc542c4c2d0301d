//! Starts the app with the renderer it was built with.

// On Android the program is a library: Dioxus finds its `main` by name and calls it (decision 0041).
#![cfg_attr(target_os = "android", no_main)]

#[cfg(target_os = "android")]
mod library_main;

#[cfg(not(target_os = "android"))]
fn main() -> std::process::ExitCode {
    kentongan::launch::launch()
}
