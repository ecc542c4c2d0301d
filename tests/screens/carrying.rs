//! What the screens say of records and receipts that are carried for others.

use dioxus::prelude::*;
use kentongan::App;

use crate::page::Page;
use crate::support::Facilitator;
use crate::support::real_central::RealCentral;

/// A phone, and one that carries a record of it.
async fn carrier(central: &RealCentral) -> (Facilitator, Facilitator) {
    let a = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let b = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    a.finished("activity");
    b.phone.take_in(&a.phone.envelopes_file().unwrap().bytes).unwrap();
    (a, b)
}

fn carry_screen(f: &Facilitator) -> Page {
    let mut page = Page::draw(VirtualDom::new(App).with_root_context(f.phone.clone()));
    page.press("open-outbox");
    page.press("open-carry");
    page
}

#[tokio::test]
async fn why_carried_records_wait_is_said_in_the_words_of_the_phones_own_with_the_next_step() {
    let central = RealCentral::start_small("Dinas").await;
    let (_a, b) = carrier(&central).await;
    central.forget(&b.phone.facilitator().unwrap().device_code);
    b.send_now().await;
    let mut page = carry_screen(&b);
    let words = "Server tidak mengenal HP ini. Catatan Anda aman di HP.";
    assert!(page.text_at("carried-trouble").contains(words), "{}", page.text());
    page.press("leave");
    assert_eq!(page.text().matches(words).count(), 1, "said above, not twice: {}", page.text());
}

#[tokio::test]
async fn receipts_that_are_home_are_let_go_after_a_question_that_says_what_becomes_of_late_ones() {
    let central = RealCentral::start_small("Dinas").await;
    let (_a, b) = carrier(&central).await;
    b.send_now().await;
    let page = carry_screen(&b);
    assert!(page.has("id", "receipts-out") && !page.has("id", "receipts-home"), "no file was made yet");
    assert!(page.text_at("carried").contains("Setelah 90 hari"), "{}", page.text());
    b.phone.receipts_file().unwrap();
    let mut page = carry_screen(&b);
    page.press("receipts-home");
    assert!(page.text_at("confirm-text").contains("tidak ada yang hilang"), "{}", page.text());
    page.press("confirm-no");
    assert_eq!(b.phone.carried().unwrap().receipts, 1, "asked first");
    page.press("receipts-home");
    page.press("confirm-yes");
    page.wait_until("nothing carried", |page| page.text_at("carried").contains("Belum ada titipan")).await;
    assert_eq!(b.phone.carried().unwrap().receipts, 0);
}

#[tokio::test]
async fn the_outbox_of_a_phone_that_only_carries_says_that_something_waits() {
    let central = RealCentral::start_small("Dinas").await;
    let (_a, b) = carrier(&central).await;
    let mut page = carry_screen(&b);
    page.press("leave");
    let state = page.text_at("sending-state");
    assert!(state.contains("1 catatan titipan menunggu") && !state.contains("Tidak ada"), "{state}");
    b.send_now().await;
    page.wait_until("all sent", |page| page.text_at("sending-state").contains("Tidak ada yang menunggu")).await;
}

#[tokio::test]
async fn a_file_of_the_right_name_with_something_else_in_it_is_not_called_wrongly_named() {
    let central = RealCentral::start_small("Dinas").await;
    let (_a, b) = carrier(&central).await;
    let error = b.phone.take_in(b"not what was asked for").unwrap_err();
    let words =
        kentongan::translations::troubles::carrying(kentongan::translations::Words::new(b.phone.language()), &error);
    assert!(words.contains("rusak di jalan") && !words.contains(".kentongan"), "{words}");
}
