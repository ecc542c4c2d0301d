//! The rules of conduct for free text, checked on the phone while a person types.
//!
//! A child's identity must not get into a text that coordinators read, and no text may blame the child (DOMAIN, rule
//! 8). A certain identity number or phone number blocks. A possible name or a blaming phrase gives a warning with
//! advice, because a machine does not know what a sentence means.
//!
//! A machine also does not know whose number it found: the child's mother's, or the suspect's. So it reports where the
//! number is, and the person moves it ([`crate::Entry::number_moves`]).

mod accounts;
mod finding;
mod names;
mod numbers;
mod phrases;

use std::ops::Range;

pub use finding::Conduct;

use crate::Tier;
use numbers::Numbers;

/// The problems of this text: blocking ones first, each kind once and each phrase once. It finds a phone number in both
/// tiers. The caller knows whether the question may have one.
pub fn check(text: &str, tier: Tier) -> Vec<Conduct> {
    let mut found = Vec::new();
    let numbers = Numbers::read(text);
    if numbers.national_id().is_some() {
        found.push(Conduct::NationalId);
    }
    if let Some(digits) = numbers.phone_number() {
        found.push(Conduct::PhoneNumber { at: whole_number(text, digits) });
    }
    if tier == Tier::Countable {
        found.extend(names::has_full_name(text).then_some(Conduct::LooksLikeName));
        found.extend(accounts::has_account(text).then_some(Conduct::LooksLikeAccount));
    }
    found.extend(phrases::found_in(text));
    found
}

/// The text without its links: the number of an account or a post in an address is not a NIK.
pub(crate) fn without_links(text: &str) -> String {
    text.split_whitespace().filter(|word| !is_link(word)).collect::<Vec<_>>().join(" ")
}

/// `https://wa.me/…`, `wa.me/…`, `www.example.org`.
fn is_link(word: &str) -> bool {
    let path = word.split_once('/').is_some_and(|(host, _)| host.contains('.') && host.contains(char::is_alphabetic));
    word.contains("://") || word.starts_with("www.") || path
}

/// The digits with the plus and the bracket before them, or the whole link that contains them.
fn whole_number(text: &str, digits: Range<usize>) -> Range<usize> {
    let before = text.get(..digits.start).unwrap_or_default();
    let after = text.get(digits.end..).unwrap_or_default();
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + width_at(before, at));
    let end = digits.end + after.find(char::is_whitespace).unwrap_or(after.len());
    let word = text.get(start..end).unwrap_or_default();
    if is_link(word) {
        let marks = |c: char| !c.is_alphanumeric() && c != '/';
        let trimmed = word.trim_start_matches(marks);
        let start = end - trimmed.len();
        return start..start + trimmed.trim_end_matches(marks).len();
    }
    let opening = |c: char| matches!(c, '+' | '(' | '[' | '\u{ff0b}' | '\u{ff08}');
    let start = before.trim_end_matches(opening).len();
    let closed = after.starts_with([')', ']', '\u{ff09}']) && start < digits.start;
    start..digits.end + if closed { width_at(after, 0) } else { 0 }
}

/// The bytes of the character at this place.
fn width_at(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::{Conduct, check, without_links};
    use crate::Tier;

    fn number(text: &str) -> Option<&str> {
        check(text, Tier::Countable).into_iter().find_map(|found| match found {
            Conduct::PhoneNumber { at } => text.get(at),
            Conduct::NationalId | Conduct::LooksLikeName | Conduct::LooksLikeAccount | Conduct::Blaming { .. } => None,
        })
    }

    #[test]
    fn a_number_is_found_with_its_plus_its_brackets_and_its_link() {
        for (text, found) in [
            ("Hubungi ibu +62 812\u{2011}3456\u{2011}7890", "+62 812\u{2011}3456\u{2011}7890"),
            ("telepon (0296) 531 234, sore", "(0296) 531 234"),
            ("lewat https://wa.me/6281234567890?text=halo.", "https://wa.me/6281234567890?text=halo"),
            ("(wa.me/6281234567890)", "wa.me/6281234567890"),
            ("ibu\u{a0}081234567890\u{a0}sore", "081234567890"),
            ("WA:(081234567890)", "(081234567890)"),
        ] {
            assert_eq!(number(text), Some(found), "{text}");
        }
    }

    #[test]
    fn links_are_left_out_of_a_text_and_words_stay() {
        let text = "akun https://example.org/p/3316096505100001 dan www.example.org juga @nama 3/4 anak a.n. b/c";
        assert_eq!(without_links(text), "akun dan juga @nama 3/4 anak a.n. b/c");
    }
}
