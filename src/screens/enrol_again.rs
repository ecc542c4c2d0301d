//! Enrolling again from the settings: address and a new code, then whose keys can read what waits.

use dioxus::prelude::*;
use kentongan_exchange::KeyFingerprint;

use super::cannot_show::CannotShow;
use super::enrol_form::{EnrolForm, EnrolmentInput};
use super::key_words::KeyWords;
use super::{explain, use_phone, use_stage};
use crate::components::{Bar, Shape, Status, Tone, focus_appeared, use_back, use_words};
use crate::phone::{EnrolmentError, Facilitator, GrantedEnrolment, PhoneError};
use crate::routes::Route;
use crate::translations::Words;

/// Connects an open phone to a central that does not know it.
#[component]
pub fn EnrolAgain() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let mut busy = use_signal(|| false);
    let mut trouble = use_signal(|| None::<EnrolmentError>);
    let mut granted = use_signal(|| None::<GrantedEnrolment>);
    let now = match phone.facilitator() {
        Ok(now) => now,
        Err(error) => {
            return rsx! {
                div { class: "contents",
                    CannotShow { title: words.say("enrol-again"), text: explain(words, &error, stage),
                        on_back: move |()| { navigator.push(Route::Settings {}); } }
                }
            };
        }
    };
    let mut failed = move |error: EnrolmentError| {
        if matches!(error, EnrolmentError::Phone(PhoneError::Locked)) {
            explain(words, &PhoneError::Locked, stage);
        }
        trouble.set(Some(error));
    };
    let ask = use_callback({
        let phone = phone.clone();
        move |typed: EnrolmentInput| {
            let phone = phone.clone();
            busy.set(true);
            trouble.set(None);
            spawn(async move {
                match phone.ask_to_enrol_again(&typed.address, &typed.code).await {
                    Ok(new) => granted.set(Some(new)),
                    Err(error) => failed(error),
                }
                busy.set(false);
            });
        }
    });
    let take = use_callback({
        let phone = phone.clone();
        move |compared: KeyFingerprint| {
            // Only with the keys whose words the person has seen.
            let Some(new) = granted.write().take().and_then(|new| new.confirmed(compared)) else { return };
            let phone = phone.clone();
            busy.set(true);
            spawn(async move {
                match phone.enrol_again(new).await {
                    Ok(()) => {
                        navigator.replace(Route::Home {});
                    }
                    Err(error) => failed(error.into()),
                }
                busy.set(false);
            });
        }
    });
    rsx! {
        div { class: "screen", id: "enrol-again",
            Bar { title: words.say("enrol-again"), on_back: move |()| { navigator.push(Route::Settings {}); } }
            main { class: "body",
                // Hidden, not removed: it keeps the typed text in case the words differ.
                div { class: "stack", hidden: granted.read().is_some(),
                    p { class: "soft", {words.say("enrol-again-intro")} }
                    EnrolForm { address: now.server.clone(), go: words.say("enrol-again"), busy: busy(), trouble, on_go: ask }
                }
                if let Some(new) = granted.read().as_ref() {
                    NewReaders { text: from_to(words, &now, &new.facilitator()), fingerprint: new.fingerprint(), busy: busy(),
                        on_yes: move |compared| take.call(compared), on_no: move |()| granted.set(None) }
                }
            }
        }
    }
}

/// The old and the new organisation, whose keys can read what waits, and the words to compare.
#[component]
fn NewReaders(
    text: String,
    fingerprint: KeyFingerprint,
    busy: bool,
    on_yes: EventHandler<KeyFingerprint>,
    on_no: EventHandler<()>,
) -> Element {
    let words = use_words();
    let phone = use_phone();
    use_back(Some(on_no));
    let same = phone.fingerprint().is_ok_and(|now| now == fingerprint);
    let waiting = phone.outbox_status().map_or(0, |status| status.waiting.saturating_add(status.refused));
    let (tone, shape, title, readers) = if same {
        (Tone::Good, Shape::Check, words.say("keys-unchanged"), words.say("keys-unchanged-text"))
    } else {
        let readers = words.say_with("keys-changed-text", [("count", waiting.into())]);
        (Tone::Alarm, Shape::Warning, words.say("keys-changed"), readers)
    };
    rsx! {
        section { class: "stack", id: "new-readers",
            h2 { tabindex: "-1", onmounted: focus_appeared, {words.say("enrol-again-title")} }
            p { id: "confirm-text", "{text}" }
            Status { id: if same { "keys-unchanged" } else { "keys-changed" }, tone, shape, title, text: readers }
            p { {words.say("keys-how")} }
            KeyWords { fingerprint }
            button { class: "btn quiet", id: "confirm-no", r#type: "button", disabled: busy, onclick: move |_| on_no.call(()),
                {words.say("keys-other-cancel")}
            }
            button { class: if same { "btn" } else { "btn alarm" }, id: "confirm-yes", r#type: "button", disabled: busy,
                "aria-busy": "{busy}", onclick: move |_| on_yes.call(fingerprint),
                {words.say("enrol-again-yes")}
            }
        }
    }
}

fn from_to(words: Words, now: &Facilitator, new: &Facilitator) -> String {
    let whose = |one: &Facilitator| format!("{} ({}, {})", one.organisation.name, one.server, one.device_code);
    words.say_with("enrol-again-text", [("now", whose(now).into()), ("new", whose(new).into())])
}
