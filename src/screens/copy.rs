//! Copying a text, such as a number, out of the app.

use dioxus::prelude::*;

use crate::components::{Icon, Shape, use_words};

/// Copies `text` and says so. The page does it: with `navigator.clipboard` if there is one, else with a selection.
#[component]
pub(super) fn CopyButton(
    id: String,
    text: String,
    /// The words on the button, if not the usual ones.
    label: Option<String>,
    /// What it copies, for a screen reader. Empty when the words say it.
    #[props(default)]
    what: String,
) -> Element {
    let words = use_words();
    let mut copied = use_signal(|| false);
    let shown = if copied() { words.say("copied") } else { label.unwrap_or_else(|| words.say("copy")) };
    let name = if what.is_empty() { shown.clone() } else { format!("{shown}: {what}") };
    rsx! {
        button { class: "btn quiet small", id, r#type: "button", "aria-label": name,
            onclick: move |_| {
                put(&text);
                copied.set(true);
            },
            Icon { shape: if copied() { Shape::Check } else { Shape::Copy } }
            span { role: "status", "{shown}" }
        }
    }
}

fn put(text: &str) {
    // As JSON, so that no character of the text ends the script's string.
    let Ok(text) = serde_json::to_string(text) else { return };
    document::eval(&format!(
        "const text = {text};
         const select = () => {{
           const field = document.createElement('textarea');
           field.value = text; field.style.position = 'fixed'; field.style.opacity = 0;
           document.body.append(field); field.select(); document.execCommand('copy'); field.remove();
         }};
         if (navigator.clipboard) navigator.clipboard.writeText(text).catch(select); else select();"
    ));
}
