//! Address and code, to enrol a phone or to enrol it again. If the person pastes a whole enrolment link into one field,
//! both are filled.

use dioxus::prelude::*;
use kentongan_exchange::EnrolmentLink;

use super::Trouble;
use super::device_events::{take, use_opened};
use crate::components::use_words;
use crate::phone::EnrolmentError;
use crate::translations::troubles;

/// The typed text.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct EnrolmentInput {
    pub(super) address: String,
    pub(super) code: String,
}

/// The two fields and the button.
#[component]
pub(super) fn EnrolForm(
    /// The initial text of the address field.
    #[props(default)]
    address: String,
    /// The words on the button.
    go: String,
    busy: bool,
    trouble: ReadSignal<Option<EnrolmentError>>,
    on_go: EventHandler<EnrolmentInput>,
) -> Element {
    let words = use_words();
    let mut address = use_signal(|| address.clone());
    let mut code = use_signal(String::new);
    // A pasted link replaces the code's field by a new one. An opened link replaces both fields.
    let (mut pasted, mut opened) = (use_signal(|| 0_u32), use_signal(|| 0_u32));
    let from_outside = use_opened().link;
    use_effect(move || {
        let Some(link) = take(from_outside) else { return };
        if let Ok(known) = link.parse::<EnrolmentLink>() {
            code.set(known.code.to_string());
            pasted += 1;
            address.set(known.to_string());
        } else {
            // Unchecked: enrolling says what is wrong with it.
            address.set(link);
        }
        opened += 1;
    });
    let on_address = move |event: FormEvent| {
        let typed = event.value();
        if let Ok(link) = typed.parse::<EnrolmentLink>() {
            code.set(link.code.to_string());
            pasted += 1;
        }
        address.set(typed);
    };
    let on_code = move |event: FormEvent| {
        let typed = event.value();
        let Ok(link) = typed.parse::<EnrolmentLink>() else {
            code.set(typed);
            return;
        };
        code.set(link.code.to_string());
        address.set(link.to_string());
        pasted += 1;
        opened += 1;
    };
    let submit = move |event: FormEvent| {
        event.prevent_default();
        if !busy {
            on_go.call(EnrolmentInput { address: address(), code: code() });
        }
    };
    rsx! {
        form { class: "stack", onsubmit: submit,
            div { class: "question",
                label { r#for: "address", {words.say("enrol-address")} }
                for key in [opened()] {
                    input { key: "{key}", class: "text", id: "address", name: "address", r#type: "text", inputmode: "url", autocomplete: "off",
                        autocapitalize: "none", spellcheck: "false", required: true, placeholder: "kentongan.example.org",
                        initial_value: address.peek().clone(),
                        "aria-describedby": "address-hint",
                        oninput: on_address }
                }
                p { class: "hint soft small", id: "address-hint", {words.say("enrol-address-hint")} }
            }
            div { class: "question",
                label { r#for: "code", {words.say("enrol-code")} }
                for key in [pasted()] {
                    input { key: "{key}", class: "text", id: "code", name: "code", r#type: "text", autocomplete: "off",
                        required: true, autocapitalize: "characters", spellcheck: "false", placeholder: "7K3Q-M2XA",
                        "aria-describedby": "code-hint", initial_value: code.peek().clone(),
                        oninput: on_code }
                }
                p { class: "hint soft small", id: "code-hint", {words.say("enrol-code-hint")} }
            }
            if let Some(error) = trouble.read().as_ref() {
                Trouble { text: troubles::enrolment(words, error) }
            }
            button { class: "btn", id: "enrol", r#type: "submit", disabled: busy, "aria-busy": "{busy}",
                {if busy { words.say("enrol-busy") } else { go }}
            }
        }
    }
}
