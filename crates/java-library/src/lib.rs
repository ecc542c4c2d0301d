//! `libmain.so` for this host: on Android `dx` makes it of the app itself. It exports what Kotlin calls, which is in
//! `kentongan`, and the `main` that Dioxus calls. Nothing else is here.

extern crate kentongan as _;

#[path = "../../../src/library_main.rs"]
mod library_main;
