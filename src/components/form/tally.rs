//! Counting people with one thumb: a grid of big + and − buttons, and a total that is always visible.

use dioxus::prelude::*;
use kentongan_forms::{FormDefinition, Group, ProblemKind, Question, TallyMark, Value};

use super::form_view::FormView;
use crate::components::{Icon, Shape, use_words};
use crate::translations::{Words, dates, problems};

/// The question of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) name: String,
    pub(super) column: TallyMark,
    pub(super) row: TallyMark,
    label: String,
}

/// The cells of a group.
pub(super) fn cells(group: &Group, words: Words) -> Vec<Cell> {
    let cell = |question: &Question| {
        let cell = question.tally.clone()?;
        let label = question.label.in_language(words.code()).to_owned();
        Some(Cell { name: question.name.clone(), column: cell.column, row: cell.row, label })
    };
    group.questions().into_iter().filter_map(|question| cell(question)).collect()
}

/// A group of integers, each with its place in a table.
#[component]
pub(super) fn Tally(view: FormView, group: String) -> Element {
    let words = use_words();
    let form = view.entry.read().form().clone();
    let Some(group) = form.group(&group) else {
        return rsx! {};
    };
    let cells = cells(group, words);
    let columns = distinct(cells.iter().map(|cell| cell.column.clone()));
    let rows = distinct(cells.iter().map(|cell| cell.row.clone()));
    let total: i64 = cells.iter().filter_map(|cell| count(&view, &cell.name)).sum();
    let caption = group.label.in_language(words.code());
    rsx! {
        div { class: "total", role: "status",
            span { {words.say("tally-total")} }
            b { id: "tally-total", {dates::integer(words, total)} }
        }
        table { class: "tally",
            caption { class: "hidden-words", "{caption}" }
            thead {
                tr {
                    th { span { class: "hidden-words", {words.say("tally-rows")} } }
                    for column in columns.iter() {
                        th { scope: "col", {mark_label(&form, column, words)} }
                    }
                }
            }
            tbody {
                for row in rows {
                    tr { key: "{row.choice}",
                        th { scope: "row", {mark_label(&form, &row, words)} }
                        for column in columns.iter() {
                            td {
                                for cell in cells.iter().filter(|cell| cell.row == row && cell.column == *column) {
                                    Counter { key: "{cell.name}", view, cell: cell.clone() }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One cell: −, the number (typing works too), +.
#[component]
pub(super) fn Counter(
    view: FormView,
    cell: Cell,
    /// Whether an empty cell means "no answer": then it shows that, and − makes it 0. In a tally, empty means 0.
    #[props(default)]
    owed: bool,
) -> Element {
    let words = use_words();
    // The number's field is never bound to the answer. A touch on + or − replaces the field.
    let mut round = use_signal(|| 0_u32);
    let name = cell.name.clone();
    let counted = count(&view, &name);
    let now = counted.unwrap_or_default();
    let asked = view.entry.read().is_relevant(&name);
    let lowest = now <= 0 && (counted.is_some() || !owed);
    // + stops at the form's maximum.
    let highest = owed && !view.allows(&name, &Value::Integer(now + 1));
    let mut step = {
        let name = name.clone();
        move |by: i64| {
            let counted = count_now(&view, &name);
            let next = (counted + by).max(0);
            if next != counted || owed {
                view.chosen(&name, Some(Value::Integer(next)));
            }
            round += 1;
        }
    };
    let mut step_down = step.clone();
    let problem = view.problem(&name);
    rsx! {
        div { class: "contents",
            div { class: if problem.is_some() { "count wrong" } else { "count" }, role: "group", "aria-label": "{cell.label}", id: "field-{name}",
                button { id: "{name}-minus", class: "minus", r#type: "button", disabled: lowest || !asked,
                    "aria-label": words.say_with("one-less", [("what", cell.label.clone().into())]),
                    onclick: move |_| step_down(-1), "−"
                }
                for key in [round()] {
                    input { key: "{key}", name: "{cell.name}", r#type: "text", inputmode: "numeric", autocomplete: "off", disabled: !asked,
                        maxlength: "5", initial_value: field_value(view.entry.peek().answer(&cell.name), owed), placeholder: if owed { "–" } else { "0" },
                        "aria-label": "{cell.label}",
                        oninput: {
                            let name = name.clone();
                            move |event: FormEvent| view.typed(&name, event.value())
                        } }
                }
                button { id: "{name}-plus", class: "plus", r#type: "button", disabled: highest || !asked,
                    "aria-label": words.say_with("one-more", [("what", cell.label.clone().into())]),
                    onclick: move |_| step(1), "+"
                }
            }
            if let Some(problem) = &problem {
                p { class: if matches!(problem.kind, ProblemKind::Missing) { "unanswered" } else { "error" }, role: "alert", Icon { shape: Shape::Warning } span { {problems::problem(words, problem)} } }
            }
        }
    }
}

/// The field is empty until somebody was counted. Its placeholder shows 0, so that typing needs no deleting.
fn field_value(value: Option<&Value>, owed: bool) -> String {
    match value {
        None => String::new(),
        Some(Value::Integer(0)) if !owed => String::new(),
        Some(other) => other.to_text(),
    }
}

fn count(view: &FormView, name: &str) -> Option<i64> {
    view.entry.read().answer(name).and_then(Value::as_integer)
}

fn count_now(view: &FormView, name: &str) -> i64 {
    view.entry.peek().answer(name).and_then(Value::as_integer).unwrap_or_default()
}

pub(super) fn mark_label(form: &FormDefinition, mark: &TallyMark, words: Words) -> String {
    let choices = form.list(&mark.list).unwrap_or_default();
    let found = choices.iter().find(|choice| choice.code == mark.choice);
    found.map_or_else(|| mark.choice.clone(), |choice| choice.label.in_language(words.code()).to_owned())
}

pub(super) fn distinct(marks: impl Iterator<Item = TallyMark>) -> Vec<TallyMark> {
    let mut seen = Vec::new();
    for mark in marks {
        if !seen.contains(&mark) {
            seen.push(mark);
        }
    }
    seen
}
