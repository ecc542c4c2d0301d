//! `cargo xtask fuzz`: random bytes for every parser of foreign input.
//!
//! The targets are in `fuzz/`, outside the workspace. The stable compiler builds them: coverage guides the fuzzer, and
//! the checks for overflow stay on. Sanitizers need the nightly compiler, and find little in code without `unsafe`.
//! `tests/fuzz_corpora.rs` replays the corpora in every test run.

use std::process::Command;

use anyhow::{Result, bail};

use crate::packages::{BUILD, ensure};
use crate::project::{cache, cargo, root};
use crate::running::{run as run_to_end, show_and_keep, step};

/// The targets, as `fuzz/targets.rs` has them.
const TARGETS: [&str; 7] = ["batch", "envelope", "receipt", "feed", "enrolment", "carry_file", "form"];

/// What to try, and for how long.
#[derive(clap::Args, Default)]
pub struct Options {
    /// Only this target: batch, envelope, receipt, feed, enrolment, carry_file or form
    target: Option<String>,
    /// How long to try each
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Write the small corpora in fuzz/corpus again, which tests replay
    #[arg(long)]
    seeds: bool,
}

impl Options {
    /// Every target for so long.
    pub fn each_for(seconds: u32) -> Self {
        Self { seconds, ..Self::default() }
    }
}

/// Tries each target and reports what it found. What the fuzzer adds to a corpus stays in the cache, not in the
/// project.
pub fn run(options: &Options) -> Result<()> {
    ensure(BUILD)?;
    if options.seeds {
        step("Seeds");
        return run_to_end(&mut fuzz_cargo(&["run", "--locked", "--bin", "seeds"]));
    }
    let chosen = |name: &&str| options.target.as_deref().is_none_or(|wanted| *name == wanted);
    let targets: Vec<&str> = TARGETS.into_iter().filter(chosen).collect();
    if targets.is_empty() {
        bail!("no such target; there are {}", TARGETS.join(", "));
    }
    let tool = cargo_fuzz()?;
    for target in targets {
        step(&format!("{target}, {} seconds", options.seconds));
        let found = cache().join("fuzz").join(target);
        std::fs::create_dir_all(&found)?;
        let mut command = tool();
        command.args(["run", "--sanitizer", "none", target]).arg(&found).arg(root().join("fuzz/corpus").join(target));
        command.args(["--", "-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1"]);
        command.arg(format!("-max_total_time={}", options.seconds));
        if !show_and_keep(&mut command)?.success {
            bail!("{target}: what breaks it is in fuzz/artifacts/{target}; mend it and put the file into fuzz/corpus");
        }
    }
    Ok(())
}

/// `cargo fuzz`, installed once beside the other tools of the checks.
fn cargo_fuzz() -> Result<impl Fn() -> Command> {
    let tools = cache().join("tools");
    let program = tools.join("bin/cargo-fuzz");
    if !program.is_file() {
        step("Installing cargo-fuzz");
        let mut install = cargo(&["install", "--locked", "cargo-fuzz", "--root"]);
        // Outside the project, whose `.cargo/config.toml` and target folder are not for tools.
        run_to_end(install.arg(&tools).current_dir(std::env::temp_dir()).env_remove("CARGO_TARGET_DIR"))?;
    }
    let cargo = cargo(&[]).get_program().to_owned();
    Ok(move || {
        let mut command = Command::new(&program);
        command.current_dir(root().join("fuzz")).env("CARGO", &cargo).env("CARGO_TARGET_DIR", fuzz_target());
        command
    })
}

fn fuzz_cargo(arguments: &[&str]) -> Command {
    let mut command = cargo(arguments);
    command.current_dir(root().join("fuzz")).env("CARGO_TARGET_DIR", fuzz_target());
    command
}

/// Where only the fuzzer's builds go.
fn fuzz_target() -> std::path::PathBuf {
    crate::project::target().join("fuzz")
}
