//! A value that the form computed and a person may override, such as the risk level.

use dioxus::prelude::*;
use kentongan_forms::Value;

use super::answer_words::answer_words;
use super::choices::Choices;
use super::form_view::FormView;
use super::question_view::QuestionView;
use crate::components::{Icon, Shape, use_words};

/// A card with the value. "Change" opens the choices.
#[component]
pub(super) fn Adjust(view: FormView, asked: QuestionView, computed: String) -> Element {
    let words = use_words();
    let entry = view.entry.read();
    let own = entry.answer(&asked.name).cloned();
    let reckoned = entry.answer(&computed).cloned();
    let label = entry.form().question(&computed).map(|question| question.label.in_language(words.code()).to_owned());
    let reckoned_words = reckoned.as_ref().map(|value| answer_words(words, &entry, &computed, value));
    let own_words = own.as_ref().map(|value| answer_words(words, &entry, &asked.name, value));
    // The first choice of the list is the highest. The bars show the level without colour.
    let codes: Vec<String> = entry.choices(&asked.name).iter().map(|choice| choice.code.clone()).collect();
    drop(entry);
    let mut open = use_signal(|| own.is_some());
    let level = own.as_ref().or(reckoned.as_ref()).map(Value::to_text).unwrap_or_default();
    let bars = codes.iter().position(|code| *code == level).map_or(0, |place| codes.len() - place);
    let name = asked.name.clone();
    let (shown, remark) = match (own_words, reckoned_words) {
        (Some(own), Some(reckoned)) => (own, words.say_with("adjusted-from", [("computed", reckoned.into())])),
        (Some(own), None) => (own, String::new()),
        (None, Some(reckoned)) => (reckoned, String::new()),
        (None, None) => (words.say("not-computed-yet"), String::new()),
    };
    rsx! {
        div { class: "contents",
            div { class: "card adjust",
                div { class: "grow", "aria-live": "polite",
                    span { class: "soft small block", {label.unwrap_or_default()} }
                    span { class: "level level-{level}",
                        if bars > 0 {
                            span { class: "contents", Icon { shape: if bars == codes.len() { Shape::Warning } else { Shape::Info } } }
                        }
                        "{shown}"
                        for bar in 0..codes.len() {
                            i { key: "{bar}", class: if bar < bars { "on" } else { "" }, "aria-hidden": "true" }
                        }
                    }
                    if !remark.is_empty() {
                        span { class: "soft small block", "{remark}" }
                    }
                }
                if own.is_some() {
                    button { class: "btn quiet small", id: "{asked.name}-reset", r#type: "button",
                        onclick: move |_| {
                            view.chosen(&name, None);
                            open.set(false);
                        },
                        {words.say("undo-change")}
                    }
                } else {
                    button { class: "btn quiet small", id: "{asked.name}-change", r#type: "button", "aria-expanded": "{open}",
                        onclick: move |_| open.toggle(),
                        {words.say("change")}
                    }
                }
            }
            if open() {
                Choices { view, asked: QuestionView { required: true, ..asked } }
            }
        }
    }
}
