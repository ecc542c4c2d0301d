//! Enrolling: the server's address and a one-time code.

use dioxus::prelude::*;

use super::enrol_form::{EnrolForm, EnrolmentInput};
use super::gate::GateHead;
use super::language::OtherLanguages;
use super::practice::PractiseButton;
use super::text_size::NextTextSize;
use super::{use_phone, use_stage};
use crate::components::use_words;
use crate::phone::EnrolmentError;

/// The first screen of a new phone.
#[component]
pub fn Enrol() -> Element {
    let words = use_words();
    let phone = use_phone();
    let mut stage = use_stage();
    let mut busy = use_signal(|| false);
    let mut trouble = use_signal(|| None::<EnrolmentError>);
    let enrol = move |typed: EnrolmentInput| {
        let phone = phone.clone();
        busy.set(true);
        trouble.set(None);
        spawn(async move {
            match phone.enrol(&typed.address, &typed.code).await {
                Ok(()) => stage.set(phone.stage()),
                Err(error) => trouble.set(Some(error)),
            }
            busy.set(false);
        });
    };
    rsx! {
        main { class: "screen gate",
            GateHead { text: words.say("enrol-intro"), take_focus: true }
            EnrolForm { go: words.say("enrol-go"), busy: busy(), trouble, on_go: enrol }
            PractiseButton { text: words.say("practice-before-enrolling") }
            p { class: "soft small", {words.say("practice-hint")} }
            NextTextSize {}
            OtherLanguages {}
        }
    }
}
