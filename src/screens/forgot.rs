//! "Lupa PIN?": what nobody can do, what is lost, what is safe, whom to call, and how to start over.

use dioxus::prelude::*;

use super::contacts::{CallContact, coordinator, use_contact_way};
use super::emergency::EmergencyFoot;
use super::{Trouble, shut_out, use_phone, use_sending, use_stage};
use crate::components::{Bar, Confirm, Icon, Shape, use_words};
use crate::phone::UndeliveredData;
use crate::translations::{Words, troubles};

/// The page. The phone stays locked.
#[component]
pub(super) fn Forgot(on_back: EventHandler<()>) -> Element {
    let words = use_words();
    let phone = use_phone();
    let mut stage = use_stage();
    let shut_out = shut_out(use_sending()()).is_some();
    let (reach, unreached) = use_contact_way();
    let mut asking = use_signal(|| false);
    let mut trouble = use_signal(|| None::<String>);
    let contact = coordinator(&phone.organisation());
    let undelivered_data = phone.undelivered_data();
    let may_begin = matches!(&undelivered_data, Ok(nothing) if *nothing == UndeliveredData::default());
    let why = match &undelivered_data {
        Ok(here) => closed_because(words, *here, shut_out),
        Err(error) => Some(troubles::phone(words, error)),
    };
    let begin = {
        let phone = phone.clone();
        move |()| {
            asking.set(false);
            match phone.start_over() {
                Ok(()) => stage.set(phone.stage()),
                Err(error) => trouble.set(Some(troubles::phone(words, &error))),
            }
        }
    };
    rsx! {
        div { class: "screen", id: "forgot",
            Bar { title: words.say("forgot-pin"), on_back }
            main { class: "body",
                p { {words.say("forgot-nobody")} }
                ul { class: "card stack",
                    li { class: "row-line top", Icon { shape: Shape::Check, class: "tone-ok" } span { {words.say(if shut_out { "forgot-safe-here" } else { "forgot-safe" })} } }
                    li { class: "row-line top", Icon { shape: Shape::Warning, class: "tone-wait" } span { {words.say("forgot-lost")} } }
                }
                ol { class: "steps",
                    li { span { {words.say("forgot-try")} } }
                    li { span { {words.say("forgot-ask")} } }
                    li { span { {words.say("forgot-enrol")} } }
                }
                if let Some(contact) = contact {
                    CallContact { contact, on_reach: move |to| reach.call(to) }
                } else {
                    p { class: "soft", id: "no-coordinator", {words.say("coordinator-unknown")} }
                }
                if let Some(text) = unreached() {
                    Trouble { text }
                }
                button { class: "btn quiet", id: "begin-again", r#type: "button", disabled: !may_begin, onclick: move |_| asking.set(true),
                    {words.say("forgot-begin")}
                }
                if let Some(why) = why {
                    p { class: "soft small center", id: "begin-again-closed", "{why}" }
                }
                if let Some(text) = trouble() {
                    Trouble { text }
                }
            }
            EmergencyFoot {}
            if asking() {
                Confirm { title: words.say("forgot-begin-title"), text: words.say("forgot-begin-text"), yes: words.say("forgot-begin-yes"),
                    on_yes: begin, on_no: move |()| asking.set(false) }
            }
        }
    }
}

/// Why starting over is not possible now: rejected records stay here, and waiting ones still have to be sent. If central
/// takes nothing from this phone, only a person can help.
fn closed_because(
    words: Words,
    UndeliveredData { waiting, refused, photos }: UndeliveredData,
    shut_out: bool,
) -> Option<String> {
    if waiting > 0 && shut_out {
        Some(words.say_with("forgot-waiting-shut-out", [("count", waiting.into())]))
    } else if waiting > 0 {
        Some(words.say_with("forgot-waiting", [("count", waiting.into())]))
    } else if photos > 0 {
        Some(words.say_with("forgot-photos", [("count", photos.into())]))
    } else if refused > 0 {
        Some(words.say_with("forgot-refused", [("count", refused.into())]))
    } else {
        None
    }
}
