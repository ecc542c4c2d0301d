//! The screen for data that the app cannot open: a newer app wrote it, or it is damaged.

use dioxus::prelude::*;

use super::Trouble;
use super::gate::GateHead;
use crate::phone::PhoneError;
use crate::translations::{Language, Words, troubles};

/// Needs the [`PhoneError`] as root context. It speaks every language, because the chosen one cannot be read either.
#[component]
pub fn CannotStart() -> Element {
    let error = use_context::<PhoneError>();
    rsx! {
        main { class: "screen gate", id: "cannot-start",
            GateHead { text: String::new(), take_focus: true }
            for words in Language::WHOLE.map(Words::new) {
                div { key: "{words.code()}", class: "stack", lang: words.code(),
                    Trouble { text: troubles::phone(words, &error) }
                    p { class: "soft", {words.say("in-danger-call")} }
                }
            }
        }
    }
}
