//! What still stands in the way, counted at the top of the page; it takes the focus when it appears.

use dioxus::prelude::*;

use crate::components::{Icon, Shape, focus_appeared, use_words};

/// The count, and a way to each question.
#[component]
pub fn ProblemList(
    /// The questions' names and words, in the order of the form.
    questions: Vec<(String, String)>,
    on_go: EventHandler<String>,
    /// Whether it takes the focus when it appears.
    #[props(default = true)]
    take_focus: bool,
    /// Leaves them for later; without it there is no such button.
    on_later: Option<EventHandler<()>>,
) -> Element {
    let words = use_words();
    let count = questions.len();
    rsx! {
        div { class: "status alarm problems", id: "problems", role: "group", tabindex: "-1",
            onmounted: move |mounted| {
                if take_focus {
                    focus_appeared(mounted);
                }
            },
            "aria-labelledby": "problems-title",
            p { id: "problems-title", "aria-live": "polite", class: "problems-title",
                Icon { shape: Shape::Warning }
                b { {words.say_with("problems-count", [("count", count.into())])} }
            }
            ul {
                for (name, label) in questions {
                    li { key: "{name}",
                        button { class: "link", r#type: "button", onclick: move |_| on_go.call(name.clone()), "{label}" }
                    }
                }
            }
            if let Some(on_later) = on_later {
                button { class: "link later", id: "later", r#type: "button", onclick: move |_| on_later.call(()),
                    {words.say("fill-in-later")}
                }
            }
        }
    }
}
