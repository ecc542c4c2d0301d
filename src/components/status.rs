//! A line that shows a state.

use dioxus::prelude::*;

use super::{Icon, Shape, Tone};

/// A coloured line with an icon, a statement and the next step. With `on_open` it is a button.
#[component]
pub fn Status(
    tone: Tone,
    shape: Shape,
    title: String,
    #[props(default)] text: String,
    #[props(default)] id: String,
    on_open: Option<EventHandler<()>>,
) -> Element {
    let class = format!("status {}", tone.class());
    match on_open {
        Some(on_open) => rsx! {
            button { class, id, r#type: "button", onclick: move |_| on_open.call(()),
                Icon { shape }
                StatusWords { title, text }
                Icon { shape: Shape::Next, class: "soft" }
            }
        },
        None => rsx! {
            div { class, id, role: "status",
                Icon { shape }
                StatusWords { title, text }
            }
        },
    }
}

#[component]
fn StatusWords(title: String, text: String) -> Element {
    rsx! {
        span { class: "grow",
            b { "{title}" }
            if !text.is_empty() {
                span { class: "small soft block", "{text}" }
            }
        }
    }
}
