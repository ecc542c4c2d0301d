//! The numbers to call while the form speaks of danger: in the foot of every page, whatever stands above them.

use dioxus::prelude::*;
use kentongan_forms::Entry;

use crate::components::{DialNumber, Icon, Shape, use_words};

/// Whether a note of the form asks for the emergency numbers, on whichever page it stands.
#[must_use]
pub fn is_danger(entry: &Entry) -> bool {
    let mut notes = entry.form().questions().filter(|question| question.has_appearance("emergency-numbers"));
    notes.any(|note| entry.is_relevant(&note.name))
}

/// A row of numbers, each called at one touch, and the way to the others.
#[component]
pub fn DangerStrip(
    numbers: Vec<DialNumber>,
    /// Called with the number.
    on_dial: EventHandler<String>,
    /// The local services are wanted.
    on_more: EventHandler<()>,
) -> Element {
    let words = use_words();
    rsx! {
        div { class: "sos now", role: "group", "aria-label": words.say("emergency-call"),
            for number in numbers {
                button { key: "{number.code}", class: "dial", id: "dial-{number.code}", r#type: "button",
                    "aria-label": words.say_with("call-named", [("number", number.telephone.clone().into()), ("name", number.name.clone().into())]),
                    onclick: {
                        let telephone = number.telephone.clone();
                        move |_| on_dial.call(telephone.clone())
                    },
                    Icon { shape: Shape::Phone }
                    span { class: "dial-words", b { "{number.telephone}" } small { "{number.name}" } }
                }
            }
            button { class: "dial more", id: "more-numbers", r#type: "button", onclick: move |_| on_more.call(()),
                small { {words.say("local-services")} }
            }
        }
    }
}
