//! Address and code, to enrol a phone or to enrol it again. If the person pastes a whole enrolment link into one field,
//! both are filled.

use dioxus::prelude::*;
use kentongan_exchange::EnrolmentLink;

use super::Trouble;
use super::device_events::{take, use_opened};
use crate::components::{Icon, Shape, focus_element, use_words};
use crate::phone::EnrolmentError;
use crate::translations::troubles;

/// The typed text.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct EnrolmentInput {
    pub(super) address: String,
    pub(super) code: String,
}

/// One of the two fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Address,
    Code,
}

impl Field {
    fn first_empty(input: &EnrolmentInput) -> Option<Self> {
        [(Self::Address, &input.address), (Self::Code, &input.code)]
            .into_iter()
            .find_map(|(field, text)| text.trim().is_empty().then_some(field))
    }

    fn id(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Code => "code",
        }
    }

    /// Key of what is said when nothing stands in it.
    fn when_empty(self) -> &'static str {
        match self {
            Self::Address => "enrol-address-empty",
            Self::Code => "enrol-code-empty",
        }
    }
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
    // The first empty field.
    let mut empty = use_signal(|| None::<Field>);
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
        empty.set(None);
    };
    let on_code = move |event: FormEvent| {
        let typed = event.value();
        empty.set(None);
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
        if busy {
            return;
        }
        let input = EnrolmentInput { address: address(), code: code() };
        // The browser's own message is in the browser's language.
        empty.set(Field::first_empty(&input));
        match empty() {
            Some(field) => focus_element(field.id()),
            None => on_go.call(input),
        }
    };
    rsx! {
        form { class: "stack", novalidate: true, onsubmit: submit,
            div { class: "question",
                label { r#for: "address", {words.say("enrol-address")} }
                for key in [opened()] {
                    input { key: "{key}", class: "text", id: "address", name: "address", r#type: "text", inputmode: "url", autocomplete: "off",
                        autocapitalize: "none", spellcheck: "false", placeholder: "kentongan.example.org", "aria-required": "true",
                        initial_value: address.peek().clone(),
                        "aria-describedby": if empty() == Some(Field::Address) { "address-empty address-hint" } else { "address-hint" },
                        "aria-invalid": if empty() == Some(Field::Address) { "true" },
                        oninput: on_address }
                }
                Empty { field: Field::Address, empty: empty() }
                p { class: "hint soft small", id: "address-hint", {words.say("enrol-address-hint")} }
            }
            div { class: "question",
                label { r#for: "code", {words.say("enrol-code")} }
                for key in [pasted()] {
                    input { key: "{key}", class: "text", id: "code", name: "code", r#type: "text", autocomplete: "off",
                        autocapitalize: "characters", spellcheck: "false", placeholder: "7K3Q-M2XA", "aria-required": "true",
                        "aria-describedby": if empty() == Some(Field::Code) { "code-empty code-hint" } else { "code-hint" },
                        "aria-invalid": if empty() == Some(Field::Code) { "true" },
                        initial_value: code.peek().clone(),
                        oninput: on_code }
                }
                Empty { field: Field::Code, empty: empty() }
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

/// Says beside a field that nothing stands in it.
#[component]
fn Empty(field: Field, empty: Option<Field>) -> Element {
    let words = use_words();
    rsx! {
        div { class: "contents", "aria-live": "polite",
            if empty == Some(field) {
                p { class: "error", id: "{field.id()}-empty", Icon { shape: Shape::Warning } span { {words.say(field.when_empty())} } }
            }
        }
    }
}
