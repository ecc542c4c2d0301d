//! Packages from npm that only tests need. `xtask/<package>` holds version and hash.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::packages::{NPM, ensure};
use crate::project::{cache, root, target};
use crate::running::{run, step};

/// The folder of a package, fetched into the cache once.
pub fn package(name: &str) -> Result<PathBuf> {
    let (pinned, folder) = (root().join("xtask").join(name), cache().join(name));
    let lock = fs::read(pinned.join("package-lock.json"))?;
    // Written when everything is there.
    let done = folder.join("installed");
    if fs::read(&done).ok().as_ref() != Some(&lock) {
        ensure(NPM)?;
        step(&format!("Fetching {name}"));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(pinned.join(file), folder.join(file)).with_context(|| format!("copying {file} of {name}"))?;
        }
        let quietly = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        run(Command::new("npm").args(quietly).current_dir(&folder))?;
        fs::write(done, lock)?;
    }
    Ok(folder.join("node_modules").join(name))
}

/// Puts axe-core where the browser's tests look for it: beside what cargo builds.
pub fn axe() -> Result<()> {
    const NAME: &str = "axe-core";
    let fetched = package(NAME)?;
    let folder = target().join(NAME);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let copy = |from: &Path, name: &str| {
        fs::copy(from, folder.join(name)).map(drop).with_context(|| format!("copying {}", from.display()))
    };
    copy(&fetched.join("axe.min.js"), "axe.min.js")?;
    // Last: it tells the tests which version lies there.
    copy(&root().join("xtask").join(NAME).join("package-lock.json"), "package-lock.json")
}
