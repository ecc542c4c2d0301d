//! The parts of the screens. They take values and callbacks, and know nothing of storage.

mod back;
mod bar;
mod confirm;
mod dial;
mod focus;
pub mod form;
mod icon;
mod lock_button;
mod pin_pad;
mod radio_setting;
mod record_row;
mod status;

use dioxus::prelude::*;

pub use back::{BackButton, use_back, use_back_button};
pub use bar::Bar;
pub use confirm::{AskFirst, Confirm};
pub use dial::{DialButton, DialNumber, EmergencyStrip, WideDial};
pub use focus::{focus_appeared, focus_element, focus_heading, focus_question};
pub use icon::{Icon, Shape};
pub use lock_button::{LockNow, use_lock_now};
pub use pin_pad::PinPad;
pub use radio_setting::{RadioSetting, SettingValue};
pub use record_row::{Pill, RecordButton, RecordRow, Tone};
pub use status::Status;

use crate::translations::{Language, Words};

/// Marks a screen whose texts are all in Javanese.
#[derive(Clone, Copy)]
struct JavaneseScreen;

/// The words of the chosen language. A component that uses them redraws when the language changes. With Javanese
/// chosen, a screen without all its texts in Javanese is in Bahasa Indonesia, because no screen mixes two languages
/// (decision 0035).
#[must_use]
pub fn use_words() -> Words {
    let language = use_context::<Signal<Language>>();
    let is_whole = use_hook(try_consume_context::<JavaneseScreen>).is_some();
    let chosen = language();
    Words::new(if chosen == Language::Javanese && !is_whole { Language::Indonesian } else { chosen })
}

/// As [`use_words`], for a screen whose texts are all in Javanese.
#[must_use]
pub fn use_words_of_whole_screen() -> Words {
    use_context_provider(|| JavaneseScreen);
    let language = use_context::<Signal<Language>>();
    Words::new(language())
}
