//! Phrases that blame the child, and what to write instead.

use super::finding::Conduct;
use crate::Label;
use crate::plain::folded_text;

struct Advice {
    phrases: &'static [&'static str],
    id: &'static str,
    en: &'static str,
}

/// Tidak ada anak yang bersalah: the services' agreed wording for each blaming phrase.
const ADVICE: [Advice; 7] = [
    Advice {
        phrases: &[
            "salah sendiri",
            "salahnya sendiri",
            "salah dia sendiri",
            "salahe dewe",
            "her own fault",
            "his own fault",
        ],
        id: "Anak tidak pernah bersalah. Tulis apa yang dilakukan pelaku.",
        en: "A child is never at fault. Write what the suspect did.",
    },
    Advice {
        phrases: &["anak nakal", "bocah nakal", "anak bandel", "naughty child", "bad girl", "bad boy"],
        id: "Tulis “anak” atau “anak korban”, tanpa penilaian.",
        en: "Write “the child”, without a judgement.",
    },
    Advice {
        phrases: &["menggoda", "menggodanya", "kegatelan", "kegatalan", "genit", "seduced", "seductive"],
        id: "Sebutkan perbuatan pelaku, misalnya “pelaku mendekati anak”.",
        en: "Name what the suspect did, such as “the suspect approached the child”.",
    },
    Advice {
        phrases: &["suka sama suka", "mau sama mau", "sama sama mau", "sama sama suka", "consensual"],
        id: "Anak tidak dapat menyetujui. Tulis “pelaku memanfaatkan anak”.",
        en: "A child cannot consent. Write “the suspect took advantage of the child”.",
    },
    Advice {
        phrases: &[
            "pakaian seksi",
            "baju seksi",
            "pakaian terbuka",
            "baju minim",
            "pakaian minim",
            "cewek murahan",
            "perempuan murahan",
        ],
        id: "Pakaian atau perilaku anak bukan sebab kekerasan. Hapus bagian ini.",
        en: "What a child wears or does is no cause of violence. Leave this out.",
    },
    Advice {
        phrases: &["aib keluarga", "bikin malu", "mempermalukan keluarga", "bukan korban"],
        id: "Tulis “anak memerlukan dukungan dan perlindungan”.",
        en: "Write “the child needs support and protection”.",
    },
    Advice {
        phrases: &["pornografi anak", "porno anak", "video porno", "child pornography"],
        id: "Tulis “materi kekerasan seksual anak”.",
        en: "Write “child sexual abuse material”.",
    },
];

/// Each phrase found, once.
pub(super) fn found_in(text: &str) -> Vec<Conduct> {
    let words = format!(" {} ", words(text));
    let mut found = Vec::new();
    for advice in &ADVICE {
        for phrase in advice.phrases {
            if words.contains(&format!(" {phrase} ")) {
                let suggestion = Label::new("id", [("id", advice.id), ("en", advice.en)]);
                found.push(Conduct::Blaming { phrase, suggestion });
            }
        }
    }
    found
}

/// The text in small letters with one blank between words. So line breaks, hyphens, capitals and invisible characters
/// cannot hide a phrase.
fn words(text: &str) -> String {
    let lower = folded_text(text).to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{ADVICE, found_in, words};
    use crate::conduct::Conduct;

    #[test]
    fn a_blaming_phrase_is_found_in_any_spelling_and_comes_with_advice_in_both_languages() {
        for text in [
            "Salah Sendiri!",
            "itu salah\nsendiri",
            "suka-sama-suka",
            "katanya anak nakal.",
            "dia MENGGODA",
            "salah\u{a0}sen\u{ad}diri",
            "anak\u{2011}na\u{200b}kal",
        ] {
            let found = found_in(text);
            assert!(
                matches!(found.as_slice(), [Conduct::Blaming { suggestion, .. }]
                    if !suggestion.in_language("id").is_empty()
                        && suggestion.in_language("id") != suggestion.in_language("en")),
                "{text}"
            );
        }
    }

    #[test]
    fn part_of_a_word_is_no_phrase() {
        for text in ["anak nakala", "tidak bersalah sendirian", "penggodaan", "kesukaan sama", "mengundang guru"] {
            assert_eq!(found_in(text), [], "{text}");
        }
    }

    #[test]
    fn every_phrase_is_written_as_it_is_looked_for() {
        for phrase in ADVICE.iter().flat_map(|advice| advice.phrases) {
            assert_eq!(words(phrase), *phrase);
        }
    }
}
