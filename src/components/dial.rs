//! Buttons that call a number. A link with `tel:` does not dial on Android, so the screen does it.
//!
//! The accessible name of each button begins with its visible words (WCAG 2.5.3), because a person who controls the
//! phone by voice says what she sees.

use dioxus::prelude::*;

use super::{Icon, Shape, use_words};

/// A number to call, for a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialNumber {
    /// Code of the directory's entry, the same in every language.
    pub code: String,
    /// The name of the service.
    pub name: String,
    /// The number.
    pub telephone: String,
}

/// A button that calls a number.
#[component]
pub fn DialButton(
    number: DialNumber,
    /// Red, for danger now.
    #[props(default)]
    urgent: bool,
    /// Whether the button shows the name. Not if the name is above it.
    #[props(default)]
    named: bool,
    /// The place on the page, if the page shows the same number twice: an id must be unique.
    #[props(default)]
    place: String,
    /// Called with the number.
    on_dial: EventHandler<String>,
) -> Element {
    let words = use_words();
    let shown = if named { format!("{} {}", number.name, number.telephone) } else { number.telephone.clone() };
    let class = if urgent { "btn alarm dial" } else { "btn quiet dial" };
    rsx! {
        button { class, id: if place.is_empty() { "dial-{number.code}" } else { "dial-{number.code}-{place}" }, r#type: "button",
            "aria-label": words.say_with("dial-name", [("shown", shown.into())]),
            onclick: move |_| on_dial.call(number.telephone.clone()),
            Icon { shape: Shape::Phone }
            span { class: "dial-words",
                if named {
                    b { "{number.name}" }
                }
                " "
                span { class: "dial-number", "{number.telephone}" }
            }
        }
    }
}

/// The numbers for danger in one row, in the foot of a screen: whatever stands above, they stay in view.
#[component]
pub fn EmergencyStrip(
    /// In the order in which they stand.
    numbers: Vec<DialNumber>,
    /// Filled red: there is danger now.
    #[props(default)]
    now: bool,
    /// The one local service that has a telephone. It replaces the button for other numbers.
    local: Option<DialNumber>,
    /// Opens the screen with other numbers.
    on_more: Option<EventHandler<()>>,
    /// Called with the number.
    on_dial: EventHandler<String>,
) -> Element {
    let words = use_words();
    rsx! {
        div { class: if now { "sos now" } else { "sos" }, role: "group", "aria-label": words.say("emergency-numbers"),
            for number in numbers {
                StripButton { key: "{number.code}", number, on_dial }
            }
            if let Some(number) = local {
                StripButton { number, is_local: true, on_dial }
            } else if let Some(on_more) = on_more {
                button { class: "dial-now more", id: "open-directory", r#type: "button", onclick: move |_| on_more.call(()),
                    small { {words.say("other-numbers")} }
                }
            }
        }
    }
}

#[component]
fn StripButton(
    number: DialNumber,
    /// Its name alone: people know a local service by it, and its number has no room.
    #[props(default)]
    is_local: bool,
    on_dial: EventHandler<String>,
) -> Element {
    let words = use_words();
    let DialNumber { code, name, telephone } = number;
    let label = if is_local {
        words.say_with("call-local", [("name", name.clone().into()), ("number", telephone.clone().into())])
    } else {
        words.say_with("dial-name", [("shown", format!("{telephone} {name}").into())])
    };
    let shown = telephone.clone();
    rsx! {
        button { class: if is_local { "dial-now local" } else { "dial-now" }, id: "dial-{code}", r#type: "button", "aria-label": label,
            onclick: move |_| on_dial.call(telephone.clone()),
            Icon { shape: Shape::Phone }
            span {
                if !is_local {
                    b { "{shown}" }
                }
                " "
                small { "{name}" }
            }
        }
    }
}

/// The one call that a screen suggests, in full width: the action, and the number.
#[component]
pub fn WideDial(
    id: String,
    title: String,
    number: String,
    shape: Shape,
    /// Red, for what must not wait.
    #[props(default)]
    urgent: bool,
    on_press: EventHandler<()>,
) -> Element {
    rsx! {
        button { class: if urgent { "wide-dial now" } else { "wide-dial" }, id, r#type: "button", onclick: move |_| on_press.call(()),
            Icon { shape }
            span { class: "grow", b { class: "block", "{title}" } " " span { class: "whole", "{number}" } }
        }
    }
}
