//! Searches every byte for text that must not be there.

use std::path::{Path, PathBuf};

/// Every file below `folder` that holds `text` as it is, as UTF-16, or in base64.
pub fn files_with(folder: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() && holds(&read(&path), text) {
                found.push(path);
            }
        }
    }
    found
}

/// A database in use may delete its journal at any time. A deleted file holds nothing.
fn read(path: &Path) -> Vec<u8> {
    match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        read => read.unwrap(),
    }
}

/// Whether `bytes` hold `text` as it is, as UTF-16, or in base64 at any of its three alignments.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    let contains = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    contains(text.as_bytes())
        || contains(&utf16)
        || base64_alignments(text).iter().any(|form| contains(form.as_bytes()))
}

/// The base64 characters that only `text` decides, at each of the three places where it can begin in a group.
fn base64_alignments(text: &str) -> Vec<String> {
    use base64::Engine as _;
    (0..3)
        .map(|shift| {
            let mut shifted = vec![0; shift];
            shifted.extend_from_slice(text.as_bytes());
            let encoded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&shifted);
            let whole = encoded.len() - usize::from(shifted.len() % 3 != 0) * 2;
            encoded[shift * 2..whole.max(shift * 2)].to_owned()
        })
        .collect()
}

#[test]
fn the_search_finds_what_is_hidden_in_plain_text_utf16_or_base64() {
    use base64::Engine as _;
    let text = "NAMA-UJI-7F3A";
    assert!(holds(b"...NAMA-UJI-7F3A...", text));
    let utf16: Vec<u8> = format!("x{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(holds(&utf16, text));
    for prefix in ["", "a", "ab", "abc"] {
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{prefix}{text} dan seterusnya"));
        assert!(holds(encoded.as_bytes(), text), "after {prefix:?}");
    }
    assert!(!holds(b"NAMA-UJI-7F3B", text));
}
