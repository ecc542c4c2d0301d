//! Learning to use it: the guide, practising, large text.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use kentongan::App;
use kentongan::phone::{Language, TextSize};
use kentongan::translations::{INDONESIAN, JAVANESE, Words};

use crate::page::Page;
use crate::support::{Facilitator, PIN, pin};

fn app(f: &Facilitator) -> Page {
    Page::draw(VirtualDom::new(App).with_root_context(f.phone.clone()))
}

async fn practising(f: &Facilitator) -> Page {
    let mut page = app(f);
    if page.has("id", "open-settings") {
        page.press("open-settings");
    }
    page.press("practise");
    page.wait_until("the practice", |page| page.has("id", "home-screen") && page.has("id", "practice-banner")).await;
    page
}

#[tokio::test]
async fn the_guide_comes_once_after_the_pin_was_chosen_and_again_from_the_settings() {
    let mut f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&f.central.address(), "7K3Q-M2XA").await.unwrap();
    f.phone.choose_pin(&pin(PIN)).unwrap();
    let mut page = app(&f);
    assert!(page.text().contains("Untuk apa aplikasi ini") && page.text().contains("Kartu 1 dari 4"));
    assert!(page.disabled("guide-back"));
    assert!(page.nameless_controls().is_empty(), "{:?}", page.nameless_controls());
    page.press("guide-next");
    page.press("guide-next");
    assert!(page.text().contains("“Menunggu”: aman tersimpan di HP"), "{}", page.text());
    page.press("guide-back");
    assert!(page.text().contains("Kartu 2 dari 4"));
    page.press("guide-next");
    page.press("guide-next");
    assert!(page.text().contains("Hanya manajer kasus yang membaca nama"), "{}", page.text());
    page.press("dial-police_110");
    assert_eq!(f.device.dialled(), ["110"]);
    page.press("guide-next");
    assert!(page.has("id", "home-screen"), "{}", page.text());

    f.start_again();
    f.unlock();
    let mut page = app(&f);
    assert!(page.has("id", "home-screen"), "seen once: {}", page.text());
    page.press("open-settings");
    page.press("open-guide");
    assert!(page.text().contains("Kartu 1 dari 4"));
    page.press("guide-skip");
    assert!(page.has("id", "settings"));
}

#[tokio::test]
async fn one_may_practise_before_enrolling_and_every_screen_says_so() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    let mut page = practising(&f).await;
    assert!(page.text().contains("Desa Latihan"), "{}", page.text());
    for open in ["open-records", "open-outbox", "open-settings", "open-directory", "open-support"] {
        page.press(open);
        assert_eq!(page.text_at("practice-banner"), "LATIHAN – tidak dikirim Keluar");
        assert!(page.nameless_controls().is_empty(), "{:?}", page.nameless_controls());
        if open == "open-records" {
            assert!(page.text().matches(" Latihan").count() >= 2, "both records: {}", page.text());
            assert_eq!(page.text().matches("Menunggu").count(), 1, "the tab alone: {}", page.text());
        }
        if open == "open-outbox" {
            assert!(page.text_at("sending-state").contains("tidak ada yang dikirim"), "{}", page.text());
            assert!(!page.has("id", "send-now") && !page.has("id", "open-carry"));
        }
        if open == "open-settings" {
            assert!(!page.has("id", "open-enrol-again") && !page.has("id", "practise"), "{}", page.text());
            assert!(!page.text().contains("latihan.invalid"));
        }
        page.press("leave");
    }
    page.press("record-activity");
    assert!(page.has("id", "fill-in") && page.has("id", "practice-banner"));

    page.press("practice-leave");
    page.press("confirm-no");
    assert!(page.has("id", "fill-in"), "asked first");
    page.press("practice-leave");
    assert!(page.text().contains("Semua data latihan dihapus"));
    page.press("confirm-yes");
    page.wait_until("the first screen", |page| page.has("id", "enrol")).await;
    assert!(!page.has("id", "practice-banner"));
    assert_eq!(std::fs::read_dir(f.folder.path().join("practice")).unwrap().count(), 0, "erased");
}

#[tokio::test]
async fn practising_from_the_settings_ends_before_the_pin_and_after_it_one_is_where_one_was() {
    let f = Facilitator::ready().await;
    f.finished("activity");
    let mut page = practising(&f).await;
    page.press("open-settings");
    page.choose("language", "en");
    page.choose("text-size", "big");
    assert!(page.text().contains("PRACTICE"));
    page.press("leave");
    page.press("lock");
    assert!(page.has("id", "practice-over") && page.has("id", "practice-banner"), "{}", page.text());
    page.press("practice-end");
    page.wait_until("the PIN", |page| page.has("id", "unlock")).await;
    assert!(page.text().contains("Masukkan PIN") && page.text().contains("Ukuran huruf: biasa"), "{}", page.text());
    for digit in PIN.chars() {
        page.press(&format!("pin-{digit}"));
    }
    page.wait_until("the settings", |page| page.has("id", "settings")).await;
    assert!(page.text().contains(&f.phone.facilitator().unwrap().organisation.name), "{}", page.text());
    assert_eq!(f.phone.outbox_status().unwrap().waiting, 1);
}

#[tokio::test]
async fn text_can_be_made_larger_before_enrolling_before_the_pin_and_in_the_settings() {
    let mut f = Facilitator::with_phone_out_of_the_box().await;
    let mut page = app(&f);
    page.press("next-text-size");
    assert!(page.text_at("next-text-size").contains("besar"), "{}", page.text());
    assert!(page.text().contains("font-size: 130%"), "{}", page.text());
    f.phone.enrol(&f.central.address(), "7K3Q-M2XA").await.unwrap();
    f.choose_pin();
    f.start_again();
    assert_eq!(f.phone.text_size(), TextSize::Big, "kept");
    let mut page = app(&f);
    assert!(page.text().contains("font-size: 130%"), "from the first moment");
    page.press("next-text-size");
    assert_eq!(f.phone.text_size(), TextSize::VeryBig);
    assert!(page.text().contains("font-size: 165%"), "{}", page.text());
    f.unlock();
    let mut page = app(&f);
    page.press("open-settings");
    assert!(page.is_chosen("text-size", "very-big"));
    page.choose("text-size", "");
    assert!(page.is_chosen("text-size", "") && f.phone.text_size() == TextSize::Usual);
    assert!(page.text().contains("font-size: 100%"), "{}", page.text());
}

/// Messages without places: what a screen shows of them can be found again word by word.
fn plain_messages(words: Words) -> BTreeMap<String, String> {
    let keys = INDONESIAN.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
    let plain = keys.filter(|line| !line.contains('{')).filter_map(|line| line.split_once(" = "));
    plain.map(|(key, _)| (key.to_owned(), words.say(key))).collect()
}

/// Which of the two languages words on this page are in, apart from what is the same in both: Indonesian, Javanese.
fn languages(page: &Page) -> [bool; 2] {
    let indonesian = plain_messages(Words::new(Language::Indonesian));
    let javanese = plain_messages(Words::new(Language::Javanese));
    let said = page.pieces();
    let is_in_javanese = |key: &str| JAVANESE.contains(&format!("\n{key} = "));
    let in_javanese: Vec<&String> =
        javanese.iter().filter(|(key, _)| is_in_javanese(key)).map(|(_, text)| text).collect();
    let speaks_indonesian = indonesian.values().any(|text| said.contains(text) && !in_javanese.contains(&text));
    let speaks_javanese =
        in_javanese.iter().any(|text| said.contains(text) && !indonesian.values().any(|own| own == *text));
    [speaks_indonesian, speaks_javanese]
}

#[tokio::test]
async fn javanese_is_spoken_where_a_screen_has_it_whole_and_no_screen_mixes_two_languages() {
    let mut f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&f.central.address(), "7K3Q-M2XA").await.unwrap();
    f.phone.set_language(Language::Javanese);
    let mut page = app(&f);
    assert_eq!(languages(&page), [true, false], "the words of the keys");
    page.press("keys-same");
    assert_eq!(languages(&page), [false, true], "the choice of the PIN");
    f.phone.choose_pin(&pin(PIN)).unwrap();
    let mut page = app(&f);
    assert_eq!(languages(&page), [true, false], "what one must not do");
    page.press("guide-next");
    assert_eq!(languages(&page), [false, true], "recording: {:?}", page.pieces());
    page.press("guide-next");
    assert_eq!(languages(&page), [false, true], "sending");
    page.press("guide-next");
    assert_eq!(languages(&page), [true, false], "danger");
    page.press("guide-skip");
    f.finished("incident");
    for open in ["open-settings", "open-records", "open-outbox", "open-support", "open-directory", "report-incident"] {
        assert_eq!(languages(&page), [true, false], "home");
        page.press(open);
        assert_eq!(languages(&page), [true, false], "{open}");
        page.press("leave");
    }
    f.start_again();
    let mut page = app(&f);
    assert_eq!(languages(&page), [false, true], "the lock: {:?}", page.pieces());
    assert!(page.has("lang", "jv"), "says so to a screen reader");
    page.press("forgot-pin");
    assert_eq!(languages(&page), [true, false], "what helps a person who forgot the PIN");
}
