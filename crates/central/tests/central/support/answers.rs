//! Countable answers as a phone writes them: valid ones, different with every throw of the dice.

use serde_json::{Map, Value, json};

use super::Dice;

const AREAS: [&str; 3] = ["33.16.09.2002", "33.16.05.2002", "33.16.09.1016"];

/// An incident with every required answer.
pub(crate) fn incident(dice: &mut Dice) -> Map<String, Value> {
    let danger = dice.throw(4) == 0;
    let forms = [json!(["physical"]), json!(["psychological", "neglect"]), json!(["neglect"])];
    let form = forms[usize::try_from(dice.throw(3)).unwrap()].clone();
    let risk = if danger { "high" } else { "low" };
    object(json!({
        "danger_now": if danger { "yes" } else { "no" },
        "still_ongoing": "no", "suspect_can_reach": "no", "self_harm_signs": "no",
        "risk_computed": risk, "risk": risk,
        "child_assent": "yes", "guardian_consent": "yes",
        "age_group": dice.pick(&["6_11", "12_14", "15_17"]),
        "sex": dice.pick(&["female", "male"]),
        "disability": ["none"],
        "information_source": dice.pick(&["teacher", "witness"]),
        "incident_date": dice.pick(&["2026-09-30", "2026-10-01", "2026-11-20"]),
        "date_precision": "exact",
        "area": dice.pick(&AREAS),
        "place_kind": dice.pick(&["home", "school"]),
        "violence_forms": form,
        "suspect_relation": "unknown", "suspect_age": "unknown",
        "services_needed": ["psychosocial"], "referred_to": ["uptd_ppa_blora"], "contacted": "no",
    }))
}

/// An activity with every required answer.
pub(crate) fn activity(dice: &mut Dice) -> Map<String, Value> {
    let (girls, boys) = (dice.throw(30) + 1, dice.throw(30));
    object(json!({
        "title": "internet aman kelas 5", "kind": "school_class", "session_number": 1,
        "date": dice.pick(&["2026-10-02", "2026-11-21"]), "start_time": "08:00:00",
        "duration_minutes": 30 + dice.throw(60), "area": dice.pick(&AREAS), "place": "school",
        "audiences": ["children"], "topics": ["safe_internet"],
        "female_6_11": girls, "male_6_11": boys, "participants_total": girls + boys,
        "with_disability": dice.throw(2), "first_time": 1, "tests_held": "no",
    }))
}

fn object(json: Value) -> Map<String, Value> {
    let Value::Object(map) = json else { panic!("not an object: {json}") };
    map
}
