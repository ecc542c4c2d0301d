//! Whose keys can read the reports: eight words that two people compare over the telephone.

use dioxus::prelude::*;
use kentongan_exchange::KeyFingerprint;

use super::gate::GateHead;
use super::{Trouble, explain, use_phone, use_stage};
use crate::components::{focus_appeared, use_words};
use crate::phone::Facilitator;

/// The words with numbers.
#[component]
pub(super) fn KeyWords(fingerprint: KeyFingerprint) -> Element {
    rsx! {
        ol { class: "key-words", id: "key-words", translate: "no", lang: "id",
            for word in fingerprint.words() {
                li { key: "{word}", "{word}" }
            }
        }
    }
}

/// Before the first PIN: who will run the phone, and whether the coordinator reads out the same words.
#[component]
pub(super) fn CompareKeys(facilitator: Facilitator, fingerprint: KeyFingerprint, on_same: EventHandler<()>) -> Element {
    let words = use_words();
    let phone = use_phone();
    let mut stage = use_stage();
    let mut other = use_signal(|| false);
    let mut trouble = use_signal(|| None::<String>);
    let whose = [("organisation", facilitator.organisation.name.into()), ("server", facilitator.server.into())];
    let discard = {
        let phone = phone.clone();
        move |_| match phone.discard_enrolment() {
            Ok(()) => stage.set(phone.stage()),
            Err(error) => trouble.set(Some(explain(words, &error, stage))),
        }
    };
    rsx! {
        div { class: "stack", id: "compare-keys",
            GateHead { text: words.say("keys-title"), take_focus: true }
            p { {words.say_with("keys-whose", whose)} }
            KeyWords { fingerprint }
            if other() {
                div { class: "stack", id: "keys-differ",
                    h2 { tabindex: "-1", onmounted: focus_appeared, {words.say("keys-differ-title")} }
                    p { {words.say("keys-differ-text")} }
                    if let Some(text) = trouble() {
                        Trouble { text }
                    }
                    button { class: "btn alarm", id: "keys-discard", r#type: "button", onclick: discard, {words.say("keys-discard")} }
                    button { class: "btn quiet", id: "keys-again", r#type: "button", onclick: move |_| other.set(false),
                        {words.say("keys-again")}
                    }
                }
            } else {
                div { class: "stack",
                    p { class: "soft small", {words.say("keys-how")} }
                    button { class: "btn", id: "keys-same", r#type: "button", onclick: move |_| on_same.call(()), {words.say("keys-same")} }
                    button { class: "btn quiet alarm", id: "keys-other", r#type: "button", onclick: move |_| other.set(true),
                        {words.say("keys-other")}
                    }
                }
            }
        }
    }
}
