//! Whole numbers as people write them in each language.

use crate::phone::Language;

/// `12.345` in Indonesian, `12,345` in English.
pub(super) fn integer(language: Language, number: i64) -> String {
    let group = match language {
        Language::Indonesian | Language::Javanese => '.',
        Language::English => ',',
    };
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::from(if number < 0 { "-" } else { "" });
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            shown.push(group);
        }
        shown.push(digit);
    }
    shown
}
