//! A text that is usually empty: a button until a person opens it.

use dioxus::prelude::*;

use super::form_view::FormView;
use super::question_view::{Marks, QuestionView};
use super::text::TextField;
use crate::components::{Icon, Shape, focus_question};

/// The button, or the field.
#[component]
pub(super) fn OnDemand(
    view: FormView,
    asked: QuestionView,
    /// How often a move, not typing, wrote the text.
    rewritten: u32,
) -> Element {
    let mut open = use_signal(|| !view.text(&asked.name).is_empty());
    let mut pressed = use_signal(|| false);
    use_effect({
        let name = asked.name.clone();
        move || {
            // Also opens when a text was moved here from another question.
            if !view.text(&name).is_empty() && !*open.peek() {
                open.set(true);
            }
        }
    });
    use_effect({
        let name = asked.name.clone();
        move || {
            if pressed() {
                focus_question(&name);
            }
        }
    });
    rsx! {
        div { class: "contents",
            if open() {
                div { class: "contents",
                    for key in [rewritten] {
                        TextField { key: "{key}", view, asked: asked.clone() }
                    }
                }
            } else {
                button { class: "btn quiet add", id: "{asked.name}-add", name: asked.name.clone(), r#type: "button",
                    onclick: move |_| {
                        open.set(true);
                        pressed.set(true);
                    },
                    Icon { shape: Shape::Pen }
                    span { class: "grow", "{asked.label} " Marks { asked: asked.clone() } }
                }
            }
        }
    }
}
