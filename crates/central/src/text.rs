//! Text as people's programs write it to a file: decoding, and characters that nobody sees.
//!
//! Excel writes UTF-8 with a byte order mark, UTF-16 ("Unicode Text") or Windows-1252, which depends on the menu entry.
//! PowerShell writes UTF-16. A file of these is read as the same text.

use anyhow::bail;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How a ZIP file begins, and so a workbook (`.xlsx`, `.ods`).
const ZIP: &[u8] = b"PK\x03\x04";
/// How an old workbook (`.xls`) begins.
const OLD_WORKBOOK: &[u8] = b"\xd0\xcf\x11\xe0";

/// The text of a file, without a byte order mark.
///
/// # Errors
/// When it is a workbook, or no text in UTF-8, UTF-16 or Windows-1252.
pub fn decode(bytes: &[u8]) -> anyhow::Result<String> {
    if bytes.starts_with(ZIP) || bytes.starts_with(OLD_WORKBOOK) {
        bail!("this is a workbook, not a text file: in Excel choose \"Save as\", then \"CSV UTF-8\"");
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes.get(length..).unwrap_or_default());
    }
    if bytes.contains(&0) {
        return with(unmarked_utf16(bytes), bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => with(WINDOWS_1252, bytes),
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> anyhow::Result<String> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if !text.contains(is_no_text) => Ok(text.into_owned()),
        _ => bail!("this is no text in {}: save the file as \"CSV UTF-8\" or as plain text in UTF-8", encoding.name()),
    }
}

/// Controls other than tabs and line ends. A wrong encoding gives them, text does not.
fn is_no_text(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}')
}

/// UTF-16 without a mark. In Latin script every second byte is zero; the place of the zeros gives the order.
fn unmarked_utf16(bytes: &[u8]) -> &'static Encoding {
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    if zeros(0) > zeros(1) { UTF_16BE } else { UTF_16LE }
}

/// Characters that no screen shows: copying from messages and web pages brings them along.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// The text without blanks and invisible characters at both ends.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || is_invisible(character))
}

/// Whether people use the character as a dash: hyphens, dashes and the minus sign.
pub(crate) fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn the_same_text_is_read_from_every_encoding_that_excel_and_powershell_write() {
        let text = "kode;nama\r\n1;Café Ngloram\r\n";
        let marked = |bytes: fn(u16) -> [u8; 2]| utf16(&format!("\u{feff}{text}"), bytes);
        for (name, bytes) in [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a mark", format!("\u{feff}{text}").into_bytes()),
            ("UTF-16", marked(u16::to_le_bytes)),
            ("UTF-16 of big machines", marked(u16::to_be_bytes)),
            ("UTF-16 without a mark", utf16(text, u16::to_le_bytes)),
            ("the same of big machines", utf16(text, u16::to_be_bytes)),
            ("Windows-1252", WINDOWS_1252.encode(text).0.into_owned()),
        ] {
            assert_eq!(decode(&bytes).unwrap(), text, "{name}");
        }
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn what_is_no_text_is_refused_with_the_next_step() {
        for bytes in
            [&b"PK\x03\x04\x14\x00"[..], b"\xd0\xcf\x11\xe0\xa1\xb1", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"kode\x81"]
        {
            let error = decode(bytes).unwrap_err().to_string();
            assert!(error.contains("CSV UTF-8"), "{error}");
        }
    }

    #[test]
    fn blanks_and_invisible_characters_at_the_ends_are_dropped() {
        assert_eq!(trimmed("\u{feff}\u{a0} \u{202a}0812 3456\u{200e}\u{202c}\t"), "0812 3456");
        assert!("-\u{2010}\u{2011}–—−".chars().all(is_dash));
    }
}
