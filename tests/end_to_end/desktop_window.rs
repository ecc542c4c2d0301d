//! The same app as a desktop window, under a virtual display.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::eventually;
use crate::support::process::{Process, phone_program};

#[tokio::test]
async fn the_desktop_window_opens_and_draws_the_first_screen() {
    let folder = tempfile::tempdir().unwrap();
    let (_display, name) = virtual_display().await;
    let mut command = Command::new(phone_program());
    command
        .arg("--window")
        .env("DISPLAY", &name)
        .env("KENTONGAN_DATA", folder.path().join("data"))
        // A virtual display has no graphics card, and the renderer need not look for one.
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .stderr(Stdio::null());
    let mut window = Process::start("phone app in a window", &mut command);
    eventually("a window called Kentongan", || async {
        let found = Command::new("xdotool").args(["search", "--name", "Kentongan"]).env("DISPLAY", &name).output();
        found.ok().filter(|output| !output.stdout.is_empty()).map(drop)
    })
    .await;
    let picture = folder.path().join("window.png");
    eventually("the first screen to be drawn", || async { (colours(&name, &picture) > 30).then_some(()) }).await;
    assert!(window.is_running());
    keep(&picture);
}

/// A virtual display of its own; it ends with the guard.
async fn virtual_display() -> (Process, String) {
    let number = 90 + std::process::id() % 500;
    let name = format!(":{number}");
    let server = Process::start(
        "Xvfb",
        Command::new("Xvfb").args([&name, "-screen", "0", "480x960x24", "-nolisten", "tcp"]).stderr(Stdio::null()),
    );
    eventually("the virtual display", || async {
        let asked = Command::new("xdpyinfo").env("DISPLAY", &name).stdout(Stdio::null()).stderr(Stdio::null()).status();
        asked.ok().filter(std::process::ExitStatus::success).map(drop)
    })
    .await;
    (server, name)
}

/// How many colours the display shows: one or two before anything is drawn.
fn colours(display: &str, picture: &Path) -> u32 {
    let taken = Command::new("import").args(["-display", display, "-window", "root"]).arg(picture).output();
    if !taken.is_ok_and(|output| output.status.success()) {
        return 0;
    }
    let counted = Command::new("identify").args(["-format", "%k"]).arg(picture).output().unwrap();
    String::from_utf8_lossy(&counted.stdout).trim().parse().unwrap_or(0)
}

/// Copies the picture to the folder in `KENTONGAN_PICTURES`, for people to look at.
fn keep(picture: &Path) {
    if let Some(folder) = std::env::var_os("KENTONGAN_PICTURES") {
        std::fs::copy(picture, Path::new(&folder).join("desktop-window.png")).unwrap();
    }
}
