//! Asking for a new PIN, and for the same again.

use dioxus::prelude::*;

use super::gate::GateHead;
use crate::components::{PinPad, use_words};
use crate::phone::{InvalidPin, Pin, PinWeakness};
use crate::translations::troubles;

/// Why the person must begin again.
#[derive(Debug, Clone, Copy)]
enum Remark {
    InvalidPin(InvalidPin),
    Weak(PinWeakness),
    Different,
}

/// The pad and what it says. Calls back with a PIN that was typed twice and is not easy to guess.
#[component]
pub(super) fn NewPin(
    /// While the PIN is being stored.
    busy: bool,
    /// Why the last one could not be stored.
    #[props(default)]
    failed: Option<String>,
    /// Whether the screen is one before the PIN, with the app's name above.
    #[props(default)]
    gate: bool,
    on_chosen: EventHandler<Pin>,
) -> Element {
    let words = use_words();
    let mut first = use_signal(|| None::<String>);
    let mut round = use_signal(|| 0_u32);
    let mut remark = use_signal(|| None::<Remark>);
    let on_pin = move |typed: String| {
        round += 1;
        remark.set(None);
        let pin = match Pin::new(&typed) {
            Ok(pin) => pin,
            Err(error) => {
                remark.set(Some(Remark::InvalidPin(error)));
                return;
            }
        };
        if let Some(weakness) = pin.weakness() {
            remark.set(Some(Remark::Weak(weakness)));
            return;
        }
        let before = first.write().take();
        match before {
            None => first.set(Some(typed)),
            Some(before) if before != typed => remark.set(Some(Remark::Different)),
            Some(_) => on_chosen.call(pin),
        }
    };
    let again = first.read().is_some();
    let label = words.say(if again { "pin-repeat" } else { "pin-choose" });
    rsx! {
        div { class: "contents",
            if gate {
                GateHead { text: label.clone() }
            } else {
                h2 { class: "center", "{label}" }
            }
            p { class: "soft small center", id: if again { "repeat-pin" } else { "choose-pin" },
                {words.say(if again { "pin-repeat-hint" } else { "pin-choose-hint" })}
            }
            for key in [round()] {
                PinPad { key: "{key}", label: label.clone(), disabled: busy, on_pin }
            }
            p { class: "message", role: "status",
                if busy {
                    span { {words.say("pin-busy")} }
                } else if let Some(remark) = remark() {
                    b { class: "error",
                        match remark {
                            Remark::InvalidPin(InvalidPin) => words.say("pin-not-six-digits"),
                            Remark::Weak(weakness) => troubles::weak_pin(words, weakness),
                            Remark::Different => words.say("pin-different"),
                        }
                    }
                } else if let Some(failed) = failed {
                    b { class: "error", "{failed}" }
                }
            }
        }
    }
}
