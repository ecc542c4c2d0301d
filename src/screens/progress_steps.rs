//! A record's steps, each with its time, and the current one.

use dioxus::prelude::*;
use kentongan_exchange::RecordProgress;

use super::use_phone;
use crate::components::{Icon, Shape, use_words};
use crate::phone::{INCIDENT, Phone, RecordState, RecordView};
use crate::translations::{Words, dates};

/// A step on the screen.
struct ProgressStep {
    key: &'static str,
    is_done: bool,
    /// When it was done, or what it waits for.
    text: String,
}

fn steps_of(phone: &Phone, words: Words, view: &RecordView) -> Vec<ProgressStep> {
    let now = phone.wall_clock();
    let at = |moment| dates::recent(words, phone.local(moment), now);
    let line = &view.line;
    let sent = match (&line.receipt, view.stored_at, &line.state) {
        (Some(receipt), Some(stored), _) => {
            words.say_with("way-sent-at", [("time", at(stored).into()), ("receipt", receipt.as_str().into())])
        }
        (_, _, RecordState::Refused(_)) => words.say("state-refused"),
        (_, _, RecordState::Waiting | RecordState::Draft | RecordState::Delivered) => words.say("way-not-sent"),
    };
    let mut steps = vec![
        ProgressStep { key: "way-saved", is_done: true, text: line.finished_at.map(at).unwrap_or_default() },
        ProgressStep { key: "way-sent", is_done: line.receipt.is_some(), text: sent },
    ];
    if line.form == INCIDENT {
        let furthest = view.steps.iter().map(|step| step.progress).max();
        for (key, progress) in [
            ("progress-accepted", RecordProgress::Accepted),
            ("progress-in-handling", RecordProgress::InHandling),
            ("progress-closed", RecordProgress::Closed),
        ] {
            // If somebody handles a case, somebody has accepted it, even if this phone did not hear of that.
            let is_done = furthest.is_some_and(|furthest| furthest >= progress);
            let told = view.steps.iter().find(|step| step.progress == progress).map(|step| at(step.first_at));
            let text = match told {
                Some(time) => time,
                None if !is_done && progress == RecordProgress::Accepted => words.say("way-not-accepted"),
                None => String::new(),
            };
            steps.push(ProgressStep { key, is_done, text });
        }
    }
    steps
}

/// The steps.
#[component]
pub(super) fn ProgressSteps(view: RecordView) -> Element {
    let words = use_words();
    let phone = use_phone();
    let steps = steps_of(&phone, words, &view);
    let here = steps.iter().position(|step| !step.is_done);
    rsx! {
        ol { class: "card way", id: "way",
            for (number, step) in steps.into_iter().enumerate() {
                li { key: "{step.key}", class: if step.is_done { "done" } else if here == Some(number) { "here" },
                    "aria-current": if here == Some(number) { "step" },
                    i { "aria-hidden": "true",
                        if step.is_done {
                            Icon { shape: Shape::Check }
                        }
                    }
                    div {
                        b { class: "block", {words.say(step.key)} }
                        if !step.text.is_empty() {
                            span { class: "small soft", "{step.text}" }
                        }
                    }
                }
            }
        }
    }
}
