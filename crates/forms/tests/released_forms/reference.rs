//! The directory of services and the areas, as shipped.

use std::collections::BTreeSet;

use crate::{AREAS, DIRECTORY, FillIn, Row, table};

fn entry(code: &str) -> Row {
    table(DIRECTORY).into_iter().find(|row| row["code"] == code).unwrap()
}

#[test]
fn the_directory_gives_these_numbers_and_invents_none() {
    let given: Vec<(String, String, String)> = table(DIRECTORY)
        .into_iter()
        .filter(|row| !row["telephone"].is_empty() || !row["whatsapp"].is_empty())
        .map(|row| (row["code"].clone(), row["telephone"].clone(), row["whatsapp"].clone()))
        .collect();
    let expected =
        [("sapa_129", "129", "08111-129-129"), ("police_110", "110", ""), ("uptd_ppa_blora", "", "0895-3914-04000")];
    let expected = expected.map(|(code, telephone, whatsapp)| (code.into(), telephone.into(), whatsapp.into()));
    assert_eq!(given, expected);
}

#[test]
fn in_danger_the_police_and_sapa_129_can_be_dialled() {
    let emergency = table(DIRECTORY).into_iter().filter(|row| row["emergency"] == "yes");
    let emergency: Vec<Row> = emergency.collect();
    let codes: BTreeSet<&str> = emergency.iter().map(|row| row["code"].as_str()).collect();
    assert_eq!(codes, BTreeSet::from(["police_110", "sapa_129"]));
    assert!(emergency.iter().all(|row| !row["telephone"].is_empty()));
}

#[test]
fn every_entry_is_named_in_both_languages_and_says_when_it_was_verified_or_that_it_never_was() {
    let rows = table(DIRECTORY);
    let codes: BTreeSet<&String> = rows.iter().map(|row| &row["code"]).collect();
    assert_eq!(codes.len(), rows.len(), "a code stands twice");
    for row in &rows {
        let code = &row["code"];
        for column in ["kind", "name_id", "name_en", "note_id", "note_en"] {
            assert!(!row[column].is_empty(), "{code} has no {column}");
        }
        for column in ["refers", "emergency"] {
            assert!(matches!(row[column].as_str(), "yes" | "no"), "{code}: {column} is yes or no");
        }
        let verified = &row["verified"];
        assert!(verified.is_empty() || verified.parse::<jiff::civil::Date>().is_ok(), "{code}: {verified}");
        assert!(row["link"].is_empty() || row["link"].starts_with("https://"), "{code}");
    }
    assert_eq!(entry("uptd_ppa_blora")["verified"], "2024-12-31");
}

#[test]
fn a_child_is_referred_only_to_services_that_take_referrals() {
    let offered = FillIn::incident();
    let offered: BTreeSet<&str> = offered.0.choices("referred_to").iter().map(|choice| choice.code.as_str()).collect();
    for service in ["uptd_ppa_blora", "ppa_polres_blora", "pksai_blora", "puskesmas_blora", "ecpat_indonesia"] {
        assert!(offered.contains(service), "{service} is not offered");
    }
    // The complaint desk asks for a NIK and a name, and the portals take links: no child is referred there.
    for desk in ["gardu_lapor_blora", "aduankonten", "patrolisiber", "iwf_report", "kpai", "police_110"] {
        assert!(!offered.contains(desk), "{desk} is offered");
        assert_eq!(entry(desk)["refers"], "no");
    }
}

#[test]
fn the_areas_are_kabupaten_blora_its_16_kecamatan_and_the_five_sample_villages() {
    let rows = table(AREAS);
    let codes: BTreeSet<&String> = rows.iter().map(|row| &row["code"]).collect();
    assert_eq!(codes.len(), rows.len(), "a code stands twice");
    let below = |parent: &str| -> Vec<(String, String)> {
        let rows = rows.iter().filter(|row| row["parent"] == parent);
        rows.map(|row| (row["code"].clone(), row["name"].clone())).collect()
    };
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect()
    };
    assert_eq!(below(""), pairs(&[("33.16", "Kabupaten Blora")]));
    let kecamatan = [
        "Jati",
        "Randublatung",
        "Kradenan",
        "Kedungtuban",
        "Cepu",
        "Sambong",
        "Jiken",
        "Jepon",
        "Blora",
        "Tunjungan",
        "Banjarejo",
        "Ngawen",
        "Kunduran",
        "Todanan",
        "Bogorejo",
        "Japah",
    ];
    let expected: Vec<(String, String)> =
        kecamatan.iter().zip(1..).map(|(name, number)| (format!("33.16.{number:02}"), (*name).to_owned())).collect();
    assert_eq!(below("33.16"), expected);
    assert_eq!(below("33.16.05"), pairs(&[("33.16.05.2002", "Ngloram"), ("33.16.05.2005", "Jipang")]));
    let blora = [("33.16.09.1010", "Mlangsen"), ("33.16.09.1016", "Tempelan"), ("33.16.09.2002", "Kamolan")];
    assert_eq!(below("33.16.09"), pairs(&blora));
    assert_eq!(rows.len(), 1 + 16 + 5);
}

#[test]
fn a_record_is_placed_in_a_village_not_in_a_whole_kecamatan() {
    for fill_in in [FillIn::incident(), FillIn::activity()] {
        let offered: Vec<&str> = fill_in.0.choices("area").iter().map(|choice| choice.code.as_str()).collect();
        let villages = ["33.16.05.2002", "33.16.05.2005", "33.16.09.1010", "33.16.09.1016", "33.16.09.2002"];
        assert_eq!(offered, villages);
    }
}
