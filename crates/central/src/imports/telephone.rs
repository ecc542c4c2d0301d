//! Telephone numbers that a phone can dial, out of the cells of a spreadsheet.
//!
//! A number is dialable in Indonesia if it is one of these:
//!
//! - a short code: three or four digits that begin with 1 (110, 112, 119, 129), `14` and three digits, `150` and four
//!   digits (1500 567). WhatsApp has none of them;
//! - a number with its area or mobile code: 9 to 13 digits, a zero and then 2 to 9;
//! - an international number: `+`, then 8 to 15 digits (ITU-T E.164); after `+62` 8 to 12 of them, of which the first is
//!   2 to 9.
//!
//! The groups of the number stay as typed, because people read them aloud. Only spellings with one possible meaning
//! are changed. All others are refused: a wrong number in an emergency is worse than none.

use unicode_normalization::UnicodeNormalization;

use crate::text::{is_dash, is_invisible};

/// For which use a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// It is dialled.
    Call,
    /// It gets messages.
    WhatsApp,
}

/// Why a text is not a number to dial. Each says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotDialable {
    #[error(
        "Excel has rounded the number (as in 6,28E+12) and its last digits are lost; {AS_TEXT}, then type the number again"
    )]
    Rounded,
    #[error("the column was too narrow and Excel wrote ####; make it wider, then save the file again")]
    Hashes,
    #[error("Excel could not work out the cell; {AS_TEXT}, then type the number again")]
    Formula,
    #[error("Excel has added decimals to the number; {AS_TEXT}, then type the number again")]
    Decimals,
    #[error("the zero at the beginning is missing; if Excel dropped it, {AS_TEXT}, then type the zero")]
    LostZero,
    #[error("the + at the beginning is missing; write it as +62… or with a zero")]
    LostPlus,
    #[error("write + in place of 00 before the country code")]
    Carrier,
    #[error(
        "there are words or signs in it; write the number alone, put remarks into the note, and leave the cell empty if there is no number"
    )]
    Words,
    #[error("there is more than one number in it; write one number, the others into the note or a row of their own")]
    Several,
    #[error("it has too few digits for a number with its area code; write it as 0296…, 08… or +62…")]
    TooShort,
    #[error("it has too many digits for a number")]
    TooLong,
    #[error("a short code has no WhatsApp; write the WhatsApp number as 08… or +62…")]
    ShortCodeOnWhatsApp,
}

const AS_TEXT: &str = "format the column as text in Excel";

/// The number as phones store and show it; empty for an empty text.
pub(crate) fn read(text: &str, wanted: Use) -> Result<String, NotDialable> {
    let text = folded(text);
    if text.is_empty() {
        return Ok(text);
    }
    refuse_what_excel_broke(&text)?;
    let grouped = grouped(&text)?;
    let number = with_its_plus(&grouped);
    check(&number, wanted)?;
    Ok(number)
}

/// One spelling for digits, dashes and blanks, without the marks that tell a spreadsheet "this is text".
fn folded(text: &str) -> String {
    let plain: String = text
        .nfkc()
        .filter(|character| !is_invisible(*character))
        .map(|character| if is_dash(character) { '-' } else { character })
        .map(|character| if character.is_whitespace() { ' ' } else { character })
        .collect();
    let plain = plain.trim();
    // ="0812…" is how programs make Excel keep a zero; '0812… is how people do.
    let formula = plain.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let plain = formula.unwrap_or(plain).trim_start_matches(['\'', '\u{2018}', '\u{2019}', '`']);
    let plain =
        ["tel:", "https://wa.me/", "wa.me/"].iter().find_map(|start| plain.strip_prefix(start)).unwrap_or(plain);
    plain.trim().to_owned()
}

fn refuse_what_excel_broke(text: &str) -> Result<(), NotDialable> {
    let is_number =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
    let power =
        |part: &str| !part.is_empty() && part.trim_start_matches(['+', '-']).bytes().all(|byte| byte.is_ascii_digit());
    if text.split_once(['e', 'E']).is_some_and(|(number, exponent)| is_number(number) && power(exponent)) {
        return Err(NotDialable::Rounded);
    }
    if text.bytes().all(|byte| byte == b'#') {
        return Err(NotDialable::Hashes);
    }
    if text.starts_with(['#', '=']) {
        return Err(NotDialable::Formula);
    }
    let decimals = text.rsplit_once(['.', ',']).filter(|(number, _)| is_number(number));
    if decimals.is_some_and(|(_, decimals)| matches!(decimals, "0" | "00")) {
        return Err(NotDialable::Decimals);
    }
    Ok(())
}

/// Digits in groups, with `-` between them, or blanks if the person wrote these.
fn grouped(text: &str) -> Result<String, NotDialable> {
    let (sign, rest) = text.strip_prefix('+').map_or(("", text), |rest| ("+", rest));
    // "+62 (0)296": the zero is for calls inside of the country.
    let rest = if sign.is_empty() { rest.to_owned() } else { rest.replacen("(0)", "", 1) };
    if rest.contains([';', '&', '|', '\n']) || rest.contains(" ::: ") || rest.matches('+').count() > 0 {
        return Err(NotDialable::Several);
    }
    if !rest.chars().all(|character| character.is_ascii_digit() || " -.()/,".contains(character)) {
        return Err(NotDialable::Words);
    }
    // A slash after the area code parts the number. Elsewhere it parts two numbers, as in 531234/35; a comma always.
    let after_code =
        |(code, number): (&str, &str)| code.trim().len() <= 4 && code.starts_with('0') && !number.contains('/');
    if rest.contains(',') || (rest.contains('/') && !rest.split_once('/').is_some_and(after_code)) {
        return Err(NotDialable::Several);
    }
    let mut number = sign.to_owned();
    let mut between = None;
    for character in rest.chars() {
        if character.is_ascii_digit() {
            let begun = number.ends_with(|last: char| last.is_ascii_digit());
            number.extend(between.take().filter(|_| begun));
            number.push(character);
        } else if character != ' ' || between.is_none() {
            between = Some(if character == ' ' { ' ' } else { '-' });
        }
    }
    Ok(number)
}

/// Spellings of `+62…` that have no other meaning. No number in Indonesia begins with 6 and has eleven digits or more.
fn with_its_plus(number: &str) -> String {
    let digits = digits(number);
    let has_plus = number.starts_with('+');
    let after = |start: &str| {
        // The start may be parted by signs, as in "00 62".
        let mut wanted = start.chars().peekable();
        number.char_indices().find_map(|(at, character)| {
            wanted.next_if_eq(&character);
            wanted.peek().is_none().then(|| number.get(at + 1..).unwrap_or_default())
        })
    };
    let rest = match digits.as_str() {
        zeros if !has_plus && zeros.starts_with("0062") => after("0062"),
        mobile if !has_plus && mobile.starts_with("628") && mobile.len() >= 11 => after("62"),
        // No number inside of Indonesia begins with a zero after the country code.
        doubled if has_plus && doubled.starts_with("620") => after("620"),
        _ => None,
    };
    let Some(rest) = rest else { return number.to_owned() };
    let between = number.chars().find(|character| matches!(character, ' ' | '-')).map(String::from).unwrap_or_default();
    format!("+62{between}{}", rest.trim_start_matches(['-', ' ', '0']))
}

fn check(number: &str, wanted: Use) -> Result<(), NotDialable> {
    let digits = digits(number);
    let (length, starts) = (digits.len(), |start: &str| digits.starts_with(start));
    let within = |least: usize, most: usize| match length {
        short if short < least => Err(NotDialable::TooShort),
        long if long > most => Err(NotDialable::TooLong),
        _ => Ok(()),
    };
    if number.starts_with('+') {
        return match digits.strip_prefix("62").map(|rest| rest.starts_with(|first: char| ('2'..='9').contains(&first)))
        {
            Some(true) => within(10, 14),
            Some(false) => Err(NotDialable::TooShort),
            None if starts("0") => Err(NotDialable::Carrier),
            None => within(8, 15),
        };
    }
    let is_short_code =
        (starts("1") && matches!(length, 3 | 4)) || (starts("14") && length == 5) || (starts("150") && length == 7);
    match digits.as_str() {
        "" => Err(NotDialable::Words),
        _ if is_short_code && wanted == Use::WhatsApp => Err(NotDialable::ShortCodeOnWhatsApp),
        _ if is_short_code => Ok(()),
        zeros if zeros.starts_with("00") || zeros.starts_with("01") => Err(NotDialable::Carrier),
        local if local.starts_with('0') => within(9, 13),
        plus if plus.starts_with("62") && length >= 9 => Err(NotDialable::LostPlus),
        _ if length < 8 => Err(NotDialable::TooShort),
        _ if length > 15 => Err(NotDialable::TooLong),
        _ => Err(NotDialable::LostZero),
    }
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_can_be_dialled_is_read_and_keeps_its_groups() {
        for (typed, stored) in [
            ("", ""),
            (" \u{a0} ", ""),
            ("110", "110"),
            ("112", "112"),
            ("119", "119"),
            ("129", "129"),
            ("14045", "14045"),
            ("1500567", "1500567"),
            ("1500-567", "1500-567"),
            ("08111-129-129", "08111-129-129"),
            ("0895-3914-04000", "0895-3914-04000"),
            ("0296 531234", "0296 531234"),
            ("(0296) 531234", "0296-531234"),
            ("021.123.4567", "021-123-4567"),
            ("0296/531234", "0296-531234"),
            ("0296 - 531234", "0296-531234"),
            ("0812–3456–7890", "0812-3456-7890"),
            ("0812\u{2011}3456\u{2011}7890", "0812-3456-7890"),
            ("０８１２３４５６７８９０", "081234567890"),
            ("\u{202a}+62 812-3456-7890\u{202c}", "+62 812-3456-7890"),
            ("+62 (0)296 531234", "+62 296 531234"),
            ("+62 0812 3456 7890", "+62 812 3456 7890"),
            ("+6281234567890", "+6281234567890"),
            ("0062 812 3456 7890", "+62 812 3456 7890"),
            ("6281234567890", "+6281234567890"),
            ("6.281.234.567.890", "+62-81-234-567-890"),
            ("'081234567890", "081234567890"),
            ("=\"081234567890\"", "081234567890"),
            ("tel:+6281234567890", "+6281234567890"),
            ("+44 20 7946 0958", "+44 20 7946 0958"),
        ] {
            assert_eq!(read(typed, Use::Call), Ok(stored.to_owned()), "{typed}");
        }
        assert_eq!(read("https://wa.me/6281234567890", Use::WhatsApp), Ok("+6281234567890".to_owned()));
    }

    #[test]
    fn a_number_that_a_spreadsheet_broke_is_refused_and_the_message_says_how_to_mend_it() {
        for (typed, why) in [
            ("6,28123E+12", NotDialable::Rounded),
            ("6.28E+11", NotDialable::Rounded),
            ("8.12346E+11", NotDialable::Rounded),
            ("6E+11", NotDialable::Rounded),
            ("6,28e12", NotDialable::Rounded),
            ("####", NotDialable::Hashes),
            ("###########", NotDialable::Hashes),
            ("#N/A", NotDialable::Formula),
            ("#REF!", NotDialable::Formula),
            ("=A2&B2", NotDialable::Formula),
            ("81234567890", NotDialable::LostZero),
            ("8123456789", NotDialable::LostZero),
            ("296531234", NotDialable::LostZero),
            ("81234567890.0", NotDialable::Decimals),
            ("81.234.567.890,00", NotDialable::Decimals),
            ("6281234567890,00", NotDialable::Decimals),
            ("6221234567", NotDialable::LostPlus),
            ("62296531234", NotDialable::LostPlus),
            ("001 62 812 3456 7890", NotDialable::Carrier),
            ("01017 62812345678", NotDialable::Carrier),
            ("531234", NotDialable::TooShort),
            ("0296 53", NotDialable::TooShort),
            ("+62 0", NotDialable::TooShort),
            ("12", NotDialable::TooShort),
            ("99999", NotDialable::TooShort),
            ("08123456789012", NotDialable::TooLong),
            ("+62812345678901234", NotDialable::TooLong),
            ("belum ada", NotDialable::Words),
            ("-", NotDialable::Words),
            ("0812 3456 7890 (hunting)", NotDialable::Words),
            ("0812xxxx7890", NotDialable::Words),
            ("0296-531234 ext. 12", NotDialable::Words),
            ("0296-531234/35", NotDialable::Several),
            ("0296531234/0296531235", NotDialable::Several),
            ("0812 3456 7890, 0813 3456 7890", NotDialable::Several),
            ("0812 3456 7890 ::: 0813 3456 7890", NotDialable::Several),
            ("+62812345678 +62812345679", NotDialable::Several),
        ] {
            assert_eq!(read(typed, Use::Call), Err(why), "{typed}");
        }
        assert_eq!(read("129", Use::WhatsApp), Err(NotDialable::ShortCodeOnWhatsApp));
        for message in [NotDialable::Rounded.to_string(), NotDialable::LostZero.to_string()] {
            assert!(message.contains("format the column as text in Excel"), "{message}");
        }
    }

    #[test]
    fn what_is_stored_is_read_again_as_the_same_number() {
        for typed in ["110", "1500-567", "0062 812 3456 7890", "6281234567890", "(0296) 531234", "+62 (0)296 531234"] {
            let once = read(typed, Use::Call).unwrap();
            assert_eq!(read(&once, Use::Call), Ok(once.clone()), "{typed}");
        }
    }
}
