//! Rules about words and numbers.

use std::collections::{BTreeMap, BTreeSet};

use crate::project::File;

/// Digits of a NIK, the number of an Indonesian citizen.
const NIK: usize = 16;

/// No number that looks like a NIK. Only the tests of the rule against it have some.
pub fn no_citizens_number(file: &File) -> Vec<String> {
    if file.path.contains("conduct") {
        return Vec::new();
    }
    let complaint = |(line, text): (usize, &str)| {
        // A part of a longer name or number (a digest, a timestamp with a fraction) does not count.
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let looks = words.into_iter().any(|word| word.len() == NIK && word.bytes().all(|byte| byte.is_ascii_digit()));
        looks.then(|| format!("{}:{}", file.path, line + 1))
    };
    file.text.lines().enumerate().filter_map(complaint).collect()
}

/// A file's path, its keys, and whether each has a text.
type Language<'a> = (&'a str, BTreeMap<String, bool>);

/// A language in part: other languages fill its gaps, but it has no key that the others lack.
const IN_PART: &str = "/jv.ftl";

/// The files of one folder are one text in several languages. Every key is in all of them and has a text.
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

/// Messages and their attributes (`key`, `key.attribute`), and whether each has a text.
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

/// Rooms in plain English. Add a room after you rewrite its words.
const PLAIN: [&str; 15] = [
    "CHANGELOG.md",
    "README.md",
    "android/kotlin",
    "benches",
    "build.rs",
    "crates/central",
    "crates/exchange",
    "crates/fail-points",
    "crates/forms",
    "crates/java-library",
    "crates/power-loss",
    "docs",
    "src",
    "tests",
    "xtask",
];

/// Files that never change: a landed migration, and files that contain the hard turns on purpose.
const NEVER_PLAIN: [&str; 3] =
    ["src/outbox/migrations/0004_uploads.sql", "tests/house_rules/planted.rs", "tests/house_rules/texts.rs"];

/// Turns that are hard for people who learnt English late.
const HARD_TURNS: [&str; 8] =
    ["whoever", "whomever", "anew", "would not have", "let go of", "lets go of", "letting go of", "of its own accord"];

/// Plain English in these rooms: comments, names and texts.
pub fn plain_english(file: &File) -> Vec<String> {
    if !file.is_in(&PLAIN) || file.is_in(&NEVER_PLAIN) {
        return Vec::new();
    }
    let words: Vec<(usize, String)> = file
        .text
        .lines()
        .enumerate()
        .flat_map(|(line, text)| {
            // The mark of a comment does not count, so a turn can span two lines.
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

/// Rooms of the list that no longer exist.
pub fn rooms_that_are_gone(files: &[File]) -> Vec<String> {
    let places = PLAIN.iter().chain(&NEVER_PLAIN);
    let gone = places.filter(|place| !files.iter().any(|file| file.is_in(&[place])));
    gone.map(|place| format!("{place} is gone")).collect()
}
