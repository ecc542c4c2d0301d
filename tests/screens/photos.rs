//! What the screens say of photos, and what can be chosen there.

use dioxus::prelude::*;
use kentongan::App;
use kentongan::phone::{Metering, PhotosAllowed};
use kentongan_exchange::RecordId;

use crate::page::Page;
use crate::support::Facilitator;
use crate::support::link::Link;
use crate::support::photos::photo;
use crate::support::real_central::RealCentral;

fn app(f: &Facilitator) -> Page {
    Page::draw(VirtualDom::new(App).with_root_context(f.phone.clone()))
}

fn chosen(f: &Facilitator, record: RecordId) -> PhotosAllowed {
    f.phone.waiting_photos_of(record).unwrap().unwrap().allowed
}

async fn at_the_real_central() -> (RealCentral, Facilitator) {
    let central = RealCentral::start_small("Dinas Uji").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    (central, f)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_shows_its_photos_small_and_what_became_of_each() {
    let (_central, f) = at_the_real_central().await;
    let record = f.finished_with_photos(&[photo(400, 300, 1), photo(400, 300, 2)]);
    f.phone.allow_photos_of(record, PhotosAllowed::NotNow).unwrap();
    f.send_now().await;
    let mut page = app(&f);
    assert!(page.text_at("status").contains("2 foto menunggu dikirim"), "{}", page.text_at("status"));
    assert!(page.text_at("status").contains("Anda menahannya"), "{}", page.text_at("status"));
    page.press("status");
    page.press_row(f.record(record).line.code.as_str());
    assert_eq!(page.images().len(), 2);
    assert!(page.images().iter().all(|image| image.starts_with("data:image/jpeg;base64,")));
    assert_eq!(page.text().matches("Menunggu ·").count(), 2, "{}", page.text());
    page.press(&format!("any_network-{record}"));
    assert_eq!(chosen(&f, record), PhotosAllowed::AnyNetwork);
    assert!(page.text_at("photos-of-record").contains("Terkirim sendiri saat ada jaringan"), "{}", page.text());
    f.send_now().await;
    page.wait_until("both sent", |page| page.text().matches("Terkirim, ada tanda terima").count() == 2).await;
    assert!(!page.has("id", "photos-of-record"));
    assert_eq!(page.images().len(), 2, "they can still be seen");
    let kept = |page: &Page| page.text_at("sealed-kept");
    assert!(kept(&page).contains("Foto kecil dihapus dari HP ini dalam 7 hari"), "{}", page.text());
    page.press("erase-sealed");
    assert!(page.text().contains("Hapus foto kecil?") && !page.text().contains("awaban tersegel"), "{}", page.text());
    page.press("confirm-no");
    assert!(app(&f).text_at("status").contains("Semua catatan terkirim"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outbox_says_why_photos_wait_and_lets_choose() {
    let (_central, f) = at_the_real_central().await;
    f.phone.set_photos_allowed(PhotosAllowed::WifiOnly).unwrap();
    f.device.set_metering(Metering::Unknown);
    let record = f.finished_with_photos(&[photo(400, 300, 1)]);
    let mut page = app(&f);
    page.press("open-outbox");
    let said = |page: &Page| page.text_at("outbox-photos");
    assert!(said(&page).contains("Catatannya dikirim lebih dahulu"), "{}", page.text());
    f.send_now().await;
    page.wait_until("why", |page| said(page).contains("tidak memberi tahu apakah jaringannya Wi-Fi")).await;
    assert!(said(&page).contains(f.record(record).line.code.as_str()) && said(&page).contains("0 kB dari"));
    assert!(!page.text().contains("belum mengirim foto"));
    f.device.set_metering(Metering::Metered);
    page.press(&format!("not_now-{record}"));
    assert_eq!(chosen(&f, record), PhotosAllowed::NotNow);
    assert!(said(&page).contains("Anda menahannya") && page.disabled("send-now"));
    page.press(&format!("wifi_only-{record}"));
    assert!(said(&page).contains("Menunggu Wi-Fi") && !page.disabled("send-now"));
    f.device.set_metering(Metering::Unmetered);
    page.press("send-now");
    f.phone.send_once().await.unwrap();
    page.wait_until("nothing waits", |page| !page.has("id", "outbox-photos")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_central_refuses_says_so_with_the_next_step() {
    let (central, f) = at_the_real_central().await;
    let record = f.finished_with_photos(&[photo(400, 300, 1)]);
    f.phone.allow_photos_of(record, PhotosAllowed::NotNow).unwrap();
    f.send_now().await;
    central.change("DELETE FROM expected_attachments", []);
    f.phone.allow_photos_of(record, PhotosAllowed::AnyNetwork).unwrap();
    f.send_now().await;
    let mut page = app(&f);
    page.press("open-outbox");
    assert!(page.text_at("outbox-photos").contains("Hubungi koordinator"), "{}", page.text());
    page.press_row(f.record(record).line.code.as_str());
    assert!(page.text().contains("Server tidak punya catatan dari foto ini"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_photo_is_said_at_home_leads_to_its_record_and_is_given_up_there_after_a_question() {
    let (_central, f) = at_the_real_central().await;
    let record = f.finished_with_damaged_photo(false);
    f.send_now().await;
    let mut page = app(&f);
    assert!(page.text_at("status").contains("1 foto rusak"), "{}", page.text_at("status"));
    page.press("status");
    assert!(page.text_at("outbox-damaged").contains("Catatannya tetap aman"), "{}", page.text());
    page.press_row(f.record(record).line.code.as_str());
    assert!(page.text().contains("Rusak, tidak dapat dikirim"), "{}", page.text());
    assert!(page.text_at("photos-damaged").contains("Beri tahu koordinator"), "{}", page.text());
    page.press("give-up-photos");
    page.press("confirm-no");
    assert_eq!(f.phone.damaged_photos().unwrap().len(), 1, "asked first");
    page.press("give-up-photos");
    page.press("confirm-yes");
    page.wait_until("given up", |page| !page.has("id", "photos-damaged")).await;
    assert!(page.text().contains("Rusak dan dilepaskan") && f.phone.damaged_photos().unwrap().is_empty());
    assert!(app(&f).text_at("status").contains("Semua catatan terkirim"));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_photos_are_sent_the_screen_says_how_much_of_how_much() {
    let central = RealCentral::start_small("Dinas Uji").await;
    let link = Link::to(&central.address()).await;
    let f = Facilitator::enrolled_at(&link.address(), &central.code().await).await;
    let record = f.finished_with_photos(&[photo(400, 300, 1)]);
    f.phone.allow_photos_of(record, PhotosAllowed::NotNow).unwrap();
    f.send_now().await;
    f.phone.allow_photos_of(record, PhotosAllowed::AnyNetwork).unwrap();
    let mut page = app(&f);
    // The bytes stand still on their way until the screen has been read.
    let (held, gate) = std::sync::mpsc::channel::<()>();
    let gate = std::sync::Mutex::new(gate);
    link.answer(move |head| {
        if head.starts_with("PATCH") {
            let _opened = tokio::task::block_in_place(|| gate.lock().unwrap().recv());
        }
        None
    });
    let sending = tokio::spawn({
        let phone = f.phone.clone();
        async move { phone.send_once().await }
    });
    page.wait_until("how much", |page| page.text_at("status").contains("Mengirim foto")).await;
    assert!(page.text_at("status").contains("0 kB dari"), "{}", page.text_at("status"));
    page.press("open-outbox");
    assert!(page.text_at("sending-state").contains("0 kB dari"), "{}", page.text());
    assert!(page.disabled("send-now"));
    drop(held);
    assert_eq!(sending.await.unwrap().unwrap().photos_delivered, 1);
    page.wait_until("done", |page| page.text_at("sending-state").contains("Tidak ada yang menunggu dikirim")).await;
}

#[tokio::test]
async fn over_which_networks_photos_go_is_chosen_in_the_settings() {
    let f = Facilitator::ready().await;
    f.device.set_metering(Metering::Unknown);
    let mut page = app(&f);
    page.press("open-settings");
    assert!(page.is_chosen("photos-allowed", "any_network") && !page.has("id", "wifi-unknown"));
    page.choose("photos-allowed", "wifi_only");
    assert!(page.is_chosen("photos-allowed", "wifi_only"));
    assert!(page.has("id", "wifi-unknown"), "this device cannot tell Wi-Fi");
    let record = f.finished_with_photos(&[photo(400, 300, 1)]);
    assert_eq!(chosen(&f, record), PhotosAllowed::WifiOnly);
}

#[tokio::test]
async fn the_review_shows_the_photos_small() {
    let f = Facilitator::ready().await;
    let record = f.filled("activity");
    f.phone.add_photo(record, "photo_1", &photo(400, 300, 1)).unwrap();
    let sections = f.phone.entry(record).unwrap().sections().len();
    let mut page = app(&f);
    page.press_row("Kegiatan edukasi");
    for _section in 0..sections {
        if !page.has("id", "review") {
            page.press("next");
        }
    }
    assert!(page.has("id", "review"), "{}", page.text());
    assert_eq!(page.images().len(), 1);
}
