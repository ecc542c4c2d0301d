//! What the screens say is so, and nothing that is not (DOMAIN rule 11).

use dioxus::prelude::*;
use jiff::{SignedDuration, Timestamp};
use kentongan::App;
use kentongan::phone::Stage;
use kentongan_exchange::{Organisation, RecordId, RecordProgress, RefusalCode};
use kentongan_forms::Value;

use crate::page::Page;
use crate::support::Facilitator;
use crate::support::real_central::RealCentral;

const PROMISES: [&str; 4] = ["menindaklanjuti", "sedang menangani", "akan menangani", "segera dihubungi"];

fn app(f: &Facilitator) -> Page {
    Page::draw(VirtualDom::new(App).with_root_context(f.phone.clone()))
}

fn unlock_if_locked(f: &Facilitator) {
    if f.phone.stage() == Stage::Locked {
        f.unlock();
    }
}

fn soon() -> Timestamp {
    Timestamp::now() + SignedDuration::from_mins(1)
}

/// An incident finished on the screen.
fn finish_on_screen(f: &Facilitator, page: &mut Page) -> RecordId {
    let record = f.filled("incident");
    f.phone.save_section(record, "contact").unwrap();
    page.press("open-records");
    page.press_row("Laporan kejadian");
    page.press("next");
    page.press("finish");
    record
}

#[tokio::test]
async fn a_report_that_nobody_accepted_says_where_it_is_and_promises_nothing() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    let record = finish_on_screen(&f, &mut page);
    let said = page.text_at("record-state");
    assert!(said.contains("Belum terkirim") && said.contains("Telepon 110 atau 129 tidak perlu internet"), "{said}");
    f.send_now().await;
    page.wait_until("it says that it is sent", |page| page.text_at("record-state").contains("Terkirim ke server"))
        .await;
    assert!(page.text_at("record-state").contains("Belum ada petugas yang menerima"), "{}", page.text());
    for promise in PROMISES {
        assert!(!page.text().contains(promise), "{promise}: {}", page.text());
    }
    let way = page.text_at("way");
    assert!(way.contains(&f.record(record).line.receipt.unwrap()), "{way}");
    assert!(way.contains("Diterima layanan Belum."), "{way}");

    f.central.tell(record, RecordProgress::Accepted, soon());
    f.send_now().await;
    page.wait_until("that it is accepted", |page| page.text_at("record-state").contains("Diterima layanan")).await;
    assert!(!page.text().contains("Belum ada petugas"), "{}", page.text());
    f.central.tell(record, RecordProgress::InHandling, soon() + SignedDuration::from_mins(1));
    f.send_now().await;
    page.wait_until("that it is handled", |page| page.text_at("record-state").contains("Ditangani")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_finishing_the_service_just_ticked_is_called_in_the_colour_of_danger_when_it_is_urgent() {
    let central = RealCentral::start("Dinas Uji").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    for (danger, ticked, id, class) in [
        ("yes", "sapa_129", "call-sapa_129", "wide-dial now"),
        ("no", "sapa_129", "call-sapa_129", "wide-dial"),
        // Without a number: the main service, which has only WhatsApp.
        ("no", "lpa_blora", "call-uptd_ppa_blora", "wide-dial"),
    ] {
        let record = f.filled("incident");
        let choice = |code: &str| Value::Choice(code.to_owned());
        for (question, code) in [("danger_now", danger), ("child_assent", "yes"), ("guardian_consent", "yes")] {
            f.phone.save_answer(record, question, Some(&choice(code))).unwrap();
        }
        f.phone.save_answer(record, "referred_to", Some(&Value::Choices(vec![ticked.to_owned()]))).unwrap();
        f.phone.save_section(record, "contact").unwrap();
        let mut page = app(&f);
        page.press("open-records");
        page.press_row("Laporan kejadian");
        page.press("next");
        page.press("finish");
        assert_eq!(page.class_at(id), class, "{danger} {ticked}: {}", page.text());
        page.press(id);
    }
    assert_eq!(f.device.dialled(), ["129", "129"]);
    assert_eq!(f.device.opened(), ["https://wa.me/62895391404000"]);
}

#[tokio::test]
async fn home_says_the_most_urgent_truth_first_and_the_rest_below_it() {
    let f = Facilitator::ready().await;
    let status = || app(&f).text_at("status");
    assert!(status().contains("Belum ada catatan"), "{}", status());
    let draft = f.filled("activity");
    assert!(status().contains("1 draf belum selesai") && status().contains("Belum terkirim"), "{}", status());
    f.finished("activity");
    assert!(status().starts_with("1 catatan menunggu dikirim 1 draf belum selesai"), "{}", status());
    f.central.refuse_all(RefusalCode::InvalidAnswers);
    f.send_now().await;
    f.finished("activity");
    let said = status();
    assert!(said.starts_with("1 catatan ditolak server 1 catatan menunggu dikirim. 1 draf belum selesai."), "{said}");
    assert!(app(&f).text_at("tasks").contains("2 tugas"), "{}", app(&f).text());
    f.central.behave_well();
    f.phone.send_now();
    f.device.wait(SignedDuration::from_hours(25));
    f.phone.touch();
    unlock_if_locked(&f);
    f.send_now().await;
    assert!(status().starts_with("1 draf belum selesai"), "{}", status());
    f.finish(draft).unwrap();
    f.send_now().await;
    assert!(status().contains("Semua catatan terkirim") && status().contains("Terakhir"), "{}", status());
}

#[tokio::test]
async fn a_refused_record_says_what_the_person_can_do_and_offers_the_call() {
    let f = Facilitator::ready().await;
    f.central.tell_entry(&kentongan_exchange::FeedEntry::Organisation(Organisation {
        name: "Dinas Uji".to_owned(),
        office: "Bidang Anak".to_owned(),
        telephone: "0296-000-000".to_owned(),
        whatsapp: String::new(),
    }));
    f.central.refuse_all(RefusalCode::InvalidAnswers);
    let record = f.finished("activity");
    f.send_now().await;
    let code = f.record(record).line.code;
    let mut page = app(&f);
    page.press_row(code.as_str());
    let next = page.text_at("what-next");
    assert!(next.contains(&format!("Sebutkan kodenya {code}")) && next.contains("tetap tersimpan"), "{next}");
    page.press("call-coordinator");
    assert_eq!(f.device.dialled(), ["0296-000-000"]);
}

#[tokio::test]
async fn a_record_that_needs_information_is_a_task() {
    let f = Facilitator::ready().await;
    let record = f.finished("incident");
    f.central.tell(record, RecordProgress::NeedsInformation, soon());
    f.send_now().await;
    let mut page = app(&f);
    assert!(page.text_at("status").contains("1 catatan perlu info"), "{}", page.text());
    page.press_row(f.record(record).line.code.as_str());
    assert!(page.text_at("what-next").contains("perlu info"), "{}", page.text());
}

#[tokio::test]
async fn a_practice_says_practice_at_home_after_finishing_and_in_the_record() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    page.press("open-settings");
    page.press("practise");
    page.wait_until("the practice", |page| page.has("id", "practice-banner")).await;
    assert!(page.text_at("status").contains("catatan latihan"), "{}", page.text());
    assert!(!page.text().contains("menunggu dikirim"), "{}", page.text());
    page.press("open-records");
    page.press_row("Laporan kejadian");
    assert!(page.text().contains("tidak ada yang dikirim") && !page.has("id", "way"), "{}", page.text());
    assert!(!page.text().contains("Menunggu"), "{}", page.text());
}

#[tokio::test]
async fn every_button_is_named_as_it_shows_itself() {
    let f = Facilitator::ready().await;
    f.finished("incident");
    f.send_now().await;
    let mut page = app(&f);
    for open in ["open-directory", "open-records", "open-outbox", "open-support", "open-settings", "open-month"] {
        assert_eq!(page.names_that_hide_the_label(), Vec::<String>::new(), "home");
        page.press(open);
        assert_eq!(page.names_that_hide_the_label(), Vec::<String>::new(), "{open}");
        page.press("leave");
    }
    page.press("lock");
    assert_eq!(page.names_that_hide_the_label(), Vec::<String>::new(), "the lock");
    page.press("forgot-pin");
    assert_eq!(page.names_that_hide_the_label(), Vec::<String>::new(), "forgot");
}
