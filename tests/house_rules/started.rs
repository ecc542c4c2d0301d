//! What the app must not assume, because Android starts it as a library (decision 0041).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::code::{lines_with, tokens};
use crate::project::{File, root};

/// Where the code of the phone is.
const PHONE: [&str; 4] = ["src", "crates/exchange/src", "crates/fail-points/src", "crates/forms/src"];
/// Not compiled for Android; `left_out` holds their `mod` lines to that.
const OFF_ANDROID: [&str; 2] = ["src/launch/arguments.rs", "src/device/desktop.rs"];
/// Properties of a process that belong to another program, or are missing, when our library is loaded.
const OF_A_PROGRAM: [&str; 9] = [
    "args",
    "args_os",
    "current_dir",
    "current_exe",
    "home_dir",
    "remove_var",
    "set_current_dir",
    "set_var",
    "temp_dir",
];
/// How other people's code reads the command line.
const ARGUMENTS: [&str; 2] = ["env::args", "args_os"];
/// Package, file and reason: the words are there, but never run on a phone.
const NEVER_RUN: [(&str, &str, &str); 1] = [("csv", "src/tutorial.rs", "documentation alone")];

/// The phone's own code uses nothing that only a program has.
pub fn own_code(file: &File) -> Vec<String> {
    if !file.path.ends_with(".rs") || !file.is_in(&PHONE) || file.is_in(&OFF_ANDROID) {
        return Vec::new();
    }
    let tokens = tokens(&file.path, &file.text, false);
    let is_imported = |name: &str| {
        tokens.windows(2).any(|pair| ["{", ",", "::"].contains(&pair[0].text.as_str()) && pair[1].text == name)
    };
    let names_env = tokens.iter().any(|token| token.text == "env");
    let complaint = |name: &str| format!("{}: {name} belongs to a program, and on Android we are none", file.path);
    OF_A_PROGRAM.iter().filter(|name| names_env && is_imported(name)).map(|name| complaint(name)).collect()
}

/// On Android, the files of `OFF_ANDROID` and Rust's own `main` are not compiled.
pub fn left_out(files: &[File]) -> Vec<String> {
    const PLACES: [(&str, &str); 4] = [
        ("src/launch.rs", "#[cfg(not(target_os = \"android\"))] mod arguments;"),
        ("src/device.rs", "#[cfg(not(target_os = \"android\"))] pub mod desktop;"),
        ("src/main.rs", "#![cfg_attr(target_os = \"android\", no_main)]"),
        ("src/main.rs", "#[cfg(not(target_os = \"android\"))] fn main()"),
    ];
    let has = |path: &str, wanted: &str| {
        let file = files.iter().find(|file| file.path == path);
        let wanted: Vec<_> = tokens(path, wanted, true).into_iter().map(|token| token.text).collect();
        let wanted: Vec<_> = wanted.iter().map(String::as_str).collect();
        file.is_some_and(|file| !lines_with(&tokens(path, &file.text, true), &wanted).is_empty())
    };
    let missing = PLACES.iter().filter(|(path, wanted)| !has(path, wanted));
    missing.map(|(path, wanted)| format!("{path} lacks {wanted}")).collect()
}

/// Every package that is compiled into the app on Android.
pub fn dependencies() -> Vec<String> {
    let packages = packages();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let mut unseen: BTreeSet<_> = NEVER_RUN.iter().map(|(package, file, _)| (*package, *file)).collect();
    let mut complaints = Vec::new();
    for (name, folder) in &packages {
        for file in sources(folder) {
            let text = String::from_utf8_lossy(&fs::read(folder.join(&file)).unwrap()).into_owned();
            let lines = lines_that_read_arguments(&text);
            if lines.is_empty() {
                continue;
            }
            let path = file.to_string_lossy().replace('\\', "/");
            let known = NEVER_RUN.iter().find(|(package, file, _)| *package == name.as_str() && *file == path);
            match known {
                Some((package, file, _)) => drop(unseen.remove(&(*package, *file))),
                None => complaints.push(format!("{name}: {path}:{lines:?} reads the command line")),
            }
        }
    }
    complaints.extend(unseen.iter().map(|(package, file)| format!("{package}: {file} needs no exception any more")));
    complaints
}

/// Lines of code, comments left out.
pub fn lines_that_read_arguments(text: &str) -> Vec<usize> {
    if !ARGUMENTS.iter().any(|word| text.contains(word)) {
        return Vec::new();
    }
    let is_code = |line: &str| !line.trim_start().starts_with("//");
    let reads = |line: &str| is_code(line) && ARGUMENTS.iter().any(|word| line.contains(word));
    text.lines().enumerate().filter(|(_, line)| reads(line)).map(|(index, _)| index + 1).collect()
}

/// Name and folder of each package, as cargo resolves them for a phone. It leaves out what compiles only on the host:
/// build scripts and macros.
fn packages() -> Vec<(String, PathBuf)> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--locked", "--format-version", "1", "--filter-platform", "aarch64-linux-android"]);
    cargo.args(["--no-default-features", "--features", "mobile"]).current_dir(root());
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{cargo:?}: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let packages: BTreeMap<_, _> =
        list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let nodes: BTreeMap<_, _> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node["id"]), node)).collect();
    let is_macro = |package: &Value| {
        list(&package["targets"]).iter().any(|target| list(&target["kind"]).contains(&Value::from("proc-macro")))
    };
    let (mut left, mut found) = (vec![text(&metadata["resolve"]["root"])], BTreeMap::new());
    while let Some(id) = left.pop() {
        let package = &packages[&id];
        let name = format!("{} {}", text(&package["name"]), text(&package["version"]));
        if is_macro(package) || found.contains_key(&name) {
            continue;
        }
        let manifest = PathBuf::from(text(&package["manifest_path"]));
        found.insert(name, manifest.parent().unwrap().to_owned());
        let is_normal = |dependency: &&Value| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
        left.extend(list(&nodes[&id]["deps"]).iter().filter(is_normal).map(|dependency| text(&dependency["pkg"])));
    }
    // Our own code has a stricter rule.
    found.retain(|_, folder| !folder.starts_with(root()));
    found.into_iter().map(|(name, folder)| (name.split(' ').next().unwrap().to_owned(), folder)).collect()
}

/// The files of the package's library.
fn sources(package: &Path) -> Vec<PathBuf> {
    let (mut sources, mut left) = (Vec::new(), vec![package.join("src")]);
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let inside = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
            left.extend(inside.filter(|path| !path.ends_with("src/bin") && !path.ends_with("src/main.rs")));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            sources.push(path.strip_prefix(package).unwrap().to_owned());
        }
    }
    sources
}
