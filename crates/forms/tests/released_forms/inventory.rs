//! What each form asks, in which order, and what of it is sealed: the table that the field agreed on.
//!
//! Names and codes are stored in every record and never change once released: retire, never rename.

use std::collections::BTreeSet;

use kentongan_forms::{FormDefinition, ListSource, QuestionKind, Summary, Takes, Tier};

use crate::{ACTIVITY, INCIDENT, form, sheet};

fn asked(form: &FormDefinition) -> Vec<(String, Vec<String>)> {
    let section = |group: &kentongan_forms::Group| {
        let asked = group.questions().into_iter().filter(|question| question.kind != QuestionKind::Note);
        (group.name.clone(), asked.map(|question| question.name.clone()).collect())
    };
    form.sections().iter().map(section).collect()
}

fn expected(table: &[(&str, &str)]) -> Vec<(String, Vec<String>)> {
    let names = |names: &str| names.split_whitespace().map(str::to_owned).collect();
    table.iter().map(|(section, questions)| ((*section).to_owned(), names(questions))).collect()
}

#[test]
fn an_incident_asks_exactly_this() {
    let form = form(INCIDENT);
    assert_eq!((form.id(), form.version()), ("incident", "2026112801"));
    let table = [
        (
            "safety",
            "danger_now still_ongoing suspect_can_reach self_harm_signs risk_computed risk_adjusted risk_reason_code \
             risk_reason risk",
        ),
        ("survivor", "age_group sex disability in_school"),
        (
            "consent",
            "child_assent child_assent_reason_code child_assent_reason guardian_consent guardian_consent_reason_code \
             guardian_consent_reason danger_override_reason_code danger_override_reason",
        ),
        ("when_where", "information_source date_precision incident_date area place_kind"),
        ("what_happened", "violence_forms ocsea_forms platforms material_spread"),
        ("suspect", "suspect_relation suspect_age suspect_accounts"),
        ("referral", "services_needed referred_to contacted contacted_at"),
        ("contact", "name_or_initials safe_contact safe_time address trusted_adult safe_note"),
    ];
    assert_eq!(asked(&form), expected(&table));
    let titles: Vec<&str> = form.sections().iter().map(|section| section.label.in_language("id")).collect();
    let expected = [
        "Keselamatan",
        "Korban",
        "Persetujuan",
        "Kapan dan di mana",
        "Apa yang terjadi",
        "Terduga pelaku",
        "Rujukan",
        "Cara menghubungi",
    ];
    assert_eq!(titles, expected);
}

/// Names and codes of earlier versions. Records hold them, and the version that a record names still explains them.
const RETIRED: [&str; 3] = ["online_links", "incident_details", "not_needed_adult"];

#[test]
fn a_name_or_code_that_was_retired_never_comes_back_with_another_meaning() {
    for text in [INCIDENT, ACTIVITY] {
        for row in ["survey", "choices"].into_iter().flat_map(|name| sheet(text, name)) {
            assert!(!RETIRED.contains(&row["name"].as_str()), "{} was retired", row["name"]);
        }
    }
}

#[test]
fn an_activity_asks_exactly_this() {
    let form = form(ACTIVITY);
    assert_eq!((form.id(), form.version()), ("activity", "2026112801"));
    let table = [
        ("session", "title kind session_number date start_time duration_minutes area place partners"),
        ("audience", "audiences topics"),
        (
            "participants",
            "female_0_5 male_0_5 female_6_11 male_6_11 female_12_14 male_12_14 female_15_17 male_15_17 \
             female_18_24 male_18_24 female_25_plus male_25_plus participants_total with_disability first_time",
        ),
        (
            "tests",
            "tests_held pretest_answering pre_not_at_fault pre_three_channels pre_when_threatened pre_would_tell \
             posttest_answering post_not_at_fault post_three_channels post_when_threatened post_would_tell",
        ),
        ("outcome", "materials attendance_sheet_count obstacles follow_up next_session_date"),
        ("photos", "photo_1 photo_2 photo_3 photo_4 photo_5"),
    ];
    assert_eq!(asked(&form), expected(&table));
}

#[test]
fn an_incident_offers_exactly_these_choices() {
    let form = form(INCIDENT);
    let yes_no_unknown = "yes no unknown";
    for (question, codes) in [
        ("danger_now", yes_no_unknown),
        ("still_ongoing", yes_no_unknown),
        ("suspect_can_reach", yes_no_unknown),
        ("self_harm_signs", yes_no_unknown),
        ("risk", "high medium low"),
        ("risk_reason_code", "safe_place suspect_away adult_protects other"),
        ("child_assent", "yes no not_asked"),
        ("child_assent_reason_code", "not_met no_safe_moment too_young afraid not_ready other"),
        ("guardian_consent", "yes no not_asked guardian_suspected"),
        ("guardian_consent_reason_code", "not_met no_safe_moment child_asked_not_to afraid other"),
        ("danger_override_reason_code", "danger_now self_harm other"),
        ("age_group", "0_5 6_11 12_14 15_17 18_24 25_59 60_plus"),
        ("sex", "female male other"),
        ("disability", "none seeing hearing moving intellectual communicating psychosocial unknown"),
        ("in_school", yes_no_unknown),
        ("information_source", "child parent teacher friend witness village_official education_session other"),
        ("date_precision", "exact month unknown"),
        ("place_kind", "online home school public_place workplace place_of_worship transport other"),
        (
            "violence_forms",
            "ksbe sexual psychological physical bullying sexual_exploitation economic_exploitation neglect \
             child_marriage trafficking domestic_violence other",
        ),
        (
            "ocsea_forms",
            "grooming sexual_solicitation sexual_extortion_content sexual_extortion_money intimate_content_shared \
             cyberbullying csam_created csam_stored csam_shared livestreamed_abuse coerced_self_generated \
             sexual_content_exposure ai_generated exploitation_for_reward cyberstalking doxing other",
        ),
        ("platforms", "whatsapp facebook instagram tiktok telegram online_game dating_app sms_phone other unknown"),
        ("material_spread", yes_no_unknown),
        (
            "suspect_relation",
            "parent family partner friend teacher neighbour community_figure known_online_only stranger unknown",
        ),
        ("suspect_age", "child adult unknown"),
        ("services_needed", "health psychosocial legal safe_place education content_removal economic"),
        ("contacted", "yes no"),
    ] {
        assert_eq!(codes_of(&form, question), codes.split_whitespace().collect::<Vec<_>>(), "{question}");
    }
}

#[test]
fn an_activity_offers_exactly_these_choices() {
    let form = form(ACTIVITY);
    for (question, codes) in [
        ("kind", "outreach group_discussion school_class home_visit campaign training other"),
        ("place", "village_hall school home place_of_worship health_post public_place online other"),
        (
            "partners",
            "village_government school dinsos_pppa police_ppa kominfo puskesmas setara ecpat lpa unicef \
             community_group other",
        ),
        ("audiences", "children adolescents parents teachers village_officials community_leaders general_public"),
        (
            "topics",
            "safe_internet privacy grooming sextortion intimate_content cyberbullying positive_parenting \
             mental_health recognising_violence reporting child_rights other",
        ),
        ("tests_held", "yes no"),
        ("materials", "poster video module game leaflet other"),
    ] {
        assert_eq!(codes_of(&form, question), codes.split_whitespace().collect::<Vec<_>>(), "{question}");
    }
}

fn codes_of(form: &FormDefinition, question: &str) -> Vec<String> {
    let Some(ListSource::Own(list)) = form.question(question).unwrap().list() else { return Vec::new() };
    form.list(&list).unwrap().iter().map(|choice| choice.code.clone()).collect()
}

#[test]
fn who_the_child_is_and_how_to_reach_it_is_sealed_and_nothing_else_is() {
    let sealed = |csv: &str| -> BTreeSet<String> {
        let form = form(csv);
        let sealed = form.questions().filter(|question| question.tier == Tier::Sealed && question.is_asked());
        sealed.map(|question| question.name.clone()).collect()
    };
    let expected =
        ["suspect_accounts", "name_or_initials", "safe_contact", "safe_time", "address", "trusted_adult", "safe_note"];
    assert_eq!(sealed(INCIDENT), expected.map(str::to_owned).into());
    assert!(sealed(ACTIVITY).is_empty());
}

#[test]
fn the_suspects_numbers_and_the_safe_contact_have_each_a_field_of_their_own_and_no_other_takes_a_number() {
    let allowed = |csv: &str| -> Vec<(String, Option<Takes>)> {
        let form = form(csv);
        let allowed = form.questions().filter(|question| question.phone_allowed);
        allowed.map(|question| (question.name.clone(), question.takes)).collect()
    };
    let expected = [("suspect_accounts", Takes::Suspect), ("safe_contact", Takes::Contact)];
    assert_eq!(allowed(INCIDENT), expected.map(|(name, takes)| (name.to_owned(), Some(takes))));
    assert!(allowed(ACTIVITY).is_empty());
}

#[test]
fn an_incident_has_no_way_to_take_an_image_a_recording_or_an_exact_place() {
    let known = [
        "begin_group",
        "end_group",
        "select_one",
        "select_multiple",
        "select_one_from_file",
        "select_multiple_from_file",
        "integer",
        "text",
        "date",
        "time",
        "dateTime",
        "note",
        "calculate",
    ];
    for row in sheet(INCIDENT, "survey") {
        let kind = row["type"].split_whitespace().next().unwrap();
        assert!(known.contains(&kind), "{}: {kind}", row["name"]);
    }
    // And the engine would not read one that has.
    for kind in ["image", "audio", "video", "file", "geopoint", "barcode"] {
        let with = INCIDENT.replacen(",text,suspect_accounts,", &format!(",{kind},suspect_accounts,"), 1);
        assert_ne!(with, INCIDENT);
        assert!(FormDefinition::from_csv(&with).is_err(), "{kind} was accepted");
    }
    // Not even a photo, which an activity takes, and written as an activity's is.
    let end = ",end_group,,,";
    let photo = ",image,photo_1,Foto,Photo,,,,,,,,,,,,max-pixels=1600,,,,,,\n,end_group,,,";
    let with = INCIDENT.replacen(end, photo, 1);
    assert_eq!(INCIDENT.lines().next(), ACTIVITY.lines().next(), "the row has the columns it is written for");
    let refused = FormDefinition::from_csv(&with).unwrap_err().to_string();
    assert!(refused.contains("an incident takes no image"), "{refused}");
    FormDefinition::from_csv(&with.replacen("incident,2026112801", "other,2026112301", 1)).unwrap();
}

#[test]
fn summaries_count_what_the_reports_owe() {
    let counted = |csv: &str, wanted: Summary| -> BTreeSet<String> {
        let form = form(csv);
        let counted = form.questions().filter(|question| question.summary == Some(wanted));
        counted.map(|question| question.name.clone()).collect()
    };
    let names = |names: &str| -> BTreeSet<String> { names.split_whitespace().map(str::to_owned).collect() };
    let incident = names(
        "risk age_group sex disability information_source place_kind violence_forms ocsea_forms platforms \
         suspect_relation suspect_age services_needed referred_to",
    );
    assert_eq!(counted(INCIDENT, Summary::Count), incident);
    assert_eq!(counted(INCIDENT, Summary::Month), names("incident_date"));
    assert_eq!(counted(INCIDENT, Summary::Area), names("area"));
    assert!(counted(INCIDENT, Summary::Sum).is_empty());
    assert_eq!(counted(ACTIVITY, Summary::Count), names("kind partners audiences topics materials"));
    assert_eq!(counted(ACTIVITY, Summary::Month), names("date"));
    assert_eq!(counted(ACTIVITY, Summary::Area), names("area"));
    let activity = form(ACTIVITY);
    let numbers = |question: &&kentongan_forms::Question| question.kind == QuestionKind::Integer;
    let unsummed: Vec<&str> = activity
        .questions()
        .filter(numbers)
        .filter(|question| question.summary != Some(Summary::Sum))
        .map(|question| question.name.as_str())
        .collect();
    assert_eq!(unsummed, ["session_number", "attendance_sheet_count"]);
}
