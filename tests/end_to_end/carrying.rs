//! A neighbour carries the records of a phone without signal, through the browser's own download and chooser.

use std::path::{Path, PathBuf};

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::central::{Central, rows};
use crate::support::look::Look;
use crate::support::phone::Phone;
use crate::support::{eventually, search};

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";

#[tokio::test]
async fn a_neighbour_carries_two_records_to_central_and_brings_their_receipts_home() {
    let mut central = Central::start().await;
    let code = central.enrolment_code(VILLAGE);
    let mut b = Phone::enrolled(&central, VILLAGE, |_| {}).await;
    let mut a = Phone::switched_off_with(&central, &code, |facilitator| {
        facilitator.finish_activity(VILLAGE);
        let draft = facilitator.draft_incident(VILLAGE);
        facilitator.phone.finish(draft).unwrap();
    })
    .await;
    b.kill();
    central.stop();
    let downloads = tempfile::tempdir().unwrap();

    a.start_again().await;
    open_carry(&a, downloads.path()).await;
    a.screen.press("#carry-out").await;
    a.screen.see("#carry-given").await;
    let titipan = downloaded(downloads.path(), "titipan-").await;
    a.kill();

    b.start_again().await;
    open_carry(&b, downloads.path()).await;
    take_in(&b, &titipan).await;
    b.screen.see("#carried-waiting").await;
    assert!(b.screen.text().await.contains("2 catatan"));
    let mut look = Look::new("carrier");
    b.screen.see("#carried-trouble").await;
    look.at(&b.screen, "carried-waiting").await;
    b.screen.press("#leave").await;
    b.screen.read("2 catatan titipan").await;
    central.start_again().await;
    b.screen.press("#send-now").await;
    b.screen.read("2 tanda terima untuk dibawa pulang").await;
    assert_eq!(rows(&central.data(), "records"), 2);
    b.screen.press("#open-carry").await;
    b.screen.press("#receipts-out").await;
    b.screen.see("#carry-given").await;
    let receipts = downloaded(downloads.path(), "tanda-terima-").await;
    b.screen.see("#receipts-home").await;
    look.at(&b.screen, "receipts").await;

    // Only the file can tell it.
    central.stop();
    a.start_again().await;
    open_carry(&a, downloads.path()).await;
    take_in(&a, &receipts).await;
    a.screen.read("2 catatan Anda sudah diterima server").await;
    a.screen.press("#leave").await;
    let delivered = eventually("both to be delivered", || async {
        let rows = a.screen.driver.find_all(By::Css("#outbox-delivered .pill.ok")).await.ok()?;
        (rows.len() == 2).then_some(rows.len())
    });
    assert_eq!(delivered.await, 2);
    b.screen.press("#receipts-home").await;
    b.screen.see("#confirm-yes").await;
    look.at(&b.screen, "receipts-home").await;
    b.screen.press("#confirm-yes").await;
    b.screen.read("Belum ada titipan").await;
    assert_eq!(look.wrong(), Vec::<String>::new());
    for file in [&titipan, &receipts] {
        let bytes = std::fs::read(file).unwrap();
        assert!(!search::holds(&bytes, VILLAGE) && !search::holds(&bytes, "incident"));
    }
    a.screen.close().await;
    b.screen.close().await;
}

#[tokio::test]
async fn the_app_says_what_to_do_when_a_carry_file_is_gone_before_it_is_read() {
    let central = Central::start().await;
    let mut phone = Phone::enrolled(&central, VILLAGE, |_| {}).await;
    let folder = tempfile::tempdir().unwrap();
    open_carry(&phone, folder.path()).await;
    let waits = "const read = FileReader.prototype.readAsDataURL;
        FileReader.prototype.readAsDataURL = function (blob) { window.readNow = () => read.call(this, blob); };";
    phone.screen.driver.execute(waits, vec![]).await.unwrap();
    let file = folder.path().join("titipan.kentongan");
    std::fs::write(&file, "berkas").unwrap();
    choose(&phone, &file).await;
    let chosen = || async {
        let ready = phone.screen.driver.execute("return window.readNow !== undefined", vec![]).await.ok()?;
        ready.convert::<bool>().ok()?.then_some(())
    };
    eventually("the file to be chosen", chosen).await;
    std::fs::remove_file(&file).unwrap();
    phone.screen.driver.execute("window.readNow()", vec![]).await.unwrap();
    phone.screen.read("Salin berkas ke folder Unduhan").await;
    phone.kill();
    phone.screen.close().await;
}

/// Unlocks and opens the screen. Downloads go to `downloads`.
async fn open_carry(phone: &Phone, downloads: &Path) {
    let allow = json!({"behavior": "allow", "downloadPath": downloads});
    phone.screen.devtools("Browser.setDownloadBehavior", allow).await;
    // A headless browser closes its chooser at once as cancelled, because no person is there.
    phone.screen.devtools("Page.setInterceptFileChooserDialog", json!({"enabled": true})).await;
    phone.unlock_by_keyboard().await;
    phone.open_outbox().await;
    phone.screen.press("#open-carry").await;
    phone.screen.see("#carry").await;
}

/// The file whose name begins so, once it is complete.
async fn downloaded(folder: &Path, begins: &str) -> PathBuf {
    eventually(&format!("a file {begins}"), || async {
        let mut files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let named = |file: &PathBuf| {
            let name = file.file_name().unwrap().to_str().unwrap();
            name.starts_with(begins) && name.ends_with(".kentongan")
        };
        files.find(named)
    })
    .await
}

/// Opens the chooser and gives it a file.
async fn choose(phone: &Phone, file: &Path) {
    phone.screen.press("#carry-in").await;
    let chooser =
        eventually("the chooser", || async { phone.screen.driver.find(By::Css("#carry-input")).await.ok() }).await;
    chooser.send_keys(file.to_str().unwrap()).await.unwrap();
}

/// As [`choose`], and waits until the app took it in.
async fn take_in(phone: &Phone, file: &Path) {
    choose(phone, file).await;
    phone.screen.see("#carry-taken").await;
}
