//! `cargo xtask android`: the APK, from `dx` through Gradle to an inspected file.
//!
//! `dx` 0.8.0-alpha.3 makes a Gradle project and always runs its debug build, unless passwords stand in `Dioxus.toml`.
//! So `dx` makes the project and the library. This command then edits the project, and Gradle runs once more (decision
//! 0036). None of it has run where this repository is made: no SDK can be had there.

mod abi;
mod apk;
mod elf;
mod gradle;
mod signature;
mod tools;
mod types;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::{root, target};
use crate::running::{output, run as run_to_end, step};
use abi::Abi;
use tools::Tools;
pub use types::check;

/// The version of everything in this workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What to build.
#[derive(clap::Args)]
pub struct Options {
    /// For people: small, quick, signed with the key store that KENTONGAN_KEYSTORE names. Without it: a debug build, for
    /// a phone on a cable
    #[arg(long)]
    release: bool,
    /// The kind of processor, any number of times. Without it: both kinds that phones have
    #[arg(long, value_enum)]
    abi: Vec<Abi>,
    /// With --release: also a bundle for a store, with every processor in it
    #[arg(long, requires = "release")]
    aab: bool,
}

/// Checks the tools, builds, and inspects the result. Lists everything missing at once.
pub fn run(options: &Options) -> Result<()> {
    let phones = [Abi::Arm64, Abi::Arm32];
    let abis = if options.abi.is_empty() { &phones[..] } else { &options.abi };
    step("Looking for the tools");
    let triples: Vec<_> = abis.iter().map(|abi| abi.triple()).collect();
    let tools = Tools::find(options.release, &triples)?;

    let kept = target().join("android");
    fs::create_dir_all(&kept).with_context(|| format!("making {}", kept.display()))?;
    let mut built = Vec::new();
    for abi in abis {
        step(&format!("Building for {}", abi.name()));
        run_to_end(&mut dx(&tools, *abi, options.release))?;
        let project = project(options.release);
        tell_gradle(&project, options.release)?;
        let libraries = keep_library(&project, &kept, *abi)?;
        put_libraries(&project, &[(*abi, libraries)])?;
        let kind = if options.release { "release" } else { "debug" };
        gradle(&tools, &project, if options.release { "assembleRelease" } else { "assembleDebug" })?;
        let made = project.join(format!("app/build/outputs/apk/{kind}/app-{kind}.apk"));
        let apk = kept.join(format!("kentongan-{VERSION}-{}-{kind}.apk", abi.name()));
        fs::copy(&made, &apk).with_context(|| format!("{} was not made", made.display()))?;
        look_at(&tools, &apk, *abi, options.release)?;
        signature::look_at(&tools, &apk, options.release)?;
        built.push(apk);
    }
    step("Built, and looked at");
    built.iter().for_each(|file| println!("{}", file.display()));
    if options.aab {
        step("Building the bundle");
        let project = project(true);
        let libraries: Vec<_> = abis.iter().map(|abi| (*abi, kept.join("lib").join(abi.name()))).collect();
        put_libraries(&project, &libraries)?;
        gradle(&tools, &project, "bundleRelease")?;
        let bundle = kept.join(format!("kentongan-{VERSION}.aab"));
        fs::copy(project.join("app/build/outputs/bundle/release/app-release.aab"), &bundle)
            .context("no bundle was made")?;
        step("Built of the same parts");
        println!("{}", bundle.display());
    }
    Ok(())
}

/// `dx build`, which makes a new Gradle project each time.
fn dx(tools: &Tools, abi: Abi, release: bool) -> Command {
    let mut command = Command::new("dx");
    command.args(["build", "--platform", "android", "--package", "kentongan", "--target", abi.triple()]);
    // Its own profile for trying inherits `dev`. Naming `dev` itself would make it inherit itself.
    if release {
        command.args(["--profile", "phone"]);
    }
    command.args(["--no-default-features", "--features", "mobile"]).current_dir(root());
    // The app takes a clock before its own build for wrong; the same commit gives the same app (build.rs).
    let mut commit = Command::new("git");
    if let Ok(time) = output(commit.args(["log", "-1", "--format=%ct"]).current_dir(root())) {
        command.env("SOURCE_DATE_EPOCH", time.trim());
    }
    tools.tell(&mut command);
    command
}

/// Where `dx` puts the project. `phone` inherits `release`, and `dx` looks at that.
fn project(release: bool) -> PathBuf {
    target().join("dx/kentongan").join(if release { "release" } else { "debug" }).join("android/app")
}

fn tell_gradle(project: &Path, signed: bool) -> Result<()> {
    let path = project.join("app/build.gradle.kts");
    let text = fs::read_to_string(&path).with_context(|| format!("{}: dx made no project there", path.display()))?;
    let told = gradle::told(&text, gradle::version_code(VERSION)?, signed)?;
    fs::write(&path, told).with_context(|| format!("writing {}", path.display()))
}

/// Moves the libraries of one processor out of the way of the next.
fn keep_library(project: &Path, kept: &Path, abi: Abi) -> Result<PathBuf> {
    let to = kept.join("lib").join(abi.name());
    let from = project.join("app/src/main/jniLibs").join(abi.name());
    if to.exists() {
        fs::remove_dir_all(&to)?;
    }
    fs::create_dir_all(&to)?;
    for file in fs::read_dir(&from).with_context(|| format!("{}: dx made no library there", from.display()))? {
        let file = file?;
        fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(to)
}

/// Puts in these libraries only: `dx` leaves older ones there.
fn put_libraries(project: &Path, libraries: &[(Abi, PathBuf)]) -> Result<()> {
    let folder = project.join("app/src/main/jniLibs");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for (abi, from) in libraries {
        let to = folder.join(abi.name());
        fs::create_dir_all(&to)?;
        for file in fs::read_dir(from)? {
            let file = file?;
            fs::copy(file.path(), to.join(file.file_name()))?;
        }
    }
    Ok(())
}

/// No daemon: it would outlive this command, with the passwords in its environment.
fn gradle(tools: &Tools, project: &Path, task: &str) -> Result<()> {
    let mut command = Command::new(project.join("gradlew"));
    command.args(["--no-daemon", task]).current_dir(project);
    tools.tell(&mut command);
    run_to_end(&mut command)
}

fn look_at(tools: &Tools, path: &Path, abi: Abi, release: bool) -> Result<()> {
    let text = |path: &str| fs::read_to_string(root().join(path));
    let manifest = text("android/AndroidManifest.xml")?;
    let native = text("android/kotlin/org/kentongan/phone/Native.kt")?;
    let wry = fs::read_to_string(project(release).join("app/src/main/kotlin/dev/dioxus/main/Rust.kt"))
        .context("wry wrote no Rust.kt")?;
    let system = tools.oldest_android(abi)?;
    let badging = output(Command::new(&tools.aapt2).args(["dump", "badging"]).arg(path))?;
    let version_code = gradle::version_code(VERSION)?;
    let (manifest, native, wry, system) = (&*manifest, &*native, &*wry, &system);
    let wanted = apk::Wanted { abi: abi.name(), release, version_code, manifest, native, wry, system };
    let complaints = apk::complaints(path, &badging, &wanted)?;
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{} is not what was promised:\n  {}", path.display(), complaints.join("\n  "))
}
