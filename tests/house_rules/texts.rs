//! Rules about words and numbers.

use std::collections::{BTreeMap, BTreeSet};

use crate::project::File;

/// Digits of a NIK, the number of an Indonesian citizen.
const NIK: usize = 16;

/// Nothing that looks like a NIK, but where the rule against it is tried.
pub fn no_citizens_number(file: &File) -> Vec<String> {
    if file.path.contains("conduct") {
        return Vec::new();
    }
    let complaint = |(line, text): (usize, &str)| {
        // Part of a longer name or number (a digest, a timestamp with a fraction) is none.
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let looks = words.into_iter().any(|word| word.len() == NIK && word.bytes().all(|byte| byte.is_ascii_digit()));
        looks.then(|| format!("{}:{}", file.path, line + 1))
    };
    file.text.lines().enumerate().filter_map(complaint).collect()
}

/// A file's path, its keys, and whether each says anything.
type Language<'a> = (&'a str, BTreeMap<String, bool>);

/// A language that is spoken in part: what lacks in it is said in another, but it says nothing that no other does.
const IN_PART: &str = "/jv.ftl";

/// Files of one folder are one text in several languages: every key of any is in all, and says something.
pub fn same_keys(files: &[&File]) -> Vec<String> {
    let mut folders: BTreeMap<&str, Vec<Language<'_>>> = BTreeMap::new();
    for file in files {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push((&file.path, keys(&file.text)));
    }
    let mut complaints = Vec::new();
    for (folder, languages) in folders {
        if languages.len() < 2 {
            complaints.push(format!("{folder}: one language alone"));
        }
        let all: BTreeSet<&String> = languages.iter().flat_map(|(_, keys)| keys.keys()).collect();
        for (path, keys) in &languages {
            let lacking = all.iter().filter(|key| !keys.contains_key(**key) && !path.ends_with(IN_PART));
            complaints.extend(lacking.map(|key| format!("{path}: lacks {key}")));
            complaints
                .extend(keys.iter().filter(|(_, says)| !**says).map(|(key, _)| format!("{path}: {key} says nothing")));
        }
    }
    complaints
}

/// Messages and their attributes (`key`, `key.attribute`), and whether each says anything.
fn keys(text: &str) -> BTreeMap<String, bool> {
    let mut keys = BTreeMap::new();
    let mut message = String::new();
    let mut current = String::new();
    for line in text.lines() {
        let indented = line.starts_with([' ', '\t']);
        let content = line.trim();
        let attribute = content.strip_prefix('.').filter(|_| indented);
        let begins = if indented { attribute } else { Some(content) };
        let split = begins.and_then(|begins| begins.split_once('='));
        let named = split.filter(|(name, _)| {
            let name = name.trim();
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-')
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        });
        match named {
            Some((name, says)) => {
                if attribute.is_none() {
                    name.trim().clone_into(&mut message);
                    current.clone_from(&message);
                } else {
                    current = format!("{message}.{}", name.trim());
                }
                keys.insert(current.clone(), !says.trim().is_empty());
                // A message may consist of its attributes alone.
                if attribute.is_some() {
                    keys.insert(message.clone(), true);
                }
            }
            None if indented && !content.is_empty() => {
                keys.entry(current.clone()).and_modify(|says| *says = true);
            }
            None => {}
        }
    }
    keys
}

/// Rooms in plain English. The list grows: add a room when its words are rewritten.
const PLAIN: [&str; 98] = [
    "README.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/crosswalk.md",
    "docs/limits.md",
    "docs/decisions/0001-dioxus-alpha.md",
    "docs/decisions/0002-dependencies.md",
    "docs/decisions/0005-risk-level.md",
    "docs/decisions/0008-the-browser-renderer.md",
    "docs/decisions/0009-xlsform-columns.md",
    "docs/decisions/0010-whose-record-it-is.md",
    "docs/decisions/0011-every-wait-has-an-end.md",
    "docs/decisions/0013-attachments.md",
    "docs/decisions/0015-how-often-one-may-ask.md",
    "docs/decisions/0017-one-sender-that-learns.md",
    "docs/decisions/0018-photos-over-a-link-that-breaks.md",
    "docs/decisions/0020-carrying-for-a-neighbour.md",
    "docs/decisions/0022-who-may-bring-a-carry-file.md",
    "docs/decisions/0023-fail-points-and-power-cuts.md",
    "docs/decisions/0024-sending-is-simulated.md",
    "docs/decisions/0025-figures-over-a-slow-link.md",
    "docs/decisions/0028-what-a-cut-connection-teaches.md",
    "docs/decisions/0034-practice-cannot-send.md",
    "docs/decisions/0035-javanese-in-part.md",
    "docs/decisions/0038-what-the-device-tells.md",
    "docs/decisions/0039-what-wakes-a-phone-that-lies-there.md",
    "docs/decisions/0040-what-else-sees-what-is-typed.md",
    "benches",
    "crates/exchange/src/attachment.rs",
    "crates/exchange/src/batch.rs",
    "crates/exchange/src/carrying.rs",
    "crates/exchange/src/envelope.rs",
    "crates/exchange/src/gzip.rs",
    "crates/exchange/src/packing.rs",
    "crates/exchange/src/phone_status.rs",
    "crates/exchange/src/receipt.rs",
    "crates/exchange/src/record.rs",
    "crates/exchange/src/refusal.rs",
    "crates/exchange/src/sealing.rs",
    "crates/fail-points",
    "crates/power-loss",
    "src/device",
    "src/device.rs",
    "src/elapsed.rs",
    "src/launch/browser.rs",
    "src/launch/window.rs",
    "src/outbox/attachments.rs",
    "src/outbox/carried.rs",
    "src/outbox/carried_receipts.rs",
    "src/outbox/contact.rs",
    "src/outbox/feed.rs",
    "src/outbox/lease.rs",
    "src/outbox/pace.rs",
    "src/outbox/queue.rs",
    "src/outbox/trouble.rs",
    "src/outbox/uploads.rs",
    "src/outbox/waiting_photos.rs",
    "src/photos_allowed.rs",
    "src/picture",
    "src/picture.rs",
    "src/refusal.rs",
    "src/routes.rs",
    "src/sending",
    "src/sending.rs",
    "src/translations.rs",
    "src/translations/sizes.rs",
    "tests/android_manifest.rs",
    "tests/end_to_end/carrying.rs",
    "tests/end_to_end/central_killed.rs",
    "tests/end_to_end/coordinators_pages.rs",
    "tests/end_to_end/crash_points.rs",
    "tests/end_to_end/days_work.rs",
    "tests/end_to_end/desktop_window.rs",
    "tests/end_to_end/finish_killed.rs",
    "tests/end_to_end/first_light.rs",
    "tests/end_to_end/many_waiting.rs",
    "tests/end_to_end/phone_killed.rs",
    "tests/end_to_end/photos.rs",
    "tests/end_to_end/power_loss.rs",
    "tests/end_to_end/practice_killed.rs",
    "tests/end_to_end/smoke_steps.rs",
    "tests/end_to_end/support",
    "tests/fuzz_corpora.rs",
    "tests/phone/background.rs",
    "tests/phone/carrying.rs",
    "tests/phone/damaged_photos.rs",
    "tests/phone/enrolling_again.rs",
    "tests/phone/full_disk.rs",
    "tests/phone/key_store.rs",
    "tests/phone/photos.rs",
    "tests/phone/photos_sent.rs",
    "tests/phone/pin.rs",
    "tests/phone/practice.rs",
    "tests/phone/sending_from_hour_to_hour.rs",
    "tests/phone/trust.rs",
    "tests/slow_link",
    "tests/support",
    "xtask/src",
];

/// Files in these rooms that still wait for it.
const NOT_YET_PLAIN: [&str; 1] = ["src/device/key_keeper.rs"];

/// Turns that people who learnt English late stumble over.
const HARD_TURNS: [&str; 8] =
    ["whoever", "whomever", "anew", "would not have", "let go of", "lets go of", "letting go of", "of its own accord"];

/// Plain English where the list says so, in comments, names and texts.
pub fn plain_english(file: &File) -> Vec<String> {
    if !file.is_in(&PLAIN) || file.is_in(&NOT_YET_PLAIN) {
        return Vec::new();
    }
    let words: Vec<(usize, String)> = file
        .text
        .lines()
        .enumerate()
        .flat_map(|(line, text)| {
            // A comment's mark begins its next line, too; a turn may stand on both.
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(move |word| (line + 1, word.to_lowercase()))
        })
        .collect();
    let lines_with = |turn: &str| -> Vec<usize> {
        let turn: Vec<&str> = turn.split(' ').collect();
        let begins =
            |window: &&[(usize, String)]| window.iter().map(|(_, word)| word.as_str()).eq(turn.iter().copied());
        words.windows(turn.len()).filter(begins).filter_map(|window| window.first()).map(|(line, _)| *line).collect()
    };
    let turns = HARD_TURNS.iter().flat_map(|turn| lines_with(turn).into_iter().map(move |line| (turn, line)));
    turns.map(|(turn, line)| format!("{}:{line}: {turn:?}", file.path)).collect()
}

/// Rooms of the list that are not there any more.
pub fn rooms_that_are_gone(files: &[File]) -> Vec<String> {
    let places = PLAIN.iter().chain(&NOT_YET_PLAIN);
    let gone = places.filter(|place| !files.iter().any(|file| file.is_in(&[place])));
    gone.map(|place| format!("{place} is gone")).collect()
}
