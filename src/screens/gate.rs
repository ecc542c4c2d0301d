//! The common part of the screens before the PIN.

use dioxus::prelude::*;

use crate::components::{Icon, Shape, focus_heading};

/// The drum, the app's name, and what to do here.
#[component]
pub(super) fn GateHead(text: String, #[props(default)] take_focus: bool) -> Element {
    rsx! {
        div { class: "brand-head",
            Icon { shape: Shape::Drum }
            h1 { tabindex: "-1",
                onmounted: move |_| {
                    if take_focus {
                        focus_heading();
                    }
                },
                "Kentongan"
            }
            p { class: "soft", "{text}" }
        }
    }
}
