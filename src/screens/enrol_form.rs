//! Address and code, as a person types them to enrol a phone or to enrol it again.

use dioxus::prelude::*;

use super::Trouble;
use crate::components::use_words;
use crate::phone::EnrolmentError;
use crate::translations::troubles;

/// What was typed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) address: String,
    pub(super) code: String,
}

/// The two fields and the button.
#[component]
pub(super) fn EnrolForm(
    /// What stands in the address field at first.
    #[props(default)]
    address: String,
    /// The words on the button.
    go: String,
    busy: bool,
    trouble: ReadSignal<Option<EnrolmentError>>,
    on_go: EventHandler<Typed>,
) -> Element {
    let words = use_words();
    let first = use_hook(|| address.clone());
    let mut address = use_signal(|| first.clone());
    let mut code = use_signal(String::new);
    let submit = move |event: FormEvent| {
        event.prevent_default();
        if !busy {
            on_go.call(Typed { address: address(), code: code() });
        }
    };
    rsx! {
        form { class: "stack", onsubmit: submit,
            div { class: "question",
                label { r#for: "address", {words.say("enrol-address")} }
                input { class: "text", id: "address", name: "address", r#type: "text", inputmode: "url", autocomplete: "off",
                    autocapitalize: "none", spellcheck: "false", required: true, placeholder: "kentongan.example.org",
                    initial_value: first,
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
            button { class: "btn", id: "enrol", r#type: "submit", disabled: busy, "aria-busy": "{busy}",
                if busy { {words.say("enrol-busy")} } else { "{go}" }
            }
        }
    }
}
