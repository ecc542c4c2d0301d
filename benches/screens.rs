//! How the app feels (issue 4): how soon it is there after a touch, and how soon a form answers a finger.
//!
//! *Starting* compares with an app of the same renderer that draws one line, in windows of a virtual display. It
//! measures from the program's start to the first frame that shows what the app drew. *A tap* is one on a choice, and
//! one that goes to the next page. It measures in Chromium, with its processor slowed down six times, from the touch to
//! the frame that shows the result. The app behind the page is not slowed down.
//!
//! `cargo bench -p kentongan --bench screens --features browser,desktop`. Without a display or a browser, it says that
//! it was skipped.
#![expect(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a bench that cannot run must say so")]

#[path = "../tests/end_to_end/support/browser.rs"]
#[expect(dead_code, reason = "the end-to-end tests use the rest")]
mod browser;
#[path = "../tests/end_to_end/support/process.rs"]
#[expect(dead_code, reason = "the end-to-end tests use the rest")]
mod process;

use std::env;
use std::future::Future;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dioxus::desktop::Config;
use dioxus::prelude::*;
use kentongan::device::desktop::Desktop;
use kentongan::phone::Phone;
use kentongan::{App, STYLE};

use browser::{Browser, Screen};
use process::{Process, phone_program};

/// Starting may take so many times as long as an app that draws one line.
const START_LIMIT: f64 = 1.15;
/// A tap is answered within so many milliseconds, nineteen times of twenty.
const TAP_LIMIT: f64 = 100.0;
/// How often each app starts, by turns.
const STARTS: usize = 15;
const TAPS: usize = 40;
/// The app that a process of this program runs.
const PART: &str = "KENTONGAN_BENCH_PART";
const DRAWN: &str = "drawn";
/// A page settles before the next touch.
const SETTLING: Duration = Duration::from_millis(200);

/// Names the cipher suite for the HTTP clients of the bench.
fn choose_cipher_provider() {
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
}

/// Asks again and again until `condition` gives a value.
async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut condition: impl FnMut() -> F) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = condition().await {
            return found;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "waited in vain for: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn main() -> ExitCode {
    if let Ok(part) = env::var(PART) {
        play(&part);
        return ExitCode::SUCCESS;
    }
    let wanted = |name: &str| {
        let mut filters = env::args().skip(1).filter(|argument| !argument.starts_with("--")).peekable();
        filters.peek().is_none() || filters.any(|filter| name.contains(&filter))
    };
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let mut missed = false;
    if wanted("starting") {
        missed |= runtime.block_on(starting());
    }
    if wanted("tapping") {
        missed |= runtime.block_on(tapping());
    }
    if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// An app that says when it is drawn, and ends.
fn play(part: &str) {
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let _entered = runtime.enter();
    if part == "app" {
        let folder = env::var_os("KENTONGAN_DATA").expect("a folder");
        let phone = Phone::start(folder.as_ref(), Arc::new(Desktop)).expect("a phone");
        let head = format!("<style>{STYLE}</style>");
        LaunchBuilder::desktop().with_cfg(window().with_custom_head(head)).with_context(phone).launch(Whole);
    } else {
        LaunchBuilder::desktop().with_cfg(window()).launch(OneLine);
    }
}

fn window() -> Config {
    Config::new().with_menu(None)
}

#[component]
fn Whole() -> Element {
    say_when_drawn();
    rsx! { App {} }
}

#[component]
fn OneLine() -> Element {
    say_when_drawn();
    rsx! { p { "Kentongan" } }
}

/// Two frames after the page's first change, the display has shown the first of them.
fn say_when_drawn() {
    use_effect(|| {
        spawn(async {
            let mut page =
                document::eval("requestAnimationFrame(() => requestAnimationFrame(() => dioxus.send(true)));");
            page.recv::<bool>().await.expect("frames");
            println!("{DRAWN}");
            std::process::exit(0);
        });
    });
}

/// Whether the figure missed the limit.
async fn starting() -> bool {
    let Some(display) = Display::start().await else {
        println!("skipped: starting (no virtual display: Xvfb is missing)");
        return false;
    };
    let folder = tempfile::tempdir().unwrap();
    let start = |part: &str| {
        let began = Instant::now();
        let mut command = Command::new(env::current_exe().unwrap());
        command.env(PART, part).env("DISPLAY", &display.name).env("KENTONGAN_DATA", folder.path().join("data"));
        // A virtual display has no graphics card, and the renderer need not look for one.
        command.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1").env("LIBGL_ALWAYS_SOFTWARE", "1").stderr(Stdio::null());
        let app = Process::start(part, &mut command);
        app.line_after(DRAWN);
        began.elapsed().as_secs_f64() * 1_000.0
    };
    // The first start of each fills the caches of disk and renderer.
    start("one line");
    start("app");
    let (mut one_line, mut app): (Vec<f64>, Vec<f64>) = (0..STARTS).map(|_| (start("one line"), start("app"))).unzip();
    let (one_line, app) = (at(&mut one_line, 0.5), at(&mut app, 0.5));
    let ratio = app / one_line;
    println!("ratio: starting {ratio:.2} (limit {START_LIMIT:.2}); {app:.0} ms, an app of one line {one_line:.0} ms");
    ratio > START_LIMIT
}

/// This share of the times is at or below it.
fn at(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    let place = (times.len() as f64 * share).ceil() as usize;
    times[place.saturating_sub(1).min(times.len() - 1)]
}

/// A virtual display of its own.
struct Display {
    name: String,
    _server: Process,
}

impl Display {
    async fn start() -> Option<Self> {
        Command::new("Xvfb").arg("-help").stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
        let name = format!(":{}", 90 + std::process::id() % 500);
        let mut command = Command::new("Xvfb");
        command.args([&name, "-screen", "0", "480x960x24", "-nolisten", "tcp"]).stderr(Stdio::null());
        let display = Self { _server: Process::start("Xvfb", &mut command), name };
        eventually("the virtual display", || async {
            let mut asked = Command::new("xdpyinfo");
            asked.env("DISPLAY", &display.name).stdout(Stdio::null()).stderr(Stdio::null());
            asked.status().ok().filter(std::process::ExitStatus::success).map(drop)
        })
        .await;
        Some(display)
    }
}

/// Whether the figure missed the limit.
async fn tapping() -> bool {
    if Command::new("chromedriver").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: tapping (no browser: chromedriver is missing)");
        return false;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(phone_program());
    command.env("KENTONGAN_DATA", folder.path().join("data")).env("KENTONGAN_PORT", "0");
    let app = Process::start("phone app", &mut command);
    let screen = Browser::open(Screen::Phone).await;
    screen.driver.goto(app.line_after("phone app: ")).await.unwrap();
    screen.press("#practise").await;
    screen.press("#report-incident").await;
    screen.see("input[name=danger_now][value=yes]").await;
    screen.devtools("Emulation.setCPUThrottlingRate", serde_json::json!({ "rate": 6 })).await;
    let mut choices = Vec::new();
    for tap in 0..TAPS {
        let choice = if tap % 2 == 0 { "yes" } else { "no" };
        choices.push(tap_to_paint(&screen, &format!("input[name=danger_now][value={choice}]")).await);
    }
    let mut pages = Vec::new();
    for _ in 0..TAPS / 2 {
        // First says what is open on this page.
        screen.press("#next").await;
        screen.see("#later").await;
        pages.push(tap_to_paint(&screen, "#later").await);
        screen.see("input[name=consent_referral], #back").await;
        tokio::time::sleep(SETTLING).await;
        pages.push(tap_to_paint(&screen, "#back").await);
        screen.see("input[name=danger_now]").await;
        tokio::time::sleep(SETTLING).await;
    }
    screen.close().await;
    let mut missed = false;
    for (what, times) in [("a choice", &mut choices), ("another page", &mut pages)] {
        let (usual, most) = (at(times, 0.5), at(times, 0.95));
        println!(
            "ratio: tap to paint, {what}: {:.2} of the limit ({most:.0} ms of {TAP_LIMIT:.0}; half within {usual:.0})",
            most / TAP_LIMIT
        );
        missed |= most > TAP_LIMIT;
    }
    missed
}

/// Milliseconds from a touch to the frame that shows the page's first change after it.
async fn tap_to_paint(screen: &Browser, css: &str) -> f64 {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        const target = document.querySelector('{css}');
        if (!target) {{ done(-1); return; }}
        const began = performance.now();
        new MutationObserver((_, observer) => {{
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - began), 0));
        }}).observe(document.body, {{subtree: true, childList: true, attributes: true, characterData: true}});
        target.click();"
    );
    let answer = screen.driver.execute_async(script, vec![]).await.unwrap();
    let time = answer.json().as_f64().unwrap();
    assert!(time >= 0.0, "nothing to tap: {css}");
    time
}
