//! Changing the PIN: the present one, then the new one twice. A phone that several people use needs this when one of
//! them has seen the PIN.

use dioxus::prelude::*;

use super::new_pin::NewPin;
use super::{explain, use_phone, use_stage};
use crate::components::{Bar, Icon, PinPad, Shape, focus_appeared, use_words};
use crate::phone::{Pin, UnlockError};
use crate::routes::Route;
use crate::translations::troubles;

/// How far the person is.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Present,
    New { present: Pin },
    Done,
}

/// The screen.
#[component]
pub fn ChangePin() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let mut step = use_signal(|| Step::Present);
    let mut round = use_signal(|| 0_u32);
    let mut busy = use_signal(|| false);
    let mut failed = use_signal(|| None::<String>);
    // Checks the present PIN, and with a new one replaces it.
    let go_on = use_callback(move |(present, new): (Pin, Option<Pin>)| {
        let phone = phone.clone();
        busy.set(true);
        failed.set(None);
        spawn(async move {
            let pins = (present.clone(), new.clone());
            let done = tokio::task::spawn_blocking(move || match pins {
                (present, None) => phone.check_pin(&present),
                (present, Some(new)) => phone.change_pin(&present, &new),
            });
            match done.await {
                Ok(Ok(())) => step.set(if new.is_some() { Step::Done } else { Step::New { present } }),
                Ok(Err(error)) => {
                    failed.set(Some(match &error {
                        UnlockError::Phone(error) => explain(words, error, stage),
                        UnlockError::WrongPin { .. } | UnlockError::MustWait { .. } => troubles::unlock(words, &error),
                    }));
                    round += 1;
                    step.set(Step::Present);
                }
                Err(_stopped) => {}
            }
            busy.set(false);
        });
    });
    let on_present = move |typed: String| {
        if let Ok(present) = Pin::new(&typed) {
            go_on.call((present, None));
        }
    };
    rsx! {
        div { class: "screen", id: "change-pin",
            Bar { title: words.say("pin-change"), on_back: move |()| { navigator.push(Route::Settings {}); } }
            main { class: "body gate",
                match step() {
                    Step::Present => rsx! {
                        div { class: "contents",
                            h2 { class: "center", {words.say("pin-present")} }
                            for key in [round()] {
                                PinPad { key: "{key}", label: words.say("pin-present"), disabled: busy(), on_pin: on_present }
                            }
                            p { class: "message", role: "status",
                                if busy() {
                                    span { {words.say("pin-checking")} }
                                } else if let Some(text) = failed() {
                                    b { class: "error", "{text}" }
                                }
                            }
                        }
                    },
                    Step::New { present } => rsx! {
                        div { class: "contents",
                            NewPin { busy: busy(), on_chosen: move |new| go_on.call((present.clone(), Some(new))) }
                        }
                    },
                    Step::Done => rsx! {
                        div { class: "contents",
                            p { class: "note", id: "pin-changed", role: "status", tabindex: "-1", onmounted: focus_appeared,
                                Icon { shape: Shape::Check }
                                span { {words.say("pin-changed")} }
                            }
                            button { class: "btn", id: "pin-changed-back", r#type: "button", onclick: move |_| { navigator.push(Route::Settings {}); },
                                {words.say("settings-title")}
                            }
                        }
                    },
                }
            }
        }
    }
}
