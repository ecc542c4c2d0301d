//! Buttons that call a number. A link with `tel:` does not dial on Android: the screen does it.

use dioxus::prelude::*;

use super::{Icon, Shape, use_words};

/// A number to call, as a button shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialNumber {
    /// Code of the directory's entry: stable in every language.
    pub code: String,
    /// Whom one reaches.
    pub name: String,
    /// The number.
    pub telephone: String,
}

/// Calls a number.
#[component]
pub fn DialButton(
    number: DialNumber,
    /// Red, for danger now.
    #[props(default)]
    urgent: bool,
    /// Whether the button says whom it calls; not where the name stands above it.
    #[props(default)]
    named: bool,
    /// Where on the page it stands, when the same number stands on it twice: an id stands once.
    #[props(default)]
    place: String,
    /// Called with the number.
    on_dial: EventHandler<String>,
) -> Element {
    let words = use_words();
    let name = number.name.clone();
    let class = if urgent { "btn alarm dial" } else { "btn quiet dial" };
    rsx! {
        button { class, id: if place.is_empty() { "dial-{number.code}" } else { "dial-{number.code}-{place}" }, r#type: "button",
            "aria-label": words.say_with("call", [("name", name.into()), ("number", number.telephone.clone().into())]),
            onclick: move |_| on_dial.call(number.telephone.clone()),
            Icon { shape: Shape::Phone }
            span { class: "dial-words",
                if named {
                    b { "{number.name}" }
                }
                span { class: "dial-number", "{number.telephone}" }
            }
        }
    }
}
