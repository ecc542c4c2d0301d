//! Text fields. Their text is never bound to the answer: under load the renderer would drop letters (DESIGN, section
//! 5). The field gets it once, and reports each change.

use dioxus::prelude::*;
use kentongan_forms::{QuestionKind, TEXT_CAP};

use super::form_view::FormView;
use super::question_view::{Hint, Marks, QuestionView};
use crate::components::use_words;

/// From this many characters before the limit on, the field shows how many are left.
const COUNTED_FROM: usize = 60;

/// The room that is left in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    /// There is enough room.
    Enough,
    /// This many characters are left.
    Left(usize),
    /// The text is too long by this many characters. The field keeps all of them.
    Over(usize),
    /// The field is full. The rest of a pasted text is not in it.
    Full,
}

impl Room {
    /// The room in a text of this length, for a question with this limit.
    fn of(length: usize, limit: usize) -> Self {
        if length >= TEXT_CAP {
            Self::Full
        } else if length > limit {
            Self::Over(length - limit)
        } else if length > 0 && limit - length <= COUNTED_FROM {
            Self::Left(limit - length)
        } else {
            Self::Enough
        }
    }
}

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
    let room = Room::of(length(), asked.limit);
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
            match room {
                Room::Enough => rsx! {},
                Room::Left(left) => rsx! {
                    p { class: "soft small counter", "aria-live": "polite", {words.say_with("characters-left", [("left", left.into())])} }
                },
                Room::Over(over) => rsx! {
                    p { class: "error small over", "aria-live": "polite", {words.say_with("characters-over", [("over", over.into())])} }
                },
                Room::Full => rsx! {
                    p { class: "error small over", "aria-live": "polite", {words.say_with("characters-full", [("cap", TEXT_CAP.into())])} }
                },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_what_is_left_what_is_too_much_and_when_a_paste_was_cut() {
        assert_eq!(Room::of(0, 40), Room::Enough);
        assert_eq!(Room::of(39, 100), Room::Enough);
        assert_eq!(Room::of(40, 100), Room::Left(60));
        assert_eq!(Room::of(100, 100), Room::Left(0));
        assert_eq!(Room::of(101, 100), Room::Over(1));
        assert_eq!(Room::of(TEXT_CAP - 1, TEXT_CAP), Room::Left(1));
        assert_eq!(Room::of(TEXT_CAP, 100), Room::Full);
    }
}
