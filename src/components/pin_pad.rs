//! Six digits, by thumb or by keyboard.

use dioxus::prelude::*;

use super::{Icon, Shape, use_words};

/// Digits of a PIN.
const DIGITS: usize = 6;

/// Dots and keys. Calls back once, with the six digits. With a new key the screen starts it over.
#[component]
pub fn PinPad(
    /// The question, as the name of the group for screen readers.
    label: String,
    /// While busy or waiting, the keys do nothing.
    #[props(default)]
    disabled: bool,
    on_pin: EventHandler<String>,
    /// The action for a person who has forgotten the PIN. It works even while the keys are disabled.
    on_forgot: Option<EventHandler<()>>,
) -> Element {
    let words = use_words();
    let mut typed = use_signal(String::new);
    let mut press = move |digit: char| {
        if disabled || typed.peek().len() >= DIGITS {
            return;
        }
        typed.write().push(digit);
        if typed.peek().len() == DIGITS {
            on_pin.call(typed.peek().clone());
        }
    };
    let mut erase = move || {
        if !disabled {
            typed.write().pop();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let key = event.key().to_string();
        let mut letters = key.chars();
        match (letters.next(), letters.next()) {
            (Some(digit @ '0'..='9'), None) => press(digit),
            _ if key == "Backspace" => erase(),
            _ => {}
        }
    };
    let filled = typed.read().len();
    let state = words.say_with("pin-digits-typed", [("count", filled.into()), ("total", DIGITS.into())]);
    rsx! {
        div { class: "pin-pad", role: "group", "aria-label": label, tabindex: "0", onkeydown: on_key,
            // The pad takes the focus, so that a keyboard's digits arrive without a click.
            onmounted: super::focus_appeared,
            div { class: "dots", role: "img", "aria-label": state,
                for position in 0..DIGITS {
                    i { class: if position < filled { "on" } }
                }
            }
            div { class: "pin",
                for digit in ['1', '2', '3', '4', '5', '6', '7', '8', '9'] {
                    button { key: "{digit}", id: "pin-{digit}", r#type: "button", disabled, onclick: move |_| press(digit), "{digit}" }
                }
                if let Some(on_forgot) = on_forgot {
                    button { class: "forgot", id: "forgot-pin", r#type: "button", onclick: move |_| on_forgot.call(()), {words.say("forgot-pin")} }
                }
                button { class: "pin-zero", id: "pin-0", r#type: "button", disabled, onclick: move |_| press('0'), "0" }
                button { id: "pin-erase", r#type: "button", disabled, "aria-label": words.say("erase"),
                    onclick: move |_| erase(),
                    Icon { shape: Shape::Erase }
                }
            }
        }
    }
}
