//! What an author of forms may rely on in an expression.

use std::collections::BTreeMap;

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::function::FUNCTIONS;
use super::node::{Node, Operator};
use super::{Expression, ExpressionErrorKind, Operand, Scope};
use crate::{Choice, Label, Today, Value};

fn answers() -> BTreeMap<&'static str, Value> {
    BTreeMap::from([
        ("girls", Value::Integer(3)),
        ("share", Value::Decimal(0.5)),
        ("danger", Value::Choice("yes".to_owned())),
        ("forms", Value::Choices(vec!["physical".to_owned(), "neglect".to_owned()])),
        ("held", Value::Date(date(2026, 11, 20))),
        ("begins", Value::Time(time(14, 30, 0, 0))),
        ("called", Value::DateTime(date(2026, 11, 20).at(9, 5, 0, 0))),
        ("note", Value::Text("sesi sore".to_owned())),
        ("agreed", Value::Acknowledged),
    ])
}

/// The result as text, with `nothing` unanswered and today the 23rd.
fn result(source: &str) -> String {
    let answers = answers();
    let expression = Expression::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    let choice = Choice::new("puskesmas", Label::plain("Puskesmas")).with_column("kind", "health");
    let find = |name: &str| answers.get(name);
    let scope = Scope {
        answers: &find,
        current: answers.get("girls"),
        choice: Some(&choice),
        today: Today { now: date(2026, 11, 23).at(8, 0, 1, 999) },
    };
    expression.evaluate(&scope).to_text().into_owned()
}

fn table(rows: &[(&str, &str)]) {
    for (source, wanted) in rows {
        assert_eq!(result(source), *wanted, "{source}");
    }
}

#[test]
fn operators_bind_as_in_xpath() {
    table(&[
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("7 mod 4 + 9 div 2", "7.5"),
        ("-2 * -(1 + 1)", "4"),
        ("1 < 2 = true()", "true"),
        ("true() or false() and false()", "true"),
        ("5-3", "2"),
        ("${girls}-1", "2"),
        (". >= 3 and .5 = 0.50", "true"),
    ]);
}

#[test]
fn a_blank_answer_is_an_empty_text_and_makes_arithmetic_blank() {
    table(&[
        ("${nothing} = ''", "true"),
        ("${nothing} != ''", "false"),
        ("${girls} != ''", "true"),
        ("${nothing} = 0", "false"),
        ("${nothing} != 0", "true"),
        ("${nothing} < 5", "false"),
        ("${nothing} >= 5", "false"),
        ("${nothing} + 1", ""),
        ("-${nothing}", ""),
        ("1 div 0", ""),
        ("${note} * 2", ""),
        ("not(${nothing})", "true"),
        ("coalesce(${nothing}, 0) + 1", "1"),
        ("sum(${girls}, ${nothing}, 4)", "7"),
        ("sum(${nothing})", "0"),
        ("sum(${girls}, ${note})", ""),
        ("min(${nothing}, 4, 2)", "2"),
        ("max(${nothing})", ""),
        ("int(${nothing})", ""),
        ("string-length(${nothing})", "0"),
    ]);
}

#[test]
fn dates_compare_as_dates() {
    table(&[
        ("${held} <= today()", "true"),
        ("${held} = '2026-11-20'", "true"),
        ("${held} > '2026-9-1'", "false"),
        ("'2026-09-30' < '2026-11-01'", "true"),
        ("${called} > ${held}", "true"),
        ("${called} <= now()", "true"),
        ("${begins} < '15:00'", "true"),
        ("today() - ${held}", "3"),
        ("date(today() + 10)", "2026-12-03"),
        ("date(${called})", "2026-11-20"),
        ("date('no day')", ""),
        ("date(99999999999)", ""),
        ("now()", "2026-11-23T08:00:01"),
        ("number(date('1970-01-02'))", "1"),
        ("${held} = ''", "false"),
    ]);
}

#[test]
fn functions_do_what_odk_documents() {
    table(&[
        ("selected(${forms}, 'neglect')", "true"),
        ("selected(${forms}, 'neg')", "false"),
        ("selected(${danger}, 'yes')", "true"),
        ("selected(${nothing}, 'yes')", "false"),
        ("count-selected(${forms})", "2"),
        ("count-selected(${nothing})", "0"),
        ("selected-at(${forms}, 1)", "neglect"),
        ("selected-at(${forms}, 2)", ""),
        ("if(${danger} = 'yes', 'high', 'low')", "high"),
        ("if(${agreed}, 1, 2)", "1"),
        ("not(${danger} = 'yes')", "false"),
        ("number('12') + 1", "13"),
        ("number('1e3')", ""),
        ("string(2.0)", "2"),
        ("int(-2.7)", "-2"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-2"),
        ("round(3.14159, 2)", "3.14"),
        ("concat('a', 1, ${share})", "a10.5"),
        ("contains(${note}, 'sore')", "true"),
        ("starts-with(${note}, 'sore')", "false"),
        ("max(1, 3, 2) - min(4, 2)", "1"),
    ]);
}

#[test]
fn a_choice_filter_sees_the_columns_of_the_choice() {
    table(&[("kind = 'health' and name = 'puskesmas'", "true"), ("unknown = ''", "true")]);
}

#[test]
fn an_error_names_its_character() {
    for (source, position, kind) in [
        ("", 1, ExpressionErrorKind::End),
        ("1 +", 4, ExpressionErrorKind::End),
        ("1 + )", 5, ExpressionErrorKind::Unexpected(")".to_owned())),
        ("é # 1", 1, ExpressionErrorKind::Character('é')),
        ("  'open", 3, ExpressionErrorKind::UnclosedText),
        ("1 = ${a b}", 5, ExpressionErrorKind::Reference),
        ("1.2.3", 1, ExpressionErrorKind::Number),
        ("1 2", 3, ExpressionErrorKind::Unexpected("2".to_owned())),
        ("1 + pulldata('x')", 5, ExpressionErrorKind::UnknownFunction("pulldata".to_owned())),
        ("if(1, 2)", 1, ExpressionErrorKind::Arguments("if".to_owned())),
    ] {
        let error = Expression::parse(source).unwrap_err();
        assert_eq!((error.position, error.kind), (position, kind), "{source}");
    }
}

#[test]
fn hostile_expressions_are_refused_without_exhausting_the_stack() {
    let hostile = [
        format!("{}1{}", "(".repeat(1500), ")".repeat(1500)),
        format!("{}1", "-".repeat(3900)),
        format!("{}1{}", "not(".repeat(700), ")".repeat(700)),
        vec!["1"; 1900].join("+"),
        "1 ".repeat(100_000),
    ];
    for source in hostile {
        let error = Expression::parse(&source).unwrap_err();
        assert!(matches!(
            error.kind,
            ExpressionErrorKind::TooDeep(_) | ExpressionErrorKind::TooMany(_) | ExpressionErrorKind::TooLong(_)
        ));
    }
}

#[test]
fn an_expression_at_the_limits_is_still_evaluated() {
    assert_eq!(result(&vec!["1"; 250].join(" + ")), "250");
    assert_eq!(result(&format!("{}1{}", "(".repeat(63), ")".repeat(63))), "1");
}

fn nodes() -> impl Strategy<Value = Node> {
    let name = "[a-z_][a-z0-9_]{0,8}";
    let leaf = prop_oneof![
        (0..1_000_000_u32).prop_map(|number| Node::Number(f64::from(number) / 8.0)),
        "[^']{0,12}".prop_map(Node::Text),
        name.prop_map(Node::Reference),
        name.prop_map(Node::Column),
        Just(Node::Current),
    ];
    let operator = prop::sample::select(vec![
        Operator::Or,
        Operator::And,
        Operator::Equal,
        Operator::Unequal,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
        Operator::Plus,
        Operator::Minus,
        Operator::Times,
        Operator::Divide,
        Operator::Modulo,
    ]);
    leaf.prop_recursive(5, 40, 4, move |inner| {
        let function = prop::sample::select(FUNCTIONS.to_vec());
        prop_oneof![
            inner.clone().prop_map(|node| Node::Negated(Box::new(node))),
            (operator.clone(), inner.clone(), inner.clone()).prop_map(|(operator, left, right)| Node::Binary(
                operator,
                Box::new(left),
                Box::new(right)
            )),
            (function, prop::collection::vec(inner, 4)).prop_map(|((_, function, fewest, most), mut arguments)| {
                arguments.truncate(most.min(fewest.max(3)));
                Node::Call(function, arguments)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn a_printed_expression_parses_back_to_itself(root in nodes()) {
        let expression = Expression { root };
        prop_assert_eq!(Expression::parse(&expression.to_string()), Ok(expression));
    }

    #[test]
    fn any_expression_evaluates_to_something_without_infinities(root in nodes()) {
        let expression = Expression { root };
        let known = answers();
        let find = |name: &str| known.get(name);
        let scope = Scope { answers: &find, current: None, choice: None, today: Today { now: date(2026, 11, 23).at(0, 0, 0, 0) } };
        if let Operand::Number(number) = expression.evaluate(&scope) {
            prop_assert!(number.is_finite());
        }
    }

    #[test]
    fn arbitrary_text_never_breaks_the_parser(source in "\\PC{0,200}") {
        let _ = Expression::parse(&source);
    }

    #[test]
    fn text_of_the_language_s_own_pieces_never_breaks_the_parser(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "${a}", "${", "}", "'", "\"", ".", "..", "(", ")", ",", "-", "+", "*", "<=", "!", "=", "and", "or", "div",
            "mod", "if(", "sum(", "selected", "kentongan_tpks", "1", "1.", ".5", " ", "\u{a0}", "é",
        ]), 0..60)
    ) {
        let source = pieces.concat();
        if let Ok(expression) = Expression::parse(&source) {
            prop_assert_eq!(Expression::parse(&expression.to_string()), Ok(expression));
        } else if let Err(error) = Expression::parse(&source) {
            prop_assert!(error.position <= source.chars().count() + 1);
        }
    }
}
