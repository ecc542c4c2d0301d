//! `cargo xtask bench`: every figure that was promised, measured and held against its limit.

use anyhow::{Result, bail};

use crate::packages::{BUILD, TEST, WINDOW, ensure};
use crate::project::cargo;
use crate::running::{show_and_keep, step};

/// How to measure.
#[derive(clap::Args)]
pub struct Options {
    /// Only benches whose name contains this
    filter: Option<String>,
}

/// Runs the benches. What they say in lines that begin with `ratio:` or `skipped:`, and the times that criterion measured, are
/// shown again together at the end. A bench fails by itself when a figure is missed.
pub fn run(options: &Options) -> Result<()> {
    ensure(&[BUILD, WINDOW, TEST].concat())?;
    step("Measuring");
    let mut command =
        cargo(&["bench", "--workspace", "--benches", "--features", "kentongan/browser,kentongan/desktop"]);
    command.args(["--"]).args(&options.filter);
    let said = show_and_keep(&mut command)?;
    step("Figures");
    let lines = said.lines.iter().map(|line| line.trim());
    let is_shown =
        |line: &str| line.starts_with("ratio:") || line.starts_with("skipped:") || line.contains("time:   [");
    let figures: Vec<&str> = lines.filter(|line| is_shown(line)).collect();
    figures.iter().for_each(|line| println!("{line}"));
    if !said.success {
        bail!("a bench failed");
    }
    if figures.is_empty() {
        bail!("no bench measured anything");
    }
    Ok(())
}
