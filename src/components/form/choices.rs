//! One or several choices of a list. Up to three short ones are side by side, other short ones in two columns, long
//! ones in a column. A long list has a search field. The commonest come first, the others after a button.

use dioxus::prelude::*;
use kentongan_forms::{QuestionKind, Value};

use super::choice::{Choice, OfferedChoice};
use super::days::QuickDays;
use super::form_view::FormView;
use super::long_list::LongList;
use super::question_view::{Hint, Marks, QuestionView};
use crate::components::{Icon, Shape, use_words};

/// Up to this many short choices are side by side.
const SIDE_BY_SIDE: usize = 3;
/// Longer words would wrap in a third of a small screen.
const SHORT: usize = 18;
/// Longer labels have their own line in the two columns.
const HALF_A_LINE: usize = 20;
/// Longer words would break in half a line of a small screen.
const LONG_WORD: usize = 12;
/// A longer list gets a search field.
const LONG_LIST: usize = 20;

/// The arrangement of the choices.
#[derive(Clone, Copy, PartialEq)]
enum Arrangement {
    /// Two or three in one line, without a ring.
    Abreast(usize),
    /// In two columns.
    Columns,
    /// In one column.
    Below,
}

fn has_long_word(label: &str) -> bool {
    label.split(|c: char| c == '/' || c.is_whitespace()).any(|word| word.chars().count() > LONG_WORD)
}

impl Arrangement {
    fn of(offered: &[OfferedChoice], many: bool) -> Self {
        let within = |limit: usize| offered.iter().filter(|choice| choice.label.chars().count() <= limit).count();
        let all = offered.len();
        if !many && (2..=SIDE_BY_SIDE).contains(&all) && within(SHORT) == all {
            Self::Abreast(all)
        } else if all > 2 && within(HALF_A_LINE) * 2 >= all {
            Self::Columns
        } else {
            Self::Below
        }
    }

    fn class(self) -> String {
        match self {
            Self::Abreast(count) => format!("pair pair-{count}"),
            Self::Columns => "cols".to_owned(),
            Self::Below => "list".to_owned(),
        }
    }
}

/// A select, with one choice or many.
#[component]
pub(super) fn Choices(view: FormView, asked: QuestionView) -> Element {
    let words = use_words();
    let offered: Vec<OfferedChoice> = {
        let entry = view.entry.read();
        let chosen = entry.answer(&asked.name).map(Value::codes).unwrap_or_default();
        entry.choices(&asked.name).into_iter().map(|choice| OfferedChoice::of(choice, chosen, words)).collect()
    };
    let many = matches!(asked.kind, QuestionKind::SelectMultiple(_));
    let can_empty = !many && !asked.required && offered.iter().any(|choice| choice.chosen);
    let long = offered.len() > LONG_LIST;
    let name = asked.name.clone();
    // Only the own village, until the person wants another.
    let own =
        offered.iter().find(|choice| choice.chosen && view.entry.read().own(&name) == Some(&choice.code)).cloned();
    let was_own = use_hook(|| own.is_some());
    let mut another = use_signal(|| false);
    let alone = own.filter(|_| was_own && !another());
    // Days that one touch answers together with their precision.
    let day = view.day_of(&asked.name).filter(|_| offered.iter().all(|choice| !choice.chosen));
    rsx! {
        fieldset { class: "select", "aria-describedby": "{asked.described_by}",
            "aria-invalid": if asked.invalid { "true" },
            legend { span { "{asked.label}" } Marks { asked: asked.clone() } }
            Hint { asked: asked.clone() }
            if let Some(choice) = alone {
                OwnChoice { name: asked.name.clone(), choice, on_change: move |()| another.set(true) }
            } else if long {
                LongList { view, asked: asked.clone(), offered: offered.clone(), many }
            } else {
                Offer { view, name: asked.name.clone(), offered, many }
            }
            if let Some(day) = day {
                QuickDays { view, precision: asked.name.clone(), day }
            }
            if can_empty {
                button { class: "link", r#type: "button", onclick: move |_| view.chosen(&name, None),
                    {words.say("clear-answer")}
                }
            }
        }
    }
}

/// The default, one's own village, and a button for another.
#[component]
fn OwnChoice(name: String, choice: OfferedChoice, on_change: EventHandler<()>) -> Element {
    let words = use_words();
    let near = [choice.within.clone(), words.say("own-village")];
    let near: Vec<String> = near.into_iter().filter(|part| !part.is_empty()).collect();
    rsx! {
        button { class: "place on", id: "{name}-another", name: name.clone(), r#type: "button", onclick: move |_| on_change.call(()),
            Icon { shape: Shape::Pin }
            span { class: "grow",
                b { class: "block", "{choice.label}" }
                span { class: "small block", {near.join(" · ")} }
            }
            span { class: "act", {words.say("change")} }
        }
    }
}

/// The list of choices.
#[component]
fn Offer(view: FormView, name: String, offered: Vec<OfferedChoice>, many: bool) -> Element {
    let words = use_words();
    let mut opened = use_signal(|| false);
    let any_common = offered.iter().any(|choice| choice.common);
    let (first, others): (Vec<OfferedChoice>, Vec<OfferedChoice>) =
        offered.into_iter().partition(|choice| choice.common || !any_common);
    let count = others.len();
    // A chosen one is never hidden.
    let chosen_there = others.iter().any(|choice| choice.chosen);
    let open = opened() || chosen_there;
    let arrangement = Arrangement::of(&first, many);
    let wide = |choice: &OfferedChoice| {
        arrangement == Arrangement::Columns
            && (choice.label.chars().count() > HALF_A_LINE
                || has_long_word(&choice.label)
                || !choice.explanation.is_empty())
    };
    let shown: Vec<OfferedChoice> = first.into_iter().chain(others.into_iter().filter(|_| open)).collect();
    rsx! {
        div { class: arrangement.class(),
            for choice in shown {
                div { key: "{choice.code}", class: if wide(&choice) { "one-choice wide" } else { "one-choice" },
                    Choice { view, name: name.clone(), choice: choice.clone(), many }
                }
            }
            if count > 0 && !chosen_there {
                button { class: "btn quiet small more-choices wide", id: "{name}-more", r#type: "button", "aria-expanded": "{open}",
                    onclick: move |_| opened.toggle(),
                    span { {if open { words.say("fewer-choices") } else { words.say_with("more-choices", [("count", count.into())]) }} }
                    Icon { shape: if open { Shape::Up } else { Shape::Down } }
                }
            }
        }
    }
}
