//! The PIN before everything. Sending works while the app is locked, and the numbers for danger need no PIN.

use std::time::Duration;

use dioxus::prelude::*;

use super::emergency::EmergencyFoot;
use super::forgot::Forgot;
use super::text_size::NextTextSize;
use super::{shut_out, use_phone, use_sending, use_stage};
use crate::components::{Icon, PinPad, Shape, use_words_of_whole_screen};
use crate::phone::{Pin, UnlockError};
use crate::translations::{dates, troubles};

/// How often the wait is redrawn.
const SECOND: Duration = Duration::from_secs(1);

/// The lock, or help for a person who forgot the PIN.
#[component]
pub fn Unlock() -> Element {
    let mut forgotten = use_signal(|| false);
    rsx! {
        div { class: "contents",
            if forgotten() {
                Forgot { on_back: move |()| forgotten.set(false) }
            } else {
                AskForPin { on_forgot: move |()| forgotten.set(true) }
            }
        }
    }
}

/// Asks for the PIN.
#[component]
fn AskForPin(on_forgot: EventHandler<()>) -> Element {
    let words = use_words_of_whole_screen();
    let phone = use_phone();
    let mut stage = use_stage();
    let sending = use_sending();
    let mut round = use_signal(|| 0_u32);
    let mut busy = use_signal(|| false);
    let mut refused = use_signal(|| None::<UnlockError>);
    let mut wait = use_signal(|| phone.wait_left());
    // Counts down during a wait. The wait may have started before the app did.
    let mut count_down = use_future({
        let phone = phone.clone();
        move || {
            let phone = phone.clone();
            async move {
                loop {
                    wait.set(phone.wait_left());
                    if wait.peek().is_none() {
                        // The message about the wait ends with the wait.
                        if matches!(
                            &*refused.peek(),
                            Some(UnlockError::MustWait { .. } | UnlockError::WrongPin { wait: Some(_), .. })
                        ) {
                            refused.set(None);
                        }
                        break;
                    }
                    tokio::time::sleep(SECOND).await;
                }
            }
        }
    });
    // Redraws after each change of sending, because the number of waiting records may change.
    let shut_out = shut_out(sending()).is_some();
    // Also from a wrong try before the app started, or before the person opened another page.
    let tries_left = phone.tries_left();
    let waiting = phone.outbox_status().map_or(0, |status| status.waiting);
    let on_pin = {
        let phone = phone.clone();
        move |typed: String| {
            // The pad gives six digits, so this never fails.
            let Ok(pin) = Pin::new(&typed) else {
                round += 1;
                return;
            };
            let phone = phone.clone();
            busy.set(true);
            spawn(async move {
                let tried = phone.clone();
                match tokio::task::spawn_blocking(move || tried.unlock(&pin)).await {
                    Ok(Ok(())) => stage.set(phone.stage()),
                    Ok(Err(error)) => {
                        refused.set(Some(error));
                        round += 1;
                        count_down.restart();
                    }
                    Err(_stopped) => round += 1,
                }
                busy.set(false);
            });
        }
    };
    rsx! {
        div { class: "screen", id: "unlock", lang: words.code(),
            main { class: "gate lock-page",
                div { class: "head",
                    Icon { shape: Shape::Drum }
                    h1 { tabindex: "-1", "Kentongan" }
                }
                // Two lines are always reserved, so that the pad does not move.
                div { class: "message",
                    p { role: "status",
                        if busy() {
                            span { {words.say("unlock-busy")} }
                        } else if let Some(error) = refused.read().as_ref() {
                            b { class: "error", {troubles::unlock(words, error)} }
                        } else if let Some(tries) = tries_left {
                            b { class: "error", {troubles::wrong_pin(words, tries)} }
                        } else if wait().is_none() {
                            span { {words.say("unlock-intro")} }
                        }
                    }
                    if let Some(left) = wait() {
                        // A screen reader does not read a timer every second, but when asked.
                        p { id: "wait-left", role: "timer",
                            b { {words.say_with("unlock-wait-left", [("time", dates::count_down(left).into())])} }
                        }
                    }
                }
                for key in [round()] {
                    PinPad { key: "{key}", label: words.say("unlock-intro"), disabled: busy() || wait().is_some(), on_pin: on_pin.clone(),
                        on_forgot }
                }
                if waiting > 0 {
                    p { class: "soft small center", id: "waiting-while-locked",
                        {words.say_with(if shut_out { "unlock-waiting-shut-out" } else { "unlock-waiting" }, [("count", waiting.into())])}
                    }
                }
                NextTextSize {}
            }
            EmergencyFoot { label: words.say("unlock-danger") }
        }
    }
}
