//! Runs other programs in the open: it prints what is about to happen, and what failed.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Says what begins.
pub fn step(what: &str) {
    println!("\n── {what}");
}

/// A command as a person would type it.
pub fn typed(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Runs to the end and shows the output as it comes.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start `{}`", typed(command)))?;
    if status.success() { Ok(()) } else { bail!("`{}` failed ({status})", typed(command)) }
}

/// Runs to the end and returns its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("could not start `{}`", typed(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}):\n{}", typed(command), output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A program's output, and whether it succeeded.
pub struct ProgramOutput {
    /// Both outputs, line by line, each in its own order.
    pub lines: Vec<String>,
    /// Whether it succeeded.
    pub success: bool,
}

/// Runs to the end; shows the output as it comes, and returns it.
pub fn show_and_keep(command: &mut Command) -> Result<ProgramOutput> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{}`", typed(command)))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let lines = std::thread::scope(|scope| {
        let errors = scope.spawn(|| stderr.map(|from| pass_on(from, std::io::stderr())).unwrap_or_default());
        let mut lines = stdout.map(|from| pass_on(from, std::io::stdout())).unwrap_or_default();
        lines.extend(errors.join().unwrap_or_default());
        lines
    });
    Ok(ProgramOutput { lines, success: child.wait()?.success() })
}

fn pass_on(from: impl Read, mut to: impl Write) -> Vec<String> {
    let mut kept = Vec::new();
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        // A closed terminal must not stop the watched program.
        let _reader_gone = writeln!(to, "{line}");
        kept.push(line);
    }
    kept
}
