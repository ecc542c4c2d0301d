//! A disk that is really full: a small file system of this test's own, filled to the last byte.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::support::{Facilitator, PIN, SECRET, pin};
use kentongan::phone::{Page, Phone, PhoneError, RecordFilter, RecordState, UnlockError};
use kentongan_forms::Value;

/// Names the small disk in the process that runs on it.
const DISK: &str = "KENTONGAN_SMALL_DISK";

/// Runs a test of this module in a process of its own. Its folder for temporary files is a disk of 8 MiB that no other
/// process sees. Root may mount one; others are root in a user namespace.
fn on_a_small_disk(test: &str) {
    let ways: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    let works = |way: &&&[&str]| {
        let tried = Command::new("unshare").args(**way).args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let way = ways.iter().find(works).unwrap_or_else(|| panic!("this machine lets nobody mount a small disk"));
    let disk = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=8m,mode=700 tmpfs \"$0\" && exec \"$@\"";
    let output = Command::new("unshare")
        .args(*way)
        .args(["sh", "-c", script])
        .arg(disk.path())
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("full_disk::{test}"), "--nocapture"])
        .env(DISK, disk.path())
        .env("TMPDIR", disk.path())
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// Fills the disk to the last byte.
fn fill(disk: &Path) {
    let mut file = fs::File::create(disk.join("photos")).unwrap();
    for size in [64 * 1024, 512, 1] {
        let bytes = vec![7; size];
        while file.write_all(&bytes).is_ok() {}
    }
    let more = fs::write(disk.join("one more"), [1; 1]);
    assert_eq!(more.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
}

/// Runs this on a small disk: first here, then again in the process that has the disk.
fn run(test: &str, on_disk: impl AsyncFnOnce(&Path)) {
    match std::env::var_os(DISK) {
        Some(disk) => tokio::runtime::Runtime::new().unwrap().block_on(on_disk(Path::new(&disk))),
        None => on_a_small_disk(test),
    }
}

#[test]
fn a_full_disk_keeps_nobody_out_and_everything_can_be_read() {
    run("a_full_disk_keeps_nobody_out_and_everything_can_be_read", on_a_full_disk);
}

#[test]
fn an_app_killed_on_a_disk_that_was_full_by_then_opens_with_everything() {
    run("an_app_killed_on_a_disk_that_was_full_by_then_opens_with_everything", killed_on_a_full_disk);
}

async fn killed_on_a_full_disk(disk: &Path) {
    let mut f = Facilitator::ready().await;
    let (draft, record) = (f.filled("incident"), f.finished("activity"));
    // What a killed process leaves: logs whose content has not reached the databases.
    let killed = tempfile::tempdir().unwrap();
    for file in fs::read_dir(f.folder.path()).unwrap() {
        let name = file.unwrap().file_name();
        // The file by which processes share a log is worthless then, and there is no room for a new one.
        if !name.to_string_lossy().ends_with("-shm") {
            fs::copy(f.folder.path().join(&name), killed.path().join(&name)).unwrap();
        }
    }
    assert!(fs::metadata(killed.path().join("vault.db-wal")).unwrap().len() > 0, "else nothing was left to carry over");
    fill(disk);
    f.phone = Phone::start(killed.path(), f.device.clone()).unwrap();
    f.folder = killed;
    f.phone.unlock(&pin(PIN)).unwrap();
    assert_eq!(f.record(record).line.state, RecordState::Waiting);
    assert_eq!(f.phone.draft(draft).unwrap().answers.get("safe_contact"), Some(&Value::Text(SECRET.into())));
    assert_eq!(f.phone.outbox().unwrap().len(), 1);
    started_again(f).unlock();
}

/// The app is killed, and starts when nothing of it is left.
fn started_again(f: Facilitator) -> Facilitator {
    let Facilitator { folder, device, phone, central } = f;
    drop(phone);
    let phone = Phone::start(folder.path(), device.clone()).unwrap();
    Facilitator { folder, device, phone, central }
}

async fn on_a_full_disk(disk: &Path) {
    let f = Facilitator::ready().await;
    let draft = f.filled("incident");
    let record = f.finished("activity");
    let f = started_again(f);
    fill(disk);

    let f = started_again(f);
    assert_eq!(f.phone.emergency_numbers().len(), 1, "while locked");
    let wrong = f.phone.unlock(&pin("111213")).unwrap_err();
    assert_eq!(wrong, UnlockError::WrongPin { tries_left: 4, wait: None });
    let f = started_again(f);
    let wrong = f.phone.unlock(&pin("111213")).unwrap_err();
    assert_eq!(wrong, UnlockError::WrongPin { tries_left: 3, wait: None }, "counted, on a full disk too");
    let f = started_again(f);
    f.phone.unlock(&pin(PIN)).unwrap();
    assert_eq!(f.record(record).line.state, RecordState::Waiting);
    assert_eq!(f.phone.draft(draft).unwrap().answers.get("safe_contact"), Some(&Value::Text(SECRET.into())));
    assert_eq!(f.phone.records(&RecordFilter::default(), Page::default()).unwrap().records.len(), 2);
    let long = Value::Text("x".repeat(1_900));
    assert_eq!(f.phone.save_answer(draft, "safe_note", Some(&long)), Err(PhoneError::DiskFull));
    let changed = f.phone.change_pin(&pin(PIN), &pin("570264"));
    assert_eq!(changed, Err(UnlockError::Phone(PhoneError::DiskFull)), "the present PIN holds");
    let f = started_again(f);
    f.unlock();

    fs::remove_file(disk.join("photos")).unwrap();
    f.phone.save_answer(draft, "safe_note", Some(&long)).unwrap();
    f.phone.save_answer(draft, "safe_note", None).unwrap();
    f.finish(draft).unwrap();
    assert_eq!(f.send_now().await.delivered, 2);
    let f = started_again(f);
    f.unlock();
    assert_eq!(f.record(record).line.state, RecordState::Delivered);
}
