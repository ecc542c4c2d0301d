//! What a locked phone keeps in memory, and in its files: searched in the app's own process.
//!
//! The browser that draws the page is another process, and so not searched; what it keeps is in decision 0046.

use std::fs::{self, File};
use std::io::BufRead as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::support::central::Central;
use crate::support::eventually;
use crate::support::phone::{PIN, Phone};
use crate::support::search::files_with;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// Stand for what a facilitator writes; nobody is called that.
const MARKS: [(&str, &str); 3] =
    [("name_or_initials", "NAMA-UJI-7F3A"), ("safe_contact", "KONTAK-UJI-9Q4C"), ("safe_note", "CATATAN-UJI-2W8Z")];
/// So soon after locking nothing may be left.
const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_seconds_after_locking_no_name_contact_note_or_key_is_left_in_memory_or_in_a_file() {
    let mut central = Central::start().await;
    let mut phone = Phone::new().await;
    // The PIN is chosen in this very process.
    phone.enrol(&central.address(), &central.enrolment_code(VILLAGE)).await;
    central.stop();
    write_a_report(&phone).await;
    lock_and_search(&phone, "after the PIN was chosen").await;

    // Once more, by the other way in, with the answers read from the file.
    phone.enter_pin(PIN).await;
    phone.screen.see("[name=safe_contact]").await;
    lock_and_search(&phone, "after unlocking").await;
    phone.kill();
    phone.screen.close().await;
}

/// A draft of an incident whose sealed answers are the marks.
async fn write_a_report(phone: &Phone) {
    phone.screen.press("#report-incident").await;
    phone.skip_to("[name=safe_contact]").await;
    phone.screen.press("#safe_note-add").await;
    for (question, mark) in MARKS {
        phone.fill(question, mark).await;
    }
    // All are in the vault.
    phone.screen.read("ersimpan").await;
}

async fn lock_and_search(phone: &Phone, when: &str) {
    let needles = needles(&phone.data());
    for (_, mark) in MARKS {
        // What was typed last arrives a moment later.
        eventually(&format!("{mark} in an open phone, {when}"), || async {
            found(phone.process(), &needles).iter().any(|(found, _)| found == mark).then_some(())
        })
        .await;
    }
    phone.screen.press("#lock").await;
    phone.screen.see("#unlock").await;
    let locked = Instant::now();
    let mut left = found(phone.process(), &needles);
    while !left.is_empty() && locked.elapsed() < SOON {
        tokio::time::sleep(Duration::from_millis(200)).await;
        left = found(phone.process(), &needles);
    }
    assert!(left.is_empty(), "{when}, {:?} after locking: {left:#?}", locked.elapsed());
    for (_, mark) in MARKS {
        assert_eq!(files_with(&phone.data(), mark), Vec::<PathBuf>::new(), "{when}: {mark}");
    }
}

/// What is searched for: a name for people, and the bytes.
fn needles(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut needles = Vec::new();
    for (_, mark) in MARKS {
        needles.push((mark.to_owned(), mark.as_bytes().to_vec()));
        needles.push((format!("{mark} as UTF-16"), mark.encode_utf16().flat_map(u16::to_le_bytes).collect()));
    }
    let key = data_key(folder);
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    needles.push(("the vault's key".to_owned(), key.clone()));
    needles.push(("half of the vault's key as it is".to_owned(), key[16..].to_vec()));
    needles.push(("the vault's key as hexadecimal digits".to_owned(), hex.clone().into_bytes()));
    needles.push(("the vault's key as capital digits".to_owned(), hex.to_uppercase().into_bytes()));
    needles
}

/// The vault's key, unwrapped here: this test knows the PIN, and a computer has no key store.
fn data_key(folder: &Path) -> Vec<u8> {
    let file: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("vault.key")).unwrap()).unwrap();
    let bytes = |name: &str| STANDARD.decode(file[name].as_str().unwrap()).unwrap();
    let cost = |name: &str| u32::try_from(file["cost"][name].as_u64().unwrap()).unwrap();
    let params = Params::new(cost("memory_kib"), cost("passes"), 1, Some(32)).unwrap();
    let mut wrapping = [0; 32];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(PIN.as_bytes(), &bytes("salt"), &mut wrapping).unwrap();
    let nonce: [u8; 24] = bytes("nonce").try_into().unwrap();
    let payload = Payload { msg: &bytes("wrapped"), aad: b"kentongan vault key v3" };
    XChaCha20Poly1305::new(&wrapping.into()).decrypt(&XNonce::from(nonce), payload).unwrap()
}

/// Which of the needles stand in the memory of a process, and in which part of it.
fn found(process: u32, needles: &[(String, Vec<u8>)]) -> Vec<(String, String)> {
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut found = Vec::new();
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (range, rights) = (parts.next().unwrap(), parts.next().unwrap());
        // What cannot be written holds the program and its constants.
        if !rights.starts_with("rw") {
            continue;
        }
        let (start, end) = range.split_once('-').unwrap();
        let place = |hexadecimal: &str| u64::from_str_radix(hexadecimal, 16).unwrap();
        let part = read(&memory, place(start), place(end));
        let name = parts.nth(3).unwrap_or("anonymous");
        for (what, needle) in needles {
            let times = occurrences(&part, needle);
            if times > 0 {
                found.push((what.clone(), format!("{times} times in {range} {name}")));
            }
        }
    }
    found
}

/// The pages of a part; one that cannot be read, as when it was unmapped meanwhile, is left out.
fn read(memory: &File, start: u64, end: u64) -> Vec<u8> {
    const STEP: u64 = 1024 * 1024;
    let mut bytes = Vec::new();
    let mut at = start;
    while at < end {
        let mut step = vec![0; usize::try_from(STEP.min(end - at)).unwrap()];
        if memory.read_exact_at(&mut step, at).is_ok() {
            bytes.append(&mut step);
        }
        at += STEP;
    }
    bytes
}

/// By the system's own search for one byte: a test program is not optimised, and there is much to search.
fn occurrences(bytes: &[u8], needle: &[u8]) -> usize {
    // A byte that is rare in memory.
    let (place, rare) = needle.iter().copied().enumerate().max_by_key(|(_, byte)| *byte).unwrap();
    let (mut rest, mut at, mut times) = (bytes, 0, 0);
    while !rest.is_empty() {
        at += rest.skip_until(rare).unwrap();
        let hit = at.checked_sub(1 + place).and_then(|start| bytes.get(start..start + needle.len()));
        times += usize::from(hit == Some(needle));
    }
    times
}

#[test]
fn the_search_counts_what_is_there_also_at_the_ends() {
    assert_eq!(occurrences(b"abcZabcabZ", b"abcZ"), 1);
    assert_eq!(occurrences(b"Zab--Zab", b"Zab"), 2);
    assert_eq!(occurrences(b"", b"ab"), 0);
    let marked = b"SEARCHED-FOR-HERE-4T6Y".to_vec();
    let needles = [("it".to_owned(), marked.clone()), ("not it".to_owned(), b"SEARCHED-FOR-NOWHERE-".to_vec())];
    let found = found(std::process::id(), &needles);
    assert!(found.iter().any(|(what, _)| what == "it"), "{found:?}");
    drop(marked);
}
