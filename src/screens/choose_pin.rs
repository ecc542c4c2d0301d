//! Choosing the PIN, after the person has compared whose keys can read the reports.

use dioxus::prelude::*;

use super::device_events::{take, use_opened};
use super::key_words::CompareKeys;
use super::new_pin::NewPin;
use super::text_size::NextTextSize;
use super::{use_phone, use_stage};
use crate::components::use_words_of_whole_screen;
use crate::phone::Pin;
use crate::translations::troubles;

/// Asks whether the words of the keys are right, then for a PIN.
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
    let mut busy = use_signal(|| false);
    let mut failed = use_signal(|| None);
    let on_chosen = move |pin: Pin| {
        let phone = phone.clone();
        busy.set(true);
        failed.set(None);
        spawn(async move {
            let chosen = phone.clone();
            match tokio::task::spawn_blocking(move || chosen.choose_pin(&pin)).await {
                Ok(Ok(())) => stage.set(phone.stage()),
                Ok(Err(error)) => failed.set(Some(troubles::phone(words, &error))),
                Err(_stopped) => {}
            }
            busy.set(false);
        });
    };
    if let Some((facilitator, fingerprint)) = unconfirmed() {
        return rsx! {
            main { class: "screen gate",
                CompareKeys { facilitator, fingerprint, on_same: move |()| unconfirmed.set(None) }
            }
        };
    }
    rsx! {
        main { class: "screen gate", lang: words.code(),
            NewPin { gate: true, busy: busy(), failed: failed(), on_chosen }
            NextTextSize {}
        }
    }
}
