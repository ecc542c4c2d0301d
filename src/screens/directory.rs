//! Services and numbers, offline. A number nobody verified for 180 days carries a warning.

use dioxus::prelude::*;
use jiff::civil::Date;
use kentongan_exchange::DirectoryEntry;

use super::{Empty, Trouble, explain, use_phone, use_stage};
use crate::components::{Bar, DialButton, DialNumber, Icon, Shape, use_words};
use crate::routes::Route;
use crate::translations::{Language, dates, troubles};

/// The directory.
#[component]
pub fn Directory() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let mut trouble = use_signal(|| None::<String>);
    let directory = phone.directory();
    let on_dial = {
        let phone = phone.clone();
        move |number: String| {
            if let Err(error) = phone.device().dial(&number) {
                trouble.set(Some(troubles::dial(words, &error, &number)));
            }
        }
    };
    let today = phone.wall_clock().date();
    rsx! {
        div { class: "screen", id: "directory",
            Bar { title: words.say("directory-title"), on_back: move |()| { navigator.push(Route::Home {}); } }
            main { class: "body", lang: words.form_code(),
                if let Some(text) = trouble() {
                    Trouble { text }
                }
                match directory {
                    Ok(directory) if directory.entries.is_empty() => rsx! { Empty { shape: Shape::Phone, text: words.say("directory-empty") } },
                    Ok(directory) => rsx! {
                        p { class: "soft small", {words.say("directory-intro")} }
                        ul { class: "stack",
                            for entry in directory.entries {
                                li { key: "{entry.code}", Service { verified: entry.is_verified_on(today), entry, on_dial: on_dial.clone() } }
                            }
                        }
                    },
                    Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
                }
            }
        }
    }
}

/// One service and how to reach it.
#[component]
fn Service(entry: DirectoryEntry, verified: bool, on_dial: EventHandler<String>) -> Element {
    let words = use_words();
    let (name, note) = match words.language() {
        Language::Indonesian | Language::Javanese => (entry.name_id.clone(), entry.note_id.clone()),
        Language::English => (entry.name_en.clone(), entry.note_en.clone()),
    };
    let number = (!entry.telephone.is_empty()).then(|| DialNumber {
        code: entry.code.clone(),
        name: name.clone(),
        telephone: entry.telephone.clone(),
    });
    let reachable = number.is_some() || !entry.whatsapp.is_empty();
    rsx! {
        article { class: "card service",
            h2 { "{name}" }
            if !note.is_empty() {
                p { class: "soft small", "{note}" }
            }
            if let Some(number) = number {
                DialButton { number, urgent: entry.emergency, on_dial }
            }
            if !entry.whatsapp.is_empty() {
                p { class: "row-line", Icon { shape: Shape::Message } span { "WhatsApp " b { class: "address", "{entry.whatsapp}" } } }
            }
            if !entry.link.is_empty() {
                p { class: "row-line", Icon { shape: Shape::Globe } span { class: "address", "{entry.link}" } }
            }
            if reachable {
                Stale { verified_on: entry.verified, verified }
            }
        }
    }
}

/// When the number was last verified, with a warning when that is long ago.
#[component]
fn Stale(verified_on: Option<Date>, verified: bool) -> Element {
    let words = use_words();
    let text = match verified_on {
        Some(day) if verified => {
            let day = dates::date(words, day);
            return rsx! { p { class: "soft small", {words.say_with("verified-on", [("date", day.into())])} } };
        }
        Some(day) => words.say_with("verified-long-ago", [("date", dates::date(words, day).into())]),
        None => words.say("verified-never"),
    };
    rsx! {
        p { class: "stale", Icon { shape: Shape::Warning } span { "{text}" } }
    }
}
