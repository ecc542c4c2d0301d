//! Text fields. Their text is never bound to the answer: under load the renderer would drop letters (DESIGN, section
//! 5). The field gets it once, and reports each change.

use dioxus::prelude::*;
use kentongan_forms::{QuestionKind, TEXT_CAP};

use super::FormView;
use super::field::{Hint, Marks, QuestionView};
use crate::components::use_words;

/// From this many characters before the limit on, the field shows how many are left.
const COUNTED_FROM: usize = 60;

/// A short or a long text.
#[component]
pub(super) fn TextField(view: FormView, asked: QuestionView) -> Element {
    let words = use_words();
    let first = use_hook(|| view.text(&asked.name));
    let mut length = use_signal(|| first.chars().count());
    let id = format!("input-{}", asked.name);
    let name = asked.name.clone();
    let oninput = move |event: FormEvent| {
        let typed = event.value();
        length.set(typed.chars().count());
        view.typed(&name, typed);
    };
    let left = asked.limit.saturating_sub(length());
    let near = length() > 0 && left <= COUNTED_FROM;
    rsx! {
        div { class: "contents",
            label { r#for: "{id}", span { "{asked.label}" } Marks { asked: asked.clone() } }
            Hint { asked: asked.clone() }
            if asked.many_lines {
                textarea { class: "text", id: "{id}", name: asked.name.clone(), rows: "3", autocomplete: "off", spellcheck: "false", maxlength: TEXT_CAP as i64, initial_value: first,
                    "aria-describedby": "{asked.described_by}", "aria-invalid": if asked.invalid { "true" }, oninput }
            } else {
                input { class: "text", id: "{id}", name: asked.name.clone(), r#type: "text", autocomplete: "off", spellcheck: "false", maxlength: TEXT_CAP as i64,
                    initial_value: first, "aria-describedby": "{asked.described_by}",
                    "aria-invalid": if asked.invalid { "true" }, oninput }
            }
            if near {
                p { class: "soft small counter", "aria-live": "polite",
                    {words.say_with("characters-left", [("left", left.into())])}
                }
            }
        }
    }
}

/// A whole number or one with a fraction, on the numeric keypad.
#[component]
pub(super) fn NumberField(view: FormView, asked: QuestionView) -> Element {
    let first = use_hook(|| view.text(&asked.name));
    let id = format!("input-{}", asked.name);
    let name = asked.name.clone();
    let keypad = if matches!(asked.kind, QuestionKind::Decimal) { "decimal" } else { "numeric" };
    rsx! {
        div { class: "contents",
            label { r#for: "{id}", span { "{asked.label}" } Marks { asked: asked.clone() } }
            Hint { asked: asked.clone() }
            input { class: "text number", id: "{id}", name: asked.name.clone(), r#type: "text", inputmode: keypad, autocomplete: "off",
                maxlength: "18", initial_value: first, "aria-describedby": "{asked.described_by}",
                "aria-invalid": if asked.invalid { "true" },
                oninput: move |event| view.typed(&name, event.value()) }
        }
    }
}
