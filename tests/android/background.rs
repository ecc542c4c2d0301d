//! Android starts the app's process only for the job: the real Kotlin, the real Rust through JNI, a real central.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use kentongan::phone::{Device, Phone, RecordState, Stage};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::java::java;
use crate::support::real_central::RealCentral;
use crate::support::{Facilitator, PIN, pin};

/// The process's output, line by line.
async fn job(folder: &Path) -> Vec<String> {
    let mut java = java(&["app", "tests"]);
    java.arg("org.kentongan.phone.BackgroundKt").arg(folder);
    let said = tokio::task::spawn_blocking(move || java.output().unwrap()).await.unwrap();
    let (lines, errors) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success(), "{lines}{errors}");
    let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
    assert!(!lines.iter().any(|line| line.contains("FATAL ERROR") || line.contains("WARNING in native")), "{lines:?}");
    lines
}

/// A process that does not outlive the test: its jobs wait for ever for an answer.
struct Job(Child);

impl Drop for Job {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The phone's folder where Android has it.
fn home_of(folder: TempDir) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::rename(folder.path(), home.path().join("files")).unwrap();
    home
}

#[tokio::test(flavor = "multi_thread")]
async fn the_job_delivers_each_record_once_while_the_vault_stays_locked() {
    let central = RealCentral::start_small("Dinas").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let mut records = f.finished_activities(2);
    records.push(f.finished("incident"));
    assert_eq!(central.records(), 0);
    // The folder as Android names it; the phone that finished the records is gone.
    let (home, device) = (home_of(f.folder), f.device.clone());
    drop(f.phone);
    let files = home.path().join("files");
    let vault = |name: &str| fs::read(files.join(name)).unwrap();
    let before = (vault("vault.db"), vault("vault.key"));

    let said = job(home.path()).await;
    assert_eq!(said, ["back false", "again false", "told [3 catatan terkirim]", "scheduled 0"]);
    assert_eq!((central.records(), central.conflicts()), (3, 0));
    assert!(before == (vault("vault.db"), vault("vault.key")), "the vault was opened");

    let said = job(home.path()).await;
    assert_eq!(said, ["back false", "again false", "told []", "scheduled 0"]);
    assert_eq!((central.records(), central.conflicts()), (3, 0));

    let phone = Phone::start(&files, device as Arc<dyn Device>).unwrap();
    assert_eq!(phone.stage(), Stage::Locked);
    phone.unlock(&pin(PIN)).unwrap();
    for record in records {
        assert_eq!(phone.record(record).unwrap().line.state, RecordState::Delivered);
        assert!(!central.body(record).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_on_a_phone_that_is_not_enrolled_has_nothing_to_send_and_does_not_come_again() {
    let home = tempfile::tempdir().unwrap();
    let said = job(home.path()).await;
    assert_eq!(said, ["back false", "again false", "told []", "scheduled 0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_android_stops_ends_at_once_whenever_that_comes_and_the_next_one_sends() {
    let f = Facilitator::ready().await;
    f.finished_activities(2);
    let (home, central) = (home_of(f.folder), f.central);
    drop(f.phone);
    central.stop().await;
    // Accepts connections and never answers.
    let silent = || async { TcpListener::bind(central.address().trim_start_matches("http://")).await.unwrap() };
    let before = silent().await;
    let mut java = java(&["app", "tests"]);
    java.arg("org.kentongan.phone.BackgroundKt").arg(home.path()).arg("stopped");
    let mut job = Job(java.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap());
    let (mut go_on, mut said) = (job.0.stdin.take().unwrap(), BufReader::new(job.0.stdout.take().unwrap()));
    let mut next = || {
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        line
    };
    tokio::task::block_in_place(|| {
        assert_eq!(next(), "back false\n");
        assert_eq!(next(), "stopped, again true\n", "before it has begun");
    });
    // So that the first job's connections do not count as the second's.
    drop(before);
    let while_it_sends = silent().await;
    writeln!(go_on).unwrap();
    let asked = tokio::time::timeout(Duration::from_secs(60), while_it_sends.accept()).await.unwrap().unwrap();
    writeln!(go_on).unwrap();
    tokio::task::block_in_place(|| assert_eq!(next(), "stopped, again true\n", "while it sends"));
    drop((asked, while_it_sends));
    central.start_again().await;
    writeln!(go_on).unwrap();
    let mut rest = String::new();
    tokio::task::block_in_place(|| said.read_to_string(&mut rest)).unwrap();
    assert_eq!(rest, "again false\ntold [2 catatan terkirim]\nscheduled 0\n");
    assert_eq!(central.stored_count(), 2);
    assert!(job.0.wait().unwrap().success());
}
