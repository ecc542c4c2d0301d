//! Kentongan, the phone app of village facilitators.
//!
//! Where to start: [`App`] shows the gate (enrol, choose a PIN, unlock) or the screens in [`routes`]. [`screens`] show
//! state and send intents to [`phone::Phone`], the facade for vault, outbox and sending. They are made of
//! [`components`], which know nothing of storage. [`translations`] has the words. Only `launch.rs` knows whether a
//! phone, a desktop window or a browser draws the app.

pub mod components;
pub mod device;
pub mod elapsed;
pub mod enrolment;
pub mod launch;
#[cfg(feature = "java")]
pub mod native;
pub mod offered_keys;
pub mod outbox;
pub mod phone;
pub mod photos_allowed;
pub mod picture;
pub mod pin_cost;
pub mod refusal;
pub mod routes;
pub mod screens;
pub mod sending;
pub mod storage;
pub mod translations;
pub mod vault;

use dioxus::prelude::*;

use crate::phone::{Phone, Stage};
use crate::routes::Route;
use crate::screens::{
    BufferWipe, ChoosePin, ChosenTextSize, DeviceEvents, Enrol, GuideFirst, Practice, PracticePhone, Unlock,
    UnlockedFrame,
};
use crate::translations::Words;

/// The styles: one file of custom properties and four that use them, compiled in.
pub const STYLE: &str = concat!(
    include_str!("../assets/css/tokens.css"),
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/parts.css"),
    include_str!("../assets/css/form.css"),
    include_str!("../assets/css/pages.css"),
);

/// The app. Needs a [`Phone`] as root context.
#[component]
pub fn App() -> Element {
    let phone = use_context::<Phone>();
    let language = use_context_provider({
        let phone = phone.clone();
        move || Signal::new(phone.language())
    });
    let size = use_context_provider({
        let phone = phone.clone();
        move || Signal::new(phone.text_size())
    });
    let mut stage = use_context_provider({
        let phone = phone.clone();
        move || Signal::new(phone.stage())
    });
    let PracticePhone(practice) = use_context_provider(|| PracticePhone(Signal::new(None)));
    use_effect(move || {
        // Screens in Javanese set their own language.
        let language = Words::new(*language.read()).form_code();
        document::eval(&format!("document.documentElement.lang = '{language}'"));
    });
    // After the first unlock the renderer's buffers hold text from behind the PIN.
    let mut opened = use_signal(|| false);
    use_effect(move || {
        if stage() == Stage::Open && !*opened.peek() {
            opened.set(true);
        }
    });
    // A practice locks the phone.
    use_effect(move || {
        practice.read();
        stage.set(phone.stage());
    });
    rsx! {
        div { class: "contents",
            ChosenTextSize { size: size() }
            DeviceEvents {
                div { class: "contents",
                    if let Some(phone) = practice() {
                        Practice { phone }
                    } else {
                        div { class: "contents",
                            match stage() {
                                Stage::NotEnrolled => rsx! { Enrol {} },
                                Stage::NeedsPin => rsx! { ChoosePin {} },
                                Stage::Locked => rsx! {
                                    div { class: "contents",
                                        Unlock {}
                                        if opened() {
                                            BufferWipe {}
                                        }
                                    }
                                },
                                Stage::Open => rsx! { UnlockedFrame { GuideFirst { Router::<Route> {} } } },
                            }
                        }
                    }
                }
            }
        }
    }
}
