//! Whether the answers name danger.

use kentongan_forms::Entry;

/// Whether a note of the form asks for the emergency numbers, on any page.
#[must_use]
pub fn is_danger(entry: &Entry) -> bool {
    let mut notes = entry.form().questions().filter(|question| question.has_appearance("emergency-numbers"));
    notes.any(|note| entry.is_relevant(&note.name))
}
