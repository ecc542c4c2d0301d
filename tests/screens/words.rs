//! Every text in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kentongan::phone::{Language, RefusalReason, SendTrouble};
use kentongan::translations::{ENGLISH, INDONESIAN, JAVANESE, Words, troubles};
use kentongan_exchange::RefusalCode;

/// Keys of a file, each with the places its message fills in.
fn keys(messages: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut open = String::new();
    for line in messages.lines() {
        let begins = line.starts_with(|first: char| first.is_ascii_lowercase());
        if begins && let Some((key, _)) = line.split_once(" = ") {
            assert!(!keys.contains_key(key), "{key} stands there twice");
            open = key.to_owned();
            keys.insert(open.clone(), BTreeSet::new());
        }
        for place in line.split("{ $").skip(1) {
            let place = place.split([' ', '}']).next().unwrap().to_owned();
            keys.get_mut(&open).unwrap().insert(place);
        }
    }
    keys
}

/// Every text between quotation marks in the sources that show something.
fn literals(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            literals(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            found.extend(source.split('"').map(str::to_owned));
        }
    }
}

#[test]
fn every_key_is_in_every_language_with_the_same_places() {
    let (id, en) = (keys(INDONESIAN), keys(ENGLISH));
    assert!(id.len() > 100);
    assert_eq!(id, en);
}

#[test]
fn what_is_said_in_javanese_fills_in_the_same_places_and_is_quoted_in_javanese_alone() {
    let (id, jv) = (keys(INDONESIAN), keys(JAVANESE));
    assert!(jv.len() > 40 && jv.iter().all(|(key, places)| id.get(key) == Some(places)), "{jv:?}");
    let (words, javanese) = (Words::new(Language::Indonesian), Words::new(Language::Javanese));
    // “Terkirim” in a sentence that stands in Indonesian would be on no button of a screen in Javanese.
    for (key, _) in id.iter().filter(|(key, _)| !jv.contains_key(*key)) {
        let sentence = words.say(key);
        assert_eq!(javanese.say(key), sentence, "{key} is said in Indonesian");
        let quoted = |label: &&String| sentence.contains(&format!("“{}”", words.say(label)));
        let renamed = jv.keys().filter(quoted).find(|label| javanese.say(label) != words.say(label));
        assert_eq!(renamed, None, "quoted by {key}");
    }
}

#[test]
fn every_message_can_be_said_in_every_language() {
    for language in Language::ALL {
        let words = Words::new(language);
        for key in keys(INDONESIAN).keys() {
            // A message that cannot be said shows its key; one word may be its own key ("sealed").
            assert!(words.say(key) != *key || !key.contains('-'), "{key} is not understood in {}", language.code());
        }
    }
}

#[test]
fn one_of_anything_is_said_in_the_singular() {
    let words = Words::new(Language::English);
    let counted: Vec<(String, String)> = keys(ENGLISH)
        .into_iter()
        .filter(|(_, places)| places.iter().eq(["count"]))
        .map(|(key, _)| (words.say_with(&key, [("count", 1.into())]), key))
        .collect();
    assert!(counted.len() > 20, "{counted:?}");
    let is_plural =
        |word: &str| word == "people" || word.ends_with('s') && !["is", "has", "was", "needs", "waits"].contains(&word);
    for (text, key) in counted {
        let plain: String = text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ').collect();
        let after = plain.split(' ').skip_while(|word| *word != "1").skip(1);
        let plural: Vec<&str> = after.take(3).filter(|word| is_plural(word)).collect();
        assert!(plural.is_empty(), "{key}: {text:?} has {plural:?}");
    }
}

#[test]
fn every_key_asked_for_exists_and_every_key_is_asked_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut literal = BTreeSet::new();
    literals(&root, &mut literal);
    let known = keys(INDONESIAN);
    let unused: Vec<&String> = known.keys().filter(|key| !literal.contains(*key)).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");

    let mut asked = BTreeSet::new();
    asked_for(&root, &mut asked);
    assert!(asked.len() > 100);
    let missing: Vec<&String> = asked.iter().filter(|key| !known.contains_key(*key)).collect();
    assert!(missing.is_empty(), "no message for {missing:?}");
}

/// The keys in `say("…")`, `say_with("…"`, and in the branches inside `say(…)`.
fn asked_for(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            asked_for(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            for call in source.split(".say(").skip(1).chain(source.split(".say_with(").skip(1)) {
                let mut depth = 1_i32;
                let inside: String = call
                    .chars()
                    .take_while(|c| {
                        depth += i32::from(*c == '(') - i32::from(*c == ')');
                        depth > 0
                    })
                    .collect();
                let first = inside.split('[').next().unwrap();
                found.extend(first.split('"').skip(1).step_by(2).map(str::to_owned));
            }
        }
    }
}

/// Every trouble of sending; the match fails to compile when one is added and not put here.
fn every_trouble() -> Vec<SendTrouble> {
    let next = |trouble| {
        Some(match trouble {
            SendTrouble::NoNetwork => SendTrouble::NoInternet,
            SendTrouble::NoInternet => SendTrouble::ServerNotReachable,
            SendTrouble::ServerNotReachable => SendTrouble::Timeout,
            SendTrouble::Timeout => SendTrouble::CutOff,
            SendTrouble::CutOff => SendTrouble::CaptivePortal,
            SendTrouble::CaptivePortal => SendTrouble::NotKentongan,
            SendTrouble::NotKentongan => SendTrouble::CertificateProblem,
            SendTrouble::CertificateProblem => SendTrouble::CertificateNotPinned,
            SendTrouble::CertificateNotPinned => SendTrouble::ClockWrong,
            SendTrouble::ClockWrong => SendTrouble::Revoked,
            SendTrouble::Revoked => SendTrouble::NotEnrolled,
            SendTrouble::NotEnrolled => SendTrouble::Unavailable,
            SendTrouble::Unavailable => SendTrouble::AppTooOld,
            SendTrouble::AppTooOld => SendTrouble::TooLarge,
            SendTrouble::TooLarge => SendTrouble::NotProven,
            SendTrouble::NotProven => SendTrouble::DiskFull,
            SendTrouble::DiskFull => SendTrouble::Unknown,
            SendTrouble::Unknown => return None,
        })
    };
    std::iter::successors(Some(SendTrouble::NoNetwork), |trouble| next(*trouble)).collect()
}

/// Every reason of central's, in the same way.
fn every_code() -> Vec<RefusalCode> {
    let next = |code| {
        Some(match code {
            RefusalCode::MalformedBody => RefusalCode::TooLarge,
            RefusalCode::TooLarge => RefusalCode::TooManyRecords,
            RefusalCode::TooManyRecords => RefusalCode::UnsupportedWire,
            RefusalCode::UnsupportedWire => RefusalCode::NotEnrolled,
            RefusalCode::NotEnrolled => RefusalCode::DeviceRevoked,
            RefusalCode::DeviceRevoked => RefusalCode::CodeWrong,
            RefusalCode::CodeWrong => RefusalCode::CodeSpent,
            RefusalCode::CodeSpent => RefusalCode::CodeExpired,
            RefusalCode::CodeExpired => RefusalCode::TooManyTries,
            RefusalCode::TooManyTries => RefusalCode::WrongServer,
            RefusalCode::WrongServer => RefusalCode::BadSignature,
            RefusalCode::BadSignature => RefusalCode::Unreadable,
            RefusalCode::Unreadable => RefusalCode::UnknownForm,
            RefusalCode::UnknownForm => RefusalCode::InvalidAnswers,
            RefusalCode::InvalidAnswers => RefusalCode::Unavailable,
            RefusalCode::Unavailable => RefusalCode::Internal,
            RefusalCode::Internal => RefusalCode::TooManyRequests,
            RefusalCode::TooManyRequests => RefusalCode::UnknownAttachment,
            RefusalCode::UnknownAttachment => RefusalCode::NotTheNamedBytes,
            RefusalCode::NotTheNamedBytes => RefusalCode::Unknown,
            RefusalCode::Unknown => return None,
        })
    };
    std::iter::successors(Some(RefusalCode::MalformedBody), |code| next(*code)).collect()
}

#[test]
fn whatever_keeps_a_record_from_central_is_said_with_what_comes_next() {
    for language in Language::ALL {
        let words = Words::new(language);
        let mut said: Vec<(String, String)> = Vec::new();
        for trouble in every_trouble() {
            said.push((format!("{trouble:?}"), troubles::sending(words, trouble)));
        }
        for code in every_code() {
            said.push((format!("{code:?}"), troubles::refused(words, RefusalReason::Central(code))));
        }
        said.push(("Conflict".to_owned(), troubles::refused(words, RefusalReason::Conflict)));
        for (what, text) in said {
            let sentences = text.split(['.', '?']).filter(|sentence| sentence.trim().contains(' ')).count();
            assert!(sentences >= 2, "{what} in {}: what happened and what comes next, not {text:?}", language.code());
        }
    }
}
