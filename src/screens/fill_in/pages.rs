//! The pages of one draft: where am I, on and back without loss, problems counted at the top.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use kentongan_forms::Entry;

use super::{Opened, photos};
use crate::components::form::{FormSection, FormView, Given, GivenAnswer, PhotoBoard, ProblemList};
use crate::components::{Bar, Icon, Shape, focus_question, use_words};
use crate::phone::{INCIDENT, Stage};
use crate::routes::Route;
use crate::screens::discard::Discard;
use crate::screens::{Trouble, emergency_numbers, explain, record_lines, use_phone, use_stage};
use crate::translations::{Language, Words, dates, troubles};

/// The sections of one draft, each a page.
#[component]
pub(super) fn Pages(opened: Opened) -> Element {
    let words = use_words();
    let phone = use_phone();
    let mut stage = use_stage();
    let navigator = use_navigator();
    let language = use_context::<Signal<Language>>();
    let record = opened.record;

    let mut entry = use_signal(|| opened.entry.clone());
    let mut section = use_signal(|| opened.section.clone());
    let mut saved_at = use_signal(|| opened.saved_at);
    let board = use_signal(|| {
        let thumbnails = photos::thumbnails(&phone, record).unwrap_or_default();
        PhotoBoard { thumbnails, ..PhotoBoard::default() }
    });
    let mut unsaved = use_signal(|| None::<String>);
    let mut pending = use_signal(BTreeSet::<String>::new);
    let mut undialled = use_signal(|| None::<String>);
    // Sections the person wanted to leave: there, what misses is marked.
    let mut left =
        use_signal(|| opened.at.as_ref().map(|_| opened.section.clone()).into_iter().collect::<BTreeSet<_>>());
    // Counts the presses of "next" that problems stopped; the list of problems takes the focus at each.
    let mut stopped = use_signal(|| 0_u32);
    let mut at = use_signal(|| opened.at.clone());
    let mut now = use_signal(|| phone.wall_clock());
    let mark_missing = use_memo(move || left.read().contains(&*section.read()));
    let numbers = use_memo({
        let phone = phone.clone();
        move || emergency_numbers(&phone, Words::new(language()))
    });

    // Whether everything is in the vault now. What could not be saved is tried again with every later answer
    // and before the page is left, so that a disk that was full for a moment loses nothing.
    let save_pending = use_callback({
        let phone = phone.clone();
        move |()| {
            let names: Vec<String> = pending.peek().iter().cloned().collect();
            for name in names {
                let saved = phone.save_answer(record, &name, entry.peek().answer(&name));
                match saved {
                    Ok(at) => {
                        saved_at.set(record_lines::local(&phone, at));
                        pending.write().remove(&name);
                    }
                    Err(error) => {
                        unsaved.set(Some(explain(words, &error, stage)));
                        return false;
                    }
                }
            }
            unsaved.set(None);
            true
        }
    });
    // A page is left only when nothing on it would be lost by that: neither what could not be saved nor what
    // could not be read.
    let may_leave = use_callback(move |()| {
        let name = section.peek().clone();
        let open = has_unread(&entry.peek(), &name);
        if open {
            left.write().insert(name);
            stopped += 1;
        }
        !open && save_pending.call(())
    });

    let on_answer = use_callback({
        let phone = phone.clone();
        move |given: Given| {
            let name = given.question;
            now.set(phone.wall_clock());
            {
                let mut entry = entry.write();
                entry.set_now(*now.peek());
                // What cannot be read stands as a problem in the entry, beside the question.
                drop(match given.answer {
                    GivenAnswer::Typed(text) => entry.set_typed(&name, &text),
                    GivenAnswer::Chosen(value) => entry.set(&name, value),
                });
            }
            pending.write().insert(name);
            save_pending.call(());
        }
    });
    let on_dial = use_callback({
        let phone = phone.clone();
        move |number: String| {
            if let Err(error) = phone.device().dial(&number) {
                undialled.set(Some(troubles::dial(words, &error, &number)));
            }
        }
    });
    let on_incident = use_callback({
        let phone = phone.clone();
        move |()| {
            if !may_leave.call(()) {
                return;
            }
            match phone.start_draft(INCIDENT) {
                Ok(record) => {
                    navigator.push(Route::FillIn { record, at: String::new() });
                }
                Err(error) => unsaved.set(Some(explain(words, &error, stage))),
            }
        }
    });
    // The vault has the photos already; the form is told which.
    let photos_changed = use_callback({
        let phone = phone.clone();
        move |()| match phone.photo_answers(record) {
            Ok(answers) => {
                for (name, value) in answers {
                    // A name that the vault gave is one.
                    drop(entry.write().set(&name, value));
                }
                saved_at.set(phone.wall_clock());
            }
            Err(error) => unsaved.set(Some(explain(words, &error, stage))),
        }
    });
    let on_photo = use_callback({
        let phone = phone.clone();
        move |wish| {
            let phone = phone.clone();
            spawn(async move {
                if let Err(error) = photos::fulfil(phone, record, wish, words, board, photos_changed).await {
                    unsaved.set(Some(explain(words, &error, stage)));
                }
            });
        }
    });
    let view = FormView {
        photos: board.into(),
        on_photo,
        entry: entry.into(),
        mark_missing: mark_missing.into(),
        numbers: numbers.into(),
        now: now.into(),
        on_answer,
        on_dial,
        on_incident,
    };

    let go_to = use_callback({
        let phone = phone.clone();
        move |name: String| {
            if !may_leave.call(()) {
                return;
            }
            if let Err(error) = phone.save_section(record, &name) {
                unsaved.set(Some(explain(words, &error, stage)));
            }
            at.set(None);
            stopped.set(0);
            section.set(name);
        }
    });
    let go_on = use_callback(move |()| {
        let next = neighbour(&entry.peek(), &section.peek(), 1);
        match next {
            Some(next) => go_to.call(next),
            None => {
                if may_leave.call(()) {
                    navigator.push(Route::Review { record });
                }
            }
        }
    });
    let next = move |_| {
        let name = section.peek().clone();
        left.write().insert(name.clone());
        let clear = blocking(&entry.peek(), &name, words).is_empty();
        if clear {
            go_on.call(());
        } else {
            stopped += 1;
        }
    };
    let leave = use_callback(move |()| {
        if may_leave.call(()) {
            navigator.push(Route::Home {});
        }
    });
    let back = move |_| {
        let before = neighbour(&entry.peek(), &section.peek(), -1);
        match before {
            Some(before) => go_to.call(before),
            None => leave.call(()),
        }
    };
    use_effect(move || {
        if let Some(question) = at.read().as_ref() {
            focus_question(question);
        }
    });
    // Whoever locks in a hurry must succeed, at the second press at the latest: the first says what is not saved yet.
    let mut warned = use_signal(|| false);
    let lock = {
        let phone = phone.clone();
        move |_| {
            if !save_pending.call(()) && !warned() {
                warned.set(true);
                return;
            }
            phone.lock();
            stage.set(Stage::Locked);
        }
    };

    let name = section();
    let (title, position, count) = where_am_i(&entry.read(), &name, words);
    let saved = dates::recent(words, saved_at(), now());
    let problems = if stopped() > 0 { blocking(&entry.read(), &name, words) } else { Vec::new() };
    let share = position * 100 / count.max(1);
    rsx! {
        div { class: "screen", id: "fill-in",
            Bar { title, take_focus: at.read().is_none(),
                subtitle: words.say_with("section-line", [("position", position.into()), ("count", count.into()), ("saved", saved.into())]),
                on_back: move |()| leave.call(()),
                button { class: "iconbtn", id: "lock", r#type: "button", "aria-label": words.say("lock-now"), onclick: lock,
                    Icon { shape: Shape::Lock }
                }
            }
            div { class: "progress", "aria-hidden": "true", i { style: "width:{share}%" } }
            main { class: "body", lang: words.form_code(),
                if let Some(text) = unsaved() {
                    Trouble { text: words.say_with("not-saved", [("reason", text.into())]) }
                }
                if let Some(text) = undialled() {
                    Trouble { text }
                }
                if !problems.is_empty() {
                    div { class: "contents",
                        for key in [stopped()] {
                            ProblemList { key: "{key}", questions: problems.clone(),
                                on_go: move |question: String| focus_question(&question), on_later: move |()| go_on.call(()) }
                        }
                    }
                }
                for key in [name] {
                    FormSection { key: "{key}", view, section: key.clone() }
                }
                if position == 1 {
                    Discard { record, on_failed: move |text| unsaved.set(Some(text)) }
                }
            }
            footer { class: "foot",
                button { class: "btn quiet", id: "back", r#type: "button", onclick: back, {words.say("back")} }
                button { class: "btn", id: "next", r#type: "button", onclick: next,
                    {words.say(if position == count { "to-review" } else { "next" })}
                }
            }
        }
    }
}

/// Heading, place and number of the sections that are relevant.
fn where_am_i(entry: &Entry, name: &str, words: Words) -> (String, usize, usize) {
    let sections = entry.sections();
    let found = sections.iter().position(|section| section.name == name);
    let title =
        found.and_then(|place| sections.get(place)).map(|section| section.label.in_language(words.code()).to_owned());
    (title.unwrap_or_default(), found.map_or(1, |place| place + 1), sections.len())
}

/// The section before or after this one.
fn neighbour(entry: &Entry, name: &str, step: isize) -> Option<String> {
    let sections = entry.sections();
    let here = sections.iter().position(|section| section.name == name)?;
    sections.get(here.checked_add_signed(step)?).map(|section| section.name.clone())
}

/// Whether a field of the section holds something that could not be read.
fn has_unread(entry: &Entry, section: &str) -> bool {
    let group = entry.form().sections().iter().find(|group| group.name == section);
    group.is_some_and(|group| group.questions().iter().any(|question| entry.is_unread(&question.name)))
}

/// The questions of a section that stand in the way, with the words they are asked in.
fn blocking(entry: &Entry, section: &str, words: Words) -> Vec<(String, String)> {
    let Some(group) = entry.form().sections().iter().find(|group| group.name == section) else {
        return Vec::new();
    };
    let problems = entry.problems_in(section);
    let stops = |name: &str| problems.iter().any(|problem| problem.question == name && problem.blocks());
    group
        .questions()
        .into_iter()
        .filter(|question| stops(&question.name))
        .map(|question| (question.name.clone(), question.label.in_language(words.code()).to_owned()))
        .collect()
}
