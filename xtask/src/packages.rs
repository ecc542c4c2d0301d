//! Installs what is missing: Debian packages through apt, Rust targets through rustup.

use std::io::IsTerminal;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::project::{cargo, is_on_path};
use crate::running::{output, run, step};

/// To build the server and the phone app for a browser tab: SQLCipher and OpenSSL are compiled from source.
pub const BUILD: &[&str] = &["gcc", "libc6-dev", "make", "perl"];
/// To build the phone app for a desktop window.
pub const WINDOW: &[&str] = &["libwebkit2gtk-4.1-dev", "libgtk-3-dev", "libxdo-dev", "pkg-config"];
/// To run the tests: a browser and its driver, a display in memory, a program that looks at it, fonts.
pub const TEST: &[&str] = &[
    "chromium",
    "chromium-driver",
    "xvfb",
    "xauth",
    "x11-utils",
    "xdotool",
    "procps",
    "imagemagick",
    "fonts-dejavu-core",
    "fonts-noto-core",
    // Compiles and links the resources in android/res.
    "aapt",
    "android-framework-res",
];
/// To compile the Android app's Kotlin and run its tests: a Java compiler and machine, JUnit.
pub const KOTLIN: &[&str] = &["default-jdk-headless", "junit4"];
/// To fetch Kotlin's compiler and axe-core.
pub const NPM: &[&str] = &["npm"];
/// Targets of the type check for Android.
pub const ANDROID: &[&str] = &["aarch64-linux-android", "armv7-linux-androideabi"];

/// Installs the missing ones of these Debian packages.
///
/// # Errors
/// When they cannot be installed from here; the message is the one line to run.
pub fn ensure(packages: &[&str]) -> Result<()> {
    if !is_on_path("dpkg-query") || !is_on_path("apt-get") {
        println!("This is no Debian, so nothing is installed here. These must be there (Debian's names):");
        println!("  {}", packages.join(" "));
        return Ok(());
    }
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!("apt-get update && apt-get install -y --no-install-recommends {}", missing.join(" "));
    let installing = || step(&format!("Installing {}", missing.join(" ")));
    match right_to_install() {
        InstallRight::Root => {
            installing();
            run(shell(&line).env("DEBIAN_FRONTEND", "noninteractive"))
        }
        InstallRight::Sudo => {
            installing();
            run(Command::new("sudo").args(["sh", "-c", &line]))
        }
        InstallRight::None => {
            bail!("not allowed to install packages here. Run this line, then try again:\n\n  su -c '{line}'\n")
        }
    }
}

/// Installs the missing ones of these Rust targets.
///
/// # Errors
/// When there is no rustup to do it.
pub fn ensure_rust_targets(targets: &[&str]) -> Result<()> {
    if !is_on_path("rustup") {
        bail!(
            "type-checking for Android needs rustup and its targets {} (https://rustup.rs); \
             `cargo xtask test --no-android` leaves it out",
            targets.join(" and ")
        );
    }
    let installed = output(Command::new("rustup").args(["target", "list", "--installed"]))?;
    let missing: Vec<&&str> = targets.iter().filter(|target| !installed.lines().any(|line| line == **target)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    step("Installing Rust for Android");
    run(Command::new("rustup").args(["target", "add"]).args(missing))
}

/// Installs the missing ones of these parts of the Rust toolchain, if rustup manages it.
pub fn ensure_rust_components(components: &[&str]) -> Result<()> {
    let missing: Vec<&&str> =
        components.iter().filter(|name| output(&mut cargo(&[name, "--version"])).is_err()).collect();
    if missing.is_empty() || !is_on_path("rustup") {
        return Ok(());
    }
    step("Installing parts of the Rust toolchain");
    // cargo's name for the formatter is not rustup's.
    let names = missing.iter().map(|name| if **name == "fmt" { "rustfmt" } else { name });
    run(Command::new("rustup").args(["component", "add"]).args(names))
}

fn is_installed(package: &str) -> bool {
    // A program from elsewhere replaces Debian's package.
    let others = [("gcc", "cc"), ("default-jdk-headless", "javac"), ("npm", "npm")];
    if others.iter().any(|(name, program)| *name == package && is_on_path(program)) {
        return true;
    }
    let status = output(Command::new("dpkg-query").args(["-W", "-f=${Status}", package]));
    status.is_ok_and(|status| status.contains("ok installed"))
}

enum InstallRight {
    Root,
    Sudo,
    None,
}

fn right_to_install() -> InstallRight {
    if output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return InstallRight::Root;
    }
    if !is_on_path("sudo") {
        return InstallRight::None;
    }
    // Without a terminal nobody can type sudo's password.
    let silently = Command::new("sudo").args(["-n", "true"]).stderr(Stdio::null()).status();
    if std::io::stdin().is_terminal() || silently.is_ok_and(|status| status.success()) {
        InstallRight::Sudo
    } else {
        InstallRight::None
    }
}

fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]);
    command
}
