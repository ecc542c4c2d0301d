//! Answers on their way: into JSON and back, and parted by who may read them.

use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time, date};
use kentongan_forms::{Answers, FormDefinition, ProblemKind, Value};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{choice, choices, form};

fn every_kind() -> Arc<FormDefinition> {
    form(&[
        &[("type", "select_one answer"), ("name", "one"), ("label", "1")],
        &[("type", "select_multiple service"), ("name", "many"), ("label", "2")],
        &[("type", "integer"), ("name", "integer"), ("label", "3")],
        &[("type", "decimal"), ("name", "decimal"), ("label", "4")],
        &[("type", "text"), ("name", "text"), ("label", "5"), ("kentongan_tier", "sealed")],
        &[("type", "time"), ("name", "time"), ("label", "6")],
        &[("type", "dateTime"), ("name", "moment"), ("label", "7")],
        &[("type", "acknowledge"), ("name", "agreed"), ("label", "8")],
        &[("type", "note"), ("name", "note"), ("label", "9")],
        &[("type", "image"), ("name", "photo"), ("label", "10"), ("parameters", "max-pixels=1600")],
        &[("type", "calculate"), ("name", "code"), ("calculation", "'yes'"), ("kentongan_list", "answer")],
        &[("type", "calculate"), ("name", "number"), ("calculation", "1")],
    ])
}

#[test]
fn each_type_of_answer_has_one_form_in_json() {
    let answers: Answers = [
        ("one", choice("yes")),
        ("many", choices(&["health", "legal"])),
        ("integer", Value::Integer(3)),
        ("decimal", Value::Decimal(2.0)),
        ("text", Value::Text("lewat fasilitator".to_owned())),
        ("day", Value::Date(date(2026, 11, 20))),
        ("time", Value::Time(Time::constant(14, 30, 0, 0))),
        ("moment", Value::DateTime(date(2026, 11, 20).at(14, 30, 0, 0))),
        ("agreed", Value::Acknowledged),
        ("code", choice("yes")),
        ("number", Value::Integer(12)),
        ("photo", Value::Attachment("0a".repeat(32))),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let json = answers.to_json();
    assert_eq!(
        serde_json::Value::Object(json.clone()),
        json!({
            "one": "yes", "many": ["health", "legal"], "integer": 3, "decimal": 2.0, "text": "lewat fasilitator",
            "day": "2026-11-20", "time": "14:30:00", "moment": "2026-11-20T14:30:00", "agreed": true, "code": "yes",
            "number": 12, "photo": "0a".repeat(32)
        })
    );
    assert_eq!(Answers::from_json(&every_kind(), &json), Ok(answers));
}

#[test]
fn blanks_are_absent_and_wrong_types_are_all_named() {
    let form = every_kind();
    let read = |json: serde_json::Value| Answers::from_json(&form, json.as_object().unwrap());
    let blank = json!({ "one": null, "many": [], "text": "  ", "agreed": false, "integer": null });
    assert_eq!(read(blank), Ok(Answers::new()));
    let wrong = json!({
        "one": ["yes"], "many": "health", "integer": 1.5, "decimal": "1", "text": 1, "day": "2026-13-01", "time": "late",
        "moment": "2026-11-20", "agreed": "yes", "note": "x", "code": "no code!", "nobody": 1
    });
    let mut problems: Vec<String> = read(wrong).unwrap_err().iter().map(ToString::to_string).collect();
    problems.sort();
    assert_eq!(
        problems,
        [
            "agreed: wrong-type",
            "code: not-a-choice",
            "day: not-a-date",
            "decimal: wrong-type",
            "integer: wrong-type",
            "many: wrong-type",
            "moment: not-a-date",
            "nobody: unknown-question",
            "note: wrong-type",
            "one: wrong-type",
            "text: wrong-type",
            "time: not-a-time",
        ]
    );
}

#[test]
fn what_a_hostile_sender_can_make_us_hold_is_bounded() {
    let form = every_kind();
    let read =
        |json: serde_json::Value| Answers::from_json(&form, json.as_object().unwrap()).unwrap_err()[0].kind.clone();
    assert_eq!(read(json!({ "text": "x".repeat(2001) })), ProblemKind::TooLong { limit: 2000 });
    assert_eq!(read(json!({ "integer": 12_345_678_901_i64 })), ProblemKind::TooManyDigits { limit: 9 });
    assert_eq!(read(json!({ "one": "x".repeat(65) })), ProblemKind::NotAChoice);
    let codes: Vec<String> = (0..1000).map(|number| format!("c{number}")).collect();
    assert_eq!(read(json!({ "many": codes })), ProblemKind::NotAChoice);
}

#[test]
fn sealed_answers_and_those_to_unknown_questions_are_parted_from_the_countable() {
    let answers: Answers = [("one", choice("yes")), ("text", Value::Text("x".to_owned())), ("unknown", choice("y"))]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let (countable, sealed) = answers.split(&every_kind());
    assert_eq!(countable.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["one"]);
    assert_eq!(sealed.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["text", "unknown"]);
}

fn days() -> impl Strategy<Value = Date> {
    (1900..2200_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| date(year, month, day))
}

fn times() -> impl Strategy<Value = Time> {
    (0..24_i8, 0..60_i8, 0..60_i8).prop_map(|(hour, minute, second)| Time::constant(hour, minute, second, 0))
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let code = "[A-Za-z0-9._-]{1,64}";
    let some = |name: &'static str, value: BoxedStrategy<Value>| {
        prop::option::of(value).prop_map(move |value| value.map(|value| (name.to_owned(), value)))
    };
    let codes = prop::collection::btree_set(code, 1..20).prop_map(|codes| Value::Choices(codes.into_iter().collect()));
    let moment = (days(), times()).prop_map(|(day, time)| Value::DateTime(DateTime::from_parts(day, time)));
    (
        some("one", code.prop_map(Value::Choice).boxed()),
        some("many", codes.boxed()),
        some("integer", (-999_999_999..=999_999_999_i64).prop_map(Value::Integer).boxed()),
        some(
            "decimal",
            (-999_999_999_999_999..999_999_999_999_999_i64, 0..8)
                .prop_map(|(digits, places)| Value::Decimal(digits as f64 / 10_f64.powi(places)))
                .boxed(),
        ),
        some("text", "\\PC{0,80}[a-z]".prop_map(Value::Text).boxed()),
        some("day", days().prop_map(Value::Date).boxed()),
        some("time", times().prop_map(Value::Time).boxed()),
        some("moment", moment.boxed()),
        some("agreed", Just(Value::Acknowledged).boxed()),
        some("number", prop_oneof![any::<i64>().prop_map(Value::Integer), Just(Value::Decimal(0.5))].boxed()),
    )
        .prop_map(|(a, b, c, d, e, f, g, h, i, j)| [a, b, c, d, e, f, g, h, i, j].into_iter().flatten().collect())
}

proptest! {
    #[test]
    fn answers_written_as_json_text_read_back_the_same(answers in any_answers()) {
        let text = serde_json::to_string(&answers.to_json()).unwrap();
        let json = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(Answers::from_json(&every_kind(), &json), Ok(answers));
    }
}
