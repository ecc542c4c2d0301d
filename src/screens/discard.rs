//! Deleting a draft, from any of its screens.

use dioxus::prelude::*;
use kentongan_exchange::RecordId;

use super::{explain, use_phone, use_stage};
use crate::components::{Confirm, use_words};
use crate::routes::Route;

/// The link, and a question before the draft is deleted; then home.
#[component]
pub(super) fn Discard(
    record: RecordId,
    /// Called with the words for an error.
    on_failed: EventHandler<String>,
) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let mut asking = use_signal(|| false);
    let discard = move |()| match phone.discard_draft(record) {
        Ok(()) => {
            navigator.replace(Route::Home {});
        }
        Err(error) => {
            asking.set(false);
            on_failed.call(explain(words, &error, stage));
        }
    };
    rsx! {
        div { class: "contents",
            button { class: "link alarm", id: "discard", r#type: "button", onclick: move |_| asking.set(true),
                {words.say("discard")}
            }
            if asking() {
                Confirm { title: words.say("discard-title"), text: words.say("discard-text"), yes: words.say("discard-yes"),
                    on_yes: discard, on_no: move |()| asking.set(false) }
            }
        }
    }
}
