//! A form on the screen, from the shipped definitions.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use dioxus::prelude::*;
use jiff::civil::date;
use kentongan::components::form::{AnswerInput, FormSection, FormView, GivenAnswer, PhotoBoard, is_danger};
use kentongan::components::{DialNumber, EmergencyStrip};
use kentongan::phone::Language;
use kentongan_forms::{Choice, Entry, FormDefinition, Item, Label, Lists, Value};

use crate::page::Page;

const INCIDENT: &str = include_str!("../../assets/forms/incident.csv");
const ACTIVITY: &str = include_str!("../../assets/forms/activity.csv");

/// One section on a desk: what it starts with, and what a person did.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) entry: Entry,
    section: String,
    language: Language,
    mark_missing: bool,
    now: Rc<RefCell<Entry>>,
    dialled: Rc<RefCell<Vec<String>>>,
    incidents: Rc<RefCell<u32>>,
}

impl Desk {
    pub(crate) fn of(csv: &str, section: &str) -> Self {
        let form = Arc::new(FormDefinition::from_csv(csv).unwrap());
        let village = |code: &str, name: &str| Choice::new(code, Label::plain(name)).with_column("parent", "33.16.09");
        let service = |code: &str, name: &str| Choice::new(code, Label::plain(name)).with_column("refers", "yes");
        let lists = Lists::new()
            .with("areas", vec![village("33.16.09.2002", "Kamolan"), village("33.16.09.1016", "Tempelan")])
            .with("directory", vec![service("sapa_129", "SAPA 129"), service("uptd_ppa_blora", "UPTD PPA")]);
        let entry = Entry::new(form, Arc::new(lists), date(2026, 11, 23).at(10, 0, 0, 0));
        Self {
            now: Rc::new(RefCell::new(entry.clone())),
            entry,
            section: section.to_owned(),
            language: Language::Indonesian,
            mark_missing: false,
            dialled: Rc::default(),
            incidents: Rc::default(),
        }
    }

    pub(crate) fn answered(mut self, answers: &[(&str, &str)]) -> Self {
        for (question, typed) in answers {
            self.entry.set_typed(question, typed).unwrap();
        }
        self.now = Rc::new(RefCell::new(self.entry.clone()));
        self
    }

    pub(crate) fn draw(&self) -> Page {
        Page::draw(VirtualDom::new(OnDesk).with_root_context(self.clone()))
    }

    pub(crate) fn answer(&self, question: &str) -> Option<Value> {
        self.now.borrow().answer(question).cloned()
    }
}

/// Keeps the entry as the screen for filling in does, without a phone.
#[component]
fn OnDesk() -> Element {
    let desk = use_context::<Desk>();
    use_context_provider(|| Signal::new(desk.language));
    let mut entry = use_signal(|| desk.entry.clone());
    let mark_missing = use_signal(|| desk.mark_missing);
    let number = |code: &str, name: &str, telephone: &str| DialNumber {
        code: code.to_owned(),
        name: name.to_owned(),
        telephone: telephone.to_owned(),
    };
    let numbers = use_signal(|| vec![number("sapa_129", "SAPA", "129"), number("police_110", "Polisi", "110")]);
    let now = use_signal(|| date(2026, 11, 23).at(10, 0, 0, 0));
    let seen = desk.now.clone();
    let on_answer = use_callback(move |given: AnswerInput| {
        drop(match given.answer {
            GivenAnswer::Typed(text) => entry.write().set_typed(&given.question, &text),
            GivenAnswer::Chosen(value) => entry.write().set(&given.question, value),
        });
        *seen.borrow_mut() = entry.peek().clone();
    });
    let (dialled, incidents) = (desk.dialled.clone(), desk.incidents.clone());
    let photos = use_signal(PhotoBoard::default);
    let view = FormView {
        entry: entry.into(),
        mark_missing: mark_missing.into(),
        now: now.into(),
        photos: photos.into(),
        on_photo: use_callback(|_| {}),
        on_answer,
        on_incident: use_callback(move |()| *incidents.borrow_mut() += 1),
    };
    let danger = is_danger(&entry.read());
    rsx! {
        div {
            FormSection { view, section: desk.section.clone() }
            if danger {
                EmergencyStrip { now: true, numbers: numbers(), local: None::<DialNumber>, on_dial: move |to: String| dialled.borrow_mut().push(to), on_more: |()| {} }
            }
        }
    }
}

#[test]
fn every_question_that_is_relevant_is_asked_in_both_languages() {
    for csv in [INCIDENT, ACTIVITY] {
        let form = FormDefinition::from_csv(csv).unwrap();
        for section in form.sections() {
            for language in Language::ALL {
                let mut desk = Desk::of(csv, &section.name);
                desk.language = language;
                let page = desk.draw();
                let text = page.text();
                for question in section.questions() {
                    let shown =
                        desk.entry.is_relevant(&question.name) && question.is_asked() && question.adjusts.is_none();
                    if !shown {
                        continue;
                    }
                    assert!(page.has("name", &question.name), "{} is not asked", question.name);
                    if question.tally.is_none() {
                        let label = question.label.in_language(language.code());
                        assert!(text.contains(label), "{label} is not in: {text}");
                    }
                }
                assert_eq!(page.nameless_controls(), Vec::<String>::new(), "in {}", section.name);
            }
        }
    }
}

#[test]
fn danger_shows_the_numbers_at_once_and_a_touch_dials() {
    let desk = Desk::of(INCIDENT, "safety");
    let mut page = desk.draw();
    assert!(!page.has("id", "dial-police_110"));
    page.choose("danger_now", "yes");
    assert!(page.text().contains("Telepon dulu, isi nanti."), "{}", page.text());
    page.press("dial-police_110");
    assert_eq!(*desk.dialled.borrow(), ["110"]);
    page.choose("danger_now", "no");
    assert!(!page.has("id", "dial-police_110"), "the numbers go when there is no danger");
}

#[test]
fn the_risk_is_reckoned_while_answering_and_can_be_changed() {
    let desk = Desk::of(INCIDENT, "safety").answered(&[
        ("danger_now", "no"),
        ("still_ongoing", "no"),
        ("suspect_can_reach", "no"),
        ("self_harm_signs", "no"),
    ]);
    let mut page = desk.draw();
    assert!(page.text().contains("Rendah"), "{}", page.text());
    assert!(!page.has("name", "risk_adjusted"), "the choices appear on demand");
    page.press("risk_adjusted-change");
    page.choose("risk_adjusted", "high");
    assert_eq!(desk.answer("risk"), Some(Value::Choice("high".to_owned())));
    assert!(page.text().contains("Anda ubah. Hasil hitungan: Rendah"), "{}", page.text());
    page.press("risk_adjusted-reset");
    assert_eq!(desk.answer("risk_adjusted"), None);
}

#[test]
fn what_misses_is_marked_only_when_the_person_wants_to_go_on() {
    let mut desk = Desk::of(INCIDENT, "safety");
    assert!(!desk.draw().text().contains("Belum dijawab"));
    desk.mark_missing = true;
    let mut page = desk.draw();
    assert_eq!(page.text().matches("Belum dijawab").count(), 4);
    page.choose("danger_now", "no");
    assert_eq!(page.text().matches("Belum dijawab").count(), 3);
}

#[test]
fn a_phone_number_outside_its_question_is_pointed_out_while_typing() {
    let desk = Desk::of(INCIDENT, "contact");
    let mut page = desk.draw();
    page.press("trusted_adult-add");
    page.type_into("trusted_adult", "bibi, 0812 3456 7890");
    assert!(page.text_at("trusted_adult-problem").contains("Kontak aman"), "{}", page.text());
    page.type_into("safe_contact", "0812 3456 7890");
    assert_eq!(page.text_at("safe_contact-problem"), "", "this question asks for a number");
    page.type_into("trusted_adult", "bibi");
    assert_eq!(page.text_at("trusted_adult-problem"), "");
}

#[test]
fn a_blaming_phrase_gets_a_better_one_and_does_not_stop_anybody() {
    let desk = Desk::of(ACTIVITY, "outcome");
    let mut page = desk.draw();
    page.type_into("obstacles", "anak nakal");
    assert!(page.text_at("obstacles-problem").contains("menyalahkan anak"), "{}", page.text());
    assert_eq!(page.attribute("obstacles", "aria-invalid"), None);
}

#[test]
fn typing_never_writes_back_into_the_field() {
    // Under load a bound field loses letters (DESIGN, section 5).
    let desk = Desk::of(INCIDENT, "contact");
    let mut page = desk.draw();
    for typed in ["K", "Ke", "Kel", "Kelu"] {
        page.type_into("safe_time", typed);
        let written: Vec<_> = page
            .changed
            .iter()
            .filter(|(tag, name, attribute, _)| {
                tag == "input" && name == "safe_time" && attribute.trim_start_matches("initial_") == "value"
            })
            .collect();
        assert!(written.is_empty(), "{written:?}");
        assert_eq!(desk.answer("safe_time"), Some(Value::Text(typed.to_owned())));
    }
}

#[test]
fn what_is_left_is_counted_near_the_limit_and_what_is_too_much_beyond_it() {
    let desk = Desk::of(INCIDENT, "contact");
    let mut page = desk.draw();
    page.press("safe_note-add");
    page.type_into("safe_note", &"a".repeat(400));
    assert!(!page.text().contains("Sisa"));
    page.type_into("safe_note", &"a".repeat(460));
    assert!(page.text().contains("Sisa 40 huruf"), "{}", page.text());
    page.type_into("safe_note", &"a".repeat(501));
    assert!(page.text().contains("kurangi 1 huruf") && !page.text().contains("Sisa"), "{}", page.text());
    // A longer paste is cut by the field.
    page.type_into("safe_note", &"a".repeat(2000));
    assert!(page.text().contains("Kolom ini penuh"), "{}", page.text());
}

#[test]
fn a_tally_counts_with_plus_and_minus_and_by_typing() {
    let desk = Desk::of(ACTIVITY, "participants");
    let mut page = desk.draw();
    assert_eq!(page.text_at("tally-total"), "0");
    for _child in 0..3 {
        page.press("female_6_11-plus");
    }
    page.press("female_6_11-minus");
    page.type_into("male_12_14", "12");
    assert_eq!(page.text_at("tally-total"), "14");
    assert_eq!(
        page.attribute("female_6_11", "initial_value"),
        Some("2".to_owned()),
        "the field shows what was counted"
    );
    page.press("male_12_14-plus");
    assert_eq!(desk.answer("male_12_14"), Some(Value::Integer(13)), "counting goes on from what was typed");
    assert_eq!(desk.answer("participants_total"), Some(Value::Integer(15)));
}

#[test]
fn letters_in_a_number_are_said_and_no_number_is_kept_that_is_not_on_the_screen() {
    let desk = Desk::of(ACTIVITY, "session");
    let mut page = desk.draw();
    page.type_into("duration_minutes", "90");
    page.type_into("duration_minutes", "90 menit");
    assert!(page.text_at("duration_minutes-problem").contains("ketik angka saja"), "{}", page.text());
    assert_eq!(desk.answer("duration_minutes"), None);
    page.type_into("duration_minutes", "75");
    assert_eq!(page.text_at("duration_minutes-problem"), "");
}

#[test]
fn several_choices_are_kept_in_the_order_of_the_list() {
    let desk = Desk::of(ACTIVITY, "audience");
    let mut page = desk.draw();
    page.choose("topics", "privacy");
    page.choose("topics", "safe_internet");
    assert_eq!(desk.answer("topics"), Some(Value::Choices(vec!["safe_internet".to_owned(), "privacy".to_owned()])));
    assert!(page.is_chosen("topics", "privacy"));
    page.choose("topics", "privacy");
    page.choose("topics", "safe_internet");
    assert_eq!(desk.answer("topics"), None, "nothing chosen is no answer");
}

#[test]
fn a_day_is_said_as_indonesians_write_it_and_today_is_one_touch() {
    let desk = Desk::of(INCIDENT, "when_where").answered(&[("date_precision", "exact")]);
    let mut page = desk.draw();
    page.type_into("incident_date", "2026-11-20");
    assert!(page.text().contains("Jumat, 20 November 2026"), "{}", page.text());
    page.type_into("incident_date", "2026-12-01");
    assert!(page.text_at("incident_date-problem").contains("belum terjadi"), "{}", page.text());
}

#[test]
fn what_case_managers_alone_may_read_is_marked() {
    let form = FormDefinition::from_csv(INCIDENT).unwrap();
    let page = Desk::of(INCIDENT, "contact").draw();
    let sealed = form.sections().iter().find(|section| section.name == "contact").unwrap().questions();
    let asked = sealed.iter().filter(|question| question.is_asked()).count();
    assert_eq!(
        page.text().matches("tersegel").count(),
        asked + 1,
        "each question, and the note above: {}",
        page.text()
    );
}

#[test]
fn a_participant_who_told_opens_a_report_and_leaves_no_trace_in_the_activity() {
    let desk = Desk::of(ACTIVITY, "participants");
    let before = desk.now.borrow().answers().clone();
    let mut page = desk.draw();
    page.press("open-incident");
    assert_eq!(*desk.incidents.borrow(), 1);
    assert_eq!(*desk.now.borrow().answers(), before);
}

#[test]
fn every_kind_of_group_of_the_shipped_forms_is_drawn() {
    let mut appearances = BTreeSet::new();
    for csv in [INCIDENT, ACTIVITY] {
        for section in FormDefinition::from_csv(csv).unwrap().sections() {
            for item in &section.items {
                if let Item::Group(group) = item {
                    appearances.extend(group.appearance.iter().cloned());
                }
            }
        }
    }
    assert_eq!(
        appearances.into_iter().collect::<Vec<_>>(),
        ["before-after", "tally"],
        "a new appearance needs a component"
    );
}

#[test]
fn the_numbers_stay_on_every_page_while_there_is_danger() {
    for section in ["survivor", "what_happened", "contact"] {
        let desk = Desk::of(INCIDENT, section).answered(&[("danger_now", "yes")]);
        let mut page = desk.draw();
        page.press("dial-sapa_129");
        page.press("dial-police_110");
        assert_eq!(*desk.dialled.borrow(), ["129", "110"], "in {section}");
        assert!(page.has("id", "open-directory"));
    }
    assert!(!Desk::of(INCIDENT, "survivor").draw().has("id", "dial-police_110"));
}

#[test]
fn today_and_yesterday_answer_both_the_day_and_how_exact_it_is() {
    let desk = Desk::of(INCIDENT, "when_where");
    let mut page = desk.draw();
    page.press("incident_date-yesterday");
    assert_eq!(desk.answer("date_precision"), Some(Value::Choice("exact".to_owned())));
    assert_eq!(desk.answer("incident_date"), Some(Value::Date(date(2026, 11, 22))));
    assert!(page.text().contains("Minggu, 22 November 2026"), "{}", page.text());
    assert!(!page.has("id", "incident_date-today"), "it is answered");
}

#[test]
fn a_month_is_one_touch_and_an_unknown_day_is_kept_as_today_and_says_so() {
    let desk = Desk::of(INCIDENT, "when_where");
    let mut page = desk.draw();
    page.choose("date_precision", "month");
    assert!(page.text().contains("Bulan apa?"), "{}", page.text());
    page.choose("incident_date-month", "2026-10-01");
    assert_eq!(desk.answer("incident_date"), Some(Value::Date(date(2026, 10, 1))));
    page.press("incident_date-earlier");
    assert!(page.has("id", "input-incident_date"), "an earlier month has the device's picker");
    page.choose("date_precision", "unknown");
    assert_eq!(desk.answer("incident_date"), Some(Value::Date(date(2026, 11, 23))));
    assert!(page.text().contains("Senin, 23 November 2026"), "{}", page.text());
    assert!(page.text().contains("tanggal Anda mengetahuinya"), "{}", page.text());
    page.choose("date_precision", "exact");
    assert_eq!(desk.answer("incident_date"), None, "nobody's today becomes an exact day");
}

#[test]
fn the_commonest_are_shown_and_the_others_wait_behind_a_button_unless_one_is_chosen() {
    let desk = Desk::of(INCIDENT, "what_happened");
    let mut page = desk.draw();
    assert!(page.text().contains("7 pilihan lain"), "{}", page.text());
    assert!(page.text().contains("Perundungan") && !page.text().contains("Penelantaran"));
    page.press("violence_forms-more");
    page.choose("violence_forms", "neglect");
    assert!(!page.has("id", "violence_forms-more"), "what is chosen is never hidden");
    page.choose("violence_forms", "neglect");
    page.press("violence_forms-more");
    assert!(!page.text().contains("Penelantaran"));
    let chosen = Desk::of(INCIDENT, "what_happened").answered(&[("violence_forms", "trafficking")]);
    assert!(chosen.draw().is_chosen("violence_forms", "trafficking"));
}

#[test]
fn a_question_mark_explains_a_word_and_chooses_nothing() {
    let desk = Desk::of(INCIDENT, "what_happened");
    let mut page = desk.draw();
    assert!(!page.text().contains("tanpa izin orangnya"));
    page.press("violence_forms-ksbe-why");
    assert!(page.text().contains("tanpa izin orangnya"), "{}", page.text());
    assert_eq!(desk.answer("violence_forms"), None);
    page.press("violence_forms-ksbe-why");
    assert!(!page.text().contains("tanpa izin orangnya"));
}

#[test]
fn none_unticks_the_others_on_the_screen_too() {
    let desk = Desk::of(INCIDENT, "survivor");
    let mut page = desk.draw();
    page.choose("disability", "seeing");
    page.choose("disability", "none");
    assert!(page.is_chosen("disability", "none") && !page.is_chosen("disability", "seeing"));
    assert_eq!(page.text_at("disability-problem"), "");
    page.choose("disability", "hearing");
    assert!(!page.is_chosen("disability", "none") && page.is_chosen("disability", "hearing"));
}

#[test]
fn the_own_village_is_chosen_and_stands_alone_until_another_is_wanted() {
    let mut desk = Desk::of(INCIDENT, "when_where");
    let village = |code: &str, name: &str| Choice::new(code, Label::plain(name));
    let areas = vec![village("33.16.09.2002", "Kamolan"), village("33.16.09.1016", "Tempelan")];
    let lists = Lists::new().with("areas", areas).with_own("areas", "33.16.09.2002");
    desk.entry = Entry::new(Arc::clone(desk.entry.form()), Arc::new(lists), date(2026, 11, 23).at(10, 0, 0, 0));
    let mut page = desk.draw();
    assert!(page.text_at("area-another").contains("Kamolan"), "{}", page.text());
    assert!(page.text_at("area-another").contains("desa Anda"), "{}", page.text());
    assert!(!page.text().contains("Tempelan"));
    page.press("area-another");
    page.choose("area", "33.16.09.1016");
    assert_eq!(desk.answer("area"), Some(Value::Choice("33.16.09.1016".to_owned())));
}

/// An activity of twelve girls with a test.
fn tested() -> Desk {
    Desk::of(ACTIVITY, "tests").answered(&[("female_6_11", "12"), ("tests_held", "yes")])
}

#[test]
fn a_test_is_one_table_in_which_plus_rests_at_those_who_answered() {
    let desk = tested();
    let mut page = desk.draw();
    assert!(page.disabled("pre_would_tell-plus"), "nobody has answered yet");
    page.type_into("pretest_answering", "2");
    for _agreeing in 0..2 {
        page.press("pre_would_tell-plus");
    }
    assert_eq!(desk.answer("pre_would_tell"), Some(Value::Integer(2)));
    assert!(page.disabled("pre_would_tell-plus"), "not more than answered");
    page.type_into("pretest_answering", "12");
    assert!(page.disabled("pretest_answering-plus"), "not more than took part");
}

#[test]
fn in_a_test_nobody_is_an_answer_that_must_be_given() {
    let mut desk = tested();
    desk.mark_missing = true;
    let mut page = desk.draw();
    page.type_into("pretest_answering", "2");
    assert!(desk.now.borrow().problem("pre_would_tell").is_some(), "an empty cell says nothing");
    page.press("pre_would_tell-minus");
    assert_eq!(desk.answer("pre_would_tell"), Some(Value::Integer(0)));
    assert!(desk.now.borrow().problem("pre_would_tell").is_none());
    assert!(page.disabled("pre_would_tell-minus"));
}

#[test]
fn no_test_closes_the_page_with_one_touch() {
    let desk = Desk::of(ACTIVITY, "tests");
    let mut page = desk.draw();
    assert!(!page.has("name", "pretest_answering"));
    page.choose("tests_held", "no");
    assert!(!page.has("name", "pretest_answering"));
    assert!(desk.now.borrow().problems_in("tests").is_empty());
}
