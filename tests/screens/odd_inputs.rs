//! Inputs that went wrong on the screen: a number in a text, a year of two digits, many villages of one name, a clock set
//! back, a phone in another time zone.

use std::sync::Arc;

use dioxus::prelude::*;
use jiff::SignedDuration;
use jiff::civil::date;
use jiff::tz::TimeZone;
use kentongan::App;
use kentongan_forms::{Choice, Entry, FormDefinition, Label, Lists, Value};

use crate::form::Desk;
use crate::page::Page;
use crate::support::{Facilitator, morning};

const INCIDENT: &str = include_str!("../../assets/forms/incident.csv");

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

/// The contact section of a form in which the suspect's field stands on the same page.
fn contact() -> Desk {
    let field = ",text,suspect_number,Akun terduga pelaku,Account of the suspect,,,,,,,,,,multiline,,,,sealed,,,,\
                 takes=suspect max-length=200\n";
    let row = INCIDENT.lines().find(|line| line.starts_with(",text,trusted_adult,")).unwrap();
    let form = INCIDENT.replacen(row, &format!("{field}{row}"), 1).replacen("takes=suspect max-length=1000", "", 1);
    Desk::of(&form, "contact")
}

#[test]
fn whose_number_it_is_is_asked_and_it_moves_only_where_the_person_says() {
    let desk = contact();
    let mut page = desk.draw();
    page.press("safe_note-add");
    page.type_into("safe_note", "Telepon ibu +62 812\u{2011}3456\u{2011}7890 sore");
    assert!(page.text_at("safe_note-problem").contains("Nomor siapa ini?"), "{}", page.text());
    assert!(!page.text_at("safe_note-problem").contains("Tulis di"), "it sends no number into the safe contact");
    assert_eq!((desk.answer("safe_contact"), desk.answer("suspect_number")), (None, None), "nothing moves by itself");
    page.press("safe_note-to-suspect_number");
    assert_eq!(desk.answer("suspect_number"), text("+62 812\u{2011}3456\u{2011}7890"));
    assert_eq!((desk.answer("safe_contact"), desk.answer("safe_note")), (None, text("Telepon ibu sore")));
    assert!(page.text_at("safe_note-problem").contains("Dipindahkan ke “Akun terduga pelaku”"), "{}", page.text());
    assert_eq!(page.attribute("safe_note", "initial_value").as_deref(), Some("Telepon ibu sore"), "as the field shows");

    page.type_into("safe_note", "0857-1234-5678");
    page.press("safe_note-to-safe_contact");
    assert_eq!((desk.answer("safe_contact"), desk.answer("safe_note")), (text("0857-1234-5678"), None));
    assert_eq!(page.nameless_controls(), Vec::<String>::new());
}

#[test]
fn a_number_for_which_there_is_no_room_stays_and_the_screen_says_so() {
    let full = "x".repeat(200);
    let desk = contact().answered(&[("suspect_number", &full)]);
    let mut page = desk.draw();
    page.press("safe_note-add");
    page.type_into("safe_note", "081234567890");
    page.press("safe_note-to-suspect_number");
    assert_eq!((desk.answer("suspect_number"), desk.answer("safe_note")), (text(&full), text("081234567890")));
    assert!(page.text_at("safe_note-problem").contains("Tidak muat"), "{}", page.text());
}

#[test]
fn a_year_of_two_digits_is_refused_in_words() {
    let desk = Desk::of(INCIDENT, "when_where").answered(&[("date_precision", "exact")]);
    let mut page = desk.draw();
    page.type_into("incident_date", "0025-11-20");
    let said = page.text_at("incident_date-problem");
    assert!(said.contains("empat angka") && said.contains("tahun 25."), "{said}");
    assert_eq!(desk.answer("incident_date"), None);
    page.type_into("incident_date", "2025-11-20");
    assert_eq!(page.text_at("incident_date-problem"), "");
}

/// 595 villages of one name in three kecamatan.
fn villages() -> Desk {
    let form = Arc::new(FormDefinition::from_csv(INCIDENT).unwrap());
    let village = |number: usize| {
        let kecamatan = ["Jati", "Kunduran", "Cepu"][number % 3];
        let code = format!("33.16.09.{}", 2000 + number);
        Choice::new(&code, Label::plain("Sumber")).with_column("within", &format!("Kec. {kecamatan}"))
    };
    let lists = Arc::new(Lists::new().with("areas", (0..595).map(village).collect()));
    let mut desk = Desk::of(INCIDENT, "when_where");
    desk.entry = Entry::new(form, lists, date(2026, 11, 23).at(10, 0, 0, 0));
    desk
}

#[test]
fn every_village_of_one_name_can_be_found_by_its_kecamatan_and_reached_and_the_chosen_one_is_shown() {
    let desk = villages().answered(&[("area", "33.16.09.2590")]);
    let mut page = desk.draw();
    assert!(page.is_chosen("area", "33.16.09.2590"), "the last of the list, and shown");
    assert!(page.text().contains("Kec. Kunduran"), "{}", page.text());
    page.type_into("area-search", "kunduran sumber");
    assert!(page.text().contains("41 dari 199 ditampilkan"), "{}", page.text());
    while page.has("id", "area-more") {
        page.press("area-more");
    }
    assert!(page.text().contains("199 dari 199 ditampilkan"), "{}", page.text());
    assert!(page.is_chosen("area", "33.16.09.2590"), "it does not match, and is shown");
    page.choose("area", "33.16.09.2001");
    assert_eq!(desk.answer("area"), Some(Value::Choice("33.16.09.2001".to_owned())));
}

fn home(f: &Facilitator) -> Page {
    Page::draw(VirtualDom::new(App).with_root_context(f.phone.clone()))
}

#[tokio::test]
async fn a_clock_that_shows_a_time_before_enrolment_is_said_to_be_wrong_without_any_network() {
    let mut f = Facilitator::ready().await;
    assert!(!home(&f).has("id", "clock-wrong"));
    f.device.set_now("2015-01-03T03:00:00Z".parse().unwrap());
    let said = home(&f).text_at("clock-wrong");
    assert!(said.contains("3 Januari 2015") && said.contains("23 November 2026"), "{said}");
    // Nothing that was found in memory is needed for it.
    f.start_again();
    f.unlock();
    assert!(home(&f).has("id", "clock-wrong"));
    f.device.set_now(morning() - SignedDuration::from_mins(65));
    assert!(!home(&f).has("id", "clock-wrong"), "some minutes are nobody's trouble");
}

#[tokio::test]
async fn a_clock_before_the_apps_own_build_or_centrals_last_answer_is_said_to_be_wrong() {
    let mut f = Facilitator::ready().await;
    f.device.set_built_at(morning() + SignedDuration::from_hours(24));
    assert!(home(&f).has("id", "clock-wrong"));
    f.device.set_built_at(jiff::Timestamp::UNIX_EPOCH);
    assert!(!home(&f).has("id", "clock-wrong"));

    // The stand-in tells what time it is where the test runs.
    let now = jiff::Timestamp::now();
    f.device.set_now(now);
    f.finished("activity");
    f.send_now().await;
    f.start_again();
    f.unlock();
    assert!(!home(&f).has("id", "clock-wrong"));
    f.device.set_now(now - SignedDuration::from_hours(1));
    assert!(home(&f).text_at("clock-wrong").contains("sudah lewat"), "{}", home(&f).text());
}

#[tokio::test]
async fn the_review_of_a_report_says_that_the_clock_is_wrong_before_it_is_filed() {
    let f = Facilitator::ready().await;
    let record = f.filled("incident");
    f.device.set_now(morning() - SignedDuration::from_hours(20));
    let mut page = home(&f);
    page.press_row(f.record(record).line.code.as_str());
    for _section in 0..20 {
        if !page.has("id", "review") {
            page.press("next");
        }
    }
    assert!(page.has("id", "review"), "{}", page.text());
    assert!(page.text_at("clock-wrong").contains("22 November 2026"), "{}", page.text());
}

#[tokio::test]
async fn times_are_those_of_the_village_on_a_phone_that_is_set_to_another_zone_and_the_zone_is_named() {
    let f = Facilitator::ready().await;
    f.finished("activity");
    let mut page = home(&f);
    assert!(!page.has("id", "clock-zone"), "nothing to say at home");
    f.device.set_zone(TimeZone::UTC);
    page = home(&f);
    assert!(page.text_at("clock-zone").contains("WIB"), "{}", page.text());
    page.press("open-records");
    assert!(page.text().contains("10.00"), "not 03.00: {}", page.text());
    f.device.set_zone(TimeZone::get("Asia/Bangkok").unwrap());
    assert!(!home(&f).has("id", "clock-zone"), "clocks there show the same");
}
