//! One section: its questions and groups in the order of the form, as far as they are relevant.

use dioxus::prelude::*;
use kentongan_forms::{Group, Item};

use super::before_after::BeforeAfter;
use super::field::Field;
use super::form_view::FormView;
use super::tally::Tally;
use super::whose_number::RewriteCounts;
use crate::components::use_words;
use crate::translations::Words;

/// The section with this name.
#[component]
pub fn FormSection(
    view: FormView,
    section: String,
    /// Only these questions, with whole tables.
    only: Option<Vec<String>>,
) -> Element {
    let words = use_words();
    RewriteCounts::provide();
    let form = view.entry.read().form().clone();
    let Some(group) = form.sections().iter().find(|group| group.name == section) else {
        return rsx! {};
    };
    items(view, group, only.as_deref(), words)
}

fn items(view: FormView, group: &Group, only: Option<&[String]>, words: Words) -> Element {
    let name = |item: &Item| match item {
        Item::Question(question) => question.name.clone(),
        Item::Group(inner) => inner.name.clone(),
    };
    let wanted = |name: &String| only.is_none_or(|only| only.contains(name));
    let asked_for = |item: &Item| match item {
        Item::Question(question) => wanted(&question.name),
        Item::Group(inner) => inner.questions().iter().any(|question| wanted(&question.name)),
    };
    let relevant = group.items.iter().filter(|item| asked_for(item) && view.entry.read().is_relevant(&name(item)));
    rsx! {
        div { class: "contents",
            for item in relevant {
                div { key: "{name(item)}", class: "contents",
                    match item {
                        Item::Question(question) => rsx! { Field { view, name: question.name.clone() } },
                        Item::Group(inner) => nested(view, inner, only, words),
                    }
                }
            }
        }
    }
}

fn nested(view: FormView, group: &Group, only: Option<&[String]>, words: Words) -> Element {
    if group.has_appearance("tally") {
        return rsx! { div { class: "contents", Tally { view, group: group.name.clone() } } };
    }
    if group.has_appearance("before-after") {
        return rsx! { div { class: "contents", BeforeAfter { view, group: group.name.clone() } } };
    }
    let label = group.label.in_language(words.code());
    rsx! {
        section { class: "group",
            if !label.is_empty() {
                h2 { "{label}" }
            }
            {items(view, group, only, words)}
        }
    }
}
