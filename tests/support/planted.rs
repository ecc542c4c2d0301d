//! Fail points and planted flaws, as a test sets them (`crates/fail-points`).

use std::process::Command;

/// `FAILPOINTS` for a process that dies at a point after so many visits, with the flaw that this test itself has.
pub fn fail_at(point: &str, visits: u64) -> String {
    let die = format!("{point}={visits}*off->return");
    match std::env::var("FAILPOINTS") {
        Ok(planted) => format!("{die};{planted}"),
        Err(_) => die,
    }
}

/// Runs another test of this program with a flaw planted. Passes only if that test fails with this complaint.
pub fn assert_caught(flaw: &str, test: &str, complaint: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env("FAILPOINTS", format!("{flaw}=return"));
    let output = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("running 1 test"), "no test {test}: {said}");
    assert!(!output.status.success(), "{test} does not notice {flaw}");
    assert!(said.contains(complaint), "{test} fails with {flaw}, but not with {complaint:?}: {said}");
}
