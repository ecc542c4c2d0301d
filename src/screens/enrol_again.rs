//! Enrolling again from the settings: address and a new code, then who runs the phone now and who will.

use dioxus::prelude::*;

use super::cannot_show::CannotShow;
use super::enrol_form::{EnrolForm, Typed};
use super::{explain, use_phone, use_stage};
use crate::components::{Bar, Confirm, use_words};
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
        move |typed: Typed| {
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
        move |()| {
            let Some(new) = granted.write().take() else { return };
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
                p { class: "soft", {words.say("enrol-again-intro")} }
                EnrolForm { address: now.server.clone(), go: words.say("enrol-again"), busy: busy(), trouble, on_go: ask }
            }
            if let Some(new) = granted.read().as_ref() {
                Confirm { title: words.say("enrol-again-title"), text: from_to(words, &now, &new.facilitator()),
                    yes: words.say("enrol-again-yes"), on_yes: move |()| take.call(()), on_no: move |()| granted.set(None) }
            }
        }
    }
}

fn from_to(words: Words, now: &Facilitator, new: &Facilitator) -> String {
    let whose = |one: &Facilitator| format!("{} ({}, {})", one.organisation.name, one.server, one.device_code);
    words.say_with("enrol-again-text", [("now", whose(now).into()), ("new", whose(new).into())])
}
