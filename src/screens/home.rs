//! Home: two big actions, what waits to be sent, what to continue.

use dioxus::prelude::*;

use super::clock::ClockLine;
use super::photos::{PhotosWords, photos_words};
use super::{Trouble, explain, record_lines, use_phone, use_sending, use_stage};
use crate::components::{Bar, Icon, RecordRow, Shape, Status, Tone, use_words};
use crate::phone::{ACTIVITY, INCIDENT, SendTrouble, SendingState, Stage};
use crate::routes::Route;
use crate::translations::{Words, troubles};

/// The first screen behind the PIN.
#[component]
pub fn Home() -> Element {
    let words = use_words();
    let phone = use_phone();
    let mut stage = use_stage();
    let navigator = use_navigator();
    let sending = use_sending();
    let mut trouble = use_signal(|| None::<String>);
    let photos = photos_words(&phone, words, sending());
    let shut_out = match sending() {
        SendingState::Idle { last } => last.and_then(|report| report.trouble).filter(|trouble| trouble.shuts_out()),
        SendingState::Sending { .. } | SendingState::SendingPhotos(_) => None,
    };
    let facilitator = phone.facilitator();
    let (place, who) = match &facilitator {
        Ok(known) => {
            (known.area.name.clone(), words.say_with("facilitator", [("code", known.device_code.as_str().into())]))
        }
        Err(_) => (words.say("home"), String::new()),
    };
    let status = phone.outbox_status();
    let drafts = phone.drafts();
    let start = {
        let phone = phone.clone();
        move |form: &'static str| match phone.start_draft(form) {
            Ok(record) => {
                navigator.push(Route::FillIn { record, at: String::new() });
            }
            Err(error) => trouble.set(Some(explain(words, &error, stage))),
        }
    };
    let (mut report, mut teach) = (start.clone(), start);
    let lock = {
        let phone = phone.clone();
        move |_| {
            phone.lock();
            stage.set(Stage::Locked);
        }
    };
    rsx! {
        div { class: "screen", id: "home-screen",
            Bar { title: place, subtitle: who,
                button { class: "iconbtn", id: "lock", r#type: "button", "aria-label": words.say("lock-now"), onclick: lock,
                    Icon { shape: Shape::Lock }
                }
            }
            main { class: "body",
                match &status {
                    Ok(status) if phone.is_practice() => rsx! {
                        Status { id: "status", tone: Tone::Waiting, shape: Shape::Pen,
                            title: words.say_with("home-waiting", [("count", status.waiting.into())]), text: words.say("practice-nothing-sent"),
                            on_open: move |()| { navigator.push(Route::Outbox {}); } }
                    },
                    Ok(status) => rsx! { WaitingLine { shut_out, waiting: status.waiting, refused: status.refused, photos } },
                    Err(error) => rsx! { Trouble { text: explain(words, error, stage) } },
                }
                ClockLine {}
                if let Some(text) = trouble() {
                    Trouble { text }
                }
                button { class: "action report", id: "report-incident", r#type: "button", onclick: move |_| report(INCIDENT),
                    span { class: "disc", Icon { shape: Shape::Shield } }
                    span { b { {words.say("report-incident")} } span { class: "more", {words.say("report-incident-more")} } }
                }
                button { class: "action teach", id: "record-activity", r#type: "button", onclick: move |_| teach(ACTIVITY),
                    span { class: "disc", Icon { shape: Shape::Group } }
                    span { b { {words.say("record-activity")} } span { class: "more", {words.say("record-activity-more")} } }
                }
                match drafts {
                    Ok(drafts) if !drafts.is_empty() => rsx! {
                        h2 { {words.say("drafts-title")} }
                        ul { class: "card rows", id: "drafts",
                            for draft in drafts {
                                RecordRow { key: "{draft.record}", shape: record_lines::shape(&draft), title: record_lines::title(words, &draft),
                                    text: record_lines::describe(&phone, words, &draft), pill: record_lines::pill(words, &draft),
                                    on_open: move |()| { navigator.push(Route::FillIn { record: draft.record, at: String::new() }); } }
                            }
                        }
                    },
                    Ok(_) => rsx! {},
                    Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
                }
                nav { class: "tiles", "aria-label": words.say("more"),
                    Tile { id: "open-directory", shape: Shape::Phone, text: words.say("directory-title"), urgent: true, to: Route::Directory {} }
                    Tile { id: "open-records", shape: Shape::List, text: words.say("records-title"), to: Route::Records {} }
                    Tile { id: "open-outbox", shape: Shape::Cloud, text: words.say("outbox-title"), to: Route::Outbox {} }
                    Tile { id: "open-settings", shape: Shape::Settings, text: words.say("settings-title"), to: Route::Settings {} }
                }
            }
        }
    }
}

/// One line on what waits.
#[component]
fn WaitingLine(shut_out: Option<SendTrouble>, waiting: u32, refused: u32, photos: Option<PhotosWords>) -> Element {
    let words = use_words();
    let navigator = use_navigator();
    let (tone, shape, title, text) = match shut_out {
        Some(trouble) => {
            let why = troubles::sending(words, trouble);
            (Tone::Alarm, Shape::Warning, words.say("outbox-shut-out"), why)
        }
        None => waiting_words(words, waiting, refused, photos),
    };
    rsx! {
        div { class: "contents",
            Status { id: "status", tone, shape, title, text, on_open: move |()| { navigator.push(Route::Outbox {}); } }
        }
    }
}

fn waiting_words(
    words: Words,
    waiting: u32,
    refused: u32,
    photos: Option<PhotosWords>,
) -> (Tone, Shape, String, String) {
    if refused > 0 {
        let title = words.say_with("home-refused", [("count", refused.into())]);
        (Tone::Alarm, Shape::Warning, title, words.say("home-refused-more"))
    } else if waiting > 0 {
        let title = words.say_with("home-waiting", [("count", waiting.into())]);
        (Tone::Waiting, Shape::Cloud, title, words.say("home-waiting-more"))
    } else if let Some(PhotosWords { tone, title, part, why }) = photos {
        let text = why.map_or_else(|| part.clone(), |why| format!("{part}. {why}"));
        (tone, Shape::Camera, title, text)
    } else {
        (Tone::Good, Shape::Check, words.say("home-nothing-waits"), String::new())
    }
}

#[component]
fn Tile(id: String, shape: Shape, text: String, #[props(default)] urgent: bool, to: Route) -> Element {
    let navigator = use_navigator();
    rsx! {
        button { class: if urgent { "card tile urgent" } else { "card tile" }, id, r#type: "button",
            onclick: move |_| { navigator.push(to.clone()); },
            Icon { shape }
            "{text}"
        }
    }
}
