//! The same count twice, before and after: a line of words above two counters.

use dioxus::prelude::*;

use super::form_view::FormView;
use super::tally::{Counter, cells, distinct, mark_label};
use crate::components::use_words;

/// A group of integers, each with its place in a table of two columns. The column heads stay visible.
#[component]
pub(super) fn BeforeAfter(view: FormView, group: String) -> Element {
    let words = use_words();
    let form = view.entry.read().form().clone();
    let Some(group) = form.group(&group) else {
        return rsx! {};
    };
    let cells = cells(group, words);
    let columns = distinct(cells.iter().map(|cell| cell.column.clone()));
    let rows = distinct(cells.iter().map(|cell| cell.row.clone()));
    rsx! {
        div { class: "before-after heads", "aria-hidden": "true",
            for column in columns.iter() {
                span { key: "{column.choice}", {mark_label(&form, column, words)} }
            }
        }
        div { class: "before-after",
            for row in rows {
                div { key: "{row.choice}", class: "contents",
                    span { class: "what", {mark_label(&form, &row, words)} }
                    for column in columns.iter() {
                        div { key: "{column.choice}",
                            for cell in cells.iter().filter(|cell| cell.row == row && cell.column == *column) {
                                Counter { key: "{cell.name}", view, cell: cell.clone(), owed: true }
                            }
                        }
                    }
                }
            }
        }
    }
}
