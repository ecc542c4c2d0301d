//! A text as a person sees it: without invisible characters, and with one spelling for similar ones.
//!
//! Texts come from keyboards, from WhatsApp and from PDFs. A number may have four kinds of hyphen, twenty kinds of
//! blank, digits of thirty scripts, and invisible marks. Every check uses the folded text. The stored text stays as
//! typed.

use std::ops::Range;

/// First code points of Unicode's ranges of ten decimal digits (category Nd) that a keyboard or a copied text may have.
/// ASCII is not among them.
const DIGITS: [u32; 38] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x1FBF0,
];
/// First code point and first digit of ranges of up to ten digits in circles, brackets, above or below the line.
const DRESSED_DIGITS: [(u32, u32, u32); 8] = [
    (0x2074, 4, 6),
    (0x2080, 0, 10),
    (0x2460, 1, 9),
    (0x2474, 1, 9),
    (0x2488, 1, 9),
    (0x24F5, 1, 9),
    (0x2776, 1, 9),
    (0x2780, 1, 9),
];

/// One character of a folded text, and its bytes in the original.
pub(crate) struct Folded {
    pub(crate) character: char,
    pub(crate) bytes: Range<usize>,
}

/// Whether the text is invisible: only blanks and invisible characters.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || is_invisible(character))
}

/// The text without invisible characters and accents, with ASCII's digits, dashes, apostrophes and blanks.
pub(crate) fn folded(text: &str) -> impl Iterator<Item = Folded> {
    text.char_indices()
        .filter(|(_, character)| !is_invisible(*character) && !is_mark(*character))
        .map(|(start, character)| Folded { character: fold(character), bytes: start..start + character.len_utf8() })
}

/// As [`folded`], as one text.
pub(crate) fn folded_text(text: &str) -> String {
    folded(text).map(|folded| folded.character).collect()
}

/// Characters that show nothing and take no room. They are Unicode's `Default_Ignorable_Code_Point` (UAX 44), the other
/// controls, and three that are drawn as nothing: Braille's empty cell, the object replacement and the Hangul filler of
/// old fonts.
fn is_invisible(character: char) -> bool {
    let controls = character.is_control() && !character.is_whitespace();
    controls
        || matches!(u32::from(character),
            0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x202A..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
            | 0xFFF0..=0xFFFC | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

/// Accents after their letter (NFD), and the frame of a keycap.
fn is_mark(character: char) -> bool {
    matches!(u32::from(character), 0x0300..=0x036F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

fn fold(character: char) -> char {
    if character.is_ascii() {
        return if character == '`' { '\'' } else { character };
    }
    if character.is_whitespace() {
        return ' ';
    }
    if let Some(digit) = digit(character) {
        return digit;
    }
    match u32::from(character) {
        // Every dash of Unicode (category Pd), the minus, the hyphen bullet and the long vowel mark of Japanese keyboards.
        0x058A
        | 0x05BE
        | 0x1400
        | 0x1806
        | 0x2010..=0x2015
        | 0x2043
        | 0x2212
        | 0x2E17
        | 0x2E1A
        | 0x2E3A..=0x2E3B
        | 0x2E40
        | 0x301C
        | 0x3030
        | 0x30A0
        | 0x30FC
        | 0xFE31..=0xFE32
        | 0xFE58
        | 0xFE63
        | 0xFF0D => '-',
        // Characters used as an apostrophe: quotation marks, modifier letters, primes, the hamza, separate accents.
        0x00B4
        | 0x02B9..=0x02BF
        | 0x02C8
        | 0x02CA..=0x02CB
        | 0x0374
        | 0x055A
        | 0x05F3
        | 0x07F4..=0x07F5
        | 0x2018..=0x201B
        | 0x2032
        | 0x2035
        | 0xA78B..=0xA78C => '\'',
        // Full-width ASCII; its digits are folded above.
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFF01 + 0x21).unwrap_or(character),
        0x3002 | 0x2024 | 0x00B7 | 0x2022 | 0x2027 | 0x2219 | 0x22C5 => '.',
        0x2044 | 0x2215 => '/',
        0x207A | 0x208A | 0x2795 | 0xFE62 => '+',
        _ => character,
    }
}

fn digit(character: char) -> Option<char> {
    let code = u32::from(character);
    let value = match code {
        0x00B9 => 1,
        0x00B2 | 0x00B3 => code - 0x00B0,
        0x2070 | 0x24EA | 0x24FF | 0x1F10B | 0x1F10C => 0,
        // Mathematical digits: five styles of ten in a row.
        0x1D7CE..=0x1D7FF => (code - 0x1D7CE) % 10,
        _ => {
            let plain = DIGITS.iter().find(|first| (**first..**first + 10).contains(&code)).map(|first| code - first);
            let dressed = DRESSED_DIGITS.iter().find(|(first, _, many)| (*first..first + many).contains(&code));
            plain.or_else(|| dressed.map(|(first, value, _)| code - first + value))?
        }
    };
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::{folded_text, is_blank};

    #[test]
    fn what_shows_nothing_is_blank() {
        for blank in [
            "",
            " \t\n",
            "\u{200b}\u{200b}",
            "\u{2060}",
            "\u{feff}",
            "\u{ad}",
            "\u{3164}",
            "\u{2800}",
            "\u{a0}\u{202f}\u{3000}",
            "\u{200e}\u{202a}\u{202c}\u{2068}\u{2069}",
            "\u{fe0f}",
            "\u{e0020}",
            "\u{0}",
            "\u{115f}\u{1160}\u{ffa0}",
        ] {
            assert!(is_blank(blank), "{}", blank.escape_unicode());
        }
        for seen in ["a", "\u{200b}a", "-", "0", "😀", "ꦄ", "\u{5d0}"] {
            assert!(!is_blank(seen), "{}", seen.escape_unicode());
        }
    }

    #[test]
    fn what_looks_alike_is_spelt_alike() {
        for (typed, folded) in [
            ("０８１２", "0812"),
            ("٠٨١٢ ۰۸۱۲", "0812 0812"),
            ("꧐꧘꧑꧒", "0812"),
            ("𝟎𝟖𝟏𝟐 ⁰⁸¹² ₀₈₁₂", "0812 0812 0812"),
            ("0\u{fe0f}\u{20e3}8\u{fe0f}\u{20e3}", "08"),
            ("①②③", "123"),
            ("a\u{2010}b\u{2011}c\u{2013}d\u{2014}e\u{2212}f", "a-b-c-d-e-f"),
            ("1\u{a0}2\u{202f}3\u{2003}4", "1 2 3 4"),
            ("Ma\u{2019}ruf Ma\u{2bc}ruf Ma\u{2018}ruf Ma\u{2bb}ruf", "Ma'ruf Ma'ruf Ma'ruf Ma'ruf"),
            ("e\u{301}", "e"),
            ("（０２９６）", "(0296)"),
            ("＋６２", "+62"),
        ] {
            assert_eq!(folded_text(typed), folded, "{}", typed.escape_unicode());
        }
    }
}
