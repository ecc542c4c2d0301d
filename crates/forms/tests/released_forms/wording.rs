//! Words: both languages everywhere, none that blames a child, no settlement out of court.

use kentongan_forms::conduct;

use crate::{ACTIVITY, DIRECTORY, INCIDENT, form, sheet, table};

fn is_read(header: &str) -> bool {
    (header.contains("::") && header.ends_with(')')) || header.starts_with("kentongan_explanation_")
}

/// Every text of the forms and the directory that a person may read, with where it stands.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (form, csv) in [("incident", INCIDENT), ("activity", ACTIVITY)] {
        for (name, key) in [("survey", "name"), ("choices", "list_name"), ("settings", "form_id")] {
            for row in sheet(csv, name) {
                let read = row.iter().filter(|(header, _)| is_read(header));
                texts.extend(read.map(|(header, text)| (format!("{form} {name} {} {header}", row[key]), text.clone())));
            }
        }
    }
    for row in table(DIRECTORY) {
        for column in ["name_id", "name_en", "note_id", "note_en"] {
            texts.push((format!("directory {} {column}", row["code"]), row[column].clone()));
        }
    }
    assert!(texts.len() > 500, "only {} texts were found", texts.len());
    texts
}

#[test]
fn every_question_group_and_choice_has_a_label_in_both_languages() {
    for csv in [INCIDENT, ACTIVITY] {
        for name in ["survey", "choices"] {
            for row in sheet(csv, name) {
                if row.get("type").is_some_and(|kind| kind == "end_group") {
                    continue;
                }
                for language in ["Indonesian (id)", "English (en)"] {
                    let label = &row[&format!("label::{language}")];
                    assert!(!label.trim().is_empty(), "{name} {}: no label in {language}", row["name"]);
                }
            }
        }
    }
}

#[test]
fn every_hint_and_message_has_both_languages_and_every_rule_a_message() {
    for csv in [INCIDENT, ACTIVITY] {
        for row in sheet(csv, "survey") {
            let name = &row["name"];
            let has = |column: &str| !row[column].is_empty();
            for text in ["hint", "constraint_message"] {
                let both = [format!("{text}::Indonesian (id)"), format!("{text}::English (en)")];
                assert_eq!(has(&both[0]), has(&both[1]), "{name}: {text} stands in one language alone");
            }
            assert_eq!(has("constraint"), has("constraint_message::English (en)"), "{name}: a rule and its message");
        }
    }
}

#[test]
fn the_engine_finds_both_languages_too() {
    for csv in [INCIDENT, ACTIVITY] {
        let form = form(csv);
        assert_eq!(form.default_language(), "id");
        let labels = form.questions().map(|question| &question.label);
        for label in labels.chain(form.sections().iter().map(|section| &section.label)).chain([form.title()]) {
            let languages: Vec<&str> = label.languages().collect();
            assert_eq!(languages, ["en", "id"], "{label:?}");
        }
    }
}

#[test]
fn no_text_blames_a_child_or_calls_abuse_material_pornography() {
    let never = [
        "pornografi",
        "pornography",
        "pornographic",
        "salah sendiri",
        "anak nakal",
        "menggoda",
        "suka sama suka",
        "own fault",
        "naughty",
        "seduc",
        "promiscu",
        "pelacur",
        "prostitut",
        "mengaku",
        "tidak sopan",
    ];
    for (place, text) in texts() {
        let text = text.to_lowercase();
        let found = never.iter().find(|word| text.contains(**word));
        assert!(found.is_none(), "{place} says {found:?}: {text}");
    }
}

#[test]
fn our_own_labels_pass_the_check_that_facilitators_texts_must_pass() {
    for (place, text) in texts() {
        let blames = conduct::check(&text, kentongan_forms::Tier::Sealed)
            .into_iter()
            .find(|found| matches!(found, conduct::Conduct::Blaming { .. }));
        assert!(blames.is_none(), "{place}: {blames:?}");
    }
}

#[test]
fn mediation_is_never_offered() {
    for (place, text) in texts() {
        let text = text.to_lowercase();
        assert!(!text.contains("mediasi") && !text.contains("mediat"), "{place}: {text}");
    }
    for csv in [INCIDENT, ACTIVITY, DIRECTORY] {
        assert!(!csv.to_lowercase().contains("mediasi") && !csv.to_lowercase().contains("mediation"));
    }
}

#[test]
fn what_is_typed_freely_says_that_no_name_belongs_there() {
    let form = form(INCIDENT);
    for name in ["risk_reason", "child_assent_reason", "guardian_consent_reason", "danger_override_reason"] {
        let question = form.question(name).unwrap();
        assert!(question.hint.in_language("id").contains("Tanpa nama"), "{name}");
        assert_eq!(question.text_limit, 200, "{name}");
    }
}

#[test]
fn a_person_who_may_meet_abuse_material_reads_never_to_keep_it_and_where_to_report() {
    let form = form(INCIDENT);
    let note = form.question("never_keep_material").unwrap();
    assert!(note.label.in_language("id").contains("Jangan membuka, menyalin, menyimpan"));
    for place in ["110", "ECPAT", "report.iwf.org.uk/id"] {
        assert!(note.hint.in_language("id").contains(place), "{place}");
    }
    let accounts = form.question("suspect_accounts").unwrap();
    for words in ["Tautan saja, tanpa gambar", "Tidak dipakai untuk menghubungi anak"] {
        assert!(accounts.hint.in_language("id").contains(words));
    }
}
