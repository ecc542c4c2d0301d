//! The forms that are shipped: they load, and do what the field agreed on.

use std::sync::Arc;

use kentongan_forms::{Entry, FormDefinition, Summary, Tier, Value, check_countable};

use crate::support::{blocking, choice, choices, fill, lists, now};

fn shipped(csv: &str) -> Entry {
    let form = FormDefinition::from_csv(csv).map_err(|error| error.to_string()).unwrap();
    Entry::new(Arc::new(form), lists(), now())
}

fn incident() -> Entry {
    shipped(include_str!("../../../../assets/forms/incident.csv"))
}

fn activity() -> Entry {
    shipped(include_str!("../../../../assets/forms/activity.csv"))
}

const CALM: [(&str, &str); 4] =
    [("danger_now", "no"), ("still_ongoing", "no"), ("suspect_can_reach", "no"), ("self_harm_signs", "no")];

/// An incident with every required answer, without danger and without online parts.
fn filled_incident() -> Entry {
    let mut entry = incident();
    fill(&mut entry, &CALM);
    fill(
        &mut entry,
        &[
            ("age_group", "12_14"),
            ("child_assent", "yes"),
            ("guardian_consent", "yes"),
            ("sex", "female"),
            ("disability", "none"),
            ("information_source", "teacher"),
            ("date_precision", "exact"),
            ("incident_date", "2026-11-20"),
            ("area", "33.16.05.2002"),
            ("place_kind", "school"),
            ("violence_forms", "physical"),
            ("suspect_relation", "unknown"),
            ("suspect_age", "unknown"),
            ("services_needed", "psychosocial"),
            ("referred_to", "uptd_ppa"),
            ("contacted", "no"),
            ("safe_contact", "lewat fasilitator"),
            ("safe_time", "hari sekolah"),
        ],
    );
    entry
}

#[test]
fn danger_now_makes_the_risk_high_and_shows_the_numbers_before_anything_else_is_answered() {
    let mut entry = incident();
    assert_eq!(entry.answer("risk"), None);
    assert!(!entry.is_relevant("danger_numbers"));
    entry.set("danger_now", Some(choice("yes"))).unwrap();
    assert_eq!(entry.answer("risk"), Some(&choice("high")));
    assert!(entry.is_relevant("danger_numbers"));
    assert!(entry.form().question("danger_numbers").unwrap().has_appearance("emergency-numbers"));
}

#[test]
fn the_risk_is_raised_freely_and_lowered_only_with_a_reason() {
    let mut entry = incident();
    fill(&mut entry, &CALM);
    assert_eq!(entry.answer("risk"), Some(&choice("low")));
    fill(&mut entry, &[("risk_adjusted", "high")]);
    assert_eq!(entry.answer("risk"), Some(&choice("high")));
    assert!(!entry.is_relevant("risk_reason_code"));
    fill(&mut entry, &[("danger_now", "yes"), ("risk_adjusted", "medium")]);
    assert!(entry.is_required("risk_reason_code"));
    assert_eq!(entry.problem("risk_reason_code").unwrap().to_string(), "risk_reason_code: missing");
}

#[test]
fn a_whole_incident_is_finished_on_the_phone_and_accepted_by_the_server() {
    let entry = filled_incident();
    assert_eq!(blocking(&entry), Vec::<String>::new());
    let (countable, sealed) = entry.finished().unwrap().split(entry.form());
    assert_eq!(sealed.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["safe_contact", "safe_time"]);
    assert_eq!(countable.get("risk"), Some(&choice("low")));
    assert_eq!(check_countable(entry.form(), &countable, now()), []);
}

#[test]
fn everything_in_the_section_on_how_to_reach_the_child_is_sealed() {
    let entry = incident();
    let contact = entry.form().sections().iter().find(|section| section.name == "contact").unwrap();
    let open = contact.questions().into_iter().filter(|question| question.is_asked() && question.tier != Tier::Sealed);
    assert_eq!(open.count(), 0);
    let phones = entry.form().questions().filter(|question| question.phone_allowed);
    assert_eq!(phones.map(|question| question.name.as_str()).collect::<Vec<_>>(), ["suspect_accounts", "safe_contact"]);
}

#[test]
fn online_questions_are_asked_only_of_online_incidents() {
    let mut entry = filled_incident();
    assert!(
        !entry.is_relevant("ocsea_forms") && !entry.is_relevant("platforms") && !entry.is_relevant("material_spread")
    );
    entry.set("place_kind", Some(choice("online"))).unwrap();
    entry.set("ocsea_forms", Some(choices(&["csam_shared"]))).unwrap();
    assert!(entry.is_required("platforms") && entry.is_required("material_spread"));
}

#[test]
fn an_activity_counts_its_participants_and_none_is_refused() {
    let mut entry = activity();
    assert_eq!(entry.answer("participants_total"), Some(&Value::Integer(0)));
    assert!(blocking(&entry).contains(&"participants_total: constraint".to_owned()));
    fill(&mut entry, &[("female_12_14", "11"), ("male_25_plus", "2")]);
    assert_eq!(entry.answer("participants_total"), Some(&Value::Integer(13)));
    fill(&mut entry, &[("with_disability", "14")]);
    assert_eq!(entry.problem("with_disability").unwrap().to_string(), "with_disability: constraint");
    fill(&mut entry, &[("with_disability", "1")]);
    assert!(!entry.problems_in("participants").iter().any(|problem| problem.question == "with_disability"));
}

#[test]
fn each_form_says_which_date_and_which_area_place_a_record() {
    for entry in [incident(), activity()] {
        for summary in [Summary::Month, Summary::Area] {
            assert_eq!(entry.form().questions().filter(|question| question.summary == Some(summary)).count(), 1);
        }
    }
}

#[test]
#[cfg(not(debug_assertions))]
fn one_answer_costs_far_less_than_a_millisecond() {
    let mut entry = filled_incident();
    let rounds = 2_000_u32;
    let start = std::time::Instant::now();
    for round in 0..rounds {
        let code = if round % 2 == 0 { "yes" } else { "no" };
        entry.set("danger_now", Some(choice(code))).unwrap();
        assert!(entry.problems().len() < 100);
    }
    let each = start.elapsed() / rounds;
    println!("one answer with all problems: {each:?}");
    assert!(each.as_micros() < 1000, "{each:?}");
}
