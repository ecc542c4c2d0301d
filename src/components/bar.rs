//! The top of a screen: the way back, the heading, other actions, and the lock.

use dioxus::prelude::*;

use super::lock_button::LockButton;
use super::{Icon, Shape, focus_heading, use_back, use_words};

/// The bar. The heading takes the focus when the screen appears, and again when the title changes to another section's.
#[component]
pub fn Bar(
    title: String,
    #[props(default)] subtitle: String,
    /// Whether the heading takes the focus. Not if a question will take it.
    #[props(default = true)]
    take_focus: bool,
    /// The action of the back button; without it there is no button.
    on_back: Option<EventHandler<()>>,
    /// Whether the bar has the lock. Not if the screen has its own lock, which saves first.
    #[props(default = true)]
    locks: bool,
    /// Buttons at the right.
    children: Element,
) -> Element {
    let words = use_words();
    use_back(on_back);
    rsx! {
        header { class: "bar",
            if let Some(on_back) = on_back {
                button { class: "iconbtn", id: "leave", r#type: "button", "aria-label": words.say("back"),
                    onclick: move |_| on_back.call(()),
                    Icon { shape: Shape::Back }
                }
            } else {
                Icon { shape: Shape::Drum, class: "brand" }
            }
            div { class: "grow",
                for heading in [title] {
                    h1 { key: "{heading}", class: "bar-title", tabindex: "-1",
                        onmounted: move |_| {
                            if take_focus {
                                focus_heading();
                            }
                        },
                        "{heading}"
                    }
                }
                if !subtitle.is_empty() {
                    p { class: "soft small", "aria-live": "polite", "{subtitle}" }
                }
            }
            {children}
            if locks {
                LockButton {}
            }
        }
    }
}
