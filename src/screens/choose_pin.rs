//! Choosing the PIN, twice, after the person has compared whose keys can read the reports.

use dioxus::prelude::*;

use super::device_events::{take, use_opened};
use super::gate::GateHead;
use super::key_words::CompareKeys;
use super::text_size::NextTextSize;
use super::{use_phone, use_stage};
use crate::components::{PinPad, use_words_of_whole_screen};
use crate::phone::{InvalidPin, PhoneError, Pin, PinWeakness};
use crate::translations::troubles;

/// A remark on the previous try.
#[derive(Debug)]
enum Remark {
    InvalidPin(InvalidPin),
    Weak(PinWeakness),
    Different,
    Failed(PhoneError),
}

/// Asks whether the words of the keys are right, then for six digits, and for the same again.
#[component]
pub fn ChoosePin() -> Element {
    let words = use_words_of_whole_screen();
    let phone = use_phone();
    let mut stage = use_stage();
    let opened = use_opened().link;
    // The phone is enrolled now, so opening the link again does nothing.
    use_effect(move || drop(take(opened)));
    let mut unconfirmed = use_signal({
        let phone = phone.clone();
        move || phone.granted()
    });
    let mut first = use_signal(|| None::<String>);
    let mut round = use_signal(|| 0_u32);
    let mut busy = use_signal(|| false);
    let mut remark = use_signal(|| None);
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
        let Some(before) = first.write().take() else {
            first.set(Some(typed));
            return;
        };
        if before != typed {
            remark.set(Some(Remark::Different));
            return;
        }
        let phone = phone.clone();
        busy.set(true);
        spawn(async move {
            let chosen = phone.clone();
            match tokio::task::spawn_blocking(move || chosen.choose_pin(&pin)).await {
                Ok(Ok(())) => stage.set(phone.stage()),
                Ok(Err(error)) => remark.set(Some(Remark::Failed(error))),
                Err(_stopped) => {}
            }
            busy.set(false);
        });
    };
    let again = first.read().is_some();
    let label = words.say(if again { "pin-repeat" } else { "pin-choose" });
    if let Some((facilitator, fingerprint)) = unconfirmed() {
        return rsx! {
            main { class: "screen gate",
                CompareKeys { facilitator, fingerprint, on_same: move |()| unconfirmed.set(None) }
            }
        };
    }
    rsx! {
        main { class: "screen gate", lang: words.code(),
            GateHead { text: label.clone() }
            p { class: "soft small center", id: if again { "repeat-pin" } else { "choose-pin" },
                {words.say(if again { "pin-repeat-hint" } else { "pin-choose-hint" })}
            }
            for key in [round()] {
                PinPad { key: "{key}", label: label.clone(), disabled: busy(), on_pin: on_pin.clone() }
            }
            p { class: "message", role: "status",
                if busy() {
                    span { {words.say("pin-busy")} }
                } else if let Some(remark) = remark.read().as_ref() {
                    b { class: "error",
                        match remark {
                            Remark::InvalidPin(InvalidPin) => words.say("pin-not-six-digits"),
                            Remark::Weak(weakness) => troubles::weak_pin(words, *weakness),
                            Remark::Different => words.say("pin-different"),
                            Remark::Failed(error) => troubles::phone(words, error),
                        }
                    }
                }
            }
            NextTextSize {}
        }
    }
}
