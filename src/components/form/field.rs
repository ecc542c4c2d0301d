//! One question: its words, its marks, its control, its problem.

use dioxus::prelude::*;
use kentongan_forms::QuestionKind;

use super::acknowledge::Acknowledge;
use super::adjust::Adjust;
use super::answer_words::answer_words;
use super::choices::Choices;
use super::dates::DateField;
use super::days::DayByPrecision;
use super::form_view::FormView;
use super::note::Note;
use super::on_demand::OnDemand;
use super::photo::Photo;
use super::question_view::{QuestionView, is_missing};
use super::text::{NumberField, TextField};
use super::whose_number::{RewriteCounts, WhoseNumber};
use crate::components::{Icon, Shape, use_words};
use crate::translations::problems;

/// The question with this name.
#[component]
pub(super) fn Field(view: FormView, name: String) -> Element {
    let words = use_words();
    let rewritten = RewriteCounts::count(&name);
    let form = view.entry.read().form().clone();
    let Some(question) = form.question(&name) else {
        return rsx! {};
    };
    let problem = view.problem(&name);
    let asked = QuestionView::new(question, view.entry.read().is_required(&name), problem.as_ref(), words);
    if matches!(question.kind, QuestionKind::Note) {
        return rsx! { div { class: "contents", Note { view, name } } };
    }
    let missing = asked.missing;
    // "Missing" takes the place of the hint, so that nothing below moves.
    let shown = problem.filter(|problem| !is_missing(problem));
    let shown = shown.map(|problem| (problem.blocks(), problems::problem(words, &problem)));
    // A calculation is visible only if it has a text.
    if matches!(question.kind, QuestionKind::Calculate) && shown.is_none() {
        return rsx! {};
    }
    rsx! {
        div { class: if missing { "question missing" } else { "question" }, id: "field-{name}", tabindex: "-1",
            match (&question.kind, &question.adjusts) {
                (QuestionKind::Calculate | QuestionKind::Note, _) => rsx! {},
                (_, _) if question.read_only => rsx! { ReadOnly { view, asked } },
                (QuestionKind::SelectOne(_), Some(computed)) => rsx! { Adjust { view, asked, computed: computed.clone() } },
                (QuestionKind::SelectOne(_) | QuestionKind::SelectMultiple(_), _) => rsx! { Choices { view, asked } },
                (QuestionKind::Integer | QuestionKind::Decimal, _) => rsx! { NumberField { view, asked } },
                (QuestionKind::Text, _) if question.has_appearance("on-demand") => rsx! { OnDemand { view, asked, rewritten } },
                (QuestionKind::Text, _) => rsx! {
                    div { class: "contents",
                        for key in [rewritten] {
                            TextField { key: "{key}", view, asked: asked.clone() }
                        }
                    }
                },
                (QuestionKind::Date, _) if question.precision.is_some() => {
                    rsx! { DayByPrecision { view, asked, precision: question.precision.clone().unwrap_or_default() } }
                }
                (QuestionKind::Date | QuestionKind::Time | QuestionKind::DateTime, _) => rsx! { DateField { view, asked } },
                (QuestionKind::Image, _) => rsx! { Photo { view, asked } },
                (QuestionKind::Acknowledge, _) => rsx! { Acknowledge { view, asked } },
            }
            div { id: "{name}-problem", "aria-live": "polite",
                match shown {
                    Some((true, text)) => rsx! {
                        p { class: "error", Icon { shape: Shape::Warning } span { "{text}" } }
                    },
                    Some((false, text)) => rsx! {
                        p { class: "advice", Icon { shape: Shape::Info } span { "{text}" } }
                    },
                    None => rsx! {},
                }
                if matches!(question.kind, QuestionKind::Text) {
                    WhoseNumber { view, name: name.clone() }
                }
            }
        }
    }
}

/// A question and its answer, read-only.
#[component]
fn ReadOnly(view: FormView, asked: QuestionView) -> Element {
    let words = use_words();
    let entry = view.entry.read();
    let answer = entry.answer(&asked.name).map(|value| answer_words(words, &entry, &asked.name, value));
    rsx! {
        p { class: "label", "{asked.label}" }
        p { {answer.unwrap_or_default()} }
    }
}
