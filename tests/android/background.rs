//! Android starts the app's process for the job alone: the real Kotlin, the real Rust through JNI, a real central.

use std::fs;
use std::path::Path;

use kentongan::phone::{Device, Phone, RecordState, Stage};
use std::sync::Arc;

use crate::java::java;
use crate::support::real_central::RealCentral;
use crate::support::{Facilitator, PIN, pin};

/// What the process said, line by line.
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

#[tokio::test(flavor = "multi_thread")]
async fn the_job_delivers_each_record_once_while_the_vault_stays_locked() {
    let central = RealCentral::start_small("Dinas").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let mut records = f.finished_activities(2);
    records.push(f.finished("incident"));
    assert_eq!(central.records(), 0);
    // The folder as Android names it; the phone that finished the records is gone.
    let home = tempfile::tempdir().unwrap();
    let (files, device, folder) = (home.path().join("files"), f.device.clone(), f.folder);
    drop(f.phone);
    fs::rename(folder.path(), &files).unwrap();
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
