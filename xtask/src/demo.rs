//! `cargo xtask demo`: Kentongan as a facilitator and a coordinator see it, on this machine only.
//!
//! Everything stays in `data/demo` between runs. `central/` is the server's folder, `phone/` the phone's.
//! `case.key` and `recovery.key`, with `passphrases.txt`, open the sealed answers; in real life they never lie beside
//! them.

mod organisation;
mod program;

use std::fs::{self, File, TryLockError};
use std::io::BufRead;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::packages::{BUILD, WINDOW, ensure};
use crate::project::{self, cargo};
use crate::running::{run as run_to_end, step};
use organisation::{SignIn, VILLAGE};
use program::Program;

/// How to try it.
#[derive(clap::Args)]
pub struct Options {
    /// Start over: forget everything recorded in earlier demos
    #[arg(long)]
    fresh: bool,
    /// Open the phone app as a desktop window instead of in a browser tab
    #[arg(long)]
    window: bool,
}

/// Builds, starts both, prints their addresses, and waits for Ctrl-C.
pub fn run(options: &Options) -> Result<()> {
    ensure(BUILD)?;
    if options.window {
        ensure(WINDOW)?;
    }
    build(options.window)?;

    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).context("listening for Ctrl-C")?;
    }
    let folder = project::root().join("data/demo");
    let _only_one = only_one(&folder)?;
    if options.fresh && folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("forgetting {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let sign_ins = organisation::set_up_once(&folder)?;
    // At once: if a later step fails, nothing shows them again.
    show_sign_ins(sign_ins.as_deref());

    step("Starting");
    let central_port = central_port(&folder)?;
    let central_address = format!("http://127.0.0.1:{central_port}");
    let mut serve = organisation::central(&["serve"], &folder);
    serve.args(["--listen", &format!("127.0.0.1:{central_port}")]);
    let mut central = Program::start("The server", &mut serve, folder.join("central.log"))?;
    if !central.wait_until(&stop, || program::answers(central_port, "/healthz"))? {
        return Ok(());
    }
    let code = organisation::enrolment_code(&folder)?;

    let phone_port = free_port(8090)?;
    let mut phone = Command::new(project::program("kentongan"));
    if options.window {
        phone.arg("--window");
    }
    phone.env("KENTONGAN_DATA", folder.join("phone")).env("KENTONGAN_PORT", phone_port.to_string());
    let mut phone = Program::start("The phone app", &mut phone, folder.join("phone.log"))?;
    if !options.window && !phone.wait_until(&stop, || program::answers(phone_port, "/"))? {
        return Ok(());
    }
    let phone_address = if options.window { None } else { Some(format!("http://127.0.0.1:{phone_port}")) };
    explain(&Situation { central_address, phone_address, code, folder: folder.clone() });
    watch(&mut [central, phone], &stop, &folder)
}

/// Two demos would write into one phone's vault. The lock is beside the folder, because `--fresh` removes the folder.
/// It ends with this process, however that ends.
fn only_one(folder: &Path) -> Result<File> {
    let path = folder.with_extension("lock");
    let parent = path.parent().context("the demo's folder has no parent")?;
    fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
    let lock = File::create(&path).with_context(|| format!("making {}", path.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => bail!("another demo is running in this folder; stop it with Ctrl-C first"),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("locking {}", path.display())),
    }
}

/// Builds both programs; cargo shows how far it is.
fn build(window: bool) -> Result<()> {
    step("Building (the first time takes about ten minutes on two cores)");
    let renderer = if window { "kentongan/desktop" } else { "kentongan/browser" };
    run_to_end(&mut cargo(&["build", "-p", "kentongan-central", "-p", "kentongan", "--bins", "--features", renderer]))
}

/// Until Ctrl-C, or until one of them ends by itself. Enter asks for another enrolment code.
fn watch(programs: &mut [Program], stop: &AtomicBool, folder: &Path) -> Result<()> {
    let enter = enter_pressed();
    while !stop.load(Ordering::Relaxed) {
        for program in &mut *programs {
            if program.has_ended()? {
                return Ok(());
            }
        }
        if enter.try_recv().is_ok() {
            println!("Another code for a phone (10 minutes, once): {}", organisation::enrolment_code(folder)?);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("\nStopping. What was recorded stays in {}.", folder.display());
    Ok(())
}

fn enter_pressed() -> Receiver<()> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || std::io::stdin().lock().lines().map_while(Result::ok).try_for_each(|_| sender.send(())));
    receiver
}

/// The port of the last time, because an enrolled phone remembers it; else the next free one from 8080.
fn central_port(folder: &Path) -> Result<u16> {
    let note = folder.join("port.txt");
    let last = fs::read_to_string(&note).ok().and_then(|port| port.trim().parse().ok());
    if let Some(last) = last {
        if TcpListener::bind(("127.0.0.1", last)).is_ok() {
            return Ok(last);
        }
        println!(
            "Port {last}, at which a phone of an earlier demo knows the server, is taken by another program.\n\
             Such a phone keeps its records until that port is free again; `--fresh` starts over."
        );
        return free_port(last.saturating_add(1));
    }
    let port = free_port(8080)?;
    fs::write(&note, port.to_string()).with_context(|| format!("writing {}", note.display()))?;
    Ok(port)
}

fn free_port(first: u16) -> Result<u16> {
    (first..=u16::MAX)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .with_context(|| format!("no free port from {first} on"))
}

/// What a person needs to know to begin.
struct Situation {
    central_address: String,
    /// None for a window.
    phone_address: Option<String>,
    code: String,
    folder: PathBuf,
}

/// `None` when an earlier run made them.
fn show_sign_ins(sign_ins: Option<&[SignIn]>) {
    let Some(sign_ins) = sign_ins else {
        println!("\nThe sign-ins are those shown at the first run; `--fresh` starts over with new ones.");
        return;
    };
    println!("\nSign-ins to the server, shown this once:");
    for SignIn { login, password, role } in sign_ins {
        println!("  {login:<15} {password:<22} {role}");
    }
}

fn explain(situation: &Situation) {
    let Situation { central_address, phone_address, code, folder } = situation;
    println!("\n════════════════════════════════ Kentongan is ready ════════════════════════════════\n");
    match phone_address {
        Some(address) => println!("Phone app   {address}   (make the tab as narrow as a phone)"),
        None => println!("Phone app   the window that has just opened"),
    }
    println!("Server      {central_address}   (the sign-ins stand above)");
    println!("\nCode to enrol a phone in {VILLAGE} (10 minutes, once): {code}");
    println!("\nWhat to try first (the app speaks Indonesian; Pengaturan, Bahasa switches to English)");
    println!("  1. In the phone app type the server's address {central_address}");
    println!("     and the code, press \"Daftarkan HP ini\" (enrol), choose a PIN of six digits.");
    println!("  2. Press \"Laporkan kejadian\" (report an incident) and answer \"Ya\" to the danger question:");
    println!("     the emergency numbers are there at once.");
    println!(
        "  3. Press \"Catat kegiatan edukasi\" (record an activity) and count participants with the big + buttons."
    );
    println!("  4. Finish with \"Selesai\". Sending needs nobody; \"Kotak kirim\" (outbox) shows how it goes.");
    println!(
        "  5. On the server sign in as the coordinator: the summary counts both, and a single incident shows as <5."
    );
    println!("\nEverything is in {}. Enter gives another code. Ctrl-C stops.", folder.display());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_demo_in_the_same_folder_is_refused_until_the_first_has_ended() {
        let folder = std::env::temp_dir().join(format!("kentongan-demo-{}", std::process::id())).join("demo");
        let first = only_one(&folder).unwrap();
        assert!(only_one(&folder).unwrap_err().to_string().contains("another demo is running"));
        drop(first);
        only_one(&folder).unwrap();
        fs::remove_dir_all(folder.parent().unwrap()).unwrap();
    }
}
