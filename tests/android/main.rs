//! The Android app on this host: its Kotlin on a Java machine, alone and with the real Rust behind it, and its library
//! as Android starts it. Stubs stand in for Android (`android/stubs`), so this does not prove that the app works on a
//! phone.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod background;
mod java;
mod seam;
// Without a renderer there is no first screen.
#[cfg(feature = "browser")]
mod start;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the tests of the phone use the rest")]
mod support;

use java::{java, root};

#[test]
fn the_kotlin_does_what_its_own_tests_say() {
    let mut tests: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(root().join("android/tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        tests.extend(name.strip_suffix("Test.kt").map(|name| format!("org.kentongan.phone.{name}Test")));
    }
    assert!(tests.len() > 4, "only {tests:?}");
    // A Native that only writes down what is called stands in front of the real one.
    let said = java(&["tests", "app"]).arg("org.junit.runner.JUnitCore").args(tests).output().unwrap();
    assert!(
        said.status.success(),
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
}

#[test]
fn sqlite_keeps_what_is_temporary_in_memory_because_android_has_no_folder_for_it() {
    let database = rusqlite::Connection::open_in_memory().unwrap();
    let mut options = database.prepare("PRAGMA compile_options").unwrap();
    let options: Vec<String> = options.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(["TEMP_STORE=2", "TEMP_STORE=3"].iter().any(|inside| options.iter().any(|it| it == inside)), "{options:?}");
}
