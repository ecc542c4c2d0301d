//! Every command of the project: `cargo xtask` lists them.
//!
//! Each command installs what it lacks, so that a machine with only Rust can run it. This crate stays small (few
//! libraries, each for one thing), because everybody waits for it first.

mod android;
mod bench;
mod check;
mod demo;
mod fuzz;
mod kotlin;
mod npm;
mod packages;
mod project;
mod running;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Commands for people who work on Kentongan.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try Kentongan: server and phone app with a sample organisation, on this machine only
    Demo(demo::Options),
    /// Run every test, including the browser's, the desktop window's and the type check for Android
    Test(test::Options),
    /// What a change must pass: formatting, lints, tests, documentation, licences, house rules
    Check(check::Options),
    /// Build and inspect the APK, and the bundle for a store; needs the Android SDK
    Android(android::Options),
    /// Type-check the phone app for 64- and 32-bit ARM Android, without an Android SDK
    CheckAndroid,
    /// Compile the Android app's Kotlin and its tests for a Java machine, without an Android SDK
    Kotlin,
    /// Fetch axe-core, with which the browser's tests look at every screen
    Axe,
    /// Measure, and print how each figure compares with its limit
    Bench(bench::Options),
    /// Try random bytes on every parser of foreign input, a minute each; keep what breaks one
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Android(options) => android::run(&options),
        Command::CheckAndroid => android::check(),
        Command::Kotlin => kotlin::compile(),
        Command::Axe => npm::axe(),
        Command::Bench(options) => bench::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
    }
}
