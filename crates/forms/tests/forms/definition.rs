//! What an author of forms may rely on when a form is read.

use kentongan_forms::{FormDefinition, Item, ListSource, QuestionKind, Summary, Tier};
use proptest::prelude::*;

use crate::support::{csv, form, mistakes, said};

#[test]
fn a_form_is_read_with_its_sections_groups_and_questions_in_order() {
    let form = form(&[
        &[("type", "select_one answer"), ("name", "danger"), ("label", "Bahaya?"), ("kentongan_summary", "count")],
        &[("type", "begin group"), ("name", "counts"), ("label", "Hitung"), ("appearance", "tally wide")],
        &[("type", "integer"), ("name", "cell"), ("kentongan_tally", "answer:yes service:legal")],
        &[("type", "end group")],
        &[
            ("type", "text"),
            ("name", "contact"),
            ("label", "Kontak"),
            ("kentongan_tier", "sealed"),
            ("kentongan_parameters", "phone=yes max-length=50"),
        ],
    ]);
    assert_eq!((form.id(), form.version(), form.default_language()), ("sample", "2026112301", "id"));
    assert_eq!(form.title().in_language("en"), "Contoh");
    let names: Vec<&str> = form.sections().iter().map(|section| section.name.as_str()).collect();
    assert_eq!(names, ["page", "place"]);
    let questions: Vec<&str> = form.questions().map(|question| question.name.as_str()).collect();
    assert_eq!(questions, ["danger", "cell", "contact", "day", "area"]);
    let Some(Item::Group(counts)) = form.sections()[0].items.get(1) else { panic!("no tally") };
    assert!(counts.has_appearance("tally"));

    let danger = form.question("danger").unwrap();
    assert_eq!(danger.kind, QuestionKind::SelectOne(ListSource::Own("answer".to_owned())));
    assert_eq!((danger.tier, danger.summary), (Tier::Countable, Some(Summary::Count)));
    assert_eq!(form.own_choices(danger).unwrap().len(), 3);
    let cell = form.question("cell").unwrap().tally.clone().unwrap();
    assert_eq!((cell.column.choice.as_str(), cell.row.list.as_str()), ("yes", "service"));
    let contact = form.question("contact").unwrap();
    assert_eq!((contact.tier, contact.text_limit, contact.phone_allowed), (Tier::Sealed, 50, true));
    assert_eq!(form.list("service").unwrap()[0].columns["urgent"], "yes");
}

#[test]
fn what_stands_in_a_sealed_group_is_sealed_unless_it_says_otherwise() {
    let form = form(&[
        &[("type", "begin_group"), ("name", "contact"), ("label", "Kontak"), ("kentongan_tier", "sealed")],
        &[("type", "text"), ("name", "address"), ("label", "Alamat")],
        &[("type", "integer"), ("name", "people"), ("label", "Orang"), ("kentongan_tier", "countable")],
        &[("type", "end_group")],
    ]);
    assert_eq!(form.question("address").unwrap().tier, Tier::Sealed);
    assert_eq!(form.question("people").unwrap().tier, Tier::Countable);
}

#[test]
fn every_mistake_is_reported_at_once_with_sheet_row_and_column() {
    let found = mistakes(&[
        &[("type", "select_one colour"), ("name", "danger"), ("label", "Bahaya?")],
        &[("type", "geopoint"), ("name", "where"), ("label", "Di mana?")],
        &[("type", "integer"), ("name", "danger"), ("label", "Lagi")],
        &[("type", "integer"), ("name", "count"), ("relevant", "${nobody} = 1 and . > 2"), ("constraint", ". >")],
        &[("type", "text"), ("name", "2nd"), ("label", "Nama"), ("kentongan_tier", "secret")],
    ]);
    assert_eq!(
        found,
        [
            "sheet survey, row 4, column type: there is no list 'colour'",
            "sheet survey, row 5, column type: there is no type 'geopoint'",
            "sheet survey, row 6, column name: the name 'danger' stands in the form twice",
            "sheet survey, row 7, column label: has no text in the language 'id'",
            "sheet survey, row 7, column constraint: at character 4: something misses at the end",
            "sheet survey, row 7, column relevant: there is no question 'nobody'",
            "sheet survey, row 7, column relevant: '.' has a meaning only in a constraint",
            "sheet survey, row 8, column name: '2nd' cannot be a name",
            "sheet survey, row 8, column kentongan_tier: 'secret' is none of: countable, sealed",
        ]
    );
}

#[test]
fn a_header_that_the_tools_of_the_field_cannot_read_is_refused() {
    for (ours, theirs, expected) in [
        ("kentongan_tier", "kentongan::tier", "sheet survey, row 2, column kentongan::tier: there is no column"),
        ("urgent", "kentongan::urgent", "sheet choices, row 10, column kentongan::urgent: there is no column"),
        ("urgent", "code", "sheet choices, row 10, column code: there is no column"),
        ("form_title", "form_title::English (en)", "column form_title::English (en): there is no column"),
    ] {
        let csv = csv(&[]).replace(ours, theirs);
        let found = said(&FormDefinition::from_csv(&csv).unwrap_err());
        assert!(found.iter().any(|mistake| mistake.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn a_form_has_its_title_in_every_language_that_the_settings_give() {
    let titled = |language: &str| {
        csv(&[])
            .replace(",form_title,", &format!(",form_title,kentongan_form_title::{language},"))
            .replace(",Contoh,", ",Contoh,Sample,")
    };
    let form = FormDefinition::from_csv(&titled("English (en)")).unwrap();
    assert_eq!((form.title().in_language("id"), form.title().in_language("en")), ("Contoh", "Sample"));
    assert_eq!(
        said(&FormDefinition::from_csv(&titled("Indonesian (id)")).unwrap_err()),
        ["sheet settings, row 19, column kentongan_form_title: the title in the default language is form_title"]
    );
}

#[test]
fn a_row_number_is_the_line_of_the_file_also_after_empty_lines() {
    let csv = csv(&[&[("type", "geopoint"), ("name", "where"), ("label", "Di mana?")]]).replacen(
        "survey\n",
        "\n\nsurvey\n",
        1,
    );
    assert_eq!(
        said(&FormDefinition::from_csv(&csv).unwrap_err()),
        ["sheet survey, row 6, column type: there is no type 'geopoint'"]
    );
}

#[test]
fn calculations_and_relevance_that_wait_for_each_other_are_refused() {
    let found = mistakes(&[
        &[("type", "calculate"), ("name", "a"), ("calculation", "${b} + 1")],
        &[("type", "calculate"), ("name", "b"), ("calculation", "${c} + 1")],
        &[("type", "calculate"), ("name", "c"), ("calculation", "${a} + 1")],
        &[("type", "calculate"), ("name", "follows"), ("calculation", "${a}")],
        &[("type", "integer"), ("name", "own"), ("label", "Sendiri"), ("relevant", "${own} > 1")],
        &[("type", "begin_group"), ("name", "inner"), ("label", "Dalam"), ("relevant", "${inside} = 'yes'")],
        &[("type", "select_one answer"), ("name", "inside"), ("label", "Di dalam")],
        &[("type", "end_group")],
    ]);
    assert_eq!(
        found,
        [
            "sheet survey, row 4, column relevant/calculation: these wait for each other: a, b, c",
            "sheet survey, row 8, column relevant/calculation: these wait for each other: own",
            "sheet survey, row 9, column relevant/calculation: these wait for each other: inner, inside",
        ]
    );
}

#[test]
fn a_countable_calculation_from_a_sealed_answer_is_refused() {
    let found = mistakes(&[
        &[("type", "text"), ("name", "address"), ("label", "Alamat"), ("kentongan_tier", "sealed")],
        &[("type", "calculate"), ("name", "leak"), ("calculation", "concat('x', ${address})")],
        &[("type", "text"), ("name", "phone"), ("label", "Telepon"), ("kentongan_parameters", "phone=yes")],
        &[
            ("type", "integer"),
            ("name", "kept"),
            ("label", "Rahasia"),
            ("kentongan_tier", "sealed"),
            ("kentongan_summary", "sum"),
        ],
    ]);
    assert_eq!(
        found,
        [
            "sheet survey, row 5, column calculation: countable, but computed from the sealed 'address'",
            "sheet survey, row 6, column kentongan_parameters: a phone number is always sealed",
            "sheet survey, row 7, column kentongan_summary: what is sealed is in no summary",
        ]
    );
}

#[test]
fn a_misspelt_column_or_sheet_is_refused_instead_of_losing_its_rules() {
    let csv = csv(&[]).replacen("relevant", "relevnt", 1).replacen("settings\n", "setings\n", 1);
    assert_eq!(
        said(&FormDefinition::from_csv(&csv).unwrap_err()),
        [
            "sheet settings: the sheet is missing",
            "sheet survey, row 2, column relevnt: there is no column 'relevnt' in this sheet",
            "row 17: there is no sheet 'setings'; the sheets are survey, choices, settings",
        ]
    );
}

#[test]
fn groups_must_be_closed_and_questions_stand_in_sections() {
    let unclosed = mistakes(&[&[("type", "begin_group"), ("name", "open"), ("label", "Buka")]]);
    assert_eq!(unclosed, ["sheet survey, row 3, column type: the group 'page' is not closed"]);
    let closed_twice = mistakes(&[&[("type", "end_group")], &[("type", "text"), ("name", "lost"), ("label", "Lepas")]]);
    assert_eq!(
        closed_twice,
        [
            "sheet survey, row 5, column type: 'lost' stands outside every section",
            "sheet survey, row 6, column type: there is no group to close here",
        ]
    );
}

#[test]
fn cells_that_mean_nothing_where_they_stand_are_refused() {
    for (row, wanted) in [
        (&[("type", "integer"), ("calculation", "1")][..], "column calculation: only the type calculate"),
        (&[("type", "calculate")], "column calculation: must not be empty"),
        (&[("type", "note"), ("required", "yes")], "column required: a note has no answer"),
        (&[("type", "text"), ("choice_filter", "name = 'x'")], "column choice_filter: only a select"),
        (
            &[("type", "select_one service"), ("choice_filter", "urgnt = 'yes'")],
            "column choice_filter: there is no column 'urgnt'",
        ),
        (&[("type", "select_one service"), ("default", "doctor")], "column default: 'doctor' is no answer"),
        (&[("type", "integer"), ("default", "many")], "column default: 'many' is no answer"),
        (
            &[("type", "text"), ("kentongan_parameters", "max-length=9999")],
            "column kentongan_parameters: 'max-length=9999' is none of",
        ),
        (&[("type", "text"), ("parameters", "phone=yes")], "column parameters: 'phone=yes' is none of"),
        (&[("type", "text"), ("kentongan_parameters", "rows=3")], "column kentongan_parameters: 'rows=3' is none of"),
        (
            &[("type", "select_one_from_file areas.csv"), ("choice_filter", "string-length(name) > 8")],
            "column choice_filter: there is no column 'name'",
        ),
        (
            &[("type", "select_one answer"), ("kentongan_parameters", "adjusts=day")],
            "column kentongan_parameters: adjusts names a calculation",
        ),
        (
            &[("type", "integer"), ("kentongan_tally", "answer:yes service:legal")],
            "column kentongan_tally: only an integer in a group",
        ),
        (&[("type", "text"), ("kentongan_summary", "count")], "column kentongan_summary: count is for selects"),
        (&[("type", "date"), ("kentongan_summary", "month")], "exactly one question has the summary 'month', not 2"),
        (&[("type", "select_one_from_file homes.csv")], "column type: there is no list 'homes.csv'"),
        (&[("type", "integer"), ("relevant", "${page} = 1")], "column relevant: 'page' has no answer"),
        (
            &[("type", "integer"), ("relevant", "day > 1")],
            "column relevant: there is no column 'day' to look at; an answer is written ${day}",
        ),
        (&[("type", "integer"), ("read_only", "perhaps")], "column read_only: 'perhaps' is none of: yes, no"),
    ] {
        let row: Vec<_> = [("name", "own"), ("label", "Sendiri")].iter().chain(row).copied().collect();
        let found = mistakes(&[&row]);
        assert!(matches!(found.as_slice(), [only] if only.contains(wanted)), "{wanted}: {found:?}");
    }
}

#[test]
fn hostile_files_are_refused() {
    assert!(FormDefinition::from_csv("").is_err());
    assert!(FormDefinition::from_csv(&"x".repeat(3 * 1024 * 1024)).is_err());
    assert!(FormDefinition::from_csv(&"survey\n".repeat(6000)).is_err());
    let deep: Vec<String> = (0..2000).map(|level| format!("g{level}")).collect();
    let mut csv = "survey\n,type,name,label\n".to_owned();
    csv.extend(deep.iter().map(|name| format!(",begin_group,{name},G\n")));
    csv.extend(deep.iter().map(|_| ",end_group,,\n"));
    assert!(FormDefinition::from_csv(&csv).is_err());
}

proptest! {
    #[test]
    fn arbitrary_text_never_breaks_the_reader(text in "\\PC{0,300}") {
        let _ = FormDefinition::from_csv(&text);
    }

    #[test]
    fn a_form_with_arbitrary_cells_is_read_or_refused(
        cells in prop::collection::vec(prop::sample::select(vec![
            "survey", "choices", "settings", "type", "name", "label", "relevant", "calculation", "begin_group",
            "end_group", "integer", "calculate", "a", "b", "${a}", "${b} + 1", "list_name", "form_id", ",", "\n,", "\n",
        ]), 0..80)
    ) {
        let _ = FormDefinition::from_csv(&cells.join(","));
    }
}

/// The sample form with these further columns of the choices: header, and a text for each of the first three choices.
fn with_choice_columns(columns: &[(&str, [&str; 3])]) -> Result<FormDefinition, Vec<String>> {
    let mut csv = csv(&[]);
    let rows = [",label,urgent", ",yes,Ya,no", ",no,Tidak,no", ",unknown,Tidak tahu,"];
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<&str> =
            columns.iter().map(|(header, texts)| if at == 0 { header } else { texts[at - 1] }).collect();
        csv = csv.replacen(row, &format!("{row},{}", cells.join(",")), 1);
    }
    FormDefinition::from_csv(&csv).map_err(|error| said(&error))
}

#[test]
fn a_choice_may_be_explained_be_one_of_the_commonest_or_stand_alone() {
    let form = with_choice_columns(&[
        ("kentongan_explanation_id", ["Ya: benar begitu", "", ""]),
        ("kentongan_common", ["yes", "", ""]),
        ("kentongan_exclusive", ["", "", "yes"]),
    ])
    .unwrap();
    let answers = form.list("answer").unwrap();
    assert_eq!(answers[0].explanation.in_language("id"), "Ya: benar begitu");
    assert!(answers[1].explanation.is_empty());
    let marks: Vec<(bool, bool)> = answers.iter().map(|choice| (choice.common, choice.exclusive)).collect();
    assert_eq!(marks, [(true, false), (false, false), (false, true)]);
}

#[test]
fn a_mark_of_a_choice_that_says_nothing_is_refused() {
    for (header, text, expected) in [
        ("kentongan_common", "sometimes", "column kentongan_common: 'sometimes' is none of: yes, or nothing"),
        ("kentongan_exclusive", "no", "column kentongan_exclusive: 'no' is none of"),
        ("kentongan_explanation_jv", "iya", "there is no column 'kentongan_explanation_jv'"),
    ] {
        let found = with_choice_columns(&[(header, [text, "", ""])]).unwrap_err();
        assert!(found.iter().any(|mistake| mistake.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn what_says_how_exact_a_day_is_has_exactly_the_three_choices_that_mean_something() {
    let precise = |list: &str| {
        let rows: [&[(&str, &str)]; 2] = [
            &[("type", list), ("name", "how"), ("label", "Kapan?")],
            &[("type", "date"), ("name", "when"), ("label", "Hari"), ("kentongan_parameters", "precision=how")],
        ];
        let csv = csv(&rows).replace(
            ",service,health",
            ",exactness,exact,Tahu,\n,exactness,month,Bulan,\n,exactness,unknown,Tidak,\n,service,health",
        );
        FormDefinition::from_csv(&csv).map_err(|error| said(&error))
    };
    assert_eq!(precise("select_one exactness").unwrap().question("when").unwrap().precision.as_deref(), Some("how"));
    for other in ["select_one answer", "select_multiple exactness", "text"] {
        let found = precise(other).unwrap_err();
        assert!(found.iter().any(|mistake| mistake.contains("precision names a select_one")), "{other}: {found:?}");
    }
}

#[test]
fn only_a_list_that_the_app_gives_can_hold_a_person_s_own_choice() {
    let found = mistakes(&[&[
        ("type", "select_one answer"),
        ("name", "danger"),
        ("label", "Bahaya?"),
        ("kentongan_parameters", "default=own"),
    ]]);
    assert!(found.iter().any(|mistake| mistake.contains("'default=own' is none of")), "{found:?}");
}
