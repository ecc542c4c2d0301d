//! Enrolling: the server's address and a one-time code.

use dioxus::prelude::*;

use super::gate::GateHead;
use super::{Trouble, use_phone, use_stage};
use crate::components::use_words;
use crate::translations::{Language, troubles};

/// The first screen of a new phone.
#[component]
pub fn Enrol() -> Element {
    let words = use_words();
    let phone = use_phone();
    let mut stage = use_stage();
    let mut language = use_context::<Signal<Language>>();
    let mut address = use_signal(String::new);
    let mut code = use_signal(String::new);
    let mut busy = use_signal(|| false);
    let mut trouble = use_signal(|| None);
    let other = match words.language() {
        Language::Indonesian => Language::English,
        Language::English => Language::Indonesian,
    };
    let choose_language = {
        let phone = phone.clone();
        move |_| {
            phone.set_language(other);
            language.set(other);
        }
    };
    let enrol = move |event: FormEvent| {
        event.prevent_default();
        if busy() {
            return;
        }
        let phone = phone.clone();
        busy.set(true);
        trouble.set(None);
        spawn(async move {
            match phone.enrol(&address(), &code()).await {
                Ok(()) => stage.set(phone.stage()),
                Err(error) => trouble.set(Some(error)),
            }
            busy.set(false);
        });
    };
    rsx! {
        main { class: "screen gate",
            GateHead { text: words.say("enrol-intro"), take_focus: true }
            form { class: "stack", onsubmit: enrol,
                div { class: "question",
                    label { r#for: "address", {words.say("enrol-address")} }
                    input { class: "text", id: "address", name: "address", r#type: "text", inputmode: "url", autocomplete: "off",
                        autocapitalize: "none", spellcheck: "false", required: true, placeholder: "kentongan.example.org",
                        oninput: move |event| address.set(event.value()) }
                }
                div { class: "question",
                    label { r#for: "code", {words.say("enrol-code")} }
                    input { class: "text", id: "code", name: "code", r#type: "text", autocomplete: "off", required: true,
                        autocapitalize: "characters", spellcheck: "false", placeholder: "7K3Q-M2XA",
                        "aria-describedby": "code-hint",
                        oninput: move |event| code.set(event.value()) }
                    p { class: "hint soft small", id: "code-hint", {words.say("enrol-code-hint")} }
                }
                if let Some(error) = trouble.read().as_ref() {
                    Trouble { text: troubles::enrolment(words, error) }
                }
                button { class: "btn", id: "enrol", r#type: "submit", disabled: busy(), "aria-busy": "{busy}",
                    {words.say(if busy() { "enrol-busy" } else { "enrol-go" })}
                }
            }
            button { class: "link", id: "other-language", r#type: "button", lang: other.code(), onclick: choose_language,
                {other.own_name()}
            }
        }
    }
}
