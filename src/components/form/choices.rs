//! One or several choices of a list: three short ones side by side, others below each other, a long
//! list with a field to search it.

use dioxus::prelude::*;
use kentongan_forms::{QuestionKind, Value};

use super::FormView;
use super::field::{Asked, Hint, Marks};
use super::long_list::LongList;
use crate::components::use_words;
use crate::phone::WITHIN;

/// Up to this many short choices stand side by side.
const SIDE_BY_SIDE: usize = 3;
/// Longer words would break in a third of a small screen.
const SHORT: usize = 14;
/// A longer list gets a search field.
const LONG_LIST: usize = 20;

/// One choice as it is offered.
#[derive(Clone, PartialEq)]
pub(super) struct Offered {
    pub(super) code: String,
    pub(super) label: String,
    /// Where it lies, such as a village's kecamatan; or empty.
    pub(super) within: String,
    pub(super) chosen: bool,
}

impl Offered {
    /// What a search looks at.
    pub(super) fn searched(&self) -> String {
        format!("{} {}", self.label, self.within).to_lowercase()
    }
}

/// A select, of one or of many.
#[component]
pub(super) fn Choices(view: FormView, asked: Asked) -> Element {
    let words = use_words();
    let offered: Vec<Offered> = {
        let entry = view.entry.read();
        let chosen = entry.answer(&asked.name).map(Value::codes).unwrap_or_default();
        let choices = entry.choices(&asked.name).into_iter();
        choices
            .map(|choice| Offered {
                code: choice.code.clone(),
                label: choice.label.in_language(words.code()).to_owned(),
                within: choice.columns.get(WITHIN).cloned().unwrap_or_default(),
                chosen: chosen.contains(&choice.code),
            })
            .collect()
    };
    let many = matches!(asked.kind, QuestionKind::SelectMultiple(_));
    let short = offered.iter().all(|choice| choice.label.chars().count() <= SHORT);
    let side_by_side = !many && short && (2..=SIDE_BY_SIDE).contains(&offered.len());
    let can_empty = !many && !asked.required && offered.iter().any(|choice| choice.chosen);
    let long = offered.len() > LONG_LIST;
    let side = if side_by_side { format!("pair pair-{}", offered.len()) } else { "list".to_owned() };
    let name = asked.name.clone();
    rsx! {
        fieldset { class: "select", "aria-describedby": "{asked.described_by}",
            "aria-invalid": if asked.invalid { "true" },
            legend { span { "{asked.label}" } Marks { asked: asked.clone() } }
            Hint { asked: asked.clone() }
            if long {
                LongList { view, asked: asked.clone(), offered: offered.clone(), many }
            } else {
                div { class: side,
                    for choice in offered {
                        Choice { key: "{choice.code}", view, name: asked.name.clone(), choice: choice.clone(), many }
                    }
                }
            }
            if can_empty {
                button { class: "link", r#type: "button", onclick: move |_| view.chosen(&name, None),
                    {words.say("clear-answer")}
                }
            }
        }
    }
}

/// One choice to tick.
#[component]
pub(super) fn Choice(view: FormView, name: String, choice: Offered, many: bool) -> Element {
    let class = match (many, choice.chosen) {
        (true, true) => "choice many on",
        (true, false) => "choice many",
        (false, true) => "choice on",
        (false, false) => "choice",
    };
    let (question, code) = (name.clone(), choice.code.clone());
    rsx! {
        label { class,
            input {
                r#type: if many { "checkbox" } else { "radio" },
                name, value: "{choice.code}", checked: choice.chosen,
                onchange: move |event| {
                    let value = if many {
                        toggled(&view, &question, &code, event.checked())
                    } else {
                        Some(Value::Choice(code.clone()))
                    };
                    view.chosen(&question, value);
                },
            }
            span {
                "{choice.label}"
                if !choice.within.is_empty() {
                    small { class: "within", "{choice.within}" }
                }
            }
        }
    }
}

/// The answer with one code more or less, in the order of the list.
fn toggled(view: &FormView, question: &str, code: &str, on: bool) -> Option<Value> {
    let entry = view.entry.peek();
    let before = entry.answer(question).map(Value::codes).unwrap_or_default();
    let wanted = |other: &str| if other == code { on } else { before.iter().any(|known| known == other) };
    let codes: Vec<String> = entry
        .choices(question)
        .iter()
        .filter(|choice| wanted(&choice.code))
        .map(|choice| choice.code.clone())
        .collect();
    (!codes.is_empty()).then_some(Value::Choices(codes))
}
