//! The project's own files.

use std::fs;
use std::path::{Path, PathBuf};

/// A text file of the project.
pub struct File {
    /// Its path from the project's root, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

impl File {
    /// A made-up file, to test a rule.
    pub fn planted(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether it is in one of the folders, or is one of the files.
    pub fn is_in(&self, places: &[&str]) -> bool {
        places
            .iter()
            .any(|place| self.path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }

    /// Whether it is only for tests or benches.
    pub fn is_test(&self) -> bool {
        let mut parts = self.path.split('/');
        parts.any(|part| ["tests", "benches", "tests.rs"].contains(&part))
    }
}

/// The folder of the root `Cargo.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file that people write here.
pub fn files() -> Vec<File> {
    const FOLDERS: [&str; 8] = ["src", "crates", "xtask", "tests", "benches", "assets", "android", "docs"];
    const ENDINGS: [&str; 11] = ["rs", "kt", "csv", "ftl", "md", "html", "css", "js", "toml", "xml", "sql"];
    let mut left: Vec<PathBuf> = FOLDERS.iter().map(|folder| root().join(folder)).collect();
    let mut files = Vec::new();
    left.extend(["build.rs", "README.md", "CHANGELOG.md", "Cargo.toml"].map(|file| root().join(file)));
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let inside = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
            left.extend(inside.filter(|path| !path.ends_with("target")));
        } else if path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known)) {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            files.push(File { path: name, text: fs::read_to_string(&path).unwrap() });
        }
    }
    files
}
