//! The parts screens are made of. They take values and callbacks and know nothing of storage.

mod back;
mod bar;
mod confirm;
mod dial;
mod focus;
pub mod form;
mod icon;
mod pin_pad;
mod record_row;
mod status;

use dioxus::prelude::*;

pub use back::{BackButton, use_back, use_back_button};
pub use bar::Bar;
pub use confirm::{AskFirst, Confirm};
pub use dial::{DialButton, DialNumber};
pub use focus::{focus_appeared, focus_element, focus_heading, focus_question};
pub use icon::{Icon, Shape};
pub use pin_pad::PinPad;
pub use record_row::{Pill, RecordButton, RecordRow, Tone};
pub use status::Status;

use crate::translations::{Language, Words};

/// The words of the language chosen; a component that uses them is drawn again when it changes.
#[must_use]
pub fn use_words() -> Words {
    let language = use_context::<Signal<Language>>();
    Words::new(language())
}
