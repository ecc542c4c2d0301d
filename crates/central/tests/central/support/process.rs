//! Central as a separate process, which can be killed.

use std::io::{BufRead, BufReader};
#[cfg(feature = "fail-points")]
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// SIGABRT: how a process ends at a fail point.
#[cfg(feature = "fail-points")]
const ABORTED: i32 = 6;

/// The running program; killed when dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: String,
}

impl Process {
    pub(crate) fn start(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kentongan-central"));
        command.env("KENTONGAN_PLAIN_DATABASE", "true");
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        Self::run(command)
    }

    /// No file may grow beyond `kib`, as on a full disk: writing fails, and the process lives.
    pub(crate) fn start_with_files_up_to(kib: u64, folder: &Path) -> Self {
        let mut command = Command::new("bash");
        command.env("KENTONGAN_PLAIN_DATABASE", "true");
        command.args(["-c", &format!("trap '' XFSZ; ulimit -f {kib}; exec \"$@\""), "bash"]);
        command.arg(env!("CARGO_BIN_EXE_kentongan-central"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        Self::run(command)
    }

    /// With its log in a file.
    pub(crate) fn start_logging(log: &Path, folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kentongan-central"));
        command.env("KENTONGAN_PLAIN_DATABASE", "true");
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        command.stderr(std::fs::File::create(log).unwrap()).env("RUST_LOG", "info");
        Self::spawn(command)
    }

    /// It dies at a fail point, after this many visits without effect.
    #[cfg(feature = "fail-points")]
    pub(crate) fn start_to_die(folder: &Path, point: &str, visits: u64) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kentongan-central"));
        command.env("KENTONGAN_PLAIN_DATABASE", "true");
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        command.env("FAILPOINTS", super::fail_at(point, visits));
        Self::run(command)
    }

    /// The same, when it dies before it serves.
    #[cfg(feature = "fail-points")]
    pub(crate) fn dies_at_start(folder: &Path, point: &str, visits: u64, when: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kentongan-central"));
        command.env("KENTONGAN_PLAIN_DATABASE", "true");
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        command.env("FAILPOINTS", super::fail_at(point, visits)).stderr(Stdio::null());
        assert_eq!(command.status().unwrap().signal(), Some(ABORTED), "{when}: it lives");
    }

    /// It aborted itself.
    #[cfg(feature = "fail-points")]
    pub(crate) fn has_died(mut self, when: &str) {
        assert_eq!(self.child.wait().unwrap().signal(), Some(ABORTED), "{when}");
    }

    fn run(mut command: Command) -> Self {
        command.env("RUST_LOG", "error").stderr(Stdio::null());
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("said {line:?}")).to_owned();
        Self { child, address }
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM. Waits, and returns whether it ended well.
    pub(crate) fn stop(mut self) -> bool {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
