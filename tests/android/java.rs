//! The classes that `cargo xtask kotlin` compiled, and the library that Java loads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the root `Cargo.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the classes, if they belong to the present sources.
pub fn compiled() -> PathBuf {
    let compiled = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("kotlin");
    for name in ["kotlin", "stubs", "tests"] {
        let (now, then) = (texts(&root().join("android").join(name)), texts(&compiled.join("sources").join(name)));
        assert!(now == then, "android/{name} is not what was compiled: run `cargo xtask kotlin` first");
    }
    compiled
}

fn texts(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut texts, mut left) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = fs::read(&path) {
            texts.push((path.strip_prefix(folder).unwrap().to_owned(), text));
        }
    }
    texts.sort();
    texts
}

/// The folder of `libmain.so`. Cargo builds it with the tests, as their dependency.
pub fn library() -> PathBuf {
    std::env::current_exe().unwrap().with_file_name("")
}

/// A Java machine with these classes, the first before the second.
pub fn java(classes: &[&str]) -> Command {
    let compiled = compiled();
    let mut path: Vec<String> = classes.iter().map(|name| compiled.join(name).display().to_string()).collect();
    path.push(compiled.join("libraries/*").display().to_string());
    let mut command = Command::new("java");
    command.arg("-Xcheck:jni").arg(format!("-Djava.library.path={}", library().display()));
    command.arg(format!("-Dkentongan.res={}", root().join("android/res").display()));
    command.arg("-cp").arg(path.join(":"));
    command
}
