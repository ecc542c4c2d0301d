//! Something told, not asked; two appearances make it act.

use dioxus::prelude::*;

use super::FormView;
use crate::components::{DialButton, Icon, Shape, use_words};

/// A note. `emergency-numbers` shows the numbers to call at once; `opens-incident` is a button.
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
            div { class: "status alarm danger", id: "field-{name}", role: "alert",
                b { "{label}" }
                div { class: "dials",
                    for number in view.numbers.read().iter().cloned() {
                        DialButton { key: "{number.code}", number, urgent: true, named: true, place: name.clone(), on_dial: move |to| view.on_dial.call(to) }
                    }
                }
                if !hint.is_empty() {
                    p { class: "small", "{hint}" }
                }
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
