//! What a person filling in a form may rely on.

use kentongan_forms::{Answers, Entry, ProblemKind, Value};

use crate::support::{blocking, choice, choices, entry, fill, form, lists, now};

const DANGER: &[(&str, &str)] =
    &[("type", "select_one answer"), ("name", "danger"), ("label", "Bahaya?"), ("required", "yes")];

#[test]
fn a_question_shows_when_it_becomes_relevant_and_its_group_with_it() {
    let mut entry = entry(&[
        DANGER,
        &[("type", "begin_group"), ("name", "inner"), ("label", "Dalam"), ("relevant", "${danger} = 'yes'")],
        &[("type", "text"), ("name", "why"), ("label", "Mengapa?"), ("required", "yes")],
        &[("type", "end_group")],
    ]);
    assert!(!entry.is_relevant("inner") && !entry.is_relevant("why") && !entry.is_required("why"));
    entry.set("danger", Some(choice("yes"))).unwrap();
    assert!(entry.is_relevant("inner") && entry.is_relevant("why") && entry.is_required("why"));
    assert_eq!(entry.problem("why").unwrap().kind, ProblemKind::Missing);
    entry.set("danger", None).unwrap();
    assert!(!entry.is_relevant("why"));
}

#[test]
fn an_irrelevant_answer_stays_in_the_draft_counts_as_blank_and_is_left_out_of_the_finished_form() {
    let mut entry = entry(&[
        DANGER,
        &[("type", "integer"), ("name", "calls"), ("label", "Panggilan"), ("relevant", "${danger} = 'yes'")],
        &[("type", "calculate"), ("name", "doubled"), ("calculation", "coalesce(${calls}, 0) * 2")],
    ]);
    fill(&mut entry, &[("danger", "yes"), ("calls", "3")]);
    assert_eq!(entry.answer("doubled"), Some(&Value::Integer(6)));
    fill(&mut entry, &[("danger", "no")]);
    assert_eq!(entry.answer("calls"), Some(&Value::Integer(3)));
    assert_eq!(entry.answer("doubled"), Some(&Value::Integer(0)));
    assert_eq!(entry.finished().unwrap().get("calls"), None);
    fill(&mut entry, &[("danger", "yes")]);
    assert_eq!(entry.finished().unwrap().get("calls"), Some(&Value::Integer(3)));
}

#[test]
fn calculations_follow_in_the_order_of_what_they_need_whatever_order_they_stand_in() {
    let mut entry = entry(&[
        &[("type", "calculate"), ("name", "third"), ("calculation", "${second} + 1")],
        &[("type", "calculate"), ("name", "second"), ("calculation", "${first} + 1")],
        &[("type", "calculate"), ("name", "first"), ("calculation", "${given} + 1")],
        &[("type", "integer"), ("name", "given"), ("label", "Angka")],
    ]);
    assert_eq!(entry.answer("third"), None);
    fill(&mut entry, &[("given", "1")]);
    assert_eq!(entry.answer("third"), Some(&Value::Integer(4)));
}

#[test]
fn a_calculation_gives_a_code_a_number_or_a_text() {
    let entry = entry(&[
        &[("type", "calculate"), ("name", "code"), ("calculation", "'yes'"), ("kentongan_list", "answer")],
        &[("type", "calculate"), ("name", "half"), ("calculation", "1 div 2")],
        &[("type", "calculate"), ("name", "third"), ("calculation", "1 div 3")],
        &[("type", "calculate"), ("name", "truth"), ("calculation", "1 = 1")],
        &[("type", "calculate"), ("name", "today"), ("calculation", "today()")],
        &[("type", "calculate"), ("name", "later"), ("calculation", "${today} < '2026-12-01' and ${truth}")],
    ]);
    assert_eq!(entry.answer("code"), Some(&choice("yes")));
    assert_eq!(entry.answer("half"), Some(&Value::Decimal(0.5)));
    assert_eq!(entry.answer("third"), Some(&Value::Decimal(0.333_333_333_333_333)));
    assert_eq!(entry.answer("truth"), Some(&Value::Integer(1)));
    assert_eq!(entry.answer("today"), Some(&Value::Text("2026-11-23".to_owned())));
    assert_eq!(entry.answer("later"), Some(&Value::Integer(1)));
    assert_eq!(entry.choices("code").len(), 3);
}

#[test]
fn a_fresh_form_has_its_defaults_and_a_resumed_one_what_was_left() {
    let rows: &[&[(&str, &str)]] = &[
        &[("type", "date"), ("name", "held"), ("label", "Tanggal"), ("default", "today()")],
        &[("type", "select_one answer"), ("name", "danger"), ("label", "Bahaya?"), ("default", "no")],
        &[("type", "integer"), ("name", "session"), ("label", "Sesi"), ("default", "1")],
        &[("type", "integer"), ("name", "next"), ("label", "Berikut"), ("default", "${session} + 1")],
        &[("type", "text"), ("name", "where"), ("label", "Di mana"), ("default", "balai (desa)")],
    ];
    let entry = entry(rows);
    assert_eq!(entry.answer("held"), Some(&Value::Date(now().date())));
    assert_eq!(entry.answer("danger"), Some(&choice("no")));
    assert_eq!(entry.answer("next"), Some(&Value::Integer(2)));
    assert_eq!(entry.answer("where"), Some(&Value::Text("balai (desa)".to_owned())));
    let left: Answers = [("session".to_owned(), Value::Integer(7))].into_iter().collect();
    let resumed = Entry::resume(form(rows), lists(), now(), left.clone());
    assert_eq!(resumed.answers(), &left);
}

#[test]
fn what_is_typed_is_understood_or_refused_and_never_the_old_answer_kept_behind_it() {
    let mut entry = entry(&[
        &[("type", "integer"), ("name", "count"), ("label", "Jumlah")],
        &[("type", "decimal"), ("name", "share"), ("label", "Bagian")],
        &[("type", "time"), ("name", "begins"), ("label", "Mulai")],
        &[("type", "dateTime"), ("name", "called"), ("label", "Dihubungi")],
        &[("type", "acknowledge"), ("name", "agreed"), ("label", "Setuju")],
    ]);
    fill(&mut entry, &[("count", " 12 "), ("share", "3,5"), ("begins", "14:30"), ("called", "2026-11-20T09:05")]);
    fill(&mut entry, &[("agreed", "true")]);
    let json = serde_json::Value::Object(entry.answers().to_json());
    let wanted = serde_json::json!({
        "count": 12, "share": 3.5, "begins": "14:30:00", "called": "2026-11-20T09:05:00", "agreed": true
    });
    assert_eq!(json, wanted);

    for (name, typed, kind) in [
        ("count", "12x", ProblemKind::WrongType),
        ("count", "1.5", ProblemKind::WrongType),
        ("count", "1234567890", ProblemKind::TooManyDigits { limit: 9 }),
        ("share", "1,5,5", ProblemKind::WrongType),
        ("share", "nan", ProblemKind::WrongType),
        ("begins", "25:00", ProblemKind::NotATime),
        ("day", "2026-02-30", ProblemKind::NotADate),
        // A date picker's field takes a year of five digits.
        ("day", "12026-11-20", ProblemKind::NotADate),
        ("day", "20/11/2026", ProblemKind::NotADate),
        ("nobody", "1", ProblemKind::UnknownQuestion),
    ] {
        assert_eq!(entry.set_typed(name, typed).unwrap_err().kind, kind, "{name} {typed}");
        assert_eq!(entry.answer(name), None, "{name} {typed}");
    }
    assert_eq!(
        blocking(&entry),
        ["count: too-many-digits", "share: wrong-type", "begins: not-a-time", "day: not-a-date"]
    );
    fill(&mut entry, &[("count", "5"), ("share", ""), ("begins", ""), ("day", "")]);
    assert_eq!(blocking(&entry), Vec::<String>::new());
}

#[test]
fn an_answer_of_another_type_or_to_no_question_is_refused_and_changes_nothing() {
    let mut entry = entry(&[DANGER, &[("type", "calculate"), ("name", "sum"), ("calculation", "1")]]);
    fill(&mut entry, &[("danger", "yes")]);
    let before = entry.clone();
    for (name, value, kind) in [
        ("danger", Value::Integer(1), ProblemKind::WrongType),
        ("danger", choice("maybe"), ProblemKind::NotAChoice),
        ("area", choice("33.99"), ProblemKind::NotAChoice),
        ("sum", Value::Integer(2), ProblemKind::ReadOnly),
        ("other", Value::Integer(2), ProblemKind::UnknownQuestion),
    ] {
        assert_eq!(entry.set(name, Some(value)).unwrap_err().kind, kind);
    }
    assert_eq!(entry, before);
}

#[test]
fn several_choices_are_kept_once_each_in_the_order_of_the_list() {
    let mut entry = entry(&[&[("type", "select_multiple service"), ("name", "needed"), ("label", "Layanan")]]);
    entry.set("needed", Some(choices(&["shelter", "health", "shelter"]))).unwrap();
    assert_eq!(entry.answer("needed"), Some(&choices(&["health", "shelter"])));
    entry.set("needed", Some(choices(&[]))).unwrap();
    assert_eq!(entry.answer("needed"), None);
}

#[test]
fn a_select_offers_only_what_its_filter_lets_through() {
    let mut entry = entry(&[
        DANGER,
        &[
            ("type", "select_one service"),
            ("name", "first"),
            ("label", "Layanan"),
            ("choice_filter", "${danger} != 'yes' or urgent = 'yes'"),
        ],
        &[
            ("type", "select_multiple_from_file directory.csv"),
            ("name", "referred"),
            ("label", "Dirujuk"),
            ("choice_filter", "refers = 'yes'"),
        ],
        &[
            ("type", "select_one_from_file areas.csv"),
            ("name", "village"),
            ("label", "Desa"),
            ("choice_filter", "string-length(code) > 8"),
            ("parameters", "value=code label=name"),
        ],
    ]);
    let offered =
        |entry: &Entry, name: &str| entry.choices(name).iter().map(|choice| choice.code.clone()).collect::<Vec<_>>();
    assert_eq!(offered(&entry, "first"), ["health", "legal", "shelter"]);
    assert_eq!(offered(&entry, "referred"), ["uptd_ppa"]);
    assert_eq!(offered(&entry, "village"), ["33.16.05.2002", "33.16.05.2005"]);
    fill(&mut entry, &[("first", "legal"), ("danger", "yes")]);
    assert_eq!(offered(&entry, "first"), ["health", "shelter"]);
    assert_eq!(entry.problem("first").unwrap().kind, ProblemKind::NotAChoice);
}

#[test]
fn a_broken_constraint_is_told_in_the_form_s_words_where_it_stands_and_blanks_break_none() {
    let mut entry = entry(&[
        &[
            ("type", "integer"),
            ("name", "girls"),
            ("label", "Anak perempuan"),
            ("constraint", ". >= 0 and . <= 9"),
            ("constraint_message", "Dari 0 sampai 9"),
        ],
        &[
            ("type", "calculate"),
            ("name", "total"),
            ("calculation", "${girls} + 0"),
            ("constraint", ". > 0"),
            ("constraint_message", "Belum ada"),
        ],
    ]);
    assert_eq!(entry.problem("girls"), None);
    assert_eq!(blocking(&entry), ["total: constraint"]);
    fill(&mut entry, &[("girls", "10")]);
    let Some(ProblemKind::Constraint(message)) = entry.problem("girls").map(|problem| problem.kind) else {
        panic!("none")
    };
    assert_eq!(message.in_language("id"), "Dari 0 sampai 9");
    assert_eq!(entry.problems_in("page").len(), 1);
    assert_eq!(entry.problems_in("place").len(), 0);
    assert!(entry.finished().is_err());
}

#[test]
fn the_future_moves_on_while_a_form_stays_open() {
    let mut entry =
        entry(&[&[("type", "dateTime"), ("name", "called"), ("label", "Dihubungi"), ("constraint", ". <= now()")]]);
    fill(&mut entry, &[("called", "2026-11-23T09:00")]);
    assert_eq!(blocking(&entry), ["called: constraint"]);
    entry.set_now(now().date().at(9, 1, 0, 0));
    assert_eq!(blocking(&entry), Vec::<String>::new());
}

#[test]
fn a_text_over_its_limit_is_kept_and_blocks_and_over_the_cap_the_longest_that_fitted_is_kept() {
    let mut entry = entry(&[&[
        ("type", "text"),
        ("name", "note"),
        ("label", "Catatan"),
        ("kentongan_parameters", "max-length=10"),
    ]]);
    fill(&mut entry, &[("note", "éééééééééé")]);
    assert_eq!(entry.problem("note"), None);
    fill(&mut entry, &[("note", "ééééééééééé")]);
    assert_eq!(entry.problem("note").unwrap().kind, ProblemKind::TooLong { limit: 10 });
    assert!(entry.set_typed("note", &"é".repeat(2001)).is_err());
    assert_eq!(entry.problem("note").unwrap().kind, ProblemKind::TooLong { limit: 2000 });
    assert_eq!(entry.answer("note"), Some(&Value::Text("é".repeat(11))));
}

#[test]
fn free_text_is_checked_by_the_rules_of_conduct_and_a_warning_does_not_block() {
    let mut entry = entry(&[
        &[("type", "text"), ("name", "plan"), ("label", "Rencana")],
        &[("type", "text"), ("name", "address"), ("label", "Alamat"), ("kentongan_tier", "sealed")],
        &[
            ("type", "text"),
            ("name", "contact"),
            ("label", "Kontak"),
            ("kentongan_tier", "sealed"),
            ("kentongan_parameters", "phone=yes"),
        ],
    ]);
    fill(
        &mut entry,
        &[("plan", "katanya salah sendiri"), ("address", "dekat Kode Alfa"), ("contact", "0812-0000-0000")],
    );
    assert_eq!(entry.problem("plan").unwrap().to_string(), "plan: conduct-blaming");
    assert_eq!(entry.problem("address"), None);
    assert_eq!(entry.problem("contact"), None);
    assert!(entry.finished().is_ok());
    fill(
        &mut entry,
        &[("plan", "Kode Alfa 0812-0000-0000"), ("address", "081200000000"), ("contact", &"3316".repeat(4))],
    );
    assert_eq!(
        blocking(&entry),
        ["plan: conduct-phone-number", "address: conduct-phone-number", "contact: conduct-national-id"]
    );
    assert!(entry.finished().is_err());
}

#[test]
fn a_draft_of_an_older_form_is_taken_up_with_what_no_longer_fits_as_problems() {
    let left: Answers = [
        ("danger".to_owned(), choice("retired")),
        ("gone".to_owned(), Value::Integer(1)),
        ("day".to_owned(), Value::Integer(2)),
    ]
    .into_iter()
    .collect();
    let mut entry = Entry::resume(form(&[DANGER]), lists(), now(), left);
    assert_eq!(blocking(&entry), ["danger: not-a-choice", "day: wrong-type"]);
    fill(&mut entry, &[("danger", "yes"), ("day", "2026-11-20")]);
    assert_eq!(entry.answer("gone"), Some(&Value::Integer(1)));
    assert_eq!(entry.finished().unwrap().get("gone"), None);
}

#[test]
fn no_answer_of_a_person_shows_in_debug_output() {
    let mut entry =
        entry(&[&[("type", "text"), ("name", "contact"), ("label", "Kontak"), ("kentongan_tier", "sealed")]]);
    fill(&mut entry, &[("contact", "Kode Alfa")]);
    assert!(!format!("{:?} {:?}", entry, entry.answers()).contains("Alfa"));
}
