//! Two things that `dx` 0.8.0-alpha.3 does not do for Android (decisions 0036 and 0037).
//!
//! It copies a manifest and one activity, but neither resources nor other classes. So `android/res` and
//! `android/kotlin` are copied into its Gradle project here. The path of that project is in the variable that tells
//! wry's build script where to write its classes.
//!
//! It lets the library export everything. So the linker gets a list of exports here, and packs relocations in the
//! format that Android 6 and newer read. (RELR is smaller still, but only Android 9 and newer read it.)

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// `dx` copies the activity itself (Dioxus.toml), to where wry looks for it.
const COPIED_BY_DX: &str = "android/kotlin/dev";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=android/exports.map");
    println!("cargo:rerun-if-changed=android/res");
    println!("cargo:rerun-if-changed=android/kotlin");
    println!("cargo:rerun-if-env-changed=WRY_ANDROID_KOTLIN_FILES_OUT_DIR");
    if env::var_os("CARGO_CFG_TARGET_OS").is_some_and(|system| system == "android") {
        let exports = std::path::absolute("android/exports.map")?;
        println!("cargo:rustc-link-arg-bins=-Wl,--version-script={}", exports.display());
        println!("cargo:rustc-link-arg-bins=-Wl,--pack-dyn-relocs=android");
    }
    let Some(classes) = env::var_os("WRY_ANDROID_KOTLIN_FILES_OUT_DIR").map(PathBuf::from) else { return Ok(()) };
    // …/src/main/kotlin/dev/dioxus/main: resources live in …/src/main/res, all classes below …/src/main/kotlin.
    let Some(sources) = classes.ancestors().find(|folder| folder.ends_with("src/main")) else { return Ok(()) };
    copy(Path::new("android/res"), &sources.join("res"))?;
    copy(Path::new("android/kotlin"), &sources.join("kotlin"))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path == Path::new(COPIED_BY_DX) {
            continue;
        }
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
            // Missing if `dx` made the project again; then this runs again.
            println!("cargo:rerun-if-changed={}", target.display());
        }
    }
    Ok(())
}
