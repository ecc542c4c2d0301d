//! `cargo xtask bench`: measures every promised figure and compares it with its limit.

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

/// Runs the benches. At the end it shows again their lines that begin with `ratio:` or `skipped:`, and criterion's
/// times. A bench fails by itself when it misses a figure.
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
