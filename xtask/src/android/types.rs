//! `cargo xtask check-android`: the phone app's types and `cfg`s for Android, without an Android SDK.
//!
//! Build scripts of C libraries ask for a compiler for the target. `cargo check` links nothing, so a compiler that writes
//! empty object files is enough: `android/check/`. This proves types, `cfg`s and features, but not linking or running.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure as hold};

use crate::packages::{ANDROID, BUILD, ensure, ensure_rust_targets};
use crate::project::{cargo, root, target};
use crate::running::{run, step};

/// Type-checks for both ARM targets.
pub fn check() -> Result<()> {
    ensure(BUILD)?;
    ensure_rust_targets(ANDROID)?;
    step("Type-checking the phone app for Android");
    let stand_ins = root().join("android/check");
    let mut command =
        cargo(&["check", "-p", "kentongan", "--lib", "--bins", "--no-default-features", "--features", "mobile"]);
    for target in ANDROID {
        let suffix = target.replace('-', "_");
        command.args(["--target", target]);
        command.env(format!("CC_{suffix}"), stand_ins.join("cc"));
        command.env(format!("AR_{suffix}"), stand_ins.join("ar"));
        command.env(format!("RANLIB_{suffix}"), "true");
    }
    // In its own folder: the objects here are empty, and no other build may find them.
    let folder = target().join("android-check");
    let sources = folder.join("gradle/app/src/main");
    let classes = sources.join("kotlin/dev/dioxus/main");
    fs::create_dir_all(&classes).with_context(|| format!("making {}", classes.display()))?;
    // As dx sets them: wry writes its classes there, and our build.rs copies the app's classes and resources there.
    command.env("WRY_ANDROID_PACKAGE", "dev.dioxus.main").env("WRY_ANDROID_LIBRARY", "main");
    command.env("WRY_ANDROID_KOTLIN_FILES_OUT_DIR", &classes);
    run(command.env("CARGO_TARGET_DIR", &folder))?;
    for folder in ["res", "kotlin/org"] {
        arrived(&root().join("android").join(folder), &sources.join(folder))?;
    }
    println!("Type-checks for Android ({}).", ANDROID.join(", "));
    println!("This proves types, features and cfgs. It does not prove that the app links, starts or works there.");
    Ok(())
}

fn arrived(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        let content = fs::read(from).with_context(|| format!("reading {}", from.display()))?;
        hold!(fs::read(to).ok() == Some(content), "build.rs did not put {} into the Gradle project", from.display());
        return Ok(());
    }
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let name = entry?.file_name();
        arrived(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}
