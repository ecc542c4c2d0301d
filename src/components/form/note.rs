//! A text without an answer. Two appearances make it do something.

use dioxus::prelude::*;

use super::form_view::FormView;
use crate::components::{Icon, Shape, use_words};

/// A note. `emergency-numbers` is urgent and shows the numbers in the foot ([`crate::components::EmergencyStrip`]).
/// `opens-incident` is a button.
#[component]
pub(super) fn Note(view: FormView, name: String) -> Element {
    let words = use_words();
    let form = view.entry.read().form().clone();
    let Some(note) = form.question(&name) else {
        return rsx! {};
    };
    let label = note.label.in_language(words.code()).to_owned();
    let hint = note.hint.in_language(words.code()).to_owned();
    if note.has_appearance("emergency-numbers") {
        return rsx! {
            div { class: "note alarm", id: "field-{name}", role: "alert",
                Icon { shape: Shape::Phone }
                p { b { "{label}" } " {hint}" }
            }
        };
    }
    if note.has_appearance("opens-incident") {
        return rsx! {
            div { class: "question", id: "field-{name}",
                button { class: "btn quiet dashed", id: "open-incident", r#type: "button",
                    onclick: move |_| view.on_incident.call(()),
                    Icon { shape: Shape::Shield }
                    "{label}"
                }
                if !hint.is_empty() {
                    p { class: "hint soft small", "{hint}" }
                }
            }
        };
    }
    rsx! {
        div { class: "note", id: "field-{name}",
            Icon { shape: Shape::Info }
            div {
                p { "{label}" }
                if !hint.is_empty() {
                    p { class: "soft small", "{hint}" }
                }
            }
        }
    }
}
