//! What the server may rely on when it checks the countable answers of a record.

use kentongan_forms::{Answers, Value, check_countable};

use crate::support::{choice, choices, form, now};

const ROWS: &[&[(&str, &str)]] = &[
    &[("type", "select_one answer"), ("name", "danger"), ("label", "Bahaya?"), ("required", "yes")],
    &[
        ("type", "text"),
        ("name", "why"),
        ("label", "Mengapa?"),
        ("required", "yes"),
        ("relevant", "${danger} = 'yes'"),
        ("kentongan_parameters", "max-length=20"),
    ],
    &[
        ("type", "select_multiple_from_file directory.csv"),
        ("name", "referred"),
        ("label", "Dirujuk"),
        ("choice_filter", "refers = 'yes'"),
    ],
    &[("type", "select_one service"), ("name", "urgent"), ("label", "Segera"), ("choice_filter", "urgent = 'yes'")],
    &[("type", "date"), ("name", "held"), ("label", "Tanggal"), ("constraint", ". <= today()")],
    &[("type", "calculate"), ("name", "risk"), ("calculation", "'yes'"), ("kentongan_list", "answer")],
    &[("type", "text"), ("name", "contact"), ("label", "Kontak"), ("kentongan_tier", "sealed"), ("required", "yes")],
    &[
        ("type", "integer"),
        ("name", "calls"),
        ("label", "Panggilan"),
        ("required", "yes"),
        ("relevant", "${contact} != ''"),
        ("constraint", ". < 5 or ${contact} = ''"),
    ],
    &[("type", "image"), ("name", "photo"), ("label", "Foto"), ("parameters", "max-pixels=1600")],
];

fn problems(answers: &[(&str, Value)]) -> Vec<String> {
    let answers: Answers = answers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    check_countable(&form(ROWS), &answers, now()).iter().map(ToString::to_string).collect()
}

#[test]
fn a_complete_record_has_no_problem_although_its_sealed_answers_are_absent() {
    let area = Value::Choice("33.16.05.2002".to_owned());
    assert_eq!(
        problems(&[("danger", choice("no")), ("area", area), ("risk", choice("yes")), ("calls", Value::Integer(9))]),
        Vec::<String>::new()
    );
}

#[test]
fn missing_irrelevant_unknown_and_sealed_answers_are_named() {
    assert_eq!(problems(&[]), ["danger: missing"]);
    assert_eq!(problems(&[("danger", choice("yes"))]), ["why: missing"]);
    let text = || Value::Text("x".to_owned());
    assert_eq!(problems(&[("danger", choice("no")), ("why", text())]), ["why: not-relevant"]);
    assert_eq!(
        problems(&[("danger", choice("no")), ("contact", text()), ("nobody", text())]),
        ["contact: unknown-question", "nobody: unknown-question"]
    );
}

#[test]
fn choices_of_the_form_are_checked_and_those_of_provided_lists_only_by_shape() {
    let with = |name, value| problems(&[("danger", choice("no")), (name, value)]);
    assert_eq!(with("referred", choices(&["a_service_added_later"])), Vec::<String>::new());
    assert_eq!(with("area", choice("not a code")), ["area: not-a-choice"]);
    assert_eq!(with("urgent", choice("health")), Vec::<String>::new());
    assert_eq!(with("urgent", choice("legal")), ["urgent: not-a-choice"]);
    assert_eq!(with("risk", choice("extreme")), ["risk: not-a-choice"]);
}

#[test]
fn types_limits_and_rules_are_checked() {
    let with =
        |name, value| problems(&[("danger", choice("yes")), ("why", Value::Text("x".repeat(20))), (name, value)]);
    assert_eq!(with("why", Value::Text("x".repeat(21))), ["why: too-long"]);
    assert_eq!(with("held", Value::Integer(3)), ["held: wrong-type"]);
    assert_eq!(with("held", Value::Date(now().date())), Vec::<String>::new());
    assert_eq!(with("held", Value::Date(now().date().tomorrow().unwrap())), ["held: constraint"]);
}

#[test]
fn a_photo_is_answered_by_the_name_of_an_attachment_and_by_nothing_else() {
    let name = "0123456789abcdef".repeat(4);
    let json = |photo: serde_json::Value| {
        let saved = serde_json::Map::from_iter([("photo".to_owned(), photo)]);
        Answers::from_json(&form(ROWS), &saved).map(|answers| answers.get("photo").cloned())
    };
    assert_eq!(json(name.clone().into()), Ok(Some(Value::Attachment(name.clone()))));
    assert_eq!(json("".into()), Ok(None));
    for wrong in
        [&name[1..], &name.to_uppercase(), &format!("{name}0"), "../../../etc/passwd", "data:image/jpeg;base64,"]
    {
        assert_eq!(json(wrong.into()).unwrap_err()[0].to_string(), "photo: wrong-type", "{wrong}");
        let sent = Value::Attachment(wrong.to_owned());
        assert_eq!(problems(&[("danger", choice("no")), ("photo", sent)]), ["photo: wrong-type"], "{wrong}");
    }
    assert!(json(7.into()).is_err() && json(serde_json::json!([name])).is_err());
    let text = Value::Text(name);
    assert_eq!(problems(&[("danger", choice("no")), ("photo", text)]), ["photo: wrong-type"]);
}
