//! What screens do with what the device tells: the back button, a link, a file, a photo; and what the help says of it.

use std::sync::Arc;

use dioxus::prelude::*;
use jiff::SignedDuration;
use kentongan::App;
use kentongan::device::memory::MemoryDevice;
use kentongan::device::{BackgroundWork, UserEvent, Window as _};
use kentongan::phone::{ChosenFile, FileHandler, Phone};

use crate::page::Page;
use crate::support::photos::photo;
use crate::support::{Facilitator, PIN, morning};

fn app(f: &Facilitator) -> Page {
    Page::draw(VirtualDom::new(App).with_root_context(f.phone.clone()))
}

/// A page that has begun to listen.
async fn listening(f: &Facilitator) -> Page {
    let mut page = app(f);
    page.wait_until("someone listens", |_| true).await;
    page
}

/// The page of an activity's photos, on a device that has the camera.
fn at_photos(f: &Facilitator) -> Page {
    f.device.set_file_handler(FileHandler::Device);
    let record = f.filled("activity");
    f.phone.save_section(record, "photos").unwrap();
    let mut page = app(f);
    page.press_row("Kegiatan edukasi");
    page
}

fn back(f: &Facilitator) -> bool {
    f.device.events().unwrap().tell_user(UserEvent::Back)
}

#[tokio::test]
async fn the_back_button_does_what_the_arrow_in_the_bar_does() {
    let f = Facilitator::ready().await;
    let mut page = listening(&f).await;
    page.press("open-outbox");
    page.press("open-carry");
    assert!(page.has("id", "carry"));
    assert!(back(&f));
    page.wait_until("the outbox", |page| page.has("id", "outbox")).await;
    assert!(back(&f));
    page.wait_until("home", |page| page.has("id", "home-screen")).await;
    assert_eq!(f.device.left(), 0);
}

#[tokio::test]
async fn the_back_button_takes_a_question_away_and_nothing_else() {
    let f = Facilitator::ready().await;
    f.filled("activity");
    let mut page = listening(&f).await;
    page.press_row("Kegiatan edukasi");
    assert!(page.has("id", "review") || page.has("id", "fill-in"), "{}", page.text());
    page.press("leave");
    let mut page = listening(&f).await;
    back(&f);
    page.wait_until("the question", |page| page.text().contains("Tutup Kentongan?")).await;
    assert!(back(&f));
    page.wait_until("no question", |page| !page.text().contains("Tutup Kentongan?")).await;
    assert!(page.has("id", "home-screen"));
    assert_eq!(f.device.left(), 0);
}

#[tokio::test]
async fn at_home_the_back_button_asks_before_the_app_is_left() {
    let f = Facilitator::ready().await;
    let mut page = listening(&f).await;
    back(&f);
    page.wait_until("the question", |page| page.has("id", "confirm-yes")).await;
    assert!(page.text().contains("tetap tersimpan"), "{}", page.text());
    page.press("confirm-yes");
    assert_eq!(f.device.left(), 1);
    assert!(!page.has("id", "confirm-yes"));
}

#[tokio::test]
async fn before_the_pin_the_back_button_leaves_at_once() {
    let f = Facilitator::ready().await;
    f.phone.lock();
    let mut page = listening(&f).await;
    back(&f);
    page.wait_until("left", |_| f.device.left() == 1).await;
    assert!(page.has("id", "unlock"));
}

const LINK: &str = "kentongan://kentongan.example.org/enrol#7K3Q-M2XA";

#[tokio::test]
async fn a_link_that_starts_the_app_fills_in_address_and_code() {
    let folder = tempfile::tempdir().unwrap();
    let device = Arc::new(MemoryDevice::new(folder.path(), morning()));
    let phone = Phone::start(folder.path(), device.clone()).unwrap();
    device.events().unwrap().tell_user(UserEvent::LinkOpened(LINK.to_owned()));
    let mut page = Page::draw(VirtualDom::new(App).with_root_context(phone));
    let filled =
        |page: &Page, name: &str| page.attribute(name, "initial_value").or_else(|| page.attribute(name, "value"));
    page.wait_until("the code", |page| filled(page, "code").is_some_and(|code| code == "7K3Q-M2XA")).await;
    assert_eq!(filled(&page, "address").as_deref(), Some("https://kentongan.example.org/enrol#7K3Q-M2XA"));
}

#[tokio::test]
async fn a_link_opened_on_an_enrolled_phone_leads_to_enrolling_again_and_changes_nothing_by_itself() {
    let f = Facilitator::ready().await;
    let before = f.phone.facilitator().unwrap();
    let mut page = listening(&f).await;
    f.device.events().unwrap().tell_user(UserEvent::LinkOpened(LINK.to_owned()));
    page.wait_until("enrolling again", |page| page.has("id", "enrol-again")).await;
    assert_eq!(f.phone.facilitator().unwrap(), before);
}

#[tokio::test]
async fn a_link_tapped_again_while_the_pin_is_chosen_leads_home_all_the_same() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&f.central.address(), "7K3Q-M2XA").await.unwrap();
    let mut page = listening(&f).await;
    page.press("keys-same");
    assert!(page.has("id", "choose-pin"));
    f.device.events().unwrap().tell_user(UserEvent::LinkOpened(LINK.to_owned()));
    for digit in PIN.chars().chain(PIN.chars()) {
        page.press(&format!("pin-{digit}"));
    }
    page.wait_until("the guide", |page| page.has("id", "guide-skip")).await;
    page.press("guide-skip");
    page.wait_until("home", |page| page.has("id", "report-incident") || page.has("id", "enrol-again")).await;
    assert!(!page.has("id", "enrol-again"), "{}", page.text());
}

#[tokio::test]
async fn a_carry_file_opened_with_the_app_is_taken_in_once_it_is_unlocked() {
    let (a, b) = (Facilitator::ready().await, Facilitator::ready().await);
    a.finished("activity");
    let file = a.phone.envelopes_file().unwrap().bytes;
    b.phone.lock();
    let mut page = listening(&b).await;
    b.device.events().unwrap().tell_user(UserEvent::FileOpened(ChosenFile::File(file)));
    page.wait_until("still locked", |page| page.has("id", "unlock")).await;
    for digit in PIN.chars() {
        page.press(&format!("pin-{digit}"));
    }
    // Each has a stand-in for a central of its own.
    page.wait_until("an answer", |page| page.has("id", "carry") && page.has("role", "alert")).await;
    assert!(page.text().contains("Berkas ini untuk server lain"), "{}", page.text());
}

#[tokio::test]
async fn a_photo_comes_from_the_device_where_the_page_has_no_camera() {
    let f = Facilitator::ready().await;
    let mut page = at_photos(&f);
    page.press("photo_1-camera");
    page.wait_until("the camera", |_| f.device.choose(ChosenFile::File(photo(400, 300, 1)))).await;
    page.wait_until("the thumbnail", |page| page.images().len() == 1).await;
    page.press("photo_2-gallery");
    page.wait_until("the gallery", |_| f.device.choose(ChosenFile::Unreadable)).await;
    page.wait_until("why not", |page| page.has("id", "photo_2-trouble")).await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_answered() {
    let f = Facilitator::ready().await;
    let mut page = listening(&f).await;
    f.device.events().unwrap().tell_user(UserEvent::FileOpened(ChosenFile::Unreadable));
    page.wait_until("why not", |page| page.has("id", "carry") && page.has("role", "alert")).await;
}

#[tokio::test]
async fn a_person_who_takes_a_photo_is_not_locked_out_and_the_photo_is_kept() {
    let f = Facilitator::ready().await;
    f.phone.set_lock_after_minutes(1).unwrap();
    let mut page = at_photos(&f);
    page.press("photo_1-camera");
    page.wait_until("the camera is open", |page| page.text().contains("Kamera atau galeri sedang terbuka")).await;
    f.device.wait(SignedDuration::from_secs(4 * 60));
    assert!(f.phone.lock_if_idle().is_some());
    page.wait_until("the camera", |_| f.device.choose(ChosenFile::File(photo(400, 300, 1)))).await;
    page.wait_until("the thumbnail", |page| page.images().len() == 1).await;
    f.device.wait(SignedDuration::from_secs(59));
    assert!(f.phone.lock_if_idle().is_some(), "the answer was a touch");
    f.device.wait(SignedDuration::from_secs(2));
    assert_eq!(f.phone.lock_if_idle(), None);
}

#[tokio::test]
async fn a_camera_left_open_for_long_locks_the_phone() {
    let f = Facilitator::ready().await;
    f.phone.set_lock_after_minutes(1).unwrap();
    let mut page = at_photos(&f);
    page.press("photo_1-camera");
    page.wait_until("busy", |page| page.has("id", "photo_1-busy")).await;
    f.device.wait(SignedDuration::from_secs(5 * 60));
    assert_eq!(f.phone.lock_if_idle(), None);
}

#[tokio::test]
async fn a_camera_that_the_person_closes_again_is_no_trouble() {
    let f = Facilitator::ready().await;
    let mut page = at_photos(&f);
    page.press("photo_1-camera");
    page.wait_until("the camera", |_| f.device.choose(ChosenFile::Nothing)).await;
    page.wait_until("not busy", |page| !page.has("id", "photo_1-busy")).await;
    assert!(!page.has("id", "photo_1-trouble"));
}

#[tokio::test]
async fn a_photo_that_was_lost_behind_the_camera_is_told_after_unlocking_until_the_person_has_seen_it() {
    let f = Facilitator::ready().await;
    f.phone.lock();
    f.device.events().unwrap().tell_user(UserEvent::PhotoLost);
    let mut page = listening(&f).await;
    assert!(page.has("id", "unlock") && !page.text().contains("Foto tidak tersimpan"), "{}", page.text());
    for digit in PIN.chars() {
        page.press(&format!("pin-{digit}"));
    }
    page.wait_until("what became of it", |page| page.text().contains("Foto tidak tersimpan")).await;
    assert!(page.text().contains("Yang sudah Anda isi tetap ada"), "{}", page.text());
    assert!(!page.has("id", "confirm-yes"), "there is nothing to choose");
    assert_eq!(page.text_at("confirm-no"), "Mengerti");
    page.press("confirm-no");
    assert!(page.has("id", "home-screen") && !page.text().contains("Foto tidak tersimpan"), "{}", page.text());
}

#[tokio::test]
async fn a_carry_file_is_shared_and_chosen_through_the_device() {
    let f = Facilitator::ready().await;
    f.device.set_file_handler(FileHandler::Device);
    f.finished("activity");
    let mut page = app(&f);
    page.press("open-outbox");
    page.press("open-carry");
    page.press("carry-out");
    page.wait_until("shared", |_| f.device.shared().len() == 1).await;
    let (name, content) = f.device.shared().remove(0);
    assert!(name.ends_with(".kentongan") && content == f.phone.envelopes_file().unwrap().bytes, "{name}");
    page.press("carry-in");
    page.wait_until("choosing", |_| f.device.choose(ChosenFile::Nothing)).await;
    assert!(!page.has("role", "alert"), "{}", page.text());
}

#[tokio::test]
async fn the_help_says_what_this_maker_holds_back_and_opens_its_settings() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    page.press("open-support");
    assert!(page.text().contains("Mengirim walau aplikasi ditutup"), "{}", page.text());
    assert!(!page.has("id", "battery-steps"));
    for (model, said) in [("Xiaomi 220333QAG", "Mulai otomatis"), ("samsung SM-A035F", "Aplikasi tidur")] {
        f.device.set_background_work(BackgroundWork::Delayed, model);
        let mut page = app(&f);
        page.press("open-support");
        assert!(page.text_at("battery-steps").contains(said), "{}", page.text());
        assert!(page.text_at("support-facts").contains(model), "{}", page.text());
        page.press("open-battery");
    }
    assert_eq!(f.device.settings_opened(), 2);
}
