//! Help: what this phone is and what is left on it, for whoever helps by telephone, and how to keep its maker from
//! holding back what is to be sent. Nothing here says what was recorded.

use dioxus::prelude::*;

use super::{Trouble, explain, use_phone, use_sending, use_stage};
use crate::components::{Bar, Icon, Shape, Status, Tone, use_words};
use crate::phone::{BackgroundWork, Make};
use crate::routes::Route;
use crate::translations::{Words, sizes};

/// Less room than this is little: a day with photos takes a tenth of it.
const LITTLE_ROOM: u64 = 100 * 1_000_000;

/// The screen.
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
    rsx! {
        div { class: "screen", id: "support",
            Bar { title: words.say("support-title"), on_back: move |()| { navigator.push(Route::Settings {}); } }
            main { class: "body",
                p { {words.say("support-intro")} }
                BatterySettings {}
                if free.is_some_and(|free| free < LITTLE_ROOM) {
                    Status { tone: Tone::Waiting, shape: Shape::Warning, title: words.say("little-room"), text: words.say("little-room-next") }
                }
                h2 { {words.say("support-phone")} }
                match status {
                    Ok(status) => rsx! {
                        dl { class: "card facts", id: "support-facts",
                            div { dt { {words.say("about-version")} } dd { {env!("CARGO_PKG_VERSION")} } }
                            div { dt { {words.say("support-model")} } dd { {device.model()} } }
                            div { dt { {words.say("support-system")} } dd { {device.system()} } }
                            if let Some(free) = free {
                                div { dt { {words.say("support-free")} } dd { {sizes::bytes(words, free)} } }
                            }
                            div { dt { {words.say("support-waiting")} } dd { "{status.waiting}" } }
                            div { dt { {words.say("support-refused")} } dd { "{status.refused}" } }
                        }
                    },
                    Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
                }
                p { class: "soft small", {words.say("support-nothing-recorded")} }
            }
        }
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

/// Where the makers hide it.
fn steps(words: Words, make: Make) -> String {
    words.say(match make {
        Make::Xiaomi => "battery-xiaomi",
        Make::Oppo => "battery-oppo",
        Make::Vivo => "battery-vivo",
        Make::Samsung => "battery-samsung",
        Make::Other => "battery-other",
    })
}
