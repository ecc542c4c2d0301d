//! One choice and its explanation.

use dioxus::prelude::*;
use kentongan_forms::{Choice as Known, Value};

use super::form_view::FormView;
use crate::components::use_words;
use crate::phone::WITHIN;
use crate::translations::Words;

/// A choice on the screen.
#[derive(Clone, PartialEq)]
pub(super) struct OfferedChoice {
    pub(super) code: String,
    pub(super) label: String,
    /// Where it is, such as a village's kecamatan; or empty.
    pub(super) within: String,
    /// Its explanation in one sentence, or empty.
    pub(super) explanation: String,
    pub(super) common: bool,
    pub(super) chosen: bool,
}

impl OfferedChoice {
    pub(super) fn of(choice: &Known, chosen: &[String], words: Words) -> Self {
        Self {
            code: choice.code.clone(),
            label: choice.label.in_language(words.code()).to_owned(),
            within: choice.columns.get(WITHIN).cloned().unwrap_or_default(),
            explanation: choice.explanation.in_language(words.code()).to_owned(),
            common: choice.common,
            chosen: chosen.contains(&choice.code),
        }
    }

    /// The text that a search looks at.
    pub(super) fn searched(&self) -> String {
        format!("{} {}", self.label, self.within).to_lowercase()
    }
}

/// The choice. A "?" beside it shows the explanation and chooses nothing.
#[component]
pub(super) fn Choice(view: FormView, name: String, choice: OfferedChoice, many: bool) -> Element {
    let words = use_words();
    let mut told = use_signal(|| false);
    let explained = !choice.explanation.is_empty();
    let class = match (many, choice.chosen) {
        (true, true) => "choice many on",
        (true, false) => "choice many",
        (false, true) => "choice on",
        (false, false) => "choice",
    };
    let (question, code) = (name.clone(), choice.code.clone());
    let id = format!("{name}-{code}-why");
    rsx! {
        div { class: "contents",
            label { class: if explained { "{class} asks" } else { "{class}" },
                input {
                    r#type: if many { "checkbox" } else { "radio" },
                    name, value: "{choice.code}", checked: choice.chosen,
                    onchange: move |event| {
                        let value = if many {
                            view.entry.peek().ticked(&question, &code, event.checked())
                        } else {
                            Some(Value::Choice(code.clone()))
                        };
                        view.chosen(&question, value);
                    },
                }
                span {
                    // A word with a stroke may wrap after it: "Orang tua/wali".
                    for part in choice.label.split_inclusive('/') {
                        span { "{part}" wbr {} }
                    }
                    if !choice.within.is_empty() {
                        small { class: "within", "{choice.within}" }
                    }
                }
            }
            if explained {
                button { class: "why", id: "{id}", r#type: "button", "aria-expanded": "{told}",
                    "aria-label": words.say_with("explain-choice", [("choice", choice.label.clone().into())]),
                    onclick: move |_| told.toggle(),
                    i { "aria-hidden": "true", "?" }
                }
            }
            if explained && told() {
                p { class: "explain", role: "status", "{choice.explanation}" }
            }
        }
    }
}
