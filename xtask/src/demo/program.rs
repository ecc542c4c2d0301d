//! A program of the demo: started, watched, and stopped with it whatever happens.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a program may take for its first answer, and to stop.
const PATIENCE: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_millis(50);

/// A running program. Dropping it stops it.
pub struct Program {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it in a process group of its own, so that Ctrl-C reaches only the demo. The demo then stops both in
    /// order.
    pub fn start(name: &'static str, command: &mut Command, log: PathBuf) -> Result<Self> {
        let out = fs::File::create(&log).with_context(|| format!("writing {}", log.display()))?;
        let errors = out.try_clone().context("writing the log")?;
        command.stdin(Stdio::null()).stdout(out).stderr(errors).process_group(0);
        let child = command.spawn().with_context(|| format!("{name} does not start"))?;
        Ok(Self { name, child, log })
    }

    /// Waits until `ready`. False when the demo must stop meanwhile.
    ///
    /// # Errors
    /// When the program ends instead, or takes too long.
    pub fn wait_until(&mut self, stop: &AtomicBool, ready: impl Fn() -> bool) -> Result<bool> {
        let began = Instant::now();
        while !ready() {
            if stop.load(Ordering::Relaxed) {
                return Ok(false);
            }
            if self.has_ended()? || began.elapsed() > PATIENCE {
                bail!("{} did not get ready. Its last words:\n{}", self.name, self.last_words());
            }
            std::thread::sleep(STEP);
        }
        Ok(true)
    }

    /// Whether it ended by itself, as a closed window does.
    ///
    /// # Errors
    /// When it failed; the message holds its last lines.
    pub fn has_ended(&mut self) -> Result<bool> {
        match self.child.try_wait().context("looking after a program")? {
            None => Ok(false),
            Some(status) if status.success() => {
                println!("{} has ended.", self.name);
                Ok(true)
            }
            Some(status) => bail!("{} ended ({status}). Its last words:\n{}", self.name, self.last_words()),
        }
    }

    fn last_words(&self) -> String {
        let log = fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(15)).map(|line| format!("  {line}\n")).collect()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        signal(&self.child, "TERM");
        let asked = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if asked.elapsed() > PATIENCE {
                signal(&self.child, "KILL");
                break;
            }
            std::thread::sleep(STEP);
        }
        let _gone_either_way = self.child.wait();
    }
}

/// Signals the program's whole group with the shell's own `kill`, because a small system has no other.
fn signal(child: &Child, name: &str) {
    let line = format!("kill -{name} -{} 2>/dev/null", child.id());
    let _gone_already = Command::new("sh").args(["-c", &line]).status();
}

/// Whether a server on this machine answers a page with success.
pub fn answers(port: u16, path: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
        let mut answer = [0_u8; 12];
        stream.read_exact(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 2"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("kentongan-xtask-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_program_and_what_it_started_stop_with_the_demo() {
        let folder = folder("stop");
        let note = folder.join("grandchild");
        let script = format!("sleep 600 & echo $! > {}; wait", note.display());
        let mut program = Program::start("It", Command::new("sh").args(["-c", &script]), folder.join("log")).unwrap();
        let never = AtomicBool::new(false);
        let noted = || fs::read_to_string(&note).is_ok_and(|text| text.ends_with('\n'));
        assert!(program.wait_until(&never, noted).unwrap());
        let grandchild = fs::read_to_string(&note).unwrap();
        drop(program);
        // The signal reached the whole group; each member dies in its own time.
        let stat = || fs::read_to_string(format!("/proc/{}/stat", grandchild.trim()));
        let asked = Instant::now();
        while stat().is_ok_and(|stat| !stat.contains(") Z ")) {
            assert!(asked.elapsed() < PATIENCE, "an orphan is left");
            std::thread::sleep(STEP);
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_program_that_dies_is_told_with_its_last_words() {
        let folder = folder("die");
        let mut command = Command::new("sh");
        command.args(["-c", "echo the disk is full; exit 3"]);
        let mut program = Program::start("It", &mut command, folder.join("log")).unwrap();
        let error = program.wait_until(&AtomicBool::new(false), || false).unwrap_err();
        assert!(format!("{error:#}").contains("the disk is full"), "{error:#}");
        fs::remove_dir_all(folder).unwrap();
    }
}
