//! The only file (with its folder) that knows which renderer is compiled in.
//!
//! `mobile` is the app on a phone, `desktop` a window of a phone's size. `browser` draws the same components in a
//! browser's tab over loopback: for the demo, for training, for the end-to-end tests. If both `desktop` and `browser`
//! are compiled in, `--window` chooses the window.

#[cfg(not(target_os = "android"))]
mod arguments;
#[cfg(feature = "browser")]
mod browser;
mod options;
mod start_result;
#[cfg(any(feature = "desktop", feature = "mobile"))]
mod window;

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tracing_subscriber::EnvFilter;

use crate::device::Device;
use crate::phone::Phone;
use options::LaunchOptions;
use start_result::StartResult;

/// Environment variable that names the port of the browser renderer; `--port` wins over it.
pub const PORT: &str = "KENTONGAN_PORT";
/// Environment variable with the log filter, in the syntax of `tracing-subscriber`.
const LOG: &str = "RUST_LOG";
/// Pause after a panic before sending continues.
const AFTER_A_PANIC: Duration = Duration::from_secs(60);

/// Starts the app as a program: phone, sender and renderer. Returns when the app is closed.
#[cfg(not(target_os = "android"))]
#[must_use]
pub fn launch() -> std::process::ExitCode {
    use std::process::ExitCode;

    match arguments::options(port()).map_err(anyhow::Error::msg).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kentongan: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the app as a library in another process, as on Android. It reads no command line: the process has another
/// program's, or none (decision 0041).
///
/// If the app cannot start, the process aborts. Returning would leave a blank screen.
pub fn launch_as_library() {
    if let Err(error) =
        LaunchOptions::from_environment(port()).map_err(anyhow::Error::msg).and_then(|options| run(&options))
    {
        eprintln!("kentongan: {error:#}");
        std::process::abort();
    }
}

fn port() -> Option<String> {
    std::env::var(PORT).ok()
}

fn run(options: &LaunchOptions) -> anyhow::Result<()> {
    use anyhow::Context;

    // Fails if this process has a log already. The app starts all the same.
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr);
    drop(log.with_env_filter(log_filter(std::env::var(LOG).ok())).try_init());
    keep_words_out_of_panics();
    let device = this_device();
    let started = StartResult::on(&device);
    let runtime = Runtime::new().context("no threads for the app")?;
    outlive_broken_connections(&runtime);
    match &started {
        // One sender for each process, however many windows or tabs show the phone.
        StartResult::Phone(phone) => {
            drop(runtime.spawn(keep_sending(phone.clone())));
            drop(runtime.spawn(phone.clone().follow_system()));
        }
        StartResult::Not(error) => eprintln!("kentongan: {error}"),
    }
    if !device.can_draw() {
        // Kotlin shows a dialog instead of the page. Sending goes on.
        runtime.block_on(std::future::pending::<()>());
    }
    draw(&runtime, started, options)
}

/// Our own errors, unless somebody asks for more. Errors of other crates quote their input. The renderer logs a whole
/// message from the page if it cannot read it, and that message may be an answer about a child.
fn log_filter(wished: Option<String>) -> EnvFilter {
    EnvFilter::new(wished.unwrap_or_else(|| "off,kentongan=error".to_owned()))
}

/// A panic's message may quote an answer about a child, so it is not logged. Place and backtrace are enough to find the
/// bug.
pub(crate) fn keep_words_out_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, way = %std::backtrace::Backtrace::force_capture(), "a mistake in the program (panic)");
    }));
}

/// A handler for SIGPIPE that does nothing. Rust's start-up would ignore the signal, but it does not run in a library.
/// The sockets use `writev`, which raises the signal if the other side has closed. Android's Java machine blocks it in
/// its own threads, and ours inherit that, but no document promises it. (The job runs on a Java thread, where the
/// signal is Java's: a Java machine on a PC complains if another handler takes its place.)
fn outlive_broken_connections(runtime: &Runtime) {
    use tokio::signal::unix::{SignalKind, signal};

    let _entered = runtime.enter();
    // The handler stays even when the returned stream is dropped.
    if let Err(error) = signal(SignalKind::pipe()) {
        tracing::error!(%error, "a broken connection may end the process");
    }
}

/// Runs the sender for as long as the app runs. A panic in one round must not end sending silently.
async fn keep_sending(phone: Phone) {
    while tokio::spawn(phone.clone().run_sender()).await.is_err_and(|ended| ended.is_panic()) {
        phone.forget_round();
        tokio::time::sleep(AFTER_A_PANIC).await;
    }
}

#[cfg(target_os = "android")]
fn this_device() -> Arc<dyn Device> {
    Arc::new(crate::device::android::ThisPhone)
}

#[cfg(not(target_os = "android"))]
fn this_device() -> Arc<dyn Device> {
    Arc::new(crate::device::desktop::Desktop)
}

#[cfg(feature = "browser")]
fn draw(runtime: &Runtime, started: StartResult, options: &LaunchOptions) -> anyhow::Result<()> {
    #[cfg(any(feature = "desktop", feature = "mobile"))]
    if options.window {
        return window::draw(runtime, started);
    }
    anyhow::ensure!(!options.window, "this build has no window: build it with --features desktop");
    runtime.block_on(browser::serve(started, options.port))
}

#[cfg(all(any(feature = "desktop", feature = "mobile"), not(feature = "browser")))]
fn draw(runtime: &Runtime, started: StartResult, _options: &LaunchOptions) -> anyhow::Result<()> {
    window::draw(runtime, started)
}

#[cfg(not(any(feature = "desktop", feature = "mobile", feature = "browser")))]
fn draw(_runtime: &Runtime, _started: StartResult, _options: &LaunchOptions) -> anyhow::Result<()> {
    anyhow::bail!("this build draws nothing: build it with --features browser, desktop or mobile")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::memory::MemoryDevice;
    use crate::phone::PhoneError;

    /// The log of one of our errors and of another crate's error.
    fn logged(wished: Option<&str>) -> String {
        let written = Arc::new(std::sync::Mutex::new(Vec::new()));
        let log = {
            let written = Arc::clone(&written);
            move || WrittenBytes(Arc::clone(&written))
        };
        let subscriber = tracing_subscriber::fmt()
            .with_writer(log)
            .with_ansi(false)
            .with_env_filter(log_filter(wished.map(str::to_owned)))
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            tracing::error!(target: "kentongan::phone", "the phone's");
            tracing::error!(target: "kentongan_exchange", "of both");
            tracing::error!(target: "dioxus_desktop::webview", "raw: INISIAL-KHUSUS");
        });
        String::from_utf8(written.lock().unwrap().clone()).unwrap()
    }

    struct WrittenBytes(Arc<std::sync::Mutex<Vec<u8>>>);

    impl std::io::Write for WrittenBytes {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_message_that_the_renderer_cannot_read_is_not_logged() {
        let log = logged(None);
        assert!(log.contains("the phone's") && log.contains("of both") && !log.contains("INISIAL"), "{log}");
        assert!(logged(Some("error")).contains("INISIAL"), "if somebody asks for it");
    }

    #[test]
    fn a_device_that_names_no_folder_is_said_on_the_screen() {
        let folder = tempfile::tempdir().unwrap();
        let device = Arc::new(MemoryDevice::new(folder.path(), "2026-11-23T03:00:00Z".parse().unwrap()));
        let phone: Arc<dyn Device> = device.clone();
        assert!(matches!(StartResult::on(&phone), StartResult::Phone(_)));
        device.lose_data_folder();
        assert!(matches!(StartResult::on(&phone), StartResult::Not(PhoneError::Failed(_))));
    }
}
