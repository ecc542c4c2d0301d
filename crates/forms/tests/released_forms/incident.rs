//! The incident form as a facilitator fills it in: a safe referral, asking no more than it needs.

use kentongan_forms::conduct::Conduct;
use kentongan_forms::{ProblemKind, check_countable};

use crate::{FillIn, INCIDENT, form, now};

#[test]
fn a_minimal_incident_can_be_finished_and_its_sealed_part_holds_only_how_to_reach_the_child() {
    let fill_in = FillIn::incident();
    assert!(fill_in.0.problems().is_empty(), "{:?}", fill_in.0.problems());
    let form = form(INCIDENT);
    let (countable, sealed) = fill_in.0.finished().unwrap().split(&form);
    let sealed: Vec<&str> = sealed.iter().map(|(name, _)| name).collect();
    assert_eq!(sealed, ["safe_contact", "safe_time"]);
    assert!(check_countable(&form, &countable, now()).is_empty());
    for never_asked in ["ocsea_forms", "platforms", "suspect_accounts", "risk_reason", "contacted_at"] {
        assert!(countable.get(never_asked).is_none(), "{never_asked}");
    }
}

#[test]
fn an_empty_incident_says_what_misses_and_an_optional_question_never_does() {
    let missing = FillIn::new(INCIDENT).in_the_way();
    for question in ["danger_now", "child_assent", "age_group", "violence_forms", "safe_contact", "safe_time"] {
        assert!(missing.contains(&question.to_owned()), "{question}");
    }
    for optional in
        ["in_school", "risk_adjusted", "suspect_accounts", "name_or_initials", "address", "trusted_adult", "safe_note"]
    {
        assert!(!missing.contains(&optional.to_owned()), "{optional}");
    }
}

#[test]
fn a_missing_consent_needs_its_reason() {
    for question in ["child_assent", "guardian_consent"] {
        let (code, words) = (format!("{question}_reason_code"), format!("{question}_reason"));
        let mut fill_in = FillIn::incident();
        assert!(!fill_in.asks(&code));
        for missing in ["no", "not_asked"] {
            fill_in.answer(question, missing);
            assert!(fill_in.requires(&code), "{question} {missing}");
            assert_eq!(fill_in.in_the_way(), [code.as_str()]);
        }
        fill_in.answer(&code, "no_safe_moment");
        assert!(fill_in.in_the_way().is_empty() && !fill_in.asks(&words), "one touch is enough");
        fill_in.answer(&code, "other");
        assert_eq!(fill_in.in_the_way(), [words.as_str()]);
        fill_in.answer(&words, "Belum dapat ditemui.");
        assert!(fill_in.in_the_way().is_empty());
    }
}

#[test]
fn a_guardian_who_is_a_suspect_is_not_asked_and_the_form_says_so() {
    let mut fill_in = FillIn::incident();
    fill_in.answer("guardian_consent", "guardian_suspected");
    assert!(fill_in.asks("guardian_suspect"));
    assert!(!fill_in.asks("guardian_consent_reason_code"));
    assert!(fill_in.in_the_way().is_empty());
}

#[test]
fn when_a_parent_turns_out_to_be_the_suspect_the_form_points_back_to_the_consent() {
    let mut fill_in = FillIn::incident();
    assert!(!fill_in.asks("suspect_may_be_guardian"));
    for relation in ["parent", "family"] {
        fill_in.answer("suspect_relation", relation);
        assert!(fill_in.asks("suspect_may_be_guardian"), "{relation}");
    }
    fill_in.answer("guardian_consent", "guardian_suspected");
    assert!(!fill_in.asks("suspect_may_be_guardian"));
}

#[test]
fn danger_to_life_comes_before_consent_and_the_reason_is_recorded_once() {
    for danger in ["danger_now", "self_harm_signs"] {
        let mut fill_in = FillIn::incident();
        fill_in.answer("child_assent", "not_asked").answer("guardian_consent", "no").answer(danger, "yes");
        assert!(fill_in.requires("danger_override_reason_code"), "{danger}");
        assert!(fill_in.asks("danger_override"));
        assert_eq!(fill_in.in_the_way(), ["danger_override_reason_code"]);
        fill_in.answer("danger_override_reason_code", "other");
        assert_eq!(fill_in.in_the_way(), ["danger_override_reason"]);
        fill_in.answer("danger_override_reason_code", "danger_now");
        assert!(fill_in.in_the_way().is_empty(), "nobody types three reasons while a child is in danger");
    }
    let mut with_consent = FillIn::incident();
    with_consent.answer("danger_now", "yes");
    assert!(!with_consent.asks("danger_override_reason_code"));
}

#[test]
fn the_guardian_is_asked_after_the_age_and_only_of_a_child() {
    let form = form(INCIDENT);
    let place = |name: &str| form.questions().position(|question| question.name == name);
    assert!(place("age_group") < place("guardian_consent"));
    let mut fill_in = FillIn::incident();
    for (age, asked) in [("0_5", true), ("15_17", true), ("18_24", false), ("25_59", false), ("60_plus", false)] {
        fill_in.answer("age_group", age);
        assert_eq!(fill_in.asks("guardian_consent"), asked, "{age}");
        assert!(fill_in.in_the_way().is_empty(), "{age}");
    }
    fill_in.answer("age_group", "");
    assert!(!fill_in.asks("guardian_consent"), "before the age is known, nobody is sent to a guardian");
}

#[test]
fn school_is_asked_of_the_young_alone() {
    let mut fill_in = FillIn::incident();
    for (age, asked) in [("0_5", true), ("15_17", true), ("18_24", true), ("25_59", false), ("60_plus", false)] {
        fill_in.answer("age_group", age);
        assert_eq!(fill_in.asks("in_school"), asked, "{age}");
    }
}

#[test]
fn none_and_dont_know_stand_alone_among_disabilities() {
    let mut fill_in = FillIn::incident();
    for (chosen, allowed) in
        [("none", true), ("unknown", true), ("seeing hearing", true), ("none seeing", false), ("moving unknown", false)]
    {
        fill_in.answer("disability", chosen);
        assert_eq!(fill_in.objection("disability").is_empty(), allowed, "{chosen}");
    }
}

#[test]
fn forms_of_ocsea_are_asked_when_it_happened_online_or_a_sexual_form_was_chosen() {
    for (place, forms, asked, required) in [
        ("school", "physical", false, false),
        ("home", "domestic_violence neglect", false, false),
        ("online", "bullying", true, true),
        ("home", "sexual", true, false),
        ("home", "physical sexual_exploitation", true, false),
        ("school", "ksbe", true, true),
    ] {
        let mut fill_in = FillIn::incident();
        fill_in.answer("place_kind", place).answer("violence_forms", forms);
        assert_eq!(fill_in.asks("ocsea_forms"), asked, "{place}, {forms}");
        assert_eq!(fill_in.requires("ocsea_forms"), required, "{place}, {forms}");
    }
}

#[test]
fn platforms_are_asked_for_what_happened_online() {
    let mut fill_in = FillIn::incident();
    for question in ["platforms", "never_keep_material"] {
        assert!(!fill_in.asks(question), "{question}");
    }
    fill_in.answer("place_kind", "online");
    for question in ["platforms", "never_keep_material"] {
        assert!(fill_in.asks(question), "{question}");
    }
    assert!(fill_in.requires("platforms"));
    fill_in.answer("place_kind", "home").answer("violence_forms", "sexual");
    assert!(!fill_in.asks("platforms"));
    fill_in.answer("ocsea_forms", "sexual_extortion_content");
    assert!(fill_in.asks("platforms") && !fill_in.requires("platforms"));
    fill_in.answer("platforms", "unknown whatsapp");
    assert!(!fill_in.objection("platforms").is_empty());
}

#[test]
fn whether_material_spread_is_asked_when_there_may_be_material() {
    let mut fill_in = FillIn::incident();
    fill_in.answer("place_kind", "online");
    for (form, asked) in [
        ("grooming", false),
        ("cyberbullying doxing", false),
        ("sexual_extortion_money", true),
        ("csam_shared", true),
        ("grooming coerced_self_generated", true),
        ("ai_generated", true),
    ] {
        fill_in.answer("ocsea_forms", form);
        assert_eq!(fill_in.requires("material_spread"), asked, "{form}");
    }
    fill_in.answer("place_kind", "school").answer("violence_forms", "physical");
    assert!(!fill_in.asks("material_spread"), "an answer that is no longer asked for asks for nothing itself");
}

#[test]
fn an_incident_cannot_lie_in_the_future() {
    let mut fill_in = FillIn::incident();
    fill_in.answer("incident_date", "2026-11-23");
    assert_eq!(fill_in.objection("incident_date"), "");
    fill_in.answer("incident_date", "2026-11-24");
    assert!(fill_in.objection("incident_date").contains("belum terjadi"));
}

#[test]
fn when_a_service_was_contacted_is_asked_after_yes_and_lies_in_the_past() {
    let mut fill_in = FillIn::incident();
    assert!(!fill_in.asks("contacted_at"));
    fill_in.answer("contacted", "yes");
    assert!(fill_in.is_missing("contacted_at"));
    fill_in.answer("contacted_at", "2026-11-23T10:58");
    assert!(fill_in.in_the_way().is_empty());
    fill_in.answer("contacted_at", "2026-11-23T10:59");
    assert!(fill_in.objection("contacted_at").contains("belum terjadi"));
}

#[test]
fn sexual_violence_is_never_settled_privately_and_the_form_says_so() {
    let mut fill_in = FillIn::incident();
    assert!(!fill_in.asks("no_private_settlement"));
    for form in ["sexual", "sexual_exploitation", "ksbe"] {
        fill_in.answer("violence_forms", form);
        assert!(fill_in.asks("no_private_settlement"), "{form}");
    }
    assert!(fill_in.asks("never_alone"));
}

#[test]
fn the_note_on_how_to_reach_the_child_ends_at_500_characters() {
    let mut fill_in = FillIn::incident();
    fill_in.answer("safe_note", &"a".repeat(500));
    assert!(fill_in.in_the_way().is_empty());
    fill_in.answer("safe_note", &"a".repeat(501));
    assert_eq!(fill_in.in_the_way(), ["safe_note"]);
    assert_eq!(form(INCIDENT).question("safe_note").unwrap().text_limit, 500);
}

#[test]
fn a_phone_number_passes_as_safe_contact_and_as_the_suspects_and_blocks_everywhere_else() {
    let number = "0812 0000 0000";
    let mut fill_in = FillIn::incident();
    fill_in.answer("safe_contact", number);
    assert!(fill_in.in_the_way().is_empty());
    fill_in.answer("suspect_accounts", "@akun_contoh\n0800 000 0000\nhttps://wa.me/628000000000");
    assert!(fill_in.in_the_way().is_empty(), "whatever names the suspect is right in its own field");
    for question in ["name_or_initials", "safe_time", "address", "trusted_adult", "safe_note"] {
        let mut fill_in = FillIn::incident();
        fill_in.answer(question, number);
        let problem = fill_in.0.problem(question).map(|problem| problem.kind);
        assert_eq!(problem, Some(ProblemKind::Conduct(Conduct::PhoneNumber { at: 0..number.len() })), "{question}");
    }
}

#[test]
fn a_date_long_before_anybody_could_tell_of_it_is_refused_with_the_day_from_which_on() {
    let mut fill_in = FillIn::incident();
    fill_in.answer("incident_date", "1949-12-31");
    assert!(fill_in.objection("incident_date").contains("1950"));
    fill_in.answer("incident_date", "1950-01-01");
    assert!(fill_in.in_the_way().is_empty());
    fill_in.answer("contacted", "yes");
    fill_in.answer("contacted_at", "2019-12-31T23:59");
    assert!(fill_in.objection("contacted_at").contains("2020"));
}

#[test]
fn how_exact_the_day_is_comes_first_and_decides_what_is_kept() {
    let day = |fill_in: &FillIn| fill_in.0.answer("incident_date").map(kentongan_forms::Value::to_text);
    let mut fill_in = FillIn::new(INCIDENT);
    assert!(!fill_in.asks("incident_date"));
    fill_in.answer("date_precision", "unknown");
    assert_eq!(day(&fill_in).as_deref(), Some("2026-11-23"), "an unknown day is kept as the day it was said");
    fill_in.answer("date_precision", "exact");
    assert_eq!(day(&fill_in), None, "nobody's today becomes an exact day");
    fill_in.answer("incident_date", "2026-10-21").answer("date_precision", "month");
    assert_eq!(day(&fill_in).as_deref(), Some("2026-10-01"), "a month is kept as its first day");
    fill_in.answer("incident_date", "2026-09-30");
    assert_eq!(day(&fill_in).as_deref(), Some("2026-09-01"));
    fill_in.answer("date_precision", "exact");
    assert_eq!(day(&fill_in), None, "a month names no day");
    assert!(fill_in.is_missing("incident_date"));
}

#[test]
fn none_ticked_last_unticks_the_others_and_any_other_unticks_none() {
    let mut fill_in = FillIn::incident();
    for (code, on, expected) in [
        ("seeing", true, Some("seeing")),
        ("hearing", true, Some("seeing hearing")),
        ("unknown", true, Some("unknown")),
        ("none", true, Some("none")),
        ("moving", true, Some("moving")),
        ("moving", false, None),
    ] {
        let answer = fill_in.0.ticked("disability", code, on);
        assert_eq!(answer.as_ref().map(|answer| answer.codes().join(" ")).as_deref(), expected, "after {code}");
        fill_in.0.set("disability", answer).unwrap();
        assert_eq!(fill_in.objection("disability"), "");
    }
    fill_in.answer("place_kind", "online").answer("platforms", "unknown");
    let answer = fill_in.0.ticked("platforms", "whatsapp", true);
    assert_eq!(answer.map(|answer| answer.codes().join(" ")).as_deref(), Some("whatsapp"));
}

#[test]
fn an_incident_starts_in_the_own_village_and_with_uptd_ppa() {
    let form = std::sync::Arc::new(form(INCIDENT));
    let lists = crate::lists().with_own("areas", "33.16.05.2005");
    let fresh = kentongan_forms::Entry::new(std::sync::Arc::clone(&form), std::sync::Arc::new(lists), now());
    assert_eq!(fresh.answer("area").map(kentongan_forms::Value::to_text).as_deref(), Some("33.16.05.2005"));
    assert_eq!(fresh.answer("referred_to").unwrap().codes(), ["uptd_ppa_blora"]);
    // A phone of the whole kecamatan has no village of its own: it is asked as before.
    let lists = crate::lists().with_own("areas", "33.16.05");
    let fresh = kentongan_forms::Entry::new(form, std::sync::Arc::new(lists), now());
    assert_eq!(fresh.answer("area"), None);
}

#[test]
fn the_commonest_come_first_and_hard_words_are_explained_in_both_languages() {
    let form = form(INCIDENT);
    for (list, common) in [("violence_form", 5), ("ocsea_form", 6), ("platform", 6)] {
        let choices = form.list(list).unwrap();
        assert!(choices.iter().take(common).all(|choice| choice.common), "{list}");
        assert!(choices.iter().skip(common).all(|choice| !choice.common), "{list}");
    }
    for (list, code) in [
        ("violence_form", "ksbe"),
        ("violence_form", "domestic_violence"),
        ("ocsea_form", "grooming"),
        ("ocsea_form", "sexual_extortion_money"),
        ("ocsea_form", "doxing"),
        ("ocsea_form", "ai_generated"),
        ("disability", "psychosocial"),
        ("service", "psychosocial"),
    ] {
        let choice = form.list(list).unwrap().iter().find(|choice| choice.code == code).unwrap();
        for language in ["id", "en"] {
            let sentence = choice.explanation.in_language(language);
            assert_eq!(sentence.matches(". ").count(), 0, "one sentence: {sentence}");
            assert!((30..=140).contains(&sentence.chars().count()), "{code}: {sentence}");
        }
    }
}
