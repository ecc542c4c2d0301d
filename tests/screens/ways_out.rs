//! Whom to call and where to go when something is wrong: emergency numbers, a forgotten PIN, help, the directory; and the
//! month.

use dioxus::prelude::*;
use kentongan::App;
use kentongan::phone::{PhoneError, Stage};
use kentongan_exchange::{FeedEntry, Organisation, RecordProgress, RefusalCode};
use kentongan_forms::Value;

use crate::page::Page;
use crate::support::real_central::RealCentral;
use crate::support::{Facilitator, PIN, pin};

fn app(f: &Facilitator) -> Page {
    Page::draw(VirtualDom::new(App).with_root_context(f.phone.clone()))
}

fn unlock_if_locked(f: &Facilitator) {
    if f.phone.stage() == Stage::Locked {
        f.unlock();
    }
}

#[tokio::test]
async fn a_locked_phone_dials_the_emergency_numbers_without_a_pin() {
    let mut f = Facilitator::ready().await;
    f.start_again();
    let mut page = app(&f);
    assert!(page.text().contains("Ada bahaya? Telepon langsung, tanpa PIN."), "{}", page.text());
    page.press("dial-police_110");
    assert_eq!((f.device.dialled(), f.phone.stage()), (vec!["110".to_owned()], Stage::Locked));
}

#[tokio::test]
async fn a_lock_that_is_drawn_again_still_says_how_many_pins_can_be_tried() {
    let mut f = Facilitator::ready().await;
    f.start_again();
    assert!(!app(&f).text().contains("PIN salah"));
    f.phone.unlock(&pin("111213")).unwrap_err();
    f.start_again();
    assert!(app(&f).text().contains("Masih 4 kesempatan"), "{}", app(&f).text());
    f.unlock();
    f.start_again();
    assert!(!app(&f).text().contains("PIN salah"), "the right one ends the count");
}

#[tokio::test]
async fn the_pin_is_changed_in_the_settings_after_the_present_one() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    page.press("open-settings");
    page.press("open-change-pin");
    let typed = |page: &mut Page, digits: &str| {
        for digit in digits.chars() {
            page.press(&format!("pin-{digit}"));
        }
    };
    typed(&mut page, "111213");
    page.wait_until("refused", |page| page.text().contains("Masih 4 kesempatan")).await;
    typed(&mut page, PIN);
    page.wait_until("asked for a new one", |page| page.has("id", "choose-pin")).await;
    typed(&mut page, "570264");
    assert!(page.has("id", "repeat-pin"));
    typed(&mut page, "570265");
    assert!(page.text().contains("Kedua PIN tidak sama"), "{}", page.text());
    typed(&mut page, "570264");
    typed(&mut page, "570264");
    page.wait_until("changed", |page| page.has("id", "pin-changed")).await;
    f.phone.lock();
    f.phone.unlock(&pin(PIN)).unwrap_err();
    f.phone.unlock(&pin("570264")).unwrap();
}

#[tokio::test]
async fn a_locked_phone_that_central_rejects_does_not_say_that_its_records_are_sent() {
    let central = RealCentral::start_small("Dinas").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    f.finished("incident");
    central.forget(&f.phone.facilitator().unwrap().device_code);
    f.phone.lock();
    assert!(app(&f).text_at("waiting-while-locked").contains("tetap dikirim"));
    f.send_now().await;
    let mut page = app(&f);
    let waiting = page.text_at("waiting-while-locked");
    assert!(waiting.contains("Telepon koordinator") && !waiting.contains("tetap dikirim"), "{waiting}");
    page.press("forgot-pin");
    let text = page.text();
    assert!(text.contains("tetap tersegel di HP ini") && !text.contains("terkirim sendiri"), "{text}");
    assert!(page.text_at("begin-again-closed").contains("server menolak HP ini"), "{text}");
}

#[tokio::test]
async fn from_danger_at_home_to_the_dial_button_it_is_one_touch() {
    let f = Facilitator::ready().await;
    app(&f).press("dial-police_110");
    assert_eq!(f.device.dialled(), ["110"]);
}

#[tokio::test]
async fn every_bar_behind_the_pin_has_a_lock() {
    let f = Facilitator::ready().await;
    f.finished("activity");
    for open in [
        "open-directory",
        "open-records",
        "open-outbox",
        "open-support",
        "open-settings",
        "open-month",
        "report-incident",
    ] {
        unlock_if_locked(&f);
        let mut page = app(&f);
        page.press(open);
        page.press("lock");
        assert_eq!(f.phone.stage(), Stage::Locked, "{open}");
        assert!(page.has("id", "unlock"), "{open}");
    }
}

#[tokio::test]
async fn who_forgot_the_pin_reads_what_is_lost_and_calls_the_coordinator() {
    let mut f = Facilitator::ready().await;
    f.central.tell_entry(&FeedEntry::Organisation(Organisation {
        name: "Dinas Uji".to_owned(),
        office: "Bidang Anak".to_owned(),
        telephone: String::new(),
        whatsapp: "0800-000-000".to_owned(),
    }));
    f.send_now().await;
    f.start_again();
    let mut page = app(&f);
    page.press("forgot-pin");
    for said in
        ["koordinator pun tidak", "Draf yang belum selesai tidak dapat dibuka lagi", "aman dan terkirim sendiri"]
    {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert!(page.text_at("call-coordinator").contains("WhatsApp Bidang Anak"), "{}", page.text());
    page.press("call-coordinator");
    assert_eq!(f.device.opened(), ["https://wa.me/62800000000"]);
    page.press("leave");
    assert!(page.has("id", "unlock"));
}

#[tokio::test]
async fn beginning_again_is_closed_while_anything_is_on_this_phone_alone() {
    let mut f = Facilitator::ready().await;
    f.central.refuse_all(RefusalCode::Internal);
    f.finished("incident");
    f.send_now().await;
    f.start_again();
    let mut page = app(&f);
    page.press("forgot-pin");
    assert!(page.disabled("begin-again"));
    assert_eq!(page.text_at("begin-again-closed"), "Terbuka setelah 1 catatan terkirim.");
    assert_eq!(f.phone.start_over(), Err(PhoneError::StillWaiting));
    f.unlock();
    f.phone.lock();

    f.central.refuse_all(RefusalCode::InvalidAnswers);
    f.send_now().await;
    f.device.wait(jiff::SignedDuration::from_hours(1));
    f.send_now().await;
    let mut page = app(&f);
    page.press("forgot-pin");
    assert!(page.disabled("begin-again"));
    assert!(page.text_at("begin-again-closed").contains("hanya ada di HP ini"), "{}", page.text());
    assert_eq!(f.phone.start_over(), Err(PhoneError::StillWaiting));
}

#[tokio::test]
async fn with_nothing_waiting_the_phone_begins_again_without_its_old_records() {
    let mut f = Facilitator::ready().await;
    assert_eq!(f.phone.start_over(), Err(PhoneError::NotLocked));
    f.finished("incident");
    f.send_now().await;
    f.filled("activity");
    f.start_again();
    let mut page = app(&f);
    page.press("forgot-pin");
    page.press("begin-again");
    page.press("confirm-no");
    assert_eq!(f.phone.stage(), Stage::Locked, "asked first");
    page.press("begin-again");
    page.press("confirm-yes");
    assert!(page.has("id", "enrol"), "{}", page.text());
    for gone in ["vault.key", "vault.tries", "vault.db"] {
        assert!(!f.folder.path().join(gone).exists(), "{gone}");
    }
    f.start_again();
    assert_eq!(f.phone.stage(), Stage::NotEnrolled);
    f.phone.enrol(&f.central.address(), "7K3Q-M2XA").await.unwrap();
    f.phone.choose_pin(&pin(PIN)).unwrap();
    assert_eq!(f.phone.overview().unwrap().all, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_has_no_dead_row() {
    let central = RealCentral::start("Dinas Uji").await;
    let f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let mut page = app(&f);
    page.press("open-directory");
    assert!(!page.has("id", "dial-uptd_ppa_blora"), "it has WhatsApp alone");
    page.press("whatsapp-uptd_ppa_blora");
    page.press("open-iwf_report");
    page.press("dial-sapa_129");
    page.press("whatsapp-sapa_129");
    assert_eq!(f.device.dialled(), ["129"]);
    let opened = f.device.opened();
    assert_eq!(opened, ["https://wa.me/62895391404000", "https://report.iwf.org.uk/id", "https://wa.me/628111129129"]);
    let without = page.text_at("without-number");
    assert!(without.starts_with("8 layanan belum punya nomor"), "{without}");
    assert!(without.contains("Puskesmas") && !page.has("id", "copy-puskesmas_blora"), "{without}");
    assert!(page.text().contains("Terakhir diperiksa 31 Desember 2024"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_police_stand_before_the_helpline_on_every_screen() {
    let central = RealCentral::start("Dinas Uji").await;
    let mut f = Facilitator::enrolled_at(&central.address(), &central.code().await).await;
    let in_order = |page: &Page| {
        let ids = page.ids();
        let place = |id: &str| ids.iter().position(|found| *found == id);
        let (police, helpline) = (place("dial-police_110"), place("dial-sapa_129"));
        assert!(police.is_some() && police < helpline, "{ids:?}");
    };
    in_order(&app(&f));
    let mut page = app(&f);
    page.press("open-directory");
    in_order(&page);
    let mut page = app(&f);
    page.press("report-incident");
    page.choose("danger_now", "yes");
    in_order(&page);
    f.start_again();
    in_order(&app(&f));
}

#[tokio::test]
async fn a_report_of_danger_keeps_the_numbers_in_view_until_its_case_is_closed() {
    let f = Facilitator::ready().await;
    let calm = f.finished("incident");
    let record = f.filled("incident");
    for (question, code) in [("danger_now", "yes"), ("danger_override_reason_code", "danger_now")] {
        f.phone.save_answer(record, question, Some(&Value::Choice(code.to_owned()))).unwrap();
    }
    f.finish(record).unwrap();
    let open = |record| {
        let mut page = app(&f);
        page.press("open-records");
        page.press_row(f.record(record).line.code.as_str());
        assert!(page.has("id", "one-record"), "{}", page.text());
        page
    };
    assert!(!open(calm).has("id", "dial-police_110"));
    let mut page = open(record);
    page.press("dial-police_110");
    assert_eq!(f.device.dialled(), ["110"]);
    page.press("open-directory");
    assert!(page.has("id", "directory"));
    for (progress, shown) in [(RecordProgress::Accepted, true), (RecordProgress::Closed, false)] {
        f.central.tell(record, progress, jiff::Timestamp::now());
        f.send_now().await;
        assert_eq!(open(record).has("id", "dial-police_110"), shown, "{progress:?}");
    }
}

#[tokio::test]
async fn help_begins_with_the_coordinators_office_and_says_when_an_update_is_needed() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    page.press("open-support");
    assert!(page.text_at("coordinator").contains("belum diisi") && !page.has("id", "dial-coordinator"));
    assert!(!page.has("id", "update-needed"));
    f.central.tell_entry(&FeedEntry::Organisation(Organisation {
        name: "Dinas Uji".to_owned(),
        office: "Bidang Anak".to_owned(),
        telephone: "0296-000-000".to_owned(),
        whatsapp: "0800-000-000".to_owned(),
    }));
    f.central.tell_json(br#"{"kind":"a word of a newer central"}"#);
    f.send_now().await;
    let mut page = app(&f);
    page.press("open-support");
    assert!(page.text_at("coordinator").contains("Bidang Anak 0296-000-000"), "{}", page.text());
    page.press("dial-coordinator");
    page.press("whatsapp-coordinator");
    assert_eq!((f.device.dialled(), f.device.opened().len()), (vec!["0296-000-000".to_owned()], 1));
    assert!(page.text_at("update-needed").contains("Perbarui aplikasi"), "{}", page.text());
    let facts = page.text_at("support-facts");
    assert!(facts.contains(&f.phone.facilitator().unwrap().device_code), "{facts}");
}

#[tokio::test]
async fn the_month_counts_what_was_done_and_still_does_when_sealed_answers_are_erased() {
    let f = Facilitator::ready().await;
    let activity = f.filled("activity");
    f.phone.save_answer(activity, "female_6_11", Some(&Value::Integer(12))).unwrap();
    f.phone.save_answer(activity, "male_6_11", Some(&Value::Integer(9))).unwrap();
    f.phone.save_answer(activity, "first_time", Some(&Value::Integer(5))).unwrap();
    f.finish(activity).unwrap();
    let earlier = f.filled("activity");
    f.phone.save_answer(earlier, "date", Some(&Value::Date("2026-10-31".parse().unwrap()))).unwrap();
    f.finish(earlier).unwrap();
    let report = f.finished("incident");
    f.filled("incident");
    f.central.tell(report, RecordProgress::Accepted, jiff::Timestamp::now());
    f.send_now().await;
    f.phone.erase_sealed_now(report).unwrap();

    let mut page = app(&f);
    page.press("open-month");
    assert!(page.text().contains("November 2026"));
    let counts = page.text_at("month-counts");
    assert!(counts.contains("1 laporan kejadian 1 diterima layanan, 0 belum"), "{counts}");
    assert!(counts.contains("1 kegiatan edukasi di 1 desa"), "{counts}");
    assert!(counts.contains("21 peserta 12 perempuan, 9 laki-laki, 5 baru pertama kali"), "{counts}");
    let reports = page.text_at("month-reports");
    assert!(reports.contains(f.record(report).line.code.as_str()), "{reports}");
    assert!(page.disabled("month-after"));
    page.press("month-before");
    assert!(
        page.text().contains("Oktober 2026") && page.text_at("month-counts").contains("1 kegiatan"),
        "{}",
        page.text()
    );
    assert!(!page.has("id", "month-reports"), "drafts and other months do not count");
    page.press("month-before");
    assert!(page.text().contains("Tidak ada catatan selesai di bulan ini"), "{}", page.text());
}
