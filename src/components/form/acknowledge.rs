//! A box to tick before going on.

use dioxus::prelude::*;
use kentongan_forms::Value;

use super::form_view::FormView;
use super::question_view::{Hint, QuestionView};

/// The box and its words.
#[component]
pub(super) fn Acknowledge(view: FormView, asked: QuestionView) -> Element {
    let ticked = view.entry.read().answer(&asked.name).is_some();
    let name = asked.name.clone();
    rsx! {
        div { class: "contents",
            label { class: if ticked { "choice many on" } else { "choice many" },
                input { r#type: "checkbox", name: asked.name.clone(), value: "true", checked: ticked,
                    "aria-describedby": "{asked.described_by}",
                    onchange: move |event| view.chosen(&name, event.checked().then_some(Value::Acknowledged)) }
                span { "{asked.label}" }
            }
            Hint { asked: asked.clone() }
        }
    }
}
