//! `cargo xtask bench`: every figure that was promised, measured and held against its limit.

use anyhow::{Result, bail};

use crate::packages::{BUILD, ensure};
use crate::project::cargo;
use crate::running::{show_and_keep, step};

/// How to measure.
#[derive(clap::Args)]
pub struct Options {
    /// Only benches whose name contains this
    filter: Option<String>,
}

/// Runs the benches. Each prints a line that begins with `ratio:`; they are shown again together at the end.
pub fn run(options: &Options) -> Result<()> {
    ensure(BUILD)?;
    step("Measuring");
    let mut command = cargo(&["bench", "--workspace", "--benches"]);
    command.args(["--"]).args(&options.filter);
    let said = show_and_keep(&mut command)?;
    step("Against the limits");
    let ratios: Vec<&str> =
        said.lines.iter().map(|line| line.trim()).filter(|line| line.starts_with("ratio:")).collect();
    ratios.iter().for_each(|line| println!("{line}"));
    if !said.success {
        bail!("a bench failed");
    }
    if ratios.is_empty() && options.filter.is_none() {
        bail!("no bench printed its ratio");
    }
    Ok(())
}
