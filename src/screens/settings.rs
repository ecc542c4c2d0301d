//! Settings: language and text size, guide and practice, the automatic lock, the networks for photos, data about this
//! app and phone.

use dioxus::prelude::*;

use super::language::Languages;
use super::photos::PhotosSetting;
use super::practice::PractiseButton;
use super::retention::KeepDays;
use super::stored_setting::{StoredRadioSetting, use_stored_setting};
use super::text_size::TextSizes;
use super::{Trouble, explain, use_phone, use_stage};
use crate::components::{Bar, Icon, Shape, use_words};
use crate::phone::{LOCK_AFTER_MINUTES, Phone};
use crate::routes::Route;

/// The settings.
#[component]
pub fn Settings() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let (facilitator, practising) = (phone.facilitator(), phone.is_practice());
    rsx! {
        div { class: "screen", id: "settings",
            Bar { title: words.say("settings-title"), on_back: move |()| { navigator.push(Route::Home {}); } }
            main { class: "body",
                Languages {}
                TextSizes {}
                button { class: "btn quiet", id: "open-guide", r#type: "button", onclick: move |_| { navigator.push(Route::Guide {}); },
                    Icon { shape: Shape::Info }
                    {words.say("guide-again")}
                }
                if !practising {
                    div { class: "contents",
                        PractiseButton { text: words.say("practice-title") }
                        p { class: "soft small", {words.say("practice-hint")} }
                    }
                }
                p { class: "soft small", {words.say("lock-hint")} }
                LockAfter {}
                if !practising {
                    button { class: "btn quiet", id: "open-change-pin", r#type: "button", onclick: move |_| { navigator.push(Route::ChangePin {}); },
                        Icon { shape: Shape::Lock }
                        {words.say("pin-change")}
                    }
                }
                KeepDays {}
                PhotosSetting {}
                h2 { {words.say("about-title")} }
                match facilitator {
                    Ok(known) => rsx! {
                        dl { class: "card facts",
                            div { dt { {words.say("about-version")} } dd { {env!("CARGO_PKG_VERSION")} } }
                            div { dt { {words.say("about-device")} } dd { id: "device-code", "{known.device_code}" } }
                            div { dt { {words.say("about-area")} } dd { "{known.area.name}" } }
                            div { dt { {words.say("about-organisation")} } dd { "{known.organisation.name}" } }
                            if !practising {
                                div { dt { {words.say("about-server")} } dd { "{known.server}" } }
                            }
                        }
                    },
                    Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
                }
                if !practising {
                    button { class: "btn quiet", id: "open-enrol-again", r#type: "button", onclick: move |_| { navigator.push(Route::EnrolAgain {}); },
                        Icon { shape: Shape::Cloud }
                        {words.say("enrol-again")}
                    }
                    p { class: "soft small", {words.say("enrol-again-hint")} }
                }
                p { class: "soft small", {words.say("about-app")} }
            }
        }
    }
}

/// After how long without a touch the phone locks itself.
#[component]
fn LockAfter() -> Element {
    let words = use_words();
    let setting = use_stored_setting(Phone::lock_after_minutes, Phone::set_lock_after_minutes);
    let label = |minutes: u32| words.say_with("lock-after-minutes", [("minutes", minutes.into())]);
    rsx! {
        div { class: "contents",
            StoredRadioSetting { name: "lock-after", title: words.say("settings-lock-after"), setting,
                values: LOCK_AFTER_MINUTES.map(|minutes| (minutes, minutes.to_string(), label(minutes))).to_vec() }
        }
    }
}
