//! A finished record: where it is, whom to call, and its steps. No text here promises that somebody handles a report
//! before somebody has accepted it (DOMAIN rule 11). The page updates when central sends news.

use dioxus::prelude::*;
use kentongan_exchange::{RecordId, RecordProgress};

use super::cannot_show::CannotShow;
use super::contacts::{CallContact, ContactWay, is_urgent, services, use_contact_way};
use super::progress_steps::ProgressSteps;
use super::{Trouble, emergency_numbers, explain, record_lines, use_phone, use_sending, use_stage};
use crate::components::{Bar, EmergencyStrip, Icon, Shape, Tone, use_words};
use crate::phone::{INCIDENT, RecordLine, RecordState};
use crate::routes::Route;
use crate::translations::{Words, troubles};

/// The state of a record, as one heading and one line.
struct Outcome {
    tone: Tone,
    shape: Shape,
    title: String,
    text: String,
}

fn outcome(words: Words, line: &RecordLine, is_practice: bool) -> Outcome {
    let say = |tone, shape, title: &str, text: &str| Outcome {
        tone,
        shape,
        title: words.say(title),
        text: if text.is_empty() { String::new() } else { words.say(text) },
    };
    if is_practice {
        return say(Tone::Waiting, Shape::Pen, "outcome-practice", "practice-nothing-sent");
    }
    match (&line.state, line.progress) {
        (RecordState::Draft | RecordState::Waiting, _) => {
            say(Tone::Waiting, Shape::Cloud, "outcome-waiting", "outcome-waiting-more")
        }
        (RecordState::Refused(reason), _) => Outcome {
            tone: Tone::Alarm,
            shape: Shape::Warning,
            title: words.say("outcome-refused"),
            text: troubles::refused(words, *reason),
        },
        (RecordState::Delivered, None | Some(RecordProgress::Received)) => {
            say(Tone::Good, Shape::Check, "outcome-sent", "")
        }
        (RecordState::Delivered, Some(RecordProgress::NeedsInformation)) => {
            say(Tone::Waiting, Shape::Message, "outcome-needs-information", "needs-information-next")
        }
        (RecordState::Delivered, Some(RecordProgress::Accepted)) => {
            say(Tone::Good, Shape::Group, "progress-accepted", "")
        }
        (RecordState::Delivered, Some(RecordProgress::InHandling)) => {
            say(Tone::Good, Shape::Group, "progress-in-handling", "")
        }
        (RecordState::Delivered, Some(RecordProgress::Closed)) => say(Tone::Good, Shape::Check, "progress-closed", ""),
    }
}

/// The line for a report that nobody has accepted.
pub(super) fn truth(line: &RecordLine, is_practice: bool) -> Option<&'static str> {
    if line.form != INCIDENT || is_practice || line.progress.is_some_and(RecordProgress::is_accepted) {
        return None;
    }
    Some(match line.state {
        RecordState::Delivered => "truth-not-accepted",
        RecordState::Draft | RecordState::Waiting | RecordState::Refused(_) => "truth-not-sent",
    })
}

/// The record `record`, just finished.
#[component]
pub fn Finished(record: RecordId) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let sending = use_sending();
    sending.read();
    let (reach, unreached) = use_contact_way();
    let view = match phone.record(record) {
        Ok(view) => view,
        Err(error) => {
            return rsx! {
                div { class: "contents",
                    CannotShow { title: words.say("finished-title"), text: explain(words, &error, stage),
                        on_back: move |()| { navigator.replace(Route::Home {}); } }
                }
            };
        }
    };
    let is_practice = phone.is_practice();
    let line = &view.line;
    let is_report = line.form == INCIDENT;
    let Outcome { tone, shape, title, text } = outcome(words, line, is_practice);
    let truth = truth(line, is_practice);
    let urgent = truth.is_some() && is_urgent(&view.answers);
    let contacts = if is_report && !is_practice { services(&phone, &view.answers, words) } else { Vec::new() };
    rsx! {
        div { class: "screen", id: "finished",
            Bar { title: line.code.as_str().to_owned(), subtitle: record_lines::title(words, line),
                on_back: move |()| { navigator.replace(Route::Home {}); } }
            main { class: "body",
                div { class: "outcome", id: "record-state", "aria-live": "polite",
                    span { class: "mark {tone.class()}", Icon { shape } }
                    h2 { "{title}" }
                    if !text.is_empty() {
                        p { "{text}" }
                    }
                    if let Some(truth) = truth {
                        p { class: "truth", {words.say(truth)} }
                    }
                }
                for contact in contacts {
                    CallContact { key: "{contact.code}", contact, urgent, on_reach: move |to| reach.call(to) }
                }
                if let Some(text) = unreached() {
                    Trouble { text }
                }
                div { class: "center",
                    p { class: "soft small", {words.say("finished-code-hint")} }
                    p { class: "big-code whole", id: "record-code", "{line.code}" }
                }
                if !is_practice {
                    ProgressSteps { view: view.clone() }
                }
                if truth == Some("truth-not-accepted") {
                    p { class: "soft small", {words.say("finished-not-alone")} }
                }
            }
            footer { class: "foot tall",
                if urgent {
                    EmergencyStrip { now: true, numbers: emergency_numbers(&phone, words), on_dial: move |number: String| reach.call(ContactWay::Telephone(number)) }
                }
                div { class: "go",
                    button { class: "btn quiet", id: "open-outbox", r#type: "button", onclick: move |_| { navigator.push(Route::Outbox {}); },
                        {words.say("outbox-title")}
                    }
                    button { class: "btn main", id: "home", r#type: "button", onclick: move |_| { navigator.replace(Route::Home {}); },
                        {words.say("go-home")}
                    }
                }
            }
        }
    }
}
