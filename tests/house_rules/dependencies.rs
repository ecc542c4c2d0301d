//! What each package compiles, by `cargo tree`.

use std::process::Command;

use crate::project::root;

/// The phone, as built for Android and for a desktop window.
pub fn phone() -> Vec<String> {
    // Nor anything that only tests need.
    const SERVER: [&str; 7] =
        ["axum", "axum-core", "dioxus-liveview", "kentongan-central", "askama", "fail", "kentongan-power-loss"];
    let mut complaints = Vec::new();
    for (features, target) in [("mobile", Some("aarch64-linux-android")), ("desktop", None)] {
        let mut arguments = vec!["-p", "kentongan", "--no-default-features", "--features", features];
        arguments.extend(target.into_iter().flat_map(|target| ["--target", target]));
        complaints
            .extend(unwanted(&packages(&arguments), &SERVER).map(|name| format!("kentongan ({features}): {name}")));
    }
    complaints
}

/// The server.
pub fn central() -> Vec<String> {
    const WEB_VIEW: [&str; 8] =
        ["dioxus", "dioxus-core", "dioxus-desktop", "dioxus-liveview", "wry", "tao", "gtk", "kentongan"];
    const TESTS: [&str; 2] = ["fail", "kentongan-power-loss"];
    let packages = packages(&["-p", "kentongan-central"]);
    let unwelcome = [&WEB_VIEW[..], &TESTS].concat();
    unwanted(&packages, &unwelcome).map(|name| format!("kentongan-central: {name}")).collect()
}

/// The two crates that only compute.
pub fn pure_crates() -> Vec<String> {
    const IO: [&str; 8] = ["tokio", "rusqlite", "reqwest", "axum", "hyper", "mio", "kentongan-central", "kentongan"];
    let mut complaints = Vec::new();
    for package in ["kentongan-forms", "kentongan-exchange"] {
        let packages = packages(&["-p", package]);
        complaints.extend(unwanted(&packages, &IO).map(|name| format!("{package}: {name}")));
    }
    complaints
}

/// Those of `packages` that are in `names`.
pub fn unwanted<'a>(packages: &'a [String], names: &'a [&str]) -> impl Iterator<Item = &'a String> {
    packages.iter().filter(|package| names.contains(&package.as_str()))
}

/// Names of the packages that a build compiles, the package itself included.
pub fn packages(arguments: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--locked", "-e", "normal", "--prefix", "none", "--format", "{p}"]).args(arguments);
    let output = command.current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut names: Vec<String> = lines.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    assert!(names.len() > 5, "{command:?} names only {names:?}");
    names
}
