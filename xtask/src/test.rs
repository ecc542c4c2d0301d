//! `cargo xtask test`: every test, and a reliable count.

use anyhow::{Result, bail};

use crate::packages::{BUILD, TEST, WINDOW, ensure};
use crate::project::cargo;
use crate::running::{ProgramOutput, output, run as run_to_end, show_and_keep, step};
use crate::{android, fuzz, kotlin, npm};

/// Both renderers that a build machine can draw with, and the fail points, so that one build serves every test.
pub const FEATURES: &[&str] =
    &["--features", "kentongan/browser,kentongan/desktop,kentongan/fail-points,kentongan-central/fail-points"];

/// How long each target of the fuzzer runs at night.
const FUZZED_SECONDS: u32 = 120;

/// Which tests.
#[derive(clap::Args, Default)]
pub struct Options {
    /// Try longer, some hours on two cores
    ///
    /// Each fail point of phone and server a hundred times instead of five; ten thousand power cuts at each instead of
    /// five hundred; twenty thousand simulations of sending instead of one thousand; 4096 random cases of every
    /// property instead of 256; 200 runs over a slow link that is cut instead of two; two minutes of random bytes for
    /// each target of the fuzzer; and real tus clients against the server.
    #[arg(long)]
    nightly: bool,
    /// Leave the type check for Android out
    #[arg(long)]
    no_android: bool,
    /// Only tests whose name contains this (and neither documentation examples nor Android)
    filter: Option<String>,
}

/// Installs what is missing, builds once, runs everything, and counts.
pub fn run(options: &Options) -> Result<()> {
    ensure(&[BUILD, WINDOW, TEST].concat())?;
    step("Building (the first time takes about ten minutes on two cores)");
    // The programs too: tests start `kentongan-central`, which belongs to another package.
    run_to_end(&mut cargo(&[&["build", "--workspace", "--bins", "--tests"], FEATURES].concat()))?;

    kotlin::compile()?;
    npm::axe()?;

    step("Tests");
    let tests = run_tests(options)?;
    if options.filter.is_some() {
        return conclude(tests);
    }
    step("Examples in the documentation");
    let examples = count(&show_and_keep(&mut cargo(&[&["test", "--doc", "--workspace"], FEATURES].concat()))?);
    let android = if options.no_android { None } else { Some(android::check()) };
    let fuzzed = options.nightly.then(|| fuzz::run(&fuzz::Options::each_for(FUZZED_SECONDS)));

    step("Summary");
    println!("tests                   {tests}");
    println!("documentation examples  {examples}");
    match &android {
        None => println!("Android                 left out"),
        Some(Ok(())) => println!("Android                 type-checks (not linked, not run)"),
        Some(Err(error)) => println!("Android                 {error:#}"),
    }
    match &fuzzed {
        None => println!("made-up bytes           at night only; the corpora were tried"),
        Some(Ok(())) => println!("made-up bytes           nothing found"),
        Some(Err(error)) => println!("made-up bytes           {error:#}"),
    }
    let failed = [android, fuzzed].into_iter().flatten().filter(Result::is_err).count();
    conclude(tests + examples + Count { passed: 0, failed: u32::try_from(failed).unwrap_or(u32::MAX) })
}

/// The last line of the output is the count; machines read it.
fn conclude(count: Count) -> Result<()> {
    if count.failed == 0 && count.passed > 0 {
        println!("{count}");
        return Ok(());
    }
    eprintln!();
    println!("{count}");
    bail!("{}", if count.passed == 0 && count.failed == 0 { "no test ran" } else { "not all tests passed" })
}

fn run_tests(options: &Options) -> Result<Count> {
    let has_nextest = output(&mut cargo(&["nextest", "--version"])).is_ok();
    let arguments: &[&str] = if has_nextest {
        &["nextest", "run", "--workspace", "--no-fail-fast"]
    } else {
        &["test", "--workspace", "--bins", "--lib", "--tests", "--no-fail-fast"]
    };
    let mut command = cargo(&[arguments, FEATURES].concat());
    command.args(&options.filter);
    if options.nightly {
        if has_nextest {
            command.args(["--profile", "nightly"]);
        }
        command.env("KENTONGAN_NIGHTLY", "1").env("PROPTEST_CASES", "4096");
    }
    Ok(count(&show_and_keep(&mut command)?))
}

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Count {
    passed: u32,
    failed: u32,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl std::ops::Add for Count {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// Reads the counts from a test runner's output. A runner that failed without a failed test counts as one.
fn count(said: &ProgramOutput) -> Count {
    let counted = said.lines.iter().filter_map(|line| of_nextest(line).or_else(|| of_cargo_test(line)));
    let mut count = counted.fold(Count::default(), std::ops::Add::add);
    if !said.success && count.failed == 0 {
        count.failed = 1;
    }
    count
}

/// `Summary [ 1.2s] 5 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 2 skipped`; `3/5 tests run` when cancelled.
fn of_nextest(line: &str) -> Option<Count> {
    let (before, after) = line.trim_start().strip_prefix("Summary [")?.split_once(" run:")?;
    let planned = before.split_whitespace().rev().nth(1)?;
    let planned: u32 = planned.rsplit('/').next()?.parse().ok()?;
    let passed = number_before(after, "passed")?;
    Some(Count { passed, failed: planned.saturating_sub(passed) })
}

/// `test result: FAILED. 3 passed; 1 failed; 0 ignored; …`
fn of_cargo_test(line: &str) -> Option<Count> {
    let rest = line.trim_start().strip_prefix("test result:")?;
    Some(Count { passed: number_before(rest, "passed")?, failed: number_before(rest, "failed")? })
}

fn number_before(text: &str, word: &str) -> Option<u32> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).find_map(|pair| {
        if let [number, name] = pair
            && *name == word
        {
            number.parse().ok()
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[&str], success: bool) -> ProgramOutput {
        ProgramOutput { lines: lines.iter().map(|line| (*line).to_owned()).collect(), success }
    }

    #[test]
    fn counts_what_either_runner_says() {
        let nextest = "     Summary [   0.123s] 5 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 2 skipped";
        assert_eq!(count(&said(&[nextest], false)), Count { passed: 3, failed: 2 });
        let cancelled = "     Summary [   0.123s] 3/5 tests run: 2 passed, 1 failed, 0 skipped";
        assert_eq!(count(&said(&[cancelled], false)), Count { passed: 2, failed: 3 });
        let one = "     Summary [   0.123s] 1 test run: 1 passed, 0 skipped";
        assert_eq!(count(&said(&[one], true)), Count { passed: 1, failed: 0 });
        let cargo = [
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ];
        assert_eq!(count(&said(&cargo, false)), Count { passed: 4, failed: 2 });
    }

    #[test]
    fn a_runner_that_breaks_before_it_counts_is_a_failure() {
        assert_eq!(count(&said(&["error: could not compile"], false)), Count { passed: 0, failed: 1 });
    }
}
