//! The screen for content that the phone could not read.

use dioxus::prelude::*;

use kentongan_exchange::RecordId;

use super::{Trouble, explain, use_stage};
use crate::components::{Bar, use_words};
use crate::phone::PhoneError;
use crate::routes::Route;

/// The bar of the requested screen, and the reason.
#[component]
pub(super) fn CannotShow(title: String, text: String, on_back: EventHandler<()>) -> Element {
    rsx! {
        div { class: "screen",
            Bar { title, on_back }
            main { class: "body", Trouble { text } }
        }
    }
}

/// Why the draft `record` did not open. The phone's way back leads here after a record is finished: then the record's
/// page opens instead.
#[component]
pub(super) fn DraftNotOpened(record: RecordId, error: PhoneError) -> Element {
    let words = use_words();
    let stage = use_stage();
    let navigator = use_navigator();
    let is_finished = error == PhoneError::NotADraft;
    use_effect(move || {
        if is_finished {
            navigator.replace(Route::OneRecord { record });
        }
    });
    rsx! {
        div { class: "screen",
            Bar { title: words.say("draft-gone-title"), on_back: move |()| { navigator.replace(Route::Home {}); } }
            main { class: "body",
                Trouble { text: explain(words, &error, stage) }
                button { class: "btn", id: "home", r#type: "button", onclick: move |_| { navigator.replace(Route::Home {}); },
                    {words.say("go-home")}
                }
            }
        }
    }
}
