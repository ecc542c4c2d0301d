//! The state of everything, in one line on home. The most urgent fact is the title; other facts are below it. It says
//! "all sent" only with at least one record, and without any draft, waiting or rejected record.

use dioxus::prelude::*;

use super::photos::{PhotosWords, photos_words};
use super::{Trouble, explain, shut_out, use_phone, use_sending, use_stage};
use crate::components::{Shape, Status, Tone, use_words};
use crate::phone::{Overview, Phone, SendTrouble};
use crate::routes::Route;
use crate::translations::{Words, dates, troubles};

/// What a touch on the line opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineTarget {
    Outbox,
    Nothing,
}

/// The content of the line.
struct Line {
    tone: Tone,
    shape: Shape,
    title: String,
    text: String,
    opens: LineTarget,
}

/// The line.
#[component]
pub(super) fn HomeLine() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let sending = use_sending();
    let shut_out = shut_out(sending());
    let photos = photos_words(&phone, words, sending());
    let line = phone.overview().map(|overview| {
        if phone.is_practice() {
            practice(words, overview)
        } else {
            most_urgent(&phone, words, overview, shut_out, photos)
        }
    });
    rsx! {
        div { class: "contents",
            match line {
                Ok(Line { tone, shape, title, text, opens: LineTarget::Outbox }) => rsx! {
                    Status { id: "status", tone, shape, title, text, on_open: move |()| { navigator.push(Route::Outbox {}); } }
                },
                Ok(Line { tone, shape, title, text, opens: LineTarget::Nothing }) => rsx! { Status { id: "status", tone, shape, title, text } },
                Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
            }
        }
    }
}

/// In practice nothing waits for a network.
fn practice(words: Words, overview: Overview) -> Line {
    let title = words.say_with("practice-records", [("count", overview.all.into())]);
    Line {
        tone: Tone::Waiting,
        shape: Shape::Pen,
        title,
        text: words.say("practice-nothing-sent"),
        opens: LineTarget::Outbox,
    }
}

fn most_urgent(
    phone: &Phone,
    words: Words,
    overview: Overview,
    shut_out: Option<SendTrouble>,
    photos: Option<PhotosWords>,
) -> Line {
    let Overview { all, drafts, waiting, refused, need_information, last_stored_at } = overview;
    let count = |key: &str, count: u32| words.say_with(key, [("count", count.into())]);
    // The other facts, in the order of urgency.
    let beside = |skip: &str| -> String {
        let truths = [
            ("home-refused", refused),
            ("home-needs-information", need_information),
            ("home-waiting", waiting),
            ("home-drafts", drafts),
        ];
        let others = truths.iter().filter(|(key, number)| *number > 0 && *key != skip);
        others.map(|(key, number)| format!("{}.", count(key, *number))).collect::<Vec<_>>().join(" ")
    };
    let line = |tone, shape, key: &str, number: u32, more: &str, opens| {
        let others = beside(key);
        let text = if others.is_empty() { words.say(more) } else { others };
        Line { tone, shape, title: count(key, number), text, opens }
    };
    if let Some(trouble) = shut_out {
        let text = troubles::sending(words, trouble);
        Line {
            tone: Tone::Alarm,
            shape: Shape::Warning,
            title: words.say("outbox-shut-out"),
            text,
            opens: LineTarget::Outbox,
        }
    } else if refused > 0 {
        line(Tone::Alarm, Shape::Warning, "home-refused", refused, "home-refused-more", LineTarget::Outbox)
    } else if need_information > 0 {
        line(
            Tone::Waiting,
            Shape::Message,
            "home-needs-information",
            need_information,
            "home-below",
            LineTarget::Nothing,
        )
    } else if waiting > 0 {
        line(Tone::Waiting, Shape::Cloud, "home-waiting", waiting, "home-waiting-more", LineTarget::Outbox)
    } else if let Some(PhotosWords { tone, title, part, why }) = photos {
        let text = why.map_or_else(|| part.clone(), |why| format!("{part}. {why}"));
        Line { tone, shape: Shape::Camera, title, text, opens: LineTarget::Outbox }
    } else if drafts > 0 {
        line(Tone::Waiting, Shape::Pen, "home-drafts", drafts, "home-drafts-more", LineTarget::Nothing)
    } else if all > 0 {
        let when = last_stored_at.map(|at| dates::recent(words, phone.local(at), phone.wall_clock()));
        let text = when.map(|when| words.say_with("home-last-sent", [("when", when.into())])).unwrap_or_default();
        Line {
            tone: Tone::Good,
            shape: Shape::Check,
            title: words.say("home-all-sent"),
            text,
            opens: LineTarget::Outbox,
        }
    } else {
        let (title, text) = (words.say("home-nothing-yet"), words.say("home-nothing-yet-more"));
        Line { tone: Tone::Plain, shape: Shape::Info, title, text, opens: LineTarget::Nothing }
    }
}
