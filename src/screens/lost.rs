//! The screen for an unknown address, for example after a typing mistake in the browser.

use dioxus::prelude::*;

use super::Empty;
use crate::components::{Bar, Shape, use_words};
use crate::routes::Route;

/// Says so, with a link home.
#[component]
pub fn Lost(way: Vec<String>) -> Element {
    let words = use_words();
    let navigator = use_navigator();
    drop(way);
    rsx! {
        div { class: "screen",
            Bar { title: words.say("lost-title"), on_back: move |()| { navigator.replace(Route::Home {}); } }
            main { class: "body",
                Empty { shape: Shape::Search, text: words.say("lost-text") }
                button { class: "btn", id: "home", r#type: "button", onclick: move |_| { navigator.replace(Route::Home {}); },
                    {words.say("go-home")}
                }
            }
        }
    }
}
