//! What an author of forms may rely on when a form is read.

use kentongan_forms::{FormDefinition, Item, ListSource, QuestionKind, Summary, Tier};
use proptest::prelude::*;

use crate::support::{csv, form, mistakes, said};

#[test]
fn a_form_is_read_with_its_sections_groups_and_questions_in_order() {
    let form = form(&[
        &[("type", "select_one answer"), ("name", "danger"), ("label", "Bahaya?"), ("kentongan::summary", "count")],
        &[("type", "begin group"), ("name", "counts"), ("label", "Hitung"), ("appearance", "tally wide")],
        &[("type", "integer"), ("name", "cell"), ("kentongan::tally", "answer:yes service:legal")],
        &[("type", "end group")],
        &[
            ("type", "text"),
            ("name", "contact"),
            ("label", "Kontak"),
            ("kentongan::tier", "sealed"),
            ("parameters", "phone=yes max-length=50"),
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
    assert_eq!(form.section_of("cell").unwrap().name, "page");
    assert_eq!(form.list("service").unwrap()[0].columns["urgent"], "yes");
}

#[test]
fn what_stands_in_a_sealed_group_is_sealed_unless_it_says_otherwise() {
    let form = form(&[
        &[("type", "begin_group"), ("name", "contact"), ("label", "Kontak"), ("kentongan::tier", "sealed")],
        &[("type", "text"), ("name", "address"), ("label", "Alamat")],
        &[("type", "integer"), ("name", "people"), ("label", "Orang"), ("kentongan::tier", "countable")],
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
        &[("type", "text"), ("name", "2nd"), ("label", "Nama"), ("kentongan::tier", "secret")],
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
            "sheet survey, row 8, column kentongan::tier: 'secret' is none of: countable, sealed",
        ]
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
        &[("type", "text"), ("name", "address"), ("label", "Alamat"), ("kentongan::tier", "sealed")],
        &[("type", "calculate"), ("name", "leak"), ("calculation", "concat('x', ${address})")],
        &[("type", "text"), ("name", "phone"), ("label", "Telepon"), ("parameters", "phone=yes")],
        &[
            ("type", "integer"),
            ("name", "kept"),
            ("label", "Rahasia"),
            ("kentongan::tier", "sealed"),
            ("kentongan::summary", "sum"),
        ],
    ]);
    assert_eq!(
        found,
        [
            "sheet survey, row 5, column calculation: countable, but computed from the sealed 'address'",
            "sheet survey, row 6, column parameters: a phone number is always sealed",
            "sheet survey, row 7, column kentongan::summary: what is sealed is in no summary",
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
        (&[("type", "text"), ("parameters", "max-length=9999")], "column parameters: 'max-length=9999' is none of"),
        (
            &[("type", "select_one answer"), ("parameters", "adjusts=day")],
            "column parameters: adjusts names a calculation",
        ),
        (
            &[("type", "integer"), ("kentongan::tally", "answer:yes service:legal")],
            "column kentongan::tally: only an integer in a group",
        ),
        (&[("type", "text"), ("kentongan::summary", "count")], "column kentongan::summary: count is for selects"),
        (&[("type", "date"), ("kentongan::summary", "month")], "exactly one question has the summary 'month', not 2"),
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
