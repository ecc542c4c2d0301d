//! The numbers for danger, always visible at the foot of a screen.

use dioxus::prelude::*;

use super::contacts::{ContactWay, use_contact_way};
use super::{Trouble, emergency_numbers, use_phone};
use crate::components::{EmergencyStrip, use_words};

/// Police and helpline; with `on_more` also a button for the other numbers.
#[component]
pub(super) fn EmergencyFoot(
    #[props(default)] label: String,
    /// Filled red: there is danger now.
    #[props(default)]
    now: bool,
    on_more: Option<EventHandler<()>>,
) -> Element {
    let words = use_words();
    let phone = use_phone();
    let (reach, trouble) = use_contact_way();
    let numbers = emergency_numbers(&phone, words);
    rsx! {
        footer { class: "foot sos-foot",
            if let Some(text) = trouble() {
                Trouble { text }
            }
            if !label.is_empty() && !numbers.is_empty() {
                p { class: "sos-label", "{label}" }
            }
            if !numbers.is_empty() || on_more.is_some() {
                EmergencyStrip { numbers, now, on_more, on_dial: move |number: String| reach.call(ContactWay::Telephone(number)) }
            }
        }
    }
}
