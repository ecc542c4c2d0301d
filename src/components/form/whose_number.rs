//! Asks whose number the text contains, and moves it into that person's field.
//!
//! Nothing moves by itself: a suspect's number in the child's safe contact would lead the services to the suspect.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use kentongan_forms::{NumberMove, Takes};

use super::form_view::FormView;
use crate::components::{Icon, Shape, focus_question, use_words};
use crate::translations::Words;

/// How often a move, not typing, wrote each text. The field is then redrawn with the new text.
#[derive(Clone, Copy)]
pub(super) struct RewriteCounts(Signal<BTreeMap<String, u32>>);

impl RewriteCounts {
    /// Provides the counts for the fields of one section.
    pub(super) fn provide() {
        use_context_provider(|| Self(Signal::new(BTreeMap::new())));
    }

    /// The count of this question's text.
    pub(super) fn count(question: &str) -> u32 {
        use_context::<Self>().0.read().get(question).copied().unwrap_or(0)
    }

    fn note(mut self, question: &str) {
        *self.0.write().entry(question.to_owned()).or_default() += 1;
    }
}

/// The moves for the number in this question's text, and the result of the last one.
#[component]
pub(super) fn WhoseNumber(view: FormView, name: String) -> Element {
    let words = use_words();
    let rewritten = use_context::<RewriteCounts>();
    let mut outcome = use_signal(|| None::<String>);
    let moves = view.entry.read().number_moves(&name);
    let question = name.clone();
    let go = use_callback(move |to: String| {
        let mut moved = view.entry.peek().clone();
        let label = label(&view, &to, words);
        match moved.move_number(&question, &to) {
            Ok(changed) => {
                for changed in changed {
                    view.chosen(&changed, moved.answer(&changed).cloned());
                    rewritten.note(&changed);
                }
                outcome.set(Some(words.say_with("number-moved", [("question", label.into())])));
            }
            Err(_) => outcome.set(Some(words.say_with("number-no-room", [("question", label.into())]))),
        }
        focus_question(&question);
    });
    rsx! {
        div { class: "contents",
            if !moves.is_empty() {
                p { class: "label", id: "{name}-whose", {words.say("whose-number")} }
                div { class: "offers", role: "group", "aria-labelledby": "{name}-whose",
                    for NumberMove { to, takes } in moves {
                        button { key: "{to}", class: "btn quiet small", id: "{name}-to-{to}", r#type: "button",
                            onclick: move |_| go.call(to.clone()),
                            {words.say(match takes {
                                Takes::Suspect => "number-of-suspect",
                                Takes::Contact => "number-of-contact",
                            })}
                        }
                    }
                }
            }
            if let Some(text) = outcome() {
                p { class: "advice", Icon { shape: Shape::Info } span { "{text}" } }
            }
        }
    }
}

fn label(view: &FormView, question: &str, words: Words) -> String {
    let entry = view.entry.peek();
    let question = entry.form().question(question);
    question.map(|question| question.label.in_language(words.code()).to_owned()).unwrap_or_default()
}
