//! A dialog before an action that cannot be undone, or with information.

use dioxus::prelude::*;

use super::{Icon, Shape, focus_appeared, use_back, use_words};

/// A button that deletes something after a question.
#[component]
pub fn AskFirst(
    id: String,
    /// The words on the button.
    go: String,
    #[props(default)] busy: bool,
    title: String,
    text: String,
    /// The words on the button that does it.
    yes: String,
    on_yes: EventHandler<()>,
) -> Element {
    let mut asking = use_signal(|| false);
    let answered = move |()| {
        asking.set(false);
        on_yes.call(());
    };
    rsx! {
        div { class: "contents",
            button { class: "btn quiet alarm small", id, r#type: "button", disabled: busy, "aria-busy": "{busy}", onclick: move |_| asking.set(true),
                Icon { shape: Shape::Bin }
                "{go}"
            }
            if asking() {
                Confirm { title, text, yes, on_yes: answered, on_no: move |()| asking.set(false) }
            }
        }
    }
}

/// Asks, and calls back with the answer. Without `yes` it only informs, and has one button.
#[component]
pub fn Confirm(
    title: String,
    text: String,
    /// The words on the button that does it.
    yes: Option<String>,
    on_yes: Option<EventHandler<()>>,
    /// The words on the button that does nothing, if not the usual ones.
    no: Option<String>,
    on_no: EventHandler<()>,
) -> Element {
    let words = use_words();
    use_back(Some(on_no));
    let escape = move |event: KeyboardEvent| {
        if event.key().to_string() == "Escape" {
            on_no.call(());
        }
    };
    rsx! {
        div { class: "veil",
            div { class: "card dialog", role: "alertdialog", "aria-modal": "true",
                "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text",
                onkeydown: escape,
                h2 { id: "confirm-title", tabindex: "-1", onmounted: focus_appeared, "{title}" }
                p { id: "confirm-text", "{text}" }
                button { class: "btn quiet", id: "confirm-no", r#type: "button", onclick: move |_| on_no.call(()),
                    {no.unwrap_or_else(|| words.say("cancel"))}
                }
                if let (Some(yes), Some(on_yes)) = (yes, on_yes) {
                    button { class: "btn alarm", id: "confirm-yes", r#type: "button", onclick: move |_| on_yes.call(()),
                        "{yes}"
                    }
                }
            }
        }
    }
}
