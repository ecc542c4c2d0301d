//! The line that says that the phone's clock is wrong.

use dioxus::prelude::*;

use super::{record_lines, use_phone};
use crate::components::{Shape, Status, Tone, use_words};
use crate::translations::dates;

/// Says what time it is, and what to do. Nothing while the clock is right or nobody knows.
#[component]
pub(super) fn ClockLine() -> Element {
    let words = use_words();
    let phone = use_phone();
    let Some(ahead) = phone.clock_wrong_by() else { return rsx! {} };
    let right = phone.device().now().saturating_sub(ahead).unwrap_or_default();
    let time = dates::moment(words, record_lines::local(&phone, right));
    rsx! {
        div { class: "contents",
            Status { id: "clock-wrong", tone: Tone::Alarm, shape: Shape::Warning, title: words.say("clock-wrong"),
                text: words.say_with("clock-wrong-text", [("time", time.into())]) }
        }
    }
}
