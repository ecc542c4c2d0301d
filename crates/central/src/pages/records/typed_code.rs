//! What a person types into the search for a record: its code, a part of it, or the code of a receipt.
//!
//! A code has three letters of the village, two digits of the year, and four characters of Crockford's base 32
//! (`TMP-26-7K3Q`). People hear it on the telephone or copy it from a message. So case, signs and blanks do not count,
//! and O, I and L are read as 0 and 1 where a code has no letters O, I and L. The reverse holds for the village.

use kentongan_exchange::RecordCode;
use unicode_normalization::UnicodeNormalization;

use crate::text::is_invisible;

/// Characters of a code without its dashes, and where its parts end.
const LENGTH: usize = 9;
const VILLAGE: usize = 3;
const YEAR: usize = 5;
/// Characters of a receipt's short code, and where its dash is.
const RECEIPT_LENGTH: usize = 5;
const RECEIPT_DASH: usize = 3;
/// Most words of a pasted message that are looked through for a code.
const MOST_WORDS: usize = 40;
/// A digit 1 among the letters of a village. It may be an I or an L.
const ONE: char = '1';

/// What to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sought {
    /// A record's code or a part of it, in the stored spelling.
    pub(super) code: Option<String>,
    /// The short code of a receipt, as phones show it: `8F2-K9`.
    pub(super) receipt: Option<String>,
}

/// Reads what was typed. A text that is neither a code nor a part of one is sought as it is, and not found.
pub(super) fn sought(typed: &str) -> Sought {
    let plain: String = typed.nfkc().filter(|character| !is_invisible(*character)).collect();
    let words = plain.to_uppercase();
    let words: Vec<&str> = words.split(|character: char| !character.is_alphanumeric()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
    if words.is_empty() {
        return Sought::default();
    }
    let receipt = receipt(&words);
    let code = part_of_code(&words).or_else(|| code_in_message(&words));
    let neither = code.is_none() && receipt.is_none();
    Sought { code: code.or_else(|| neither.then(|| words.join("-"))), receipt }
}

/// A receipt's short code.
fn receipt(words: &[&str]) -> Option<String> {
    let typed: String = words.concat();
    let dashed =
        words.len() == 1 || (words.len() == 2 && words.first().is_some_and(|first| first.len() == RECEIPT_DASH));
    let mut code = typed.chars().map(crockford).collect::<Option<String>>()?;
    if !dashed || code.len() != RECEIPT_LENGTH {
        return None;
    }
    code.insert(RECEIPT_DASH, '-');
    Some(code)
}

/// A whole code between other words.
fn code_in_message(words: &[&str]) -> Option<String> {
    let runs = (0..words.len()).flat_map(|from| (from + 1..=words.len()).map(move |to| from..to));
    let mut runs = runs.filter_map(|run| words.get(run)).filter(|run| run.concat().len() == LENGTH);
    runs.find_map(|run| part_at(run, 0).filter(|code| RecordCode::try_from(code.clone()).is_ok()))
}

/// The text in the stored spelling, if it can be a code or a part of one.
fn part_of_code(words: &[&str]) -> Option<String> {
    let typed = words.concat();
    let last = LENGTH.checked_sub(typed.len())?;
    // A few letters alone are the village; other texts rather end where the code ends.
    let is_village = typed.len() <= VILLAGE && typed.chars().all(|character| character.is_ascii_alphabetic());
    let likely = if is_village { [0, last, VILLAGE] } else { [last, VILLAGE, 0] };
    likely.into_iter().chain(0..=last).filter(|at| *at <= last).find_map(|at| part_at(words, at))
}

/// The words as a part of a code that begins at its character `at`.
fn part_at(words: &[&str], at: usize) -> Option<String> {
    let typed = words.concat();
    let mut ends: Vec<usize> = Vec::new();
    for word in words.iter().take(words.len().saturating_sub(1)) {
        ends.push(ends.last().copied().unwrap_or(at) + word.len());
    }
    if ends.iter().any(|end| *end != VILLAGE && *end != YEAR) {
        return None;
    }
    let mut part = String::new();
    for (place, character) in (at..).zip(typed.chars()) {
        if place > at && (place == VILLAGE || place == YEAR) {
            // Without a sign there, the parts are only seen when the text begins with one of them.
            if at != 0 && at != VILLAGE && !ends.contains(&place) {
                return None;
            }
            part.push('-');
        }
        part.push(at_place(character, place)?);
    }
    // What stands after a 1 in the village is sure.
    let village = part.char_indices().take(VILLAGE.saturating_sub(at)).filter(|(_, character)| *character == ONE);
    match village.last() {
        Some((unsure, _)) => part.get(unsure + 1..).map(|rest| rest.trim_start_matches('-').to_owned()),
        None => Some(part),
    }
    .filter(|part| !part.is_empty())
}

/// The character as a code has it at this place.
fn at_place(character: char, place: usize) -> Option<char> {
    match place {
        0..VILLAGE => match character {
            '0' => Some('O'),
            ONE => Some(ONE),
            letter => letter.is_ascii_uppercase().then_some(letter),
        },
        VILLAGE..YEAR => crockford(character).filter(char::is_ascii_digit),
        _ => crockford(character),
    }
}

fn crockford(character: char) -> Option<char> {
    match character {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        'U' => None,
        other => (other.is_ascii_digit() || other.is_ascii_uppercase()).then_some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(typed: &str) -> Option<String> {
        sought(typed).code
    }

    #[test]
    fn a_code_is_found_however_it_is_written() {
        for typed in [
            "TMP-26-0A1B",
            "tmp-26-0a1b",
            "TMP 26 0A1B",
            "TMP260A1B",
            " tmp26-0a1b ",
            "TMP–26–0A1B",
            "TMP—26−0A1B",
            "TMP\u{2011}26\u{2011}0A1B",
            "TMP.26/0A1B",
            "TMP-26-OAIB",
            "TMP-26-oalb",
            "ＴＭＰ－２６－０Ａ１Ｂ",
            "\u{202a}TMP-26-0A1B\u{202c}",
            "“TMP-26-0A1B”.",
            "Kode: TMP-26-0A1B, terima kasih",
            "kode tmp 26 0a1b mohon dicek",
        ] {
            assert_eq!(code(typed).as_deref(), Some("TMP-26-0A1B"), "{typed:?}");
        }
    }

    #[test]
    fn letters_and_digits_that_look_alike_are_read_by_their_place() {
        // In the village O is a letter, elsewhere it is a zero.
        assert_eq!(code("K0L-2O-O0OO").as_deref(), Some("KOL-20-0000"));
        assert_eq!(code("JLO-26-LLLL").as_deref(), Some("JLO-26-1111"));
        // A 1 in the village may be an I or an L, so only what stands behind it is sought.
        assert_eq!(code("K1L-26-0A1B").as_deref(), Some("L-26-0A1B"));
        assert_eq!(code("KM1-26-0A1B").as_deref(), Some("26-0A1B"));
    }

    #[test]
    fn a_part_of_a_code_is_sought_in_its_place() {
        for (typed, part) in [
            ("TMP", "TMP"),
            ("lo", "LO"),
            ("TMP-26", "TMP-26"),
            ("TMP26", "TMP-26"),
            ("tmp 26 0a", "TMP-26-0A"),
            ("TMP260A", "TMP-26-0A"),
            ("26", "26"),
            ("26-0A1B", "26-0A1B"),
            ("260A1B", "26-0A1B"),
            ("26 oa", "26-0A"),
            ("0A1B", "0A1B"),
            ("oalb", "0A1B"),
            ("A1B", "A1B"),
            ("6-0a1b", "6-0A1B"),
            ("ZZZZ", "ZZZZ"),
        ] {
            assert_eq!(code(typed).as_deref(), Some(part), "{typed}");
        }
        for nothing in ["", "  ", "–", "\u{200b}"] {
            assert_eq!(sought(nothing), Sought::default());
        }
        // Neither a code nor a part of one: it is sought all the same, and no record has it.
        for (typed, text) in [("halo dunia", "HALO-DUNIA"), ("TMP-2026-0A1B", "TMP-2026-0A1B"), ("é", "É"), ("%", "")]
        {
            assert_eq!(code(typed).unwrap_or_default(), text, "{typed}");
        }
    }

    #[test]
    fn a_receipts_code_is_recognised_as_it_is_read_out() {
        for typed in ["8F2-K9", "8f2 k9", "8F2K9", "8F2–K9"] {
            assert_eq!(sought(typed), Sought { code: None, receipt: Some("8F2-K9".to_owned()) }, "{typed}");
        }
        assert_eq!(sought("oil-2L").receipt.as_deref(), Some("011-21"));
        // It may be both: then both are sought.
        let both = Sought { code: Some("TMP-26".to_owned()), receipt: Some("TMP-26".to_owned()) };
        assert_eq!(sought("TMP-26"), both);
        for typed in ["8F2-K", "8F-2K9", "8FU-K9", "8F2-K9-A", "TMP-26-0A1B"] {
            assert_eq!(sought(typed).receipt, None, "{typed}");
        }
    }

    #[test]
    fn every_code_is_found_by_itself_without_dashes_and_by_each_of_its_parts() {
        for seed in 0..2000_u32 {
            let random = seed.wrapping_mul(2_654_435_761);
            let letters: String = (0..3).map(|at| char::from(b'A' + (random >> (5 * at) & 31) as u8 % 26)).collect();
            let whole = RecordCode::new(&letters, 2000 + (seed % 100) as i16, random >> 7).to_string();
            let parts: Vec<&str> = whole.split('-').collect();
            for typed in [whole.clone(), whole.replace('-', ""), whole.replace('-', " ").to_lowercase()] {
                assert_eq!(code(&typed).as_ref(), Some(&whole), "{typed}");
            }
            for typed in [
                parts[0].to_owned(),
                parts[1].to_owned(),
                parts[2].to_owned(),
                parts[..2].join("-"),
                parts[1..].join(""),
            ] {
                let part = code(&typed).unwrap();
                assert!(whole.contains(&part), "{typed} of {whole} is sought as {part}");
            }
        }
    }
}
