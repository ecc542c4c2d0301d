//! The pages of one draft: the position, next and back without loss. The foot is always visible: the numbers in danger,
//! the number of open questions, the button to go on.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use kentongan_forms::Entry;

use super::answering::{Answering, AnsweringErrors, use_answering};
use super::opened::Opened;
use crate::components::form::{FormSection, OpenQuestions, is_danger};
use crate::components::{Bar, EmergencyStrip, Icon, Shape, focus_question, use_words};
use crate::routes::Route;
use crate::screens::discard::Discard;
use crate::screens::{explain, use_phone, use_stage};
use crate::translations::{Words, dates};

/// The sections of one draft, each a page.
#[component]
pub(super) fn Pages(opened: Opened) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let record = opened.record;

    let mut section = use_signal(|| opened.section.clone());
    // The sections that the person wanted to leave. In these, missing answers are marked.
    let mut left = use_signal(BTreeSet::<String>::new);
    let mark_missing = use_memo(move || left.read().contains(&*section.read()));
    let answering = use_answering(&opened, mark_missing.into());
    let Answering { entry, mut unsaved, mut stopped, view, may_leave, .. } = answering;
    // The question to scroll to: first where the person was, then each open question on request.
    let mut at = use_signal(|| opened.at.clone());

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
            stopped.set(false);
            section.set(name);
        }
    });
    let go_on = use_callback(move |()| {
        let next = neighbour(&entry.peek(), &section.peek(), 1);
        match next {
            Some(next) => go_to.call(next),
            None => {
                if may_leave.call(()) {
                    navigator.push(Route::Review { record, at: String::new() });
                }
            }
        }
    });
    let leave = use_callback(move |()| {
        if may_leave.call(()) {
            navigator.push(Route::Home {});
        }
    });
    let go_back = use_callback(move |()| {
        let before = neighbour(&entry.peek(), &section.peek(), -1);
        match before {
            Some(before) => go_to.call(before),
            None => leave.call(()),
        }
    });
    let try_on = use_callback(move |()| {
        let name = section.peek().clone();
        let clear = OpenQuestions::in_section(&entry.peek(), &name).is_empty();
        left.write().insert(name);
        if clear {
            go_on.call(());
        } else {
            stopped.set(true);
        }
    });
    let show = use_callback(move |()| {
        let open = OpenQuestions::in_section(&entry.peek(), &section.peek());
        let next = open.after(at.peek().as_deref());
        // The same question again, because the person may have scrolled away from it.
        if next == *at.peek() {
            next.iter().for_each(|question| focus_question(question));
        }
        at.set(next);
    });
    use_effect(move || {
        if let Some(question) = at.read().as_ref() {
            focus_question(question);
        }
    });

    let name = section();
    let (title, position, count) = where_am_i(&entry.read(), &name, words);
    let saved = dates::recent(words, (answering.saved_at)(), (answering.now)());
    let open = if stopped() { OpenQuestions::in_section(&entry.read(), &name) } else { OpenQuestions::default() };
    let share = position * 100 / count.max(1);
    rsx! {
        div { class: "screen", id: "fill-in",
            Bar { title, take_focus: at.read().is_none(), locks: false,
                subtitle: words.say_with("section-line", [("position", position.into()), ("count", count.into()), ("saved", saved.into())]),
                on_back: move |()| leave.call(()),
                button { class: "iconbtn", id: "lock", r#type: "button", "aria-label": words.say("lock-now"), onclick: move |_| answering.on_lock.call(()),
                    Icon { shape: Shape::Lock }
                }
            }
            div { class: "progress", "aria-hidden": "true", i { style: "width:{share}%" } }
            main { class: "body", lang: words.form_code(),
                AnsweringErrors { answering }
                for key in [name] {
                    FormSection { key: "{key}", view, section: key.clone() }
                }
                if position == 1 {
                    Discard { record, on_failed: move |text| unsaved.set(Some(text)) }
                }
            }
            Foot { answering, open, last: position == count,
                on_back: move |()| go_back.call(()), on_next: move |()| try_on.call(()),
                on_later: move |()| go_on.call(()), on_show: move |()| show.call(()) }
        }
    }
}

/// The visible foot. New rows come above the buttons, so that nothing under the thumb moves.
#[component]
fn Foot(
    answering: Answering,
    open: OpenQuestions,
    last: bool,
    on_back: EventHandler<()>,
    on_next: EventHandler<()>,
    on_later: EventHandler<()>,
    on_show: EventHandler<()>,
) -> Element {
    let words = use_words();
    let clear = open.is_empty();
    rsx! {
        footer { class: "foot tall",
            Danger { answering }
            if !clear {
                p { class: "ask", id: "problems", role: "status", Icon { shape: Shape::Info } span { {open.say(words)} } }
            }
            div { class: "go",
                button { class: "btn quiet", id: if clear { "back" } else { "later" }, r#type: "button",
                    onclick: move |_| if clear { on_back.call(()) } else { on_later.call(()) },
                    {words.say(if clear { "back" } else { "fill-in-later" })}
                }
                button { class: "btn main", id: if clear { "next" } else { "show-open" }, r#type: "button",
                    onclick: move |_| if clear { on_next.call(()) } else { on_show.call(()) },
                    {words.say(if !clear { "show-open" } else if last { "to-review" } else { "next" })}
                }
            }
        }
    }
}

/// The numbers to call, when the answers name danger.
#[component]
pub(super) fn Danger(answering: Answering) -> Element {
    let navigator = use_navigator();
    let Answering { entry, numbers, local, may_leave, on_dial, .. } = answering;
    let danger = is_danger(&entry.read());
    rsx! {
        div { class: "contents",
            if danger {
                EmergencyStrip { now: true, numbers: numbers(), local: local(), on_dial: move |number| on_dial.call(number),
                    on_more: move |()| {
                        if may_leave.call(()) {
                            navigator.push(Route::Directory {});
                        }
                    } }
            }
        }
    }
}

/// Heading, position and number of the relevant sections.
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
