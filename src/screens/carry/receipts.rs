//! Receipts that this phone brings back: a file of them, and deleting them when they have arrived.

use dioxus::prelude::*;

use crate::components::{Confirm, use_words};
use crate::phone::{CarriedStatus, RECEIPTS_KEPT};
use crate::screens::{Trouble, explain, use_phone, use_stage};

/// The buttons. Nothing when there is no receipt.
#[component]
pub(super) fn Receipts(carried: CarriedStatus, busy: bool, on_give: EventHandler<()>) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let mut asking = use_signal(|| false);
    let mut trouble = use_signal(|| None::<String>);
    if carried.receipts == 0 {
        return rsx! {};
    }
    let days = RECEIPTS_KEPT.as_hours() / 24;
    let home = move |()| {
        asking.set(false);
        trouble.set(phone.receipts_are_home().err().map(|error| explain(words, &error, stage)));
    };
    rsx! {
        div { class: "contents",
            button { class: "btn quiet", id: "receipts-out", r#type: "button", disabled: busy, onclick: move |_| on_give.call(()),
                {words.say("receipts-out")}
            }
            p { class: "soft small", {words.say_with("receipts-out-hint", [("days", days.into())])} }
            if carried.given > 0 {
                button { class: "btn quiet small", id: "receipts-home", r#type: "button", onclick: move |_| asking.set(true),
                    {words.say("receipts-home")}
                }
            }
            if let Some(text) = trouble() {
                Trouble { text }
            }
            if asking() {
                Confirm { title: words.say("receipts-home-title"),
                    text: words.say_with("receipts-home-text", [("count", carried.given.into())]), yes: words.say("receipts-home-yes"),
                    on_yes: home, on_no: move |()| asking.set(false) }
            }
        }
    }
}
