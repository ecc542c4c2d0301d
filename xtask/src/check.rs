//! `cargo xtask check`: what a change must pass.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::packages::{BUILD, WINDOW, ensure, ensure_rust_components};
use crate::project::{cache, cargo, is_on_path, root};
use crate::running::{run as run_to_end, step};
use crate::test;

/// What to leave out.
#[derive(clap::Args)]
pub struct Options {
    /// Leave the tests out (house rules and what each crate may depend on are tests too)
    #[arg(long)]
    no_test: bool,
}

/// Cheapest first: it reports a misplaced space within a second.
pub fn run(options: &Options) -> Result<()> {
    ensure_rust_components(&["fmt", "clippy"])?;
    step("Formatting");
    run_to_end(&mut cargo(&["fmt", "--all", "--check"]))?;
    ensure(BUILD)?;
    ensure(WINDOW)?;
    step("Licences, bans, sources");
    run_to_end(&mut deny()?)?;
    step("Lints");
    run_to_end(&mut cargo(
        &[&["clippy", "--workspace", "--all-targets"], test::FEATURES, &["--", "-D", "warnings"]].concat(),
    ))?;
    step("Documentation");
    run_to_end(
        cargo(&[&["doc", "--workspace", "--no-deps"], test::FEATURES].concat()).env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    if !options.no_test {
        test::run(&test::Options::default())?;
    }
    println!("\nAll of it passes.");
    Ok(())
}

/// `cargo deny`, as far as it needs no network. Advisories need it: they run in `.github/workflows/check.yml`.
fn deny() -> Result<Command> {
    let tools = cache().join("tools");
    let own = tools.join("bin/cargo-deny");
    let program = if own.is_file() {
        own
    } else if is_on_path("cargo-deny") {
        PathBuf::from("cargo-deny")
    } else {
        step("Installing cargo-deny");
        let mut install = cargo(&["install", "--locked", "cargo-deny", "--root"]);
        // Outside the project, whose `.cargo/config.toml` and target folder are not for tools.
        run_to_end(install.arg(&tools).current_dir(std::env::temp_dir()).env_remove("CARGO_TARGET_DIR"))?;
        own
    };
    let mut command = Command::new(program);
    command.args(["--locked", "--workspace", "check", "licenses", "bans", "sources"]).current_dir(root());
    Ok(command)
}
