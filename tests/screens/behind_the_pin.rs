//! The whole app on a phone that is enrolled: what each screen shows and where its buttons lead.

use std::time::Duration;

use dioxus::prelude::*;
use jiff::SignedDuration;
use kentongan::App;
use kentongan::phone::Stage;
use kentongan_exchange::{RecordProgress, RefusalCode};
use kentongan_forms::Value;

use crate::page::Page;
use crate::support::real_central::RealCentral;
use crate::support::{Facilitator, PIN, morning, pin};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const WRONG: &str = "111213";

fn app(f: &Facilitator) -> Page {
    Page::draw(VirtualDom::new(App).with_root_context(f.phone.clone()))
}

fn enter(page: &mut Page, digits: &str) {
    for digit in digits.chars() {
        page.press(&format!("pin-{digit}"));
    }
}

#[tokio::test]
async fn a_wait_counts_down_and_no_digit_can_be_typed_meanwhile() {
    let f = Facilitator::ready().await;
    f.phone.lock();
    for _ in 0..4 {
        f.phone.unlock(&pin(WRONG)).unwrap_err();
    }
    let mut page = app(&f);
    assert!(!page.has("id", "wait-left"));
    enter(&mut page, WRONG);
    page.wait_until("a wait", |page| page.has("id", "wait-left")).await;
    assert_eq!(page.text_at("wait-left"), "Coba lagi dalam 0:30");
    assert!(page.disabled("pin-1") && page.text().contains("PIN salah terlalu sering"));
    // The wall clock has no say.
    f.device.set_now(morning() + 24 * HOUR);
    f.device.wait(SignedDuration::from_secs(12));
    page.wait_until("12 seconds less", |page| page.text_at("wait-left") == "Coba lagi dalam 0:18").await;
    f.device.wait(SignedDuration::from_secs(18));
    page.wait_until("the end of the wait", |page| !page.has("id", "wait-left")).await;
    assert!(!page.text().contains("PIN salah"), "{}", page.text());
    enter(&mut page, PIN);
    page.wait_until("home", |page| page.has("id", "home-screen")).await;

    // What is left is counted down after a restart, too.
    f.phone.lock();
    for _ in 0..5 {
        f.phone.unlock(&pin(WRONG)).unwrap_err();
    }
    assert_eq!(app(&f).text_at("wait-left"), "Coba lagi dalam 0:30");
}

#[tokio::test]
async fn finishing_a_draft_on_a_phone_that_was_locked_meanwhile_leads_to_the_pin() {
    let f = Facilitator::ready().await;
    let record = f.filled("activity");
    f.phone.save_section(record, "photos").unwrap();
    let mut page = app(&f);
    page.press_row("Kegiatan edukasi");
    page.press("next");
    assert!(page.has("id", "review"), "{}", page.text());
    f.phone.lock();
    page.press("finish");
    assert!(page.has("id", "unlock"), "{}", page.text());
    enter(&mut page, PIN);
    page.wait_until("the review again", |page| page.has("id", "review")).await;
    page.press("finish");
    assert!(page.has("id", "finished"), "{}", page.text());
}

#[tokio::test]
async fn the_draft_of_an_activity_says_which_and_that_of_an_incident_says_nothing() {
    let f = Facilitator::ready().await;
    let record = f.phone.start_draft("activity").unwrap();
    f.phone.save_answer(record, "kind", Some(&Value::Choice("school_class".into()))).unwrap();
    f.phone.save_answer(record, "date", Some(&Value::Date("2026-11-20".parse().unwrap()))).unwrap();
    let incident = f.filled("incident");
    let mut page = app(&f);
    assert!(page.text_at("drafts").contains("Kegiatan edukasi: Kelas/sekolah, 20 November 2026"), "{}", page.text());
    let subject = f.phone.drafts().unwrap().into_iter().find(|draft| draft.record == incident).unwrap().subject;
    assert_eq!((subject.kind, subject.date), (None, None));
    page.press("open-records");
    assert!(page.text().contains("Kelas/sekolah, 20 November 2026"), "{}", page.text());
}

#[tokio::test]
async fn a_refused_record_is_a_task() {
    let f = Facilitator::ready().await;
    let waits = f.finished("activity");
    f.send_now().await;
    f.central.refuse_all(RefusalCode::InvalidAnswers);
    let refused = f.finished("activity");
    f.send_now().await;
    let code = |record| f.record(record).line.code.to_string();
    let mut page = app(&f);
    page.press("open-records");
    assert!(page.text().contains(&code(waits)) && page.text().contains(&code(refused)));
    page.press("records-tasks");
    assert!(!page.text().contains(&code(waits)) && page.text().contains(&code(refused)), "{}", page.text());
}

#[tokio::test]
async fn a_finished_record_is_shown_as_it_was_judged_whatever_the_clock_says_today() {
    let f = Facilitator::ready().await;
    let record = f.finished("activity");
    let code = f.record(record).line.code.to_string();
    f.device.set_now("2020-01-01T03:00:00Z".parse().unwrap());
    let mut page = app(&f);
    page.press("open-records");
    page.press_row(&code);
    assert!(page.has("id", "one-record"));
    assert!(page.text().contains("Senin, 23 November 2026"), "{}", page.text());
    assert!(!page.text().contains("Tanggal ini belum terjadi"), "{}", page.text());
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_said_with_the_right_time_until_it_is_set() {
    let f = Facilitator::ready().await;
    let now = jiff::Timestamp::now();
    f.device.set_now(now);
    f.finished("activity");
    f.send_now().await;
    assert!(!app(&f).has("id", "clock-wrong"));
    f.device.set_now(now + 3 * HOUR);
    let mut page = app(&f);
    assert!(page.has("id", "clock-wrong"), "also when it was set wrongly after that");
    f.finished("activity");
    f.send_now().await;
    page.press("open-outbox");
    let said = page.text_at("clock-wrong");
    assert!(said.contains("Jam HP ini salah") && said.contains("Betulkan tanggal dan jam"), "{said}");
    f.device.set_now(now);
    assert!(!app(&f).has("id", "clock-wrong"));
}

#[tokio::test]
async fn connecting_again_shows_who_runs_the_phone_now_and_who_will_before_anything_changes() {
    let (old, new) = (RealCentral::start("Dinas Lama").await, RealCentral::start("Dinas Baru").await);
    let f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&old.address(), &old.code().await).await.unwrap();
    f.choose_pin();
    f.finished("incident");
    let mut page = app(&f);
    page.press("open-settings");
    page.press("open-enrol-again");
    page.type_into("address", &new.address());
    page.type_into("code", &new.code().await);
    page.submit();
    page.wait_until("a question", |page| page.has("id", "confirm-text")).await;
    let asked = page.text_at("confirm-text");
    assert!(asked.contains("Dinas Lama") && asked.contains("Dinas Baru") && asked.contains(&new.address()), "{asked}");
    for word in new.words().await.words() {
        assert!(page.text_at("key-words").contains(word), "{word}: {}", page.text());
    }
    assert!(page.text_at("keys-changed").contains("1 catatan"), "{}", page.text());
    assert!(page.text().contains("Nama yang sama tidak membuktikan apa pun"), "{}", page.text());
    let organisation = |f: &Facilitator| f.phone.facilitator().unwrap().organisation.name;
    page.press("confirm-no");
    assert_eq!(organisation(&f), "Dinas Lama");
    page.type_into("code", &new.code().await);
    page.submit();
    page.wait_until("a question", |page| page.has("id", "confirm-text")).await;
    page.press("confirm-yes");
    page.wait_until("home", |page| page.has("id", "home-screen")).await;
    assert_eq!(organisation(&f), "Dinas Baru");
}

#[tokio::test]
async fn before_the_first_pin_the_words_are_compared_and_an_enrolment_that_differs_is_cancelled() {
    let central = RealCentral::start("Dinas").await;
    let f = Facilitator::with_phone_out_of_the_box().await;
    let enrol = async |page: &mut Page| {
        page.type_into("address", &central.address());
        page.type_into("code", &central.code().await);
        page.submit();
        page.wait_until("the words", |page| page.has("id", "key-words")).await;
    };
    let mut page = app(&f);
    enrol(&mut page).await;
    let shown = page.text_at("key-words");
    assert!(central.words().await.words().iter().all(|word| shown.contains(word)), "{shown}");
    assert!(page.text().contains("Dinas") && !page.has("id", "pin-1"), "{}", page.text());
    assert!(page.nameless_controls().is_empty(), "{:?}", page.nameless_controls());
    page.press("keys-other");
    page.press("keys-again");
    page.press("keys-other");
    page.press("keys-discard");
    assert_eq!(f.phone.stage(), Stage::NotEnrolled);
    enrol(&mut page).await;
    page.press("keys-same");
    assert!(page.has("id", "pin-1") && !page.has("id", "key-words"), "{}", page.text());
}

#[tokio::test]
async fn home_and_outbox_of_a_phone_that_central_does_not_know_say_so_and_lead_to_connecting_again() {
    let mut old = RealCentral::start("Dinas Lama").await;
    let f = Facilitator::with_phone_out_of_the_box().await;
    f.phone.enrol(&old.address(), &old.code().await).await.unwrap();
    f.choose_pin();
    f.finished("activity");
    let _new = RealCentral::in_place_of(&mut old, "Dinas Baru").await;
    f.send_now().await;
    let mut page = app(&f);
    let home = page.text_at("status");
    assert!(home.contains("tidak menerima kiriman HP ini") && !home.contains("Terkirim sendiri"), "{home}");
    page.press("open-outbox");
    let said = page.text_at("sending-state");
    assert!(said.contains("tidak menerima kiriman HP ini"), "{said}");
    assert!(said.contains("tidak mengenal HP ini") && said.contains("Sambungkan lagi"), "{said}");
    page.press("open-enrol-again");
    assert!(page.has("id", "enrol-again"));
}

#[tokio::test]
async fn a_report_is_not_opened_from_an_activity_over_an_answer_that_cannot_be_read() {
    let f = Facilitator::ready().await;
    let record = f.phone.start_draft("activity").unwrap();
    f.phone.save_answer(record, "kind", Some(&Value::Choice("outreach".into()))).unwrap();
    f.phone.save_section(record, "participants").unwrap();
    let mut page = app(&f);
    page.press_row("Kegiatan edukasi");
    page.type_into("with_disability", "dua");
    page.press("open-incident");
    assert!(page.has("id", "with_disability-problem"), "{}", page.text());
    assert_eq!(f.phone.drafts().unwrap().len(), 1);
    page.type_into("with_disability", "2");
    page.press("open-incident");
    assert!(!page.has("name", "with_disability"), "{}", page.text());
    assert_eq!(f.phone.entry(record).unwrap().answer("with_disability"), Some(&Value::Integer(2)));
}

#[tokio::test]
async fn a_phone_laid_aside_locks_itself_and_afterwards_one_is_where_one_was() {
    let f = Facilitator::ready().await;
    let record = f.phone.start_draft("activity").unwrap();
    f.phone.save_answer(record, "kind", Some(&Value::Choice("outreach".into()))).unwrap();
    f.device.wait(SignedDuration::from_millis(299_900));
    let mut page = app(&f);
    page.press_row("Kegiatan edukasi");
    page.type_into("title", "internet aman");
    page.touch();
    f.device.wait(SignedDuration::from_mins(4));
    assert_eq!(f.phone.lock_if_idle(), Some(Duration::from_secs(60)), "counted from the last touch");
    // The timer that stood at the old time looks again, and then locks.
    f.device.wait(SignedDuration::from_mins(1));
    page.wait_until("the PIN", |page| page.has("id", "unlock")).await;
    assert_eq!(f.phone.stage(), Stage::Locked);
    enter(&mut page, PIN);
    page.wait_until("the draft", |page| page.has("id", "fill-in")).await;
    assert_eq!(page.attribute("title", "initial_value").as_deref(), Some("internet aman"));
}

#[tokio::test]
async fn a_phone_that_slept_locks_soon_after_it_wakes_though_nobody_touches_it() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    assert!(page.has("id", "report-incident"), "{}", page.text());
    // The timer of five minutes did not run while the device slept.
    f.device.wait(SignedDuration::from_hours(3));
    page.wait_until("the PIN", |page| page.has("id", "unlock")).await;
}

#[tokio::test]
async fn how_long_until_it_locks_can_be_chosen() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    page.press("open-settings");
    assert!(page.is_chosen("lock-after", "5"));
    page.choose("lock-after", "1");
    assert!(page.is_chosen("lock-after", "1"));
    assert_eq!(f.phone.lock_if_idle(), Some(Duration::from_secs(60)));
    f.device.wait(SignedDuration::from_secs(61));
    // The timer set for five minutes does not matter: a touch that comes too late locks.
    page.touch();
    assert!(page.has("id", "unlock"), "{}", page.text());
}

#[tokio::test]
async fn a_report_that_nobody_has_accepted_says_that_its_sealed_answers_stay_and_offers_no_erasing() {
    let f = Facilitator::ready().await;
    let record = f.finished("incident");
    f.send_now().await;
    let code = f.record(record).line.code;
    let mut page = app(&f);
    page.press("open-records");
    assert!(!page.text().contains("dihapus dari HP"), "{}", page.text());
    page.press_row(code.as_str());
    let kept = page.text_at("sealed-kept");
    assert!(kept.contains("tetap di HP ini sampai laporan diterima layanan"), "{kept}");
    assert!(kept.contains("Belum ada petugas yang menerima. Paling lama 90 hari lagi"), "{kept}");
    assert!(!page.has("id", "erase-sealed"));
}

#[tokio::test]
async fn an_accepted_report_says_when_its_sealed_answers_are_erased_and_they_can_be_erased_at_once() {
    let f = Facilitator::ready().await;
    let record = f.finished("incident");
    f.central.tell(record, RecordProgress::Accepted, jiff::Timestamp::now());
    f.send_now().await;
    let summary = f.record(record).line;
    let mut page = app(&f);
    page.press("open-records");
    assert!(page.text().contains("Jawaban tersegel dihapus dari HP ini dalam 7 hari"), "{}", page.text());
    page.press_row(summary.code.as_str());
    assert!(page.text_at("sealed-kept").contains("dalam 7 hari"), "{}", page.text());
    assert_eq!(page.text_at("receipt"), summary.receipt.unwrap());
    assert!(page.text().contains("Kontak aman"));
    assert!(page.nameless_controls().is_empty(), "{:?}", page.nameless_controls());

    page.press("erase-sealed");
    page.press("confirm-no");
    assert!(page.text().contains("Kontak aman"), "asked first");
    page.press("erase-sealed");
    page.press("confirm-yes");
    page.wait_until("that it says so", |page| page.has("id", "sealed-erased")).await;
    assert!(page.text_at("sealed-erased").contains("23 November 2026 pukul 10.00"), "{}", page.text());
    assert!(!page.text().contains("Kontak aman"), "{}", page.text());
    assert!(page.text().contains("Tingkat risiko") && !page.has("id", "erase-sealed"), "{}", page.text());
}

#[tokio::test]
async fn for_how_many_days_is_chosen_in_the_settings() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    page.press("open-settings");
    assert!(page.is_chosen("keep-days", "7"));
    page.choose("keep-days", "3");
    assert!(page.is_chosen("keep-days", "3") && !page.is_chosen("keep-days", "7"));
    assert_eq!(f.phone.keep_days().unwrap(), 3);
}

#[tokio::test]
async fn what_is_carried_is_counted_apart_and_what_cannot_be_sent_can_be_thrown_away() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    page.press("open-outbox");
    assert!(page.text_at("open-carry").contains("Titip kirim"), "{}", page.text());
    page.press("open-carry");
    assert!(page.disabled("carry-out") && page.text_at("carried").contains("Belum ada titipan"), "{}", page.text());
    assert!(page.text_at("phone-mark").contains(&f.phone.mark().unwrap()));
    page.press("leave");

    f.finished("activity");
    let file = f.phone.envelopes_file().unwrap().bytes;
    let mut file = kentongan_exchange::CarryFile::read(&file).unwrap();
    let kentongan_exchange::Carried::Envelope(envelope) = &mut file.carried[0] else { panic!("an envelope") };
    (envelope.record, envelope.device) = (kentongan_exchange::RecordId::new(), kentongan_exchange::DeviceId::new());
    let mark = envelope.device.mark();
    let bytes = kentongan_exchange::CarryFile::write(&file.recipient, &file.carried).unwrap();
    f.phone.take_in(&bytes).unwrap();
    f.central.refuse_all(RefusalCode::BadSignature);
    let mut page = app(&f);
    page.press("open-outbox");
    assert!(page.text_at("open-carry").contains("1 catatan titipan"), "{}", page.text());
    f.send_now().await;
    page.press("open-carry");
    assert!(page.text_at("carried-refused").contains("1 catatan titipan ditolak"), "{}", page.text());
    assert!(page.text_at("carried").contains(&format!("HP {mark}")), "{}", page.text());
    assert!(page.nameless_controls().is_empty(), "{:?}", page.nameless_controls());
    page.press("carried-discard");
    page.press("confirm-no");
    assert_eq!(f.phone.carried().unwrap().refused, 1, "asked first");
    page.press("carried-discard");
    page.press("confirm-yes");
    assert_eq!(f.phone.carried().unwrap().refused, 0);
    page.wait_until("nothing carried", |page| page.text_at("carried").contains("Belum ada titipan")).await;
}
