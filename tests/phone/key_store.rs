//! What the device's key store adds to the PIN, and what a broken one must not cost.

use std::fs;
use std::path::Path;

use kentongan::device::Clock as _;
use kentongan::device::desktop::Desktop;
use kentongan::device::memory::KeyStore;
use kentongan::phone::{PhoneError, RecordState, Stage, UnlockError};
use kentongan::storage::StorageError;
use kentongan::vault::{KeyError, KeyFile};

use crate::support::{Facilitator, PIN, pin};

const WRONG: &str = "111213";

/// Enrolled on a device with this key store.
async fn with(key_store: KeyStore) -> Facilitator {
    let f = Facilitator::with_phone_out_of_the_box().await;
    f.device.set_key_store(key_store);
    f.phone.enrol(&f.central.address(), "7K3Q-M2XA").await.unwrap();
    f.phone.choose_pin(&pin(PIN)).unwrap();
    f
}

/// Whether the key file needs the key store.
fn needs_key_store(folder: &Path) -> bool {
    let file: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("vault.key")).unwrap()).unwrap();
    file.get("keeper").is_some()
}

#[tokio::test]
async fn a_copy_of_the_phones_files_does_not_open_elsewhere_even_with_the_pin() {
    let mut f = with(KeyStore::Holding(90)).await;
    let record = f.finished("incident");
    let mut elsewhere = KeyFile::read(&f.folder.path().join("vault.key"), f.device.uptime()).unwrap();
    assert_eq!(elsewhere.unwrap(&pin(PIN), f.device.uptime(), &Desktop).unwrap_err(), KeyError::KeyStoreFailed);
    f.start_again();
    f.device.set_key_store(KeyStore::Holding(91));
    assert_eq!(f.phone.unlock(&pin(PIN)), Err(UnlockError::Phone(PhoneError::KeyStoreFailed)), "another device's");
    f.device.set_key_store(KeyStore::Holding(90));
    f.unlock();
    assert_eq!(f.record(record).line.state, RecordState::Waiting);
}

#[tokio::test]
async fn a_key_store_that_is_out_of_order_costs_no_try_and_the_pin_opens_once_it_works() {
    let f = with(KeyStore::Holding(90)).await;
    f.phone.lock();
    f.device.set_key_store(KeyStore::Broken);
    for _ in 0..10 {
        assert_eq!(f.phone.unlock(&pin(PIN)), Err(UnlockError::Phone(PhoneError::KeyStoreFailed)));
    }
    f.device.set_key_store(KeyStore::Holding(90));
    let wrong = f.phone.unlock(&pin(WRONG));
    assert_eq!(wrong, Err(UnlockError::WrongPin { tries_left: 4, wait: None }));
    f.unlock();
}

#[tokio::test]
async fn a_phone_from_before_there_was_a_key_store_uses_it_from_the_next_unlocking_on() {
    let mut f = with(KeyStore::Absent).await;
    let record = f.finished("incident");
    assert!(!needs_key_store(f.folder.path()));
    f.device.set_key_store(KeyStore::Holding(90));
    f.start_again();
    f.unlock();
    assert!(needs_key_store(f.folder.path()));
    f.start_again();
    f.unlock();
    assert_eq!(f.record(record).line.state, RecordState::Waiting);
    f.device.set_key_store(KeyStore::Absent);
    f.start_again();
    assert_eq!(f.phone.unlock(&pin(PIN)), Err(UnlockError::Phone(PhoneError::KeyStoreFailed)));
}

#[tokio::test]
async fn a_wrong_pin_gives_nothing_to_the_key_store() {
    let mut f = with(KeyStore::Absent).await;
    f.device.set_key_store(KeyStore::Holding(90));
    f.start_again();
    f.phone.unlock(&pin(WRONG)).unwrap_err();
    assert_eq!((needs_key_store(f.folder.path()), f.phone.stage()), (false, Stage::Locked));
}

#[tokio::test]
async fn a_key_store_that_never_works_leaves_the_phone_with_the_pin_alone() {
    let mut f = with(KeyStore::Broken).await;
    assert!(!needs_key_store(f.folder.path()));
    f.start_again();
    f.unlock();
}

/// Each try goes through the key store several times. So what one call gives away opens nothing, and tries made elsewhere
/// need this device for every one of them.
#[tokio::test]
async fn every_try_of_a_pin_needs_the_key_store() {
    let f = with(KeyStore::Holding(90)).await;
    f.phone.lock();
    for (typed, opens) in [(WRONG, false), ("111214", false), (PIN, true)] {
        let before = f.device.macs();
        assert_eq!(f.phone.unlock(&pin(typed)).is_ok(), opens, "{typed}");
        assert!(f.device.macs() - before > 2, "{typed}: {} calls", f.device.macs() - before);
    }
}

/// With the right PIN and all files, but without the key store: what PIN and files alone give opens nothing.
#[tokio::test]
async fn the_key_file_is_not_opened_by_the_pin_alone_even_when_it_no_longer_names_the_key_store() {
    let f = with(KeyStore::Holding(90)).await;
    f.phone.lock();
    let path = f.folder.path().join("vault.key");
    let mut file: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    file.as_object_mut().unwrap().remove("keeper").unwrap();
    fs::write(&path, file.to_string()).unwrap();
    let mut stripped = KeyFile::read(&path, f.device.uptime()).unwrap();
    let tried = stripped.unwrap(&pin(PIN), f.device.uptime(), &Desktop);
    assert_eq!(tried.unwrap_err(), KeyError::WrongPin { tries_left: 4, wait: None });
}

#[test]
fn a_key_file_of_a_version_that_was_never_released_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.key");
    fs::write(
        &path,
        r#"{"version":2,"cost":{"memory_kib":19456,"passes":2},"salt":"AA==","nonce":"AA==","wrapped":"AA=="}"#,
    )
    .unwrap();
    let read = KeyFile::read(&path, std::time::Duration::ZERO).unwrap_err();
    assert!(matches!(&read, StorageError::Failed(why) if why.contains("version 2")), "{read}");
}

#[test]
fn a_key_file_of_a_newer_app_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.key");
    let file = r#"{"version":4,"cost":{"memory_kib":19456,"passes":2},"salt":"AA==","nonce":"AA==","wrapped":"AA=="}"#;
    fs::write(&path, file).unwrap();
    assert_eq!(KeyFile::read(&path, std::time::Duration::ZERO).unwrap_err(), StorageError::NewerApp);
    assert_eq!(fs::read_to_string(&path).unwrap(), file);
}

#[tokio::test]
async fn a_cost_that_no_phone_can_pay_is_damage_and_not_a_wrong_pin() {
    let f = with(KeyStore::Holding(90)).await;
    let path = f.folder.path().join("vault.key");
    let whole: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for (name, value) in [("memory_kib", u32::MAX), ("memory_kib", 0), ("passes", u32::MAX), ("passes", 0)] {
        let mut changed = whole.clone();
        changed["cost"][name] = value.into();
        fs::write(&path, changed.to_string()).unwrap();
        assert_eq!(KeyFile::read(&path, f.device.uptime()).err(), Some(StorageError::Damaged), "{name} {value}");
    }
}
