//! A screen in place of one whose content could not be read.

use dioxus::prelude::*;

use super::Trouble;
use crate::components::Bar;

/// The bar of the screen that was asked for, and why it is not there.
#[component]
pub(super) fn CannotShow(title: String, text: String, on_back: EventHandler<()>) -> Element {
    rsx! {
        div { class: "screen",
            Bar { title, on_back }
            main { class: "body", Trouble { text } }
        }
    }
}
