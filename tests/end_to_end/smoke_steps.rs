//! The emulator test's steps on the app's page (`android/smoke/page.py`), taken in Chromium. Nobody here has that
//! emulator, so without this test nobody would see the steps break. Their web socket library comes from PyPI, so only
//! the nightly run does this; it fails when it cannot get the library.

use std::path::Path;
use std::process::Command;

use crate::support::central::{Central, rows};
use crate::support::nightly;
use crate::support::process::{Process, free_port, phone_program, project_file};

const LIBRARY: &str = "websocket-client==1.9.2";
/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {said}");
}

fn app(folder: &Path, port: u16) -> Process {
    let mut command = Command::new(phone_program());
    command.env("KENTONGAN_DATA", folder.join("phone")).env("KENTONGAN_PORT", port.to_string());
    Process::start("phone app", &mut command)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_emulators_steps_lead_from_enrolling_to_a_record_at_central() {
    if !nightly() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (port, debugger) = (free_port(), free_port());
    run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(folder.path()));
    let python = folder.path().join("venv/bin/python3");
    run(Command::new(&python).args(["-m", "pip", "install", "-q", LIBRARY]));
    let step = |arguments: &[&str]| {
        let mut command = Command::new(&python);
        command.arg("-B").arg(project_file("android/smoke/page.py")).args(arguments);
        tokio::task::block_in_place(|| run(command.env("KENTONGAN_DEVTOOLS", format!("127.0.0.1:{debugger}"))));
    };

    let mut central = Central::start().await;
    let phone = app(folder.path(), port);
    let address = phone.line_after("phone app: ");
    let mut chromium = Command::new("chromium");
    chromium.args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=412,915"]);
    chromium.arg(format!("--remote-debugging-port={debugger}"));
    chromium.arg(format!("--user-data-dir={}", folder.path().join("browser").display())).arg(&address);
    let browser = Process::start("chromium", &mut chromium);

    step(&["enrol", &central.address(), &central.enrolment_code(VILLAGE)]);
    central.stop();
    step(&["record"]);
    step(&["waiting", "1"]);
    phone.kill();
    central.start_again().await;
    let phone = app(folder.path(), port);
    // The page comes back with it.
    phone.line_after("phone app: ");
    step(&["unlock"]);
    step(&["waiting", "0"]);
    assert_eq!(rows(&central.data(), "records"), 1);
    browser.kill();
}
