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

/// The forms that the app was made with.
const FORMS: [&str; 2] = ["assets/forms/incident.csv", "assets/forms/activity.csv"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=android/exports.map");
    println!("cargo:rerun-if-changed=android/res");
    println!("cargo:rerun-if-changed=android/kotlin");
    println!("cargo:rerun-if-env-changed=WRY_ANDROID_KOTLIN_FILES_OUT_DIR");
    println!("cargo:rerun-if-env-changed=SOURCE_DATE_EPOCH");
    for form in FORMS {
        println!("cargo:rerun-if-changed={form}");
    }
    println!("cargo:rustc-env=KENTONGAN_BUILT_AT={}", built_at());
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

/// Seconds since 1970 of a moment that had passed when the app was built, the same in each build of the same sources:
/// `SOURCE_DATE_EPOCH` (<https://reproducible-builds.org/specs/source-date-epoch/>), which `cargo xtask android` sets to
/// the time of the commit, or else the day of the newest form.
fn built_at() -> i64 {
    let told = env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    told.unwrap_or_else(|| FORMS.iter().filter_map(|form| day_of(&fs::read_to_string(form).ok()?)).max().unwrap_or(0))
}

/// The day in a form's version, `yyyymmddrr`, in the last row of its file.
fn day_of(form: &str) -> Option<i64> {
    let is_version = |cell: &&str| cell.len() == 10 && cell.bytes().all(|byte| byte.is_ascii_digit());
    let version = form.lines().last()?.split(',').find(is_version)?;
    let number = |from: usize, to: usize| version.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    // Days since 1970 of a day of the Gregorian calendar, its years counted from March (Hinnant, `days_from_civil`).
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some((year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468) * 86_400)
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
