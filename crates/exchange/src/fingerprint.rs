//! Whose keys can read a phone's reports, in eight words that two people compare over the telephone.
//!
//! The words cover central's key, which opens the countable answers, and the case keys, which open the sealed ones. A
//! server that copies an organisation's name, or its public case keys, has other words.
//!
//! Eight words of 256 are 64 bits. A person who makes keys until the words fit pays `ROUNDS` hashes a try, which is
//! worth 14 bits more.

use std::fmt;

use crate::sealing::Recipient;

/// Indonesian words of 4 to 9 letters; no two begin with the same four, or differ in fewer than three places.
const WORDS: &str = include_str!("../../../assets/fingerprint-words.txt");
const PURPOSE: &str = "kentongan 2026 fingerprint of the keys that read reports";
/// Hashes after the first. A phone takes some milliseconds for them.
const ROUNDS: u32 = 16 * 1024;

/// The fingerprint of the keys that can read a phone's reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyFingerprint([u8; Self::WORDS]);

impl KeyFingerprint {
    /// How many words people compare.
    pub const WORDS: usize = 8;

    /// The fingerprint of central's key and the case keys. The order of the case keys does not matter.
    #[must_use]
    pub fn of(central: &Recipient, case: &[Recipient]) -> Self {
        let mut case: Vec<&Recipient> = case.iter().collect();
        case.sort_unstable();
        case.dedup();
        let mut hasher = blake3::Hasher::new_derive_key(PURPOSE);
        for recipient in std::iter::once(central).chain(case) {
            hasher.update(recipient.as_str().as_bytes()).update(b"\n");
        }
        let mut hash = *hasher.finalize().as_bytes();
        for _ in 0..ROUNDS {
            hash = *blake3::hash(&hash).as_bytes();
        }
        let mut words = [0; Self::WORDS];
        words.copy_from_slice(&hash[..Self::WORDS]);
        Self(words)
    }

    /// The words, in order.
    #[must_use]
    pub fn words(&self) -> [&'static str; Self::WORDS] {
        let list: Vec<&'static str> = WORDS.lines().collect();
        self.0.map(|byte| list.get(usize::from(byte)).copied().unwrap_or_default())
    }
}

impl fmt::Display for KeyFingerprint {
    /// The words in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sealing::Identity;

    /// The public key of a secret that is the same in every run.
    fn recipient(text: &str) -> Recipient {
        Recipient::try_from(text.to_owned()).unwrap()
    }

    const CENTRAL: &str = "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq";
    const CASE: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    const RECOVERY: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

    #[test]
    fn the_words_of_the_same_keys_are_the_same_in_every_version() {
        let (central, case, recovery) = (recipient(CENTRAL), recipient(CASE), recipient(RECOVERY));
        let print = KeyFingerprint::of(&central, &[case.clone(), recovery.clone()]);
        assert_eq!(print.to_string(), "nyiur zaitun magnet tenda cempaka tupai irama toples");
        assert_eq!(print, KeyFingerprint::of(&central, &[recovery.clone(), case.clone(), recovery]), "in any order");
    }

    #[test]
    fn another_key_in_any_place_gives_other_words() {
        let keys: Vec<Recipient> = (0..5).map(|_| Identity::generate().recipient()).collect();
        let of = |central: usize, case: &[usize]| {
            let case: Vec<Recipient> = case.iter().map(|place| keys[*place].clone()).collect();
            KeyFingerprint::of(&keys[central], &case)
        };
        let all = [of(0, &[1, 2]), of(3, &[1, 2]), of(0, &[1, 3]), of(0, &[1]), of(0, &[1, 2, 3]), of(1, &[0, 2])];
        assert_eq!(all.into_iter().collect::<std::collections::HashSet<_>>().len(), 6);
    }

    /// The smallest number of letters to add, drop, change or swap.
    fn distance(one: &str, other: &str) -> usize {
        let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
        let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
        for (row, cells) in rows.iter_mut().enumerate() {
            cells[0] = row;
        }
        rows[0] = (0..=other.len()).collect();
        for i in 1..=one.len() {
            for j in 1..=other.len() {
                let changed = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                rows[i][j] = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    rows[i][j] = rows[i][j].min(rows[i - 2][j - 2] + 1);
                }
            }
        }
        rows[one.len()][other.len()]
    }

    #[test]
    fn no_two_words_are_easily_taken_for_each_other() {
        let words: Vec<&str> = WORDS.lines().collect();
        assert_eq!(words.len(), 256);
        assert!(words.is_sorted());
        assert!(words.iter().all(|word| (4..=9).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())));
        assert_eq!(words.iter().map(|word| &word[..4]).collect::<BTreeSet<_>>().len(), 256);
        for (place, word) in words.iter().enumerate() {
            for other in &words[place + 1..] {
                assert!(distance(word, other) >= 3, "{word} and {other}");
            }
        }
    }
}
