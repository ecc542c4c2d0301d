//! Programs under test, in processes of their own that never outlive the test.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A running program; dropping it kills it.
pub struct Process {
    child: Child,
    lines: Receiver<String>,
    name: String,
}

impl Process {
    /// Starts `command` and reads its standard output line by line.
    pub fn start(name: &str, command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error} ({command:?})"));
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
        Self { child, lines, name: name.to_owned() }
    }

    /// The rest of the first line that begins with `beginning`.
    pub fn line_after(&self, beginning: &str) -> String {
        self.line_within(beginning, Duration::from_secs(30))
    }

    /// As [`Process::line_after`], for what takes longer.
    pub fn line_within(&self, beginning: &str, patience: Duration) -> String {
        let deadline = Instant::now() + patience;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    if let Some((_, rest)) = line.split_once(beginning) {
                        return rest.trim().to_owned();
                    }
                }
                Err(_) => panic!("{} never said {beginning:?}", self.name),
            }
        }
    }

    /// SIGKILL: no chance to clean up, as with Android or a pulled plug.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, then waits until it has ended.
    pub fn stop(mut self) {
        let ended = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(ended.success());
        self.child.wait().unwrap();
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _already_ended = self.child.kill();
        let _already_waited = self.child.wait();
    }
}

/// The phone app, built with the tests.
pub fn phone_program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_kentongan"))
}

/// Central, built beside it by `--workspace`.
pub fn central_program() -> PathBuf {
    let program = phone_program().with_file_name("kentongan-central");
    assert!(program.exists(), "{} is missing: build with --workspace", program.display());
    program
}

/// A file of the project.
pub fn project_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
