//! Help: the coordinator's office and number, what to do when something goes wrong, and data about this phone to read
//! out over the telephone. Nothing here shows what was recorded.

use dioxus::prelude::*;
use kentongan_exchange::Organisation;

use super::contacts::{ContactWay, use_contact_way};
use super::copy::CopyButton;
use super::{Trouble, explain, use_phone, use_sending, use_stage};
use crate::components::{Bar, Icon, Shape, Status, Tone, use_words};
use crate::phone::{BackgroundWork, Make, OutboxStatus, Phone};
use crate::routes::Route;
use crate::translations::{Words, sizes};

/// Less free space than this is little: a day with photos takes a tenth of it.
const LITTLE_ROOM: u64 = 100 * 1_000_000;

/// The help screen.
#[component]
pub fn Support() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    use_sending().read();
    let device = phone.device();
    let free = device.free_space();
    let status = phone.outbox_status();
    let unread = phone.unread_news().unwrap_or(0);
    let organisation = phone.organisation();
    rsx! {
        div { class: "screen", id: "support",
            Bar { title: words.say("support-title"), on_back: move |()| { navigator.push(Route::Home {}); } }
            main { class: "body",
                Coordinator { organisation }
                if unread > 0 {
                    Status { id: "update-needed", tone: Tone::Waiting, shape: Shape::Info, title: words.say("update-needed"), text: words.say("update-needed-more") }
                }
                if free.is_some_and(|free| free < LITTLE_ROOM) {
                    Status { tone: Tone::Waiting, shape: Shape::Warning, title: words.say("little-room"), text: words.say("little-room-next") }
                }
                Topic { id: "help-not-sent", shape: Shape::Cloud, title: words.say("help-not-sent"),
                    p { {words.say("help-not-sent-text")} }
                    div { class: "contents", BatterySettings {} }
                }
                Topic { id: "help-pin", shape: Shape::Lock, title: words.say("help-pin"),
                    p { {words.say("forgot-nobody")} }
                    p { {words.say("help-pin-text")} }
                }
                Topic { id: "help-lost-phone", shape: Shape::Warning, title: words.say("help-lost-phone"),
                    p { {words.say("help-lost-phone-text")} }
                }
                button { class: "btn quiet", id: "open-guide", r#type: "button", onclick: move |_| { navigator.push(Route::Guide {}); },
                    Icon { shape: Shape::Info }
                    {words.say("guide-again")}
                }
                h2 { {words.say("support-phone")} }
                match status {
                    Ok(status) => rsx! { PhoneFacts { facts: facts(words, &phone, status, free) } },
                    Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
                }
                p { class: "soft small", {words.say("support-nothing-recorded")} }
            }
        }
    }
}

/// The office and its number come first: people need them when nothing else works.
#[component]
fn Coordinator(organisation: Organisation) -> Element {
    let words = use_words();
    let (reach, unreached) = use_contact_way();
    let Organisation { name, office, telephone, whatsapp } = organisation;
    let (call, chat) = (telephone.clone(), whatsapp.clone());
    let is_known = !(telephone.is_empty() && whatsapp.is_empty());
    let to_copy = if telephone.is_empty() { whatsapp.clone() } else { telephone.clone() };
    rsx! {
        section { class: "card stack", id: "coordinator",
            h2 { {words.say("your-coordinator")} }
            p { b { class: "block", "{name}" } "{office}" }
            if is_known {
                p { class: "number whole", span { class: "address", "{to_copy}" } }
            } else {
                p { class: "soft", {words.say("coordinator-unknown")} }
            }
            if is_known {
                div { class: "ways",
                    if !telephone.is_empty() {
                        button { class: "btn small", id: "dial-coordinator", r#type: "button", onclick: move |_| reach.call(ContactWay::Telephone(call.clone())),
                            Icon { shape: Shape::Phone }
                            {words.say("way-call")}
                        }
                    }
                    if !whatsapp.is_empty() {
                        button { class: "btn small", id: "whatsapp-coordinator", r#type: "button", onclick: move |_| reach.call(ContactWay::WhatsApp(chat.clone())),
                            Icon { shape: Shape::Message }
                            {words.say("way-whatsapp")}
                        }
                    }
                    CopyButton { id: "copy-coordinator", text: to_copy.clone(), what: to_copy }
                }
            }
            if let Some(text) = unreached() {
                Trouble { text }
            }
        }
    }
}

/// A problem, and what to do.
#[component]
fn Topic(id: String, shape: Shape, title: String, children: Element) -> Element {
    rsx! {
        details { class: "card fold", id,
            summary { Icon { shape } b { class: "grow", "{title}" } Icon { shape: Shape::Down } }
            div { class: "stack", {children} }
        }
    }
}

/// Name and value of each fact, to read out or copy.
fn facts(words: Words, phone: &Phone, status: OutboxStatus, free: Option<u64>) -> Vec<(String, String)> {
    let device = phone.device();
    let mut facts = Vec::new();
    if let Ok(known) = phone.facilitator() {
        facts.push((words.say("about-device"), known.device_code));
    }
    facts.push((words.say("about-version"), env!("CARGO_PKG_VERSION").to_owned()));
    facts.push((words.say("support-model"), device.model()));
    facts.push((words.say("support-system"), device.system()));
    facts.extend(free.map(|free| (words.say("support-free"), sizes::bytes(words, free))));
    facts.push((words.say("support-waiting"), status.waiting.to_string()));
    facts.push((words.say("support-refused"), status.refused.to_string()));
    facts
}

#[component]
fn PhoneFacts(facts: Vec<(String, String)>) -> Element {
    let words = use_words();
    let lines: Vec<String> = facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    rsx! {
        dl { class: "card facts side", id: "support-facts",
            for (name, value) in facts {
                div { key: "{name}", dt { "{name}" } dd { "{value}" } }
            }
        }
        p { class: "soft small", {words.say("support-intro")} }
        div { class: "contents", CopyButton { id: "copy-facts", text: lines.join("\n"), label: words.say("support-copy") } }
    }
}

/// Whether the phone sends while the app is closed, and what its owner can do about it.
#[component]
fn BatterySettings() -> Element {
    let words = use_words();
    let phone = use_phone();
    let mut not_opened = use_signal(|| false);
    let device = phone.device().clone();
    let (tone, shape, title, text) = match device.background_work() {
        BackgroundWork::Allowed => (Tone::Good, Shape::Check, "background-free", "background-free-next"),
        BackgroundWork::Delayed => (Tone::Waiting, Shape::Warning, "background-held", "background-held-next"),
        BackgroundWork::Never => (Tone::Waiting, Shape::Info, "background-never", "background-never-next"),
    };
    let held = device.background_work() == BackgroundWork::Delayed;
    let steps = held.then(|| steps(words, Make::of(&device.model())));
    rsx! {
        div { class: "contents",
            Status { tone, shape, title: words.say(title), text: words.say(text) }
            if let Some(steps) = steps {
                section { class: "card stack", id: "battery-steps",
                    h2 { {words.say("battery-title")} }
                    p { "{steps}" }
                    button { class: "btn", id: "open-battery", r#type: "button",
                        onclick: move |_| not_opened.set(device.open_battery_settings().is_err()),
                        Icon { shape: Shape::Settings }
                        {words.say("battery-open")}
                    }
                    if not_opened() {
                        Trouble { text: words.say("battery-not-opened") }
                    }
                }
            }
        }
    }
}

/// Where each maker hides the setting.
fn steps(words: Words, make: Make) -> String {
    words.say(match make {
        Make::Xiaomi => "battery-xiaomi",
        Make::Oppo => "battery-oppo",
        Make::Vivo => "battery-vivo",
        Make::Samsung => "battery-samsung",
        Make::Other => "battery-other",
    })
}
