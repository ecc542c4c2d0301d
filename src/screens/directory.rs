//! Services and numbers, offline. Every action is a button with a word, always in the same order: call, WhatsApp or
//! open, copy. Services without a number are folded into one line. A number that nobody verified for 180 days gets a
//! warning.

use dioxus::prelude::*;
use jiff::civil::Date;
use kentongan_exchange::DirectoryEntry;

use super::contacts::{ContactWay, named, use_contact_way};
use super::copy::CopyButton;
use super::{Empty, Trouble, explain, in_order, use_phone, use_stage};
use crate::components::{Bar, Icon, Shape, use_words};
use crate::routes::Route;
use crate::translations::{Words, dates};

/// The directory, in the order of the screen.
#[derive(Default)]
struct Parts {
    emergency: Vec<DirectoryEntry>,
    services: Vec<DirectoryEntry>,
    links: Vec<DirectoryEntry>,
    unreachable: Vec<DirectoryEntry>,
}

impl Parts {
    fn of(entries: Vec<DirectoryEntry>) -> Self {
        let mut parts = Self::default();
        for entry in entries {
            let has_number = !entry.telephone.is_empty() || !entry.whatsapp.is_empty();
            let part = if entry.emergency && has_number {
                &mut parts.emergency
            } else if has_number {
                &mut parts.services
            } else if !entry.link.is_empty() {
                &mut parts.links
            } else {
                &mut parts.unreachable
            };
            part.push(entry);
        }
        parts.emergency = in_order(parts.emergency);
        parts
    }
}

/// The directory's screen.
#[component]
pub fn Directory() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let (reach, trouble) = use_contact_way();
    let directory = phone.directory();
    let today = phone.wall_clock().date();
    let on_reach = move |to| reach.call(to);
    rsx! {
        div { class: "screen", id: "directory",
            Bar { title: words.say("directory-title"), subtitle: words.say("directory-intro"),
                on_back: move |()| { navigator.push(Route::Home {}); } }
            main { class: "body", lang: words.form_code(),
                if let Some(text) = trouble() {
                    Trouble { text }
                }
                match directory {
                    Ok(directory) if directory.entries.is_empty() => rsx! { Empty { shape: Shape::Phone, text: words.say("directory-empty") } },
                    Ok(directory) => {
                        let Parts { emergency, services, links, unreachable } = Parts::of(directory.entries);
                        rsx! {
                            div { class: "contents",
                                if !emergency.is_empty() {
                                    section { class: "stack", h2 { class: "hidden-words", {words.say("emergency-numbers")} } Services { entries: emergency, today, on_reach } }
                                }
                                if !services.is_empty() {
                                    section { class: "stack", h2 { {words.say("directory-services")} } Services { entries: services, today, on_reach } }
                                }
                                if !links.is_empty() {
                                    section { class: "stack", h2 { {words.say("directory-links")} } Services { entries: links, today, on_reach } }
                                }
                                if !unreachable.is_empty() {
                                    Unreachable { entries: unreachable }
                                }
                            }
                        }
                    },
                    Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
                }
            }
        }
    }
}

#[component]
fn Services(entries: Vec<DirectoryEntry>, today: Date, on_reach: EventHandler<ContactWay>) -> Element {
    rsx! {
        ul { class: "card rows",
            for entry in entries {
                li { key: "{entry.code}", Service { verified: entry.is_verified_on(today), entry, on_reach } }
            }
        }
    }
}

/// One service and the ways to reach it.
#[component]
fn Service(entry: DirectoryEntry, verified: bool, on_reach: EventHandler<ContactWay>) -> Element {
    let words = use_words();
    let (name, note) = named(&entry, words);
    let DirectoryEntry { code, telephone, whatsapp, link, emergency, .. } = entry.clone();
    let number = if telephone.is_empty() { whatsapp.clone() } else { telephone.clone() };
    let to_copy = if number.is_empty() { link.clone() } else { number.clone() };
    let (call, chat, open) = (telephone.clone(), whatsapp.clone(), link.clone());
    rsx! {
        article { class: "service",
            h3 { "{name}" }
            if !note.is_empty() {
                p { class: "soft small", "{note}" }
            }
            p { class: if emergency { "number big whole" } else { "number whole" }, span { class: "address", "{to_copy}" } }
            if !telephone.is_empty() && !whatsapp.is_empty() {
                p { class: "soft small", "WhatsApp " span { class: "address whole", "{whatsapp}" } }
            }
            div { class: "ways",
                if !telephone.is_empty() {
                    WayButton { id: "dial-{code}", shape: Shape::Phone, key_of_words: "way-call", whom: name.clone(), urgent: emergency,
                        on_press: move |()| on_reach.call(ContactWay::Telephone(call.clone())) }
                }
                if !whatsapp.is_empty() {
                    WayButton { id: "whatsapp-{code}", shape: Shape::Message, key_of_words: "way-whatsapp", whom: name.clone(),
                        on_press: move |()| on_reach.call(ContactWay::WhatsApp(chat.clone())) }
                }
                if !link.is_empty() {
                    WayButton { id: "open-{code}", shape: Shape::Globe, key_of_words: "way-open", whom: name.clone(),
                        on_press: move |()| on_reach.call(ContactWay::Link(open.clone())) }
                }
                CopyButton { id: "copy-{code}", text: to_copy.clone(), what: to_copy }
            }
            // Not for emergency numbers, because the state fixes them.
            if !number.is_empty() && !emergency {
                Stale { verified_on: entry.verified, verified }
            }
        }
    }
}

/// A button for one action. Its accessible name begins with its word and then names the service.
#[component]
fn WayButton(
    id: String,
    shape: Shape,
    key_of_words: String,
    whom: String,
    #[props(default)] urgent: bool,
    on_press: EventHandler<()>,
) -> Element {
    let words = use_words();
    let word = words.say(&key_of_words);
    rsx! {
        button { class: if urgent { "btn alarm small" } else { "btn small" }, id, r#type: "button", "aria-label": "{word} {whom}",
            onclick: move |_| on_press.call(()),
            Icon { shape }
            "{word}"
        }
    }
}

/// One line for all services that nobody can reach yet.
#[component]
fn Unreachable(entries: Vec<DirectoryEntry>) -> Element {
    let words = use_words();
    rsx! {
        details { class: "card fold", id: "without-number",
            summary { Icon { shape: Shape::Info } span { class: "grow", {words.say_with("directory-without", [("count", entries.len().into())])} } Icon { shape: Shape::Down } }
            ul { class: "stack",
                for entry in entries {
                    li { key: "{entry.code}", WithoutNumber { entry } }
                }
            }
        }
    }
}

#[component]
fn WithoutNumber(entry: DirectoryEntry) -> Element {
    let words = use_words();
    let (name, note) = named(&entry, words);
    rsx! {
        p { b { "{name}" } " " span { class: "soft small", "{note}" } }
    }
}

/// When somebody last verified the number, with a warning when that is long ago.
#[component]
fn Stale(verified_on: Option<Date>, verified: bool) -> Element {
    let words = use_words();
    let text = stale_words(words, verified_on);
    rsx! {
        p { class: if verified { "soft small" } else { "stale" },
            if !verified {
                Icon { shape: Shape::Clock }
            }
            span { {if verified { words.say_with("verified-on", [("date", day(words, verified_on).into())]) } else { text }} }
        }
    }
}

fn day(words: Words, day: Option<Date>) -> String {
    day.map(|day| dates::date(words, day)).unwrap_or_default()
}

fn stale_words(words: Words, verified_on: Option<Date>) -> String {
    match verified_on {
        Some(_) => words.say_with("verified-long-ago", [("date", day(words, verified_on).into())]),
        None => words.say("verified-never"),
    }
}
