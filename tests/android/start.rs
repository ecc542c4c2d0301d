//! How Android starts the app. A process that already runs loads the library. Dioxus looks `main` up by name and calls
//! it without arguments, on a thread with a stack of 2 MiB (decision 0041).
//!
//! The loader below does the same on the host, with random values in the registers of the arguments. This proves that
//! our `main` reads nothing from those registers. The start reads no command line: the loader's own would end it. It
//! needs no environment, folder or input, and no SIGPIPE that somebody else ignores. It does not prove that the Android
//! build has this `main`, nor that no dependency reads arguments there: `tests/house_rules/started.rs` checks both. The
//! host's libc gives its real arguments to a loaded library, so reading them there is an error, not a crash.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use kentongan::translations::{Language, Words};
use tempfile::TempDir;

use crate::java::library;

/// Loads the given library, and calls `main` as Dioxus' `root` does.
const LOADER: &str = r#"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

typedef void called(long, long, long, long, long, long);

static void *begin(void *found) {
    ((called *)found)(0x7fffffff, 0xdeadbeef, 0xdeadbeef, 0xdeadbeef, 0xdeadbeef, 0xdeadbeef);
    return 0;
}

int main(int count, char **arguments) {
    void *library = count > 1 ? dlopen(arguments[1], RTLD_NOW) : 0;
    void *found = library ? dlsym(library, "main") : 0;
    pthread_attr_t attributes;
    pthread_t thread;
    if (!found) {
        fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 2 << 20);
    pthread_create(&thread, &attributes, begin, found);
    pthread_join(thread, 0);
    return 3;
}
"#;

/// Its number on Linux.
const SIGABRT: i32 = 6;

/// The renderer draws into it.
const PAGE: &str = "<div id=\"main\"></div>";

/// A process that loaded the library, and nothing else.
struct Loaded {
    process: Child,
    folder: TempDir,
}

impl Loaded {
    fn start(port: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let loader = loader(&folder);
        let mut command = Command::new(loader);
        // The process's own command line, which the app must not read.
        command.arg(library().join("libmain.so")).args(["--port", "rubbish", "--unknown"]);
        command.env_clear().env("KENTONGAN_DATA", folder.path().join("data")).env("KENTONGAN_PORT", port);
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { process: command.spawn().unwrap(), folder }
    }

    /// The address of the app's screens.
    fn address(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if let Some(address) = line.trim_end().strip_prefix("phone app: http://") {
            return address.trim_end_matches('/').to_owned();
        }
        panic!(
            "it said {line:?}, and ended with {:?}: {}",
            self.process.wait().unwrap(),
            errors(&mut self.process.stderr)
        )
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn loader(folder: &TempDir) -> PathBuf {
    let (source, program) = (folder.path().join("loader.c"), folder.path().join("loader"));
    std::fs::write(&source, LOADER).unwrap();
    let said = Command::new("cc").arg("-o").arg(&program).arg(&source).args(["-ldl", "-lpthread"]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    program
}

fn errors(stderr: &mut Option<ChildStderr>) -> String {
    let mut text = String::new();
    stderr.take().unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Asks for `path` with these headers.
fn ask(address: &str, path: &str, headers: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n").unwrap();
    stream
}

/// Reads until `wanted` arrives.
fn read_until(stream: &mut TcpStream, wanted: &str) {
    let (mut read, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut part).unwrap();
        assert!(count > 0, "{wanted:?} did not come: {}", String::from_utf8_lossy(&read));
        read.extend_from_slice(&part[..count]);
        if read.windows(wanted.len()).any(|window| window == wanted.as_bytes()) {
            return;
        }
    }
}

#[test]
fn a_main_that_is_called_by_name_with_rubbish_in_its_registers_shows_the_first_screen() {
    let mut app = Loaded::start("0");
    let address = app.address();
    read_until(&mut ask(&address, "/", ""), PAGE);

    let socket = format!(
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {}\r\nOrigin: http://{address}\r\n",
        "AAAAAAAAAAAAAAAAAAAAAA=="
    );
    let first_words = Words::new(Language::default()).say("enrol-intro");
    read_until(&mut ask(&address, "/ws", &socket), &first_words);
    assert!(app.folder.path().join("data/outbox.db").is_file(), "the phone's folder was not made");
}

#[test]
fn a_broken_connection_does_not_end_a_process_that_never_ignored_sigpipe() {
    let mut app = Loaded::start("0");
    let address = app.address();
    read_until(&mut ask(&address, "/", ""), PAGE);
    // A write to a closed socket raises it. The loader has not changed how the signal is handled.
    let killed = Command::new("kill").arg("-PIPE").arg(app.process.id().to_string()).status().unwrap();
    assert!(killed.success());
    read_until(&mut ask(&address, "/", ""), PAGE);
    assert_eq!(app.process.try_wait().unwrap(), None);
}

#[test]
fn a_library_that_cannot_start_ends_the_process_instead_of_leaving_a_blank_screen() {
    let mut app = Loaded::start("eighty");
    let ended = app.process.wait().unwrap();
    let errors = errors(&mut app.process.stderr);
    assert!(ended.signal() == Some(SIGABRT) && errors.contains("not a port: eighty"), "{ended:?}: {errors}");
}
