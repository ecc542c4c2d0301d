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

fn version(folder: &Path) -> u64 {
    let file: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("vault.key")).unwrap()).unwrap();
    file["version"].as_u64().unwrap()
}

#[tokio::test]
async fn a_copy_of_the_phones_files_does_not_open_elsewhere_even_with_the_pin() {
    let mut f = with(KeyStore::Holding(90)).await;
    let record = f.finished("incident");
    let mut elsewhere = KeyFile::read(&f.folder.path().join("vault.key"), f.device.uptime()).unwrap();
    assert_eq!(elsewhere.unwrap(&pin(PIN), f.device.uptime(), &Desktop).unwrap_err(), KeyError::NoKeeper);
    f.start_again();
    f.device.set_key_store(KeyStore::Holding(91));
    assert_eq!(f.phone.unlock(&pin(PIN)), Err(UnlockError::Phone(PhoneError::NoKeeper)), "another device's");
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
        assert_eq!(f.phone.unlock(&pin(PIN)), Err(UnlockError::Phone(PhoneError::NoKeeper)));
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
    assert_eq!(version(f.folder.path()), 1);
    f.device.set_key_store(KeyStore::Holding(90));
    f.start_again();
    f.unlock();
    assert_eq!(version(f.folder.path()), 2);
    f.start_again();
    f.unlock();
    assert_eq!(f.record(record).line.state, RecordState::Waiting);
    f.device.set_key_store(KeyStore::Absent);
    f.start_again();
    assert_eq!(f.phone.unlock(&pin(PIN)), Err(UnlockError::Phone(PhoneError::NoKeeper)));
}

#[tokio::test]
async fn a_wrong_pin_gives_nothing_to_the_key_store() {
    let mut f = with(KeyStore::Absent).await;
    f.device.set_key_store(KeyStore::Holding(90));
    f.start_again();
    f.phone.unlock(&pin(WRONG)).unwrap_err();
    assert_eq!((version(f.folder.path()), f.phone.stage()), (1, Stage::Locked));
}

#[tokio::test]
async fn a_key_store_that_never_works_leaves_the_phone_with_the_pin_alone() {
    let mut f = with(KeyStore::Broken).await;
    assert_eq!(version(f.folder.path()), 1);
    f.start_again();
    f.unlock();
}

#[test]
fn a_key_file_of_a_newer_app_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.key");
    let file = r#"{"version":3,"cost":{"memory_kib":19456,"passes":2},"salt":"AA==","nonce":"AA==","wrapped":"AA=="}"#;
    fs::write(&path, file).unwrap();
    assert_eq!(KeyFile::read(&path, std::time::Duration::ZERO).unwrap_err(), StorageError::NewerApp);
    assert_eq!(fs::read_to_string(&path).unwrap(), file);
}
