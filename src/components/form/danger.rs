//! The numbers to call while the answers name danger: in the foot of every page.

use dioxus::prelude::*;
use kentongan_forms::Entry;

use crate::components::{DialNumber, Icon, Shape, use_words};

/// Whether a note of the form asks for the emergency numbers, on any page.
#[must_use]
pub fn is_danger(entry: &Entry) -> bool {
    let mut notes = entry.form().questions().filter(|question| question.has_appearance("emergency-numbers"));
    notes.any(|note| entry.is_relevant(&note.name))
}

/// A row of numbers, each called with one touch: those for danger, then the local service, or a button for several.
#[component]
pub fn DangerStrip(
    numbers: Vec<DialNumber>,
    /// The one local service that has a telephone.
    local: Option<DialNumber>,
    /// Called with the number.
    on_dial: EventHandler<String>,
    /// The person wants the local services.
    on_more: EventHandler<()>,
) -> Element {
    let words = use_words();
    rsx! {
        div { class: "danger-strip", role: "group", "aria-label": words.say("emergency-call"),
            for number in in_order(numbers) {
                StripButton { key: "{number.code}", number, on_dial }
            }
            if let Some(number) = local {
                button { class: "danger-dial", id: "dial-{number.code}", r#type: "button",
                    "aria-label": words.say_with("call-local", [("name", number.name.clone().into()), ("number", number.telephone.clone().into())]),
                    onclick: move |_| on_dial.call(number.telephone.clone()),
                    small { "{number.name}" }
                }
            } else {
                button { class: "danger-dial more", id: "more-numbers", r#type: "button", onclick: move |_| on_more.call(()),
                    small { {words.say("local-services")} }
                }
            }
        }
    }
}

/// Always in the same order, whatever the directory's order is: a thumb learns where 110 is.
fn in_order(mut numbers: Vec<DialNumber>) -> Vec<DialNumber> {
    numbers.sort_by(|one, other| one.telephone.cmp(&other.telephone));
    numbers
}

#[component]
fn StripButton(number: DialNumber, on_dial: EventHandler<String>) -> Element {
    let words = use_words();
    rsx! {
        button { class: "danger-dial", id: "dial-{number.code}", r#type: "button",
            "aria-label": words.say_with("call-named", [("number", number.telephone.clone().into()), ("name", number.name.clone().into())]),
            onclick: move |_| on_dial.call(number.telephone.clone()),
            Icon { shape: Shape::Phone }
            span { class: "dial-words", b { "{number.telephone}" } small { "{number.name}" } }
        }
    }
}
