//! `libmain.so` for a Java machine on this host: on Android `dx` makes it of the app itself. What Kotlin calls is
//! exported by `kentongan`, and nothing else is here.

extern crate kentongan as _;
