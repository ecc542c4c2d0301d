//! The risk level: computed from four answers, raised freely, lowered with a reason.
//! See `docs/decisions/0005-risk-level.md`.

use std::collections::BTreeMap;

use crate::{FillIn, INCIDENT};

const ANSWERS: [&str; 3] = ["yes", "no", "unknown"];
/// From the least to the most serious.
const LEVELS: [&str; 3] = ["low", "medium", "high"];

#[test]
fn each_of_the_81_combinations_of_answers_has_the_level_of_the_decision() {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut fill_in = FillIn::new(INCIDENT);
    for danger in ANSWERS {
        for ongoing in ANSWERS {
            for reach in ANSWERS {
                for harm in ANSWERS {
                    fill_in.answer("danger_now", danger).answer("still_ongoing", ongoing);
                    fill_in.answer("suspect_can_reach", reach).answer("self_harm_signs", harm);
                    let expected = match (danger, ongoing, reach, harm) {
                        ("yes", _, _, _) | (_, _, _, "yes") | (_, "yes", "yes", _) => "high",
                        ("no", "no", "no", "no") => "low",
                        _ => "medium",
                    };
                    let answers = [danger, ongoing, reach, harm];
                    assert_eq!(fill_in.code("risk_computed"), expected, "for {answers:?}");
                    assert_eq!(fill_in.code("risk"), expected, "for {answers:?}");
                    *seen.entry(expected.to_owned()).or_default() += 1;
                }
            }
        }
    }
    let counted: Vec<u32> = LEVELS.iter().map(|level| seen[*level]).collect();
    assert_eq!(counted, [1, 31, 49]);
}

#[test]
fn a_high_risk_shows_before_the_other_questions_are_answered_and_a_lower_one_waits_for_them() {
    let mut fill_in = FillIn::new(INCIDENT);
    assert_eq!(fill_in.code("risk_computed"), "");
    fill_in.answer("danger_now", "yes");
    assert_eq!(fill_in.code("risk_computed"), "high");
    fill_in.answer("danger_now", "unknown").answer("still_ongoing", "no").answer("suspect_can_reach", "no");
    assert_eq!(fill_in.code("risk_computed"), "");
    assert!(!fill_in.asks("risk_adjusted"), "there is nothing to change yet");
    fill_in.answer("self_harm_signs", "no");
    assert_eq!(fill_in.code("risk_computed"), "medium");
}

#[test]
fn the_risk_is_raised_freely_and_lowered_only_with_a_reason() {
    for (computed, danger, ongoing) in [("low", "no", "no"), ("medium", "no", "yes"), ("high", "yes", "no")] {
        for adjusted in LEVELS {
            let mut fill_in = FillIn::incident();
            fill_in.answer("danger_now", danger).answer("still_ongoing", ongoing).answer("risk_adjusted", adjusted);
            assert_eq!(fill_in.code("risk_computed"), computed);
            assert_eq!(fill_in.code("risk"), adjusted);
            let position = |level| LEVELS.iter().position(|other| *other == level);
            let lowered = position(adjusted) < position(computed);
            assert_eq!(fill_in.requires("risk_reason_code"), lowered, "from {computed} to {adjusted}");
            assert_eq!(fill_in.in_the_way().contains(&"risk_reason_code".to_owned()), lowered);
            if lowered {
                fill_in.answer("risk_reason_code", "other");
                assert!(fill_in.is_missing("risk_reason"));
                fill_in.answer("risk_reason", "Anak sudah aman di rumah neneknya.");
            }
            assert!(fill_in.in_the_way().is_empty(), "{:?}", fill_in.in_the_way());
        }
    }
}

#[test]
fn without_a_change_by_hand_the_computed_level_counts() {
    let mut fill_in = FillIn::incident();
    fill_in.answer("risk_adjusted", "high");
    assert_eq!(fill_in.code("risk"), "high");
    fill_in.answer("risk_adjusted", "");
    assert_eq!(fill_in.code("risk"), "low");
}

#[test]
fn a_level_set_by_hand_needs_a_reason_once_a_new_answer_makes_it_a_lowering() {
    let mut fill_in = FillIn::incident();
    fill_in.answer("risk_adjusted", "medium");
    assert!(!fill_in.asks("risk_reason_code"));
    fill_in.answer("danger_now", "yes");
    assert!(fill_in.is_missing("risk_reason_code"));
}

#[test]
fn the_emergency_numbers_show_with_the_first_yes() {
    let mut fill_in = FillIn::new(INCIDENT);
    assert!(!fill_in.asks("danger_numbers"));
    fill_in.answer("danger_now", "unknown");
    assert!(!fill_in.asks("danger_numbers"));
    fill_in.answer("danger_now", "yes");
    assert!(fill_in.asks("danger_numbers"));
    assert!(!fill_in.asks("self_harm_care"));
    fill_in.answer("danger_now", "no").answer("self_harm_signs", "yes");
    assert!(fill_in.asks("self_harm_care"));
    for note in ["danger_numbers", "self_harm_care"] {
        let note = fill_in.0.form().question(note);
        assert!(note.is_some_and(|note| note.has_appearance("emergency-numbers")));
    }
}
