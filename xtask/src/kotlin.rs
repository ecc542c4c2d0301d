//! `cargo xtask kotlin`: compiles the Android app's Kotlin and its tests for a Java machine, against hand-written stubs
//! of Android (decision 0032). `tests/android` runs the result.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::npm;
use crate::packages::{KOTLIN, ensure};
use crate::project::{cargo, root, target};
use crate::running::{output, run, step};

/// The compiled folders, below `android/`.
const SOURCES: [&str; 3] = ["kotlin", "stubs", "tests"];
/// wry's files. With each, the environment variable that says what its build script puts into the class.
const WRYS: [(&str, &str); 2] =
    [("WryActivity.kt", "WRY_WRYACTIVITY_CLASS_EXTENSION"), ("RustWebView.kt", "WRY_RUSTWEBVIEW_CLASS_EXTENSION")];
/// The oldest language version that the compiler still takes. `dx`'s Gradle project has Kotlin 2.0.
const LANGUAGE: [&str; 6] = ["-language-version", "2.0", "-api-version", "2.0", "-jvm-target", "17"];
/// Debian's libraries that the tests need.
const JARS: [&str; 2] = ["/usr/share/java/junit4.jar", "/usr/share/java/hamcrest.jar"];

/// Compiles if a source has changed since the last time.
pub fn compile() -> Result<()> {
    let folder = target().join("kotlin");
    let wrys = wrys_classes()?;
    if is_made_of_what_is_there(&folder, &wrys) {
        return Ok(());
    }
    ensure(KOTLIN)?;
    let compiler = npm::package("kotlin-compiler")?;
    step("Compiling Kotlin");
    let (app, tests, libraries) = (folder.join("app"), folder.join("tests"), folder.join("libraries"));
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    for folder in [&app, &tests, &libraries] {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    for jar in JARS.map(PathBuf::from).iter().chain([&compiler.join("lib/kotlin-stdlib.jar")]) {
        let name = jar.file_name().unwrap_or_default();
        fs::copy(jar, libraries.join(name)).with_context(|| format!("copying {}", jar.display()))?;
    }
    // Compiles from a copy. The copy shows afterwards what was compiled: `tests/android` compares it.
    let sources = folder.join("sources.new");
    for name in SOURCES {
        copy(&root().join("android").join(name), &sources.join(name))?;
    }
    for (name, text) in wrys {
        fs::write(sources.join(name), text)?;
    }

    run(Command::new("javac").arg("-d").arg(&app).args(of_kind(&sources, "java")?))?;
    let (of_tests, of_app): (Vec<_>, Vec<_>) =
        of_kind(&sources, "kt")?.into_iter().partition(|file| file.starts_with(sources.join("tests")));
    run(kotlinc(&compiler, "app").arg("-d").arg(&app).arg("-cp").arg(&app).args(of_app))?;
    let path = format!("{}:{}", app.display(), JARS.join(":"));
    let friends = format!("-Xfriend-paths={}", app.display());
    run(kotlinc(&compiler, "tests").arg("-d").arg(&tests).args(["-cp", &path, &friends]).args(of_tests))?;
    fs::rename(sources, folder.join("sources"))?;
    Ok(())
}

fn kotlinc(compiler: &Path, module: &str) -> Command {
    let mut command = Command::new("bash");
    command.arg(compiler.join("bin/kotlinc")).args(LANGUAGE);
    command.args(["-Xsuppress-version-warnings", "-Werror", "-no-reflect", "-module-name", module]);
    command
}

/// The wry classes that our Kotlin uses, as wry's build script writes them: ours compiles against the real ones.
fn wrys_classes() -> Result<Vec<(&'static str, String)>> {
    let about =
        ["metadata", "--format-version", "1", "--filter-platform", "aarch64-linux-android", "--features", "mobile"];
    let metadata = output(&mut cargo(&about))?;
    let manifest = metadata.split("\"manifest_path\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    let is_wry = |path: &&str| {
        let package = path.rsplit('/').nth(1).unwrap_or_default();
        package.strip_prefix("wry-").is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
    };
    let Some(manifest) = manifest.into_iter().find(is_wry) else { bail!("cargo knows no wry") };
    let folder = Path::new(manifest).with_file_name("src").join("android/kotlin");
    WRYS.iter()
        .map(|(name, extension)| {
            let file = folder.join(name);
            let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
            // Cargo gives it to every build script, and to this program (.cargo/config.toml).
            let extension = std::env::var(extension).unwrap_or_default();
            let text = text.replace("{{package}}", "dev.dioxus.main").replace("{{class-init}}", "");
            Ok((*name, text.replace("{{class-extension}}", &extension)))
        })
        .collect()
}

fn is_made_of_what_is_there(folder: &Path, wrys: &[(&str, String)]) -> bool {
    let made = folder.join("sources");
    let same = |name: &str| texts(&root().join("android").join(name)).ok() == texts(&made.join(name)).ok();
    wrys.iter().all(|(name, text)| fs::read_to_string(made.join(name)).is_ok_and(|there| there == *text))
        && SOURCES.iter().all(|name| same(name))
}

/// Every file below, by its path in the folder.
fn texts(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut texts = Vec::new();
    for file in files(folder)? {
        let content = fs::read(&file)?;
        texts.push((file.strip_prefix(folder)?.to_owned(), content));
    }
    Ok(texts)
}

fn of_kind(folder: &Path, kind: &str) -> Result<Vec<PathBuf>> {
    Ok(files(folder)?.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == kind)).collect())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut left) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() { left.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(target.parent().unwrap_or(to))?;
        fs::copy(&file, &target).with_context(|| format!("copying {}", file.display()))?;
    }
    Ok(())
}
