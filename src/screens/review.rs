//! Every answer, by section, before finishing. A touch opens the question again.

use dioxus::prelude::*;
use kentongan_exchange::RecordId;

use super::cannot_show::DraftNotOpened;
use super::clock::ClockLine;
use super::discard::Discard;
use super::photos::put_photos;
use super::review_lines::{Line, parts};
use super::{Trouble, emergency_numbers, explain, local_service, use_phone, use_stage};
use crate::components::form::{OpenQuestions, is_danger};
use crate::components::{Bar, EmergencyStrip, Icon, Shape, focus_element, use_words};
use crate::phone::{FinishError, PhoneError};
use crate::routes::Route;
use crate::translations::troubles;

/// The whole draft `record`, scrolled to the question `at`, which the person has just changed.
#[component]
pub fn Review(record: RecordId, at: String) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let mut stopped = use_signal(|| false);
    let mut undialled = use_signal(|| None::<String>);
    let mut trouble = use_signal(|| None::<String>);
    let opened = use_hook(|| {
        let draft = phone.draft(record)?;
        Ok::<_, PhoneError>((draft.code, phone.entry(record)?))
    });
    let (code, entry) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            return rsx! {
                div { class: "contents",
                    DraftNotOpened { record, error }
                }
            };
        }
    };
    let mut parts = parts(&entry, words);
    if let Err(error) = put_photos(&mut parts, &phone, record, words) {
        explain(words, &error, stage);
    }
    let open = OpenQuestions::among(&entry, entry.form().questions());
    let (first_open, problems_stand) = (open.after(None), !open.is_empty());
    let any_sealed = parts.iter().flat_map(|part| &part.lines).any(|line| line.sealed && line.answer.is_some());
    let change = use_callback(move |question: String| {
        navigator.push(Route::FillIn { record, at: question });
    });
    let show = {
        let first_open = first_open.clone();
        move |()| first_open.iter().for_each(|question| change.call(question.clone()))
    };
    let back_at = at.clone();
    use_effect(move || {
        if !back_at.is_empty() {
            focus_element(&format!("review-{back_at}"));
        }
    });
    let numbers = emergency_numbers(&phone, words);
    let on_dial = {
        let phone = phone.clone();
        move |number: String| {
            if let Err(error) = phone.device().dial(&number) {
                undialled.set(Some(troubles::dial(words, &error, &number)));
            }
        }
    };
    let finish = {
        let (phone, show) = (phone.clone(), show.clone());
        move |_| {
            if problems_stand {
                // The second press opens the first of them.
                if stopped() {
                    show(());
                }
                stopped.set(true);
                return;
            }
            match phone.finish(record) {
                Ok(_code) => {
                    navigator.replace(Route::Finished { record });
                }
                Err(FinishError::Problems(_)) => stopped.set(true),
                // The phone has locked meanwhile: the gate appears.
                Err(FinishError::Phone(error)) => trouble.set(Some(explain(words, &error, stage))),
                Err(error @ FinishError::TooLarge) => trouble.set(Some(troubles::finish(words, &error))),
            }
        }
    };
    rsx! {
        div { class: "screen", id: "review",
            Bar { title: words.say("review-title"), subtitle: code.as_str().to_owned(), take_focus: at.is_empty(), on_back: move |()| { navigator.push(Route::Home {}); } }
            div { class: "progress", "aria-hidden": "true", i { style: "width:100%" } }
            main { class: "body", lang: words.form_code(),
                if let Some(text) = trouble() {
                    Trouble { text }
                }
                ClockLine {}
                if let Some(text) = undialled() {
                    Trouble { text }
                }
                if problems_stand {
                    button { class: "status wait", id: "open-questions", r#type: "button", onclick: { let show = show.clone(); move |_| show(()) },
                        Icon { shape: Shape::Info }
                        b { class: "grow", {open.say(words)} }
                        Icon { shape: Shape::Next }
                    }
                } else {
                    p { class: "soft", {words.say("review-intro")} }
                }
                for part in parts {
                    section { key: "{part.name}", class: "stack",
                        h2 { "{part.title}" }
                        ul { class: "card rows",
                            for line in part.lines {
                                ReviewLine { key: "{line.name}", line: line.clone(), on_change: move |question| change.call(question) }
                            }
                        }
                    }
                }
                if any_sealed {
                    p { class: "note", Icon { shape: Shape::Lock } span { {words.say("review-sealed")} } }
                }
                Discard { record, on_failed: move |text| trouble.set(Some(text)) }
            }
            footer { class: "foot tall",
                if is_danger(&entry) {
                    EmergencyStrip { now: true, numbers, local: local_service(&phone, words), on_dial, on_more: move |()| { navigator.push(Route::Directory {}); } }
                }
                if problems_stand && stopped() {
                    p { class: "ask", id: "problems", role: "status", Icon { shape: Shape::Info } span { {open.say(words)} } }
                }
                div { class: "go",
                    button { class: "btn quiet", id: "back", r#type: "button",
                        onclick: move |_| { navigator.push(Route::FillIn { record, at: String::new() }); },
                        {words.say("back")}
                    }
                    button { class: "btn main", id: "finish", r#type: "button", onclick: finish,
                        {words.say(if problems_stand && stopped() { "show-open" } else { "finish" })}
                    }
                }
            }
        }
    }
}

/// A question, its answer and its problem. With `on_change` it is a button.
#[component]
pub(super) fn ReviewLine(line: Line, on_change: Option<EventHandler<String>>) -> Element {
    let words = use_words();
    let blocks = line.problem.as_ref().is_some_and(|(_, blocks)| *blocks);
    let inner = rsx! {
        span { class: "contents",
            span { class: "asked",
                "{line.asked}"
                if line.sealed {
                    span { class: "lock", Icon { shape: Shape::Lock } {words.say("sealed")} }
                }
            }
            match &line.answer {
                Some(answer) => rsx! { span { class: "answer", "{answer}" } },
                None if line.unanswered => rsx! {
                    span { class: "answer unanswered", Icon { shape: Shape::Info } {words.say("problem-missing")} }
                },
                None => rsx! { span { class: "answer soft", {words.say("not-answered")} } },
            }
            if let Some(photo) = &line.photo {
                span { class: "contents",
                    span { class: "photo",
                        if let Some(image) = &photo.image {
                            img { src: "{image}", alt: words.say_with("photo-alt", [("photo", line.asked.clone().into())]) }
                        }
                        if let Some(pill) = &photo.pill {
                            span { class: "pill {pill.tone.class()}", "{pill.text}" }
                        }
                    }
                    if let Some(trouble) = &photo.trouble {
                        span { class: "advice", Icon { shape: Shape::Warning } "{trouble}" }
                    }
                }
            }
            if let Some((text, blocks)) = line.problem.as_ref().filter(|_| !line.unanswered) {
                span { class: if *blocks { "error" } else { "advice" }, Icon { shape: Shape::Warning } "{text}" }
            }
        }
    };
    let class = if blocks { "review-row missing" } else { "review-row" };
    let name = line.name.clone();
    rsx! {
        li {
            match on_change.filter(|_| line.own) {
                Some(on_change) => rsx! {
                    button { class, id: "review-{line.name}", r#type: "button", onclick: move |_| on_change.call(name.clone()),
                        span { class: "grow lines", {inner} }
                        Icon { shape: Shape::Pen }
                    }
                },
                None => rsx! { div { class, span { class: "grow lines", {inner} } } },
            }
        }
    }
}
