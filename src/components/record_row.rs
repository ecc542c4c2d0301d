//! One record in a list.

use dioxus::prelude::*;

use super::{Icon, Shape};

/// The meaning of a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Neutral.
    Plain,
    /// Waits for something.
    Waiting,
    /// Done.
    Good,
    /// Needs the person.
    Alarm,
}

impl Tone {
    /// Its class in the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Waiting => "wait",
            Self::Good => "ok",
            Self::Alarm => "alarm",
        }
    }
}

/// The label at the right of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pill {
    /// Its colour.
    pub tone: Tone,
    /// The word.
    pub text: String,
}

/// A row of a list: name and state. With `on_open` the whole row is a button.
#[component]
pub fn RecordRow(
    #[props(default)] id: String,
    shape: Shape,
    title: String,
    text: String,
    pill: Pill,
    on_open: Option<EventHandler<()>>,
) -> Element {
    rsx! {
        li {
            RecordButton { id, shape, title, text, pill, on_open }
        }
    }
}

/// The content of a row, for lists whose rows have more parts.
#[component]
pub fn RecordButton(
    #[props(default)] id: String,
    shape: Shape,
    title: String,
    text: String,
    pill: Pill,
    on_open: Option<EventHandler<()>>,
) -> Element {
    rsx! {
        div { class: "contents",
            if let Some(on_open) = on_open {
                button { class: "row", id, r#type: "button", onclick: move |_| on_open.call(()),
                    Icon { shape, class: "tone-{pill.tone.class()}" }
                    RowWords { title, text, pill }
                }
            } else {
                div { class: "row", id,
                    Icon { shape, class: "tone-{pill.tone.class()}" }
                    RowWords { title, text, pill }
                }
            }
        }
    }
}

#[component]
fn RowWords(title: String, text: String, pill: Pill) -> Element {
    rsx! {
        span { class: "grow",
            b { class: "block", "{title}" }
            span { class: "small soft block", "{text}" }
        }
        span { class: "pill {pill.tone.class()}", "{pill.text}" }
    }
}
