//! The line that says that the phone's clock is wrong, or that its zone differs.

use dioxus::prelude::*;
use kentongan_exchange::zone::ZONE_NAME;

use super::use_phone;
use crate::components::{Shape, Status, Tone, use_words};
use crate::phone::ClockTrouble;
use crate::translations::dates;

/// Says what is wrong with the clock and what to do, or which zone's times the app shows if the phone has another zone.
/// Otherwise nothing.
#[component]
pub(super) fn ClockLine() -> Element {
    let words = use_words();
    let phone = use_phone();
    let now = phone.device().now();
    let moment = |moment| dates::moment(words, phone.local(moment));
    let trouble = match phone.clock_trouble() {
        Some(ClockTrouble::Off(ahead)) => {
            let right = now.saturating_sub(ahead).unwrap_or_default();
            Some(words.say_with("clock-wrong-text", [("time", moment(right).into())]))
        }
        Some(ClockTrouble::Past { since }) => {
            let told = [("shown", moment(now).into()), ("since", moment(since).into())];
            Some(words.say_with("clock-past-text", told))
        }
        None => None,
    };
    let other_zone = trouble.is_none() && phone.is_in_other_zone();
    rsx! {
        div { class: "contents",
            if let Some(text) = trouble {
                Status { id: "clock-wrong", tone: Tone::Alarm, shape: Shape::Warning, title: words.say("clock-wrong"), text }
            }
            if other_zone {
                Status { id: "clock-zone", tone: Tone::Waiting, shape: Shape::Info,
                    title: words.say_with("clock-zone", [("zone", ZONE_NAME.into())]), text: words.say("clock-zone-text") }
            }
        }
    }
}
