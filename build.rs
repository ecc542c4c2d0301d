//! Puts `android/res` and `android/kotlin` into the Gradle project that `dx` generates, for `dx` 0.8.0-alpha.3 copies a
//! manifest and one activity but neither resources nor other classes. It tells where that project is in the variable
//! from which wry's own build script places its classes.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// `dx` itself copies the activity (Dioxus.toml), to a place that it and wry agree on.
const COPIED_BY_DX: &str = "android/kotlin/dev";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=android/res");
    println!("cargo:rerun-if-changed=android/kotlin");
    println!("cargo:rerun-if-env-changed=WRY_ANDROID_KOTLIN_FILES_OUT_DIR");
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
            // Gone after `dx` has made the project anew.
            println!("cargo:rerun-if-changed={}", target.display());
        }
    }
    Ok(())
}
