//! The screen for content that the phone could not read.

use dioxus::prelude::*;

use super::Trouble;
use crate::components::Bar;

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
