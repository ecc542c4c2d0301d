//! Photos that are damaged on this phone: what to do, and a button to give them up.

use dioxus::prelude::*;
use kentongan_exchange::RecordId;

use super::{Trouble, explain, use_phone, use_stage};
use crate::components::{AskFirst, Pill, RecordRow, Shape, Status, Tone, use_words};
use crate::routes::Route;

/// On a record's screen. Nothing when none of its photos is damaged.
#[component]
pub(super) fn DamagedOfRecord(record: RecordId) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let mut trouble = use_signal(|| None::<String>);
    let count = match phone.damaged_photos() {
        Ok(damaged) => damaged.get(&record).copied().unwrap_or(0),
        Err(error) => return rsx! { div { class: "contents", Trouble { text: explain(words, &error, stage) } } },
    };
    if count == 0 {
        return rsx! {};
    }
    let give_up = move |()| {
        trouble.set(phone.give_up_damaged_photos(record).err().map(|error| explain(words, &error, stage)));
    };
    rsx! {
        div { class: "contents",
            Status { id: "photos-damaged", tone: Tone::Alarm, shape: Shape::Warning,
                title: words.say_with("photos-damaged", [("count", count.into())]), text: words.say("photos-damaged-more") }
            AskFirst { id: "give-up-photos", go: words.say("give-up-photos"), title: words.say("give-up-photos-title"),
                text: words.say("give-up-photos-text"), yes: words.say("give-up-photos-yes"), on_yes: give_up }
            if let Some(text) = trouble() {
                Trouble { text }
            }
        }
    }
}

/// In the outbox: the records with damaged photos. Nothing when there is none.
#[component]
pub(super) fn DamagedPhotos() -> Element {
    let words = use_words();
    let phone = use_phone();
    let navigator = use_navigator();
    let damaged = phone.damaged_photos().unwrap_or_default();
    if damaged.is_empty() {
        return rsx! {};
    }
    let code = |record| phone.record(record).map(|found| found.line.code.to_string()).unwrap_or_default();
    rsx! {
        ul { class: "card rows", id: "outbox-damaged",
            for (record, count) in damaged {
                RecordRow { key: "{record}", shape: Shape::Camera, title: code(record), text: words.say("photos-damaged-open"),
                    pill: Pill { tone: Tone::Alarm, text: words.say_with("photos-damaged", [("count", count.into())]) },
                    on_open: move |()| { navigator.push(Route::OneRecord { record }); } }
            }
        }
    }
}
