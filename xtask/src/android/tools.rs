//! The tools that a build for Android needs. Everything that is missing is printed at once, each with its remedy.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::abi::Abi;
use super::elf::Library;
use crate::project::is_on_path;
use crate::running::output;

/// The version of `dx` whose Gradle project we know.
const DX: &str = "0.8.0-alpha.3";
/// Gradle 9.1 and Kotlin 2.0.20, which `dx` names, both run on these. On 25 Kotlin fails to read the version's name
/// (dioxus issue 5251).
const JAVA: std::ops::RangeInclusive<u32> = 17..=24;
/// The first NDK whose own libraries fit pages of 16 kB.
const NDK: u32 = 27;
/// What Android's Gradle plugin 8.7 uses unless it is told otherwise; exactly this version is installed, told to Gradle
/// and used to read the APK. Newer ones print other words.
pub(super) const BUILD_TOOLS: &str = "34.0.0";
/// Android 8, as Dioxus.toml says it.
const OLDEST_ANDROID: &str = "26";
const PLATFORM: &str = "platforms/android-35";

/// The tools that were found.
pub struct Tools {
    java_home: Option<PathBuf>,
    sdk: PathBuf,
    ndk: PathBuf,
    /// Reads an APK's manifest.
    pub aapt2: PathBuf,
    /// Says who signed an APK.
    pub apksigner: PathBuf,
}

impl Tools {
    /// Looks for all of them.
    ///
    /// # Errors
    /// Everything that is missing, each with its remedy.
    pub fn find(release: bool, triples: &[&str]) -> Result<Self> {
        let mut missing = Vec::new();
        let java_home = variable("JAVA_HOME");
        missing.extend(java(java_home.as_deref()));
        let sdk = variable("ANDROID_HOME").or_else(|| variable("ANDROID_SDK_ROOT"));
        let sdk = sdk.or_else(|| env::home_dir().map(|home| home.join("Android/Sdk"))).unwrap_or_default();
        missing.extend(of_sdk(&sdk));
        let ndk = variable("ANDROID_NDK_HOME").or_else(|| variable("NDK_HOME")).or_else(|| newest(&sdk.join("ndk")));
        missing.extend(of_ndk(ndk.as_deref()));
        missing.extend(dx(output(Command::new("dx").arg("--version")).ok().as_deref()));
        missing.extend(rust(triples));
        if release {
            missing.extend(key(|name| env::var(name).ok()));
        }
        if let (true, Some(ndk)) = (missing.is_empty(), ndk) {
            let build_tools = build_tools(&sdk);
            let (aapt2, apksigner) = (build_tools.join("aapt2"), build_tools.join("apksigner"));
            return Ok(Self { java_home, sdk, ndk, aapt2, apksigner });
        }
        bail!("missing, all of it:\n\n- {}\n\ndocs/android.md goes through it step by step", missing.join("\n\n- "))
    }

    /// What the libraries of the oldest Android that we promise give out: the NDK has one to link with for each.
    ///
    /// # Errors
    /// If there is none.
    pub fn oldest_android(&self, abi: Abi) -> Result<BTreeSet<String>> {
        oldest_android(&self.ndk, abi.folder())
    }

    /// Tells a program to use the same tools. `dx` looks for a Java of its own if none is named.
    pub fn tell(&self, command: &mut Command) {
        if let Some(java_home) = &self.java_home {
            command.env("JAVA_HOME", java_home);
        }
        command.envs([("ANDROID_HOME", &self.sdk), ("ANDROID_SDK_ROOT", &self.sdk)]);
        command.envs([("ANDROID_NDK_HOME", &self.ndk), ("NDK_HOME", &self.ndk)]);
    }
}

fn oldest_android(ndk: &Path, abi: &str) -> Result<BTreeSet<String>> {
    let hosts = ndk.join("toolchains/llvm/prebuilt");
    let host = fs::read_dir(&hosts).ok().and_then(|mut hosts| hosts.next()).context("the NDK has no toolchain")??;
    let folder = host.path().join("sysroot/usr/lib").join(abi).join(OLDEST_ANDROID);
    let mut names = BTreeSet::new();
    for file in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
        // Beside libraries there are archives and linker scripts.
        let symbols = Library::read(&fs::read(file?.path())?).and_then(|library| library.symbols);
        names.extend(symbols.into_iter().flat_map(|symbols| symbols.exported));
    }
    ensure!(!names.is_empty(), "no library in {}", folder.display());
    Ok(names)
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn build_tools(sdk: &Path) -> PathBuf {
    sdk.join("build-tools").join(BUILD_TOOLS)
}

/// The folder whose name is the greatest version.
fn newest(folder: &Path) -> Option<PathBuf> {
    let folders = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    folders.max_by_key(|path| numbers(&path.file_name().unwrap_or_default().to_string_lossy()))
}

fn numbers(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

fn java(home: Option<&Path>) -> Option<String> {
    let program = home.map_or_else(|| PathBuf::from("java"), |home| home.join("bin/java"));
    // Java prints its version on standard error.
    let told = Command::new(&program).arg("-version").output().ok();
    let told = told.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    let found = match told.as_deref().map(java_version) {
        Some(Some(version)) if JAVA.contains(&version) => return None,
        Some(Some(version)) => format!("Java {version} is at {}", program.display()),
        Some(None) | None => format!("no Java at {}", program.display()),
    };
    Some(format!(
        "a JDK from {} to {} ({found})\n  apt-get install openjdk-17-jdk-headless, or openjdk-21-jdk-headless\n  export JAVA_HOME=$(dirname $(dirname $(readlink -f $(command -v javac))))",
        JAVA.start(),
        JAVA.end()
    ))
}

/// `openjdk version "17.0.10" 2024-01-16`; Java 8 called itself 1.8.
fn java_version(told: &str) -> Option<u32> {
    let numbers = numbers(told.split('"').nth(1)?);
    numbers.iter().copied().find(|number| *number != 1)
}

fn of_sdk(sdk: &Path) -> Vec<String> {
    let mut missing = Vec::new();
    if !sdk.is_dir() {
        missing.push(format!(
            "the Android SDK (not at {})\n  the \"command line tools only\" of https://developer.android.com/studio, unpacked as\n  $HOME/Android/Sdk/cmdline-tools/latest\n  export ANDROID_HOME=$HOME/Android/Sdk",
            sdk.display()
        ));
    }
    let manager = "$ANDROID_HOME/cmdline-tools/latest/bin/sdkmanager";
    if !sdk.join("cmdline-tools/latest/bin/sdkmanager").is_file() {
        missing.push("its command line tools, as cmdline-tools/latest in the SDK's folder".to_owned());
    }
    if !sdk.join(PLATFORM).join("android.jar").is_file() {
        missing.push(format!("Android 15's platform\n  {manager} \"platforms;android-35\""));
    }
    if !["aapt2", "apksigner"].iter().all(|tool| build_tools(sdk).join(tool).is_file()) {
        missing.push(format!("the SDK's build tools, {BUILD_TOOLS}\n  {manager} \"build-tools;{BUILD_TOOLS}\""));
    }
    if !sdk.join("licenses/android-sdk-license").is_file() {
        missing.push(format!("the SDK's licences, read and accepted\n  {manager} --licenses"));
    }
    missing
}

fn of_ndk(ndk: Option<&Path>) -> Option<String> {
    let told = ndk.and_then(|ndk| fs::read_to_string(ndk.join("source.properties")).ok());
    let found = match told.as_deref().map(ndk_version) {
        Some(Some(version)) if version >= NDK => return None,
        Some(Some(version)) => format!("found: {version}"),
        Some(None) | None => "none found".to_owned(),
    };
    Some(format!(
        "the NDK, {NDK} or newer ({found})\n  $ANDROID_HOME/cmdline-tools/latest/bin/sdkmanager \"ndk;27.2.12479018\""
    ))
}

/// `Pkg.Revision = 27.2.12479018`
fn ndk_version(properties: &str) -> Option<u32> {
    let line = properties.lines().find(|line| line.trim_start().starts_with("Pkg.Revision"))?;
    numbers(line).first().copied()
}

fn dx(told: Option<&str>) -> Option<String> {
    let version = told.and_then(|told| told.split_whitespace().nth(1));
    if version == Some(DX) {
        return None;
    }
    let found = version.unwrap_or("none");
    Some(format!(
        "dx, exactly {DX}, whose project is known here (found: {found})\n  cargo install --locked dioxus-cli --version {DX}"
    ))
}

fn rust(triples: &[&str]) -> Option<String> {
    let installed = match output(Command::new("rustup").args(["target", "list", "--installed"])) {
        Ok(installed) => installed,
        Err(_) if is_on_path("rustup") => String::new(),
        Err(_) => return Some("rustup, which brings Rust for Android\n  https://rustup.rs".to_owned()),
    };
    let absent: Vec<_> =
        triples.iter().filter(|triple| !installed.lines().any(|line| line == **triple)).copied().collect();
    (!absent.is_empty()).then(|| format!("Rust for {}\n  rustup target add {}", absent.join(", "), absent.join(" ")))
}

/// Reads names alone, and no password.
fn key(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let names = ["KENTONGAN_KEYSTORE", "KENTONGAN_KEYSTORE_PASSWORD", "KENTONGAN_KEY_ALIAS"];
    let mut absent: Vec<_> = names.into_iter().filter(|name| !is_set(name)).map(str::to_owned).collect();
    // Gradle resolves a relative path beside its own file, deep in the target folder.
    if let Some(path) = variable(names[0]).filter(|path| !path.is_empty()).map(PathBuf::from)
        && !(path.is_absolute() && path.is_file())
    {
        absent.push(format!("KENTONGAN_KEYSTORE ({} is no file, or no whole path)", path.display()));
    }
    (!absent.is_empty()).then(|| {
        format!(
            "a key to sign with, in the environment: {} (KENTONGAN_KEY_PASSWORD too, when it is not the store's)\n  keytool -genkeypair -keystore kentongan.jks -alias kentongan -keyalg RSA -keysize 4096 -validity 10000\n  Keep that file and its password for ever: a phone takes an update only from the same key.",
            absent.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_tools_tell_them() {
        assert_eq!(java_version("openjdk version \"17.0.19\" 2026-04-21\nOpenJDK Runtime"), Some(17));
        assert_eq!(java_version("java version \"25\" 2025-09-16 LTS"), Some(25));
        assert_eq!(java_version("java version \"1.8.0_392\""), Some(8));
        assert_eq!(java_version("command not found"), None);
        assert_eq!(ndk_version("Pkg.Desc = Android NDK\nPkg.Revision = 27.2.12479018\n"), Some(27));
        assert_eq!(ndk_version("Pkg.Desc = Android NDK 27\n"), None);
    }

    #[test]
    fn only_the_dx_that_is_known_will_do() {
        assert_eq!(dx(Some("dioxus 0.8.0-alpha.3 (5a27eb6)\n")), None);
        for other in [None, Some("dioxus 0.8.0-alpha.2 (5a27eb6)"), Some("dioxus 0.7.10"), Some("")] {
            assert!(
                dx(other).unwrap().contains("cargo install --locked dioxus-cli --version 0.8.0-alpha.3"),
                "{other:?}"
            );
        }
    }

    #[test]
    fn a_machine_without_android_is_told_of_everything_at_once() {
        let told = of_sdk(Path::new("/nowhere")).join("\n") + &of_ndk(None).unwrap();
        for part in ["command line tools", "platforms;android-35", "build-tools;34.0.0", "--licenses", "ndk;27"] {
            assert!(told.contains(part), "{part} is not in {told}");
        }
    }

    #[test]
    fn a_key_is_asked_for_by_name_and_no_password_is_shown() {
        let nothing = key(|_| None).unwrap();
        assert!(nothing.contains("KENTONGAN_KEYSTORE_PASSWORD") && nothing.contains("keytool"), "{nothing}");
        let half = key(|name| (name != "KENTONGAN_KEY_ALIAS").then(|| "s3cret".to_owned())).unwrap();
        assert!(half.contains("KENTONGAN_KEY_ALIAS"), "{half}");
        let secret = key(|name| (name == "KENTONGAN_KEYSTORE_PASSWORD").then(|| "s3cret".to_owned())).unwrap();
        assert!(!secret.contains("s3cret"), "{secret}");
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        assert_eq!(key(|name| Some(if name == "KENTONGAN_KEYSTORE" { manifest } else { "x" }.to_owned())), None);
    }

    #[test]
    fn newer_build_tools_beside_the_known_ones_are_not_used() {
        let sdk = env::temp_dir().join(format!("kentongan-sdk-{}", std::process::id()));
        let with = |version: &str| {
            let folder = sdk.join("build-tools").join(version);
            fs::create_dir_all(&folder).unwrap();
            ["aapt2", "apksigner"].iter().for_each(|tool| fs::write(folder.join(tool), "").unwrap());
            of_sdk(&sdk).iter().any(|missing| missing.contains("build tools"))
        };
        let (newer_alone, both) = (with("36.0.0"), with(BUILD_TOOLS));
        fs::remove_dir_all(&sdk).unwrap();
        assert!(newer_alone && !both);
    }

    #[test]
    fn the_oldest_android_is_known_by_what_its_libraries_give_out() {
        let ndk = tempfile::tempdir().unwrap();
        let folder = |version: &str| {
            ndk.path().join("toolchains/llvm/prebuilt/linux-x86_64/sysroot/usr/lib/arm-linux-androideabi").join(version)
        };
        for (version, name) in [("26", "malloc"), ("35", "newer")] {
            fs::create_dir_all(folder(version)).unwrap();
            let source = ndk.path().join("a.c");
            fs::write(&source, format!("int {name}(void) {{ return 0; }}")).unwrap();
            let mut compiler = Command::new("cc");
            compiler.args(["-shared", "-nostdlib", "-o"]).arg(folder(version).join("libc.so")).arg(&source);
            output(&mut compiler).unwrap();
        }
        fs::write(folder("26").join("libc++.so"), "INPUT(-lc++_shared)").unwrap();
        let names = oldest_android(ndk.path(), Abi::Arm32.folder()).unwrap();
        assert!(names.contains("malloc") && !names.contains("newer"), "{names:?}");
        assert!(oldest_android(ndk.path(), Abi::Arm64.folder()).is_err());
        let dioxus = include_str!("../../../Dioxus.toml");
        assert_eq!(dioxus.matches(&format!("min_sdk = {OLDEST_ANDROID}\n")).count(), 1);
        assert_eq!(dioxus.matches(&format!("android_min_sdk_version = {OLDEST_ANDROID}\n")).count(), 1);
    }

    #[test]
    fn the_newest_of_several_is_taken_by_number() {
        let folder = env::temp_dir().join(format!("kentongan-newest-{}", std::process::id()));
        for version in ["9.0.0", "35.0.0", "27.2.12479018"] {
            fs::create_dir_all(folder.join(version)).unwrap();
        }
        let found = newest(&folder);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, Some(folder.join("35.0.0")));
    }

    #[test]
    fn workflow_and_documentation_name_the_same_tools() {
        let workflow = include_str!("../../../.github/workflows/android.yml");
        for (name, text) in [("the workflow", workflow), ("docs/android.md", include_str!("../../../docs/android.md"))]
        {
            let dx = format!("cargo install --locked dioxus-cli --version {DX}");
            let build_tools = format!("build-tools;{BUILD_TOOLS}");
            for part in [&*dx, "platforms;android-35", &build_tools, "cargo xtask android --release"] {
                assert!(text.contains(part), "{name} lacks {part}");
            }
            assert_eq!(text.matches("build-tools;").count(), 1, "{name} names build tools more than once");
            assert!(text.contains(&format!("{NDK}.2.12479018")), "{name} has another NDK");
        }
    }
}
