//! A draft on the whole app: what is open, the way to the review and back, and where one finds oneself again.

use std::rc::Rc;

use dioxus::history::{History, MemoryHistory};
use dioxus::prelude::*;
use kentongan::App;
use kentongan_exchange::RecordId;
use kentongan_forms::Value;

use crate::page::Page;
use crate::support::{Facilitator, PIN};

fn app(f: &Facilitator) -> Page {
    Page::draw(VirtualDom::new(App).with_root_context(f.phone.clone()))
}

fn begin(f: &Facilitator) -> Page {
    let mut page = app(f);
    page.press("report-incident");
    page
}

fn choice(code: &str) -> Option<Value> {
    Some(Value::Choice(code.to_owned()))
}

fn answer(f: &Facilitator, record: RecordId, question: &str) -> Option<Value> {
    f.phone.entry(record).unwrap().answer(question).cloned()
}

/// A whole incident, opened at its review.
fn at_review(f: &Facilitator) -> (RecordId, Page) {
    let record = f.filled("incident");
    f.phone.save_section(record, "contact").unwrap();
    let mut page = app(f);
    page.press_row(f.record(record).line.code.as_str());
    page.press("next");
    assert!(page.has("id", "review"), "{}", page.text());
    (record, page)
}

#[tokio::test]
async fn open_questions_are_counted_in_the_foot_and_each_answer_counts_one_less() {
    let f = Facilitator::ready().await;
    let mut page = begin(&f);
    assert!(!page.has("id", "problems"));
    page.press("next");
    assert_eq!(page.text_at("problems"), "4 pertanyaan belum dijawab");
    assert!(page.has("id", "show-open") && page.has("id", "later"), "{}", page.text());
    page.choose("danger_now", "no");
    assert_eq!(page.text_at("problems"), "3 pertanyaan belum dijawab");
    for question in ["still_ongoing", "suspect_can_reach", "self_harm_signs"] {
        page.choose(question, "no");
    }
    assert!(!page.has("id", "problems") && page.has("id", "next"), "{}", page.text());
    page.press("next");
    assert!(page.text().contains("Kelompok usia"), "{}", page.text());
}

#[tokio::test]
async fn what_was_typed_wrongly_is_counted_apart_from_what_is_unanswered() {
    let f = Facilitator::ready().await;
    let mut page = app(&f);
    page.press("record-activity");
    page.type_into("duration_minutes", "900");
    page.press("next");
    let said = page.text_at("problems");
    assert!(said.contains("pertanyaan belum dijawab, 1 perlu diperbaiki"), "{said}");
}

#[tokio::test]
async fn one_may_go_on_and_answer_later() {
    let f = Facilitator::ready().await;
    let mut page = begin(&f);
    page.press("next");
    page.press("later");
    assert!(page.text().contains("Kelompok usia"), "{}", page.text());
    page.press("back");
    assert!(page.text().contains("Belum dijawab"), "what was left open is marked: {}", page.text());
}

#[tokio::test]
async fn in_danger_the_numbers_stay_on_every_page_beside_what_is_open() {
    let f = Facilitator::ready().await;
    let mut page = begin(&f);
    page.choose("danger_now", "yes");
    page.press("next");
    assert!(page.has("id", "dial-police_110") && page.has("id", "problems"), "{}", page.text());
    page.press("later");
    page.press("dial-police_110");
    // The only service of this directory that takes referrals and has a telephone.
    page.press("dial-uptd_ppa");
    assert_eq!(f.device.dialled(), ["110", "0296"]);
}

#[tokio::test]
async fn an_answer_opened_from_the_review_stands_alone_and_one_touch_leads_back() {
    let f = Facilitator::ready().await;
    let (record, mut page) = at_review(&f);
    page.press("review-suspect_can_reach");
    assert!(page.has("id", "edit") && page.has("name", "suspect_can_reach"), "{}", page.text());
    assert!(!page.has("name", "danger_now"), "only the question that was asked for");
    page.choose("suspect_can_reach", "unknown");
    assert_eq!(answer(&f, record, "suspect_can_reach"), choice("unknown"));
    assert_eq!(page.text_at("was"), "Tadinya: Tidak");
    let text = page.text();
    assert!(
        text.contains("Tingkat risiko ikut berubah") && text.contains("Rendah") && text.contains("Sedang"),
        "{text}"
    );
    page.press("to-review");
    assert!(page.has("id", "review"), "{}", page.text());
    assert!(page.text_at("review-suspect_can_reach").contains("Tidak tahu"), "{}", page.text());
}

#[tokio::test]
async fn what_a_changed_answer_asks_for_stands_below_it_at_once() {
    let f = Facilitator::ready().await;
    let (_record, mut page) = at_review(&f);
    page.press("review-contacted");
    assert!(!page.has("name", "contacted_at"));
    page.choose("contacted", "yes");
    assert!(page.has("name", "contacted_at"), "{}", page.text());
    page.type_into("contacted_at", "2026-11-22T09:00");
    assert!(page.has("name", "contacted_at"), "it stays once it is answered");
}

#[tokio::test]
async fn the_review_counts_what_is_open_once_and_leads_to_it() {
    let f = Facilitator::ready().await;
    let (record, _) = at_review(&f);
    f.phone.save_answer(record, "sex", None).unwrap();
    let mut page = app(&f);
    page.press_row(f.record(record).line.code.as_str());
    for _section in 0..10 {
        if !page.has("id", "review") {
            page.press(if page.has("id", "next") { "next" } else { "later" });
        }
    }
    assert_eq!(page.text_at("open-questions"), "1 pertanyaan belum dijawab");
    assert!(page.text_at("review-sex").contains("Belum dijawab"), "{}", page.text());
    page.press("finish");
    assert_eq!(page.text_at("problems"), "1 pertanyaan belum dijawab");
    page.press("finish");
    assert!(page.has("id", "edit") && page.has("name", "sex"), "{}", page.text());
    page.choose("sex", "male");
    page.press("to-review");
    page.press("finish");
    assert!(page.has("id", "finished"), "{}", page.text());
}

#[tokio::test]
async fn a_draft_that_was_left_locked_or_reopened_is_taken_up_at_the_very_question() {
    let f = Facilitator::ready().await;
    // Nothing was typed into it yet: home takes this one up.
    let record = f.phone.start_draft("incident").unwrap();
    let mut page = begin(&f);
    page.press("next");
    page.press("later");
    page.choose("age_group", "12_14");
    page.choose("sex", "female");
    let draft = f.phone.draft(record).unwrap();
    assert_eq!((draft.section.as_deref(), draft.question.as_deref()), (Some("survivor"), Some("sex")));
    page.press("lock");
    for digit in PIN.chars() {
        page.press(&format!("pin-{digit}"));
    }
    page.wait_until("the draft again", |page| page.has("id", "fill-in")).await;
    assert!(page.text().contains("Kelompok usia"), "{}", page.text());
    let again = f.phone.draft(record).unwrap();
    assert_eq!((again.section.as_deref(), again.question.as_deref()), (Some("survivor"), Some("sex")));
    page.press("back");
    let before = f.phone.draft(record).unwrap();
    assert_eq!((before.section.as_deref(), before.question), (Some("safety"), None), "a page just opened has no place");
}

#[tokio::test]
async fn the_way_back_after_finishing_leads_to_the_record_not_to_a_draft_that_does_not_open() {
    let f = Facilitator::ready().await;
    let record = f.finished("activity");
    for route in ["fill", "review"] {
        let history = Rc::new(MemoryHistory::with_initial_path(format!("/{route}/{record}?at=")));
        let dom = VirtualDom::new(App).with_root_context(f.phone.clone());
        dom.provide_root_context(history.clone() as Rc<dyn History>);
        let mut page = Page::draw(dom);
        page.wait_until("the record's page", |page| page.has("id", "one-record")).await;
        assert_eq!(history.current_route(), format!("/records/{record}"));
    }
}
