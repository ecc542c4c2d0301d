//! Each form of violence speaks the terms of GBVIMS, UU 12/2022 and SIMFONI-PPA. See `docs/crosswalk.md`.

use crate::{INCIDENT, form};

const GBVIMS: [&str; 7] = [
    "penetration",
    "sexual assault",
    "physical assault",
    "forced marriage",
    "denial of resources",
    "psychological abuse",
    "non-GBV",
];
const SIMFONI: [&str; 7] = ["fisik", "psikis", "seksual", "eksploitasi", "trafficking", "penelantaran", "lainnya"];
/// Articles 4 to 14 of UU 12/2022 say what sexual violence is.
const TPKS: [&str; 11] = ["4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"];

#[test]
fn every_form_of_violence_can_be_exported_in_the_terms_of_the_other_systems() {
    let form = form(INCIDENT);
    for list in ["violence_form", "ocsea_form"] {
        let choices = form.list(list).unwrap();
        assert!(!choices.is_empty());
        for choice in choices {
            let column = |name: &str| choice.columns.get(&format!("kentongan_{name}")).map_or("", String::as_str);
            let place = format!("{list} {}", choice.code);
            assert!(GBVIMS.contains(&column("gbvims")), "{place}: gbvims {:?}", column("gbvims"));
            assert!(SIMFONI.contains(&column("simfoni")), "{place}: simfoni {:?}", column("simfoni"));
            let article = column("tpks");
            assert!(article.is_empty() || TPKS.contains(&article), "{place}: tpks {article:?}");
            // Penetration is never asked for, so no export may claim it.
            assert_ne!(column("gbvims"), "penetration", "{place}");
        }
    }
}

#[test]
fn the_articles_that_name_a_form_of_violence_are_given() {
    let form = form(INCIDENT);
    for (list, code, article) in [
        ("violence_form", "child_marriage", "10"),
        ("violence_form", "sexual_exploitation", "12"),
        ("violence_form", "ksbe", "14"),
        ("violence_form", "physical", ""),
        ("ocsea_form", "sexual_extortion_money", "14"),
        ("ocsea_form", "intimate_content_shared", "14"),
        ("ocsea_form", "cyberbullying", ""),
    ] {
        let choice = form.list(list).unwrap().iter().find(|choice| choice.code == code).unwrap();
        assert_eq!(choice.columns.get("kentongan_tpks").map_or("", String::as_str), article, "{list} {code}");
    }
}

#[test]
fn no_other_list_carries_crosswalk_columns() {
    let form = form(INCIDENT);
    for question in form.questions() {
        let Some(kentongan_forms::ListSource::Own(list)) = question.list() else { continue };
        if list != "violence_form" && list != "ocsea_form" {
            assert!(form.list(&list).unwrap().iter().all(|choice| choice.columns.is_empty()), "{list}");
        }
    }
}
