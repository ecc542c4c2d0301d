//! Inputs that other tools of the field fell over, each with the report it comes from, and those that ours fell over.

use kentongan_forms::{Answers, Entry, ProblemKind, Value, check_countable};

use crate::support::{blocking, entry, fill, form, lists, now};

type Row<'a> = &'a [(&'a str, &'a str)];

const TITLE: Row<'_> = &[("type", "text"), ("name", "title"), ("label", "Judul"), ("required", "yes")];
const DAY: Row<'_> = &[("type", "date"), ("name", "held"), ("label", "Tanggal"), ("required", "yes")];
const MOMENT: Row<'_> = &[("type", "dateTime"), ("name", "called"), ("label", "Kapan?")];
const COUNT: Row<'_> = &[("type", "integer"), ("name", "count"), ("label", "Berapa?")];

/// What shows nothing: elixir-ecto/ecto#4087, act-rules/act-rules.github.io#642.
const BLANK: [&str; 8] = [
    "\u{200b}\u{200b}",
    "\u{2060}\u{feff}",
    "\u{ad}",
    "\u{3164}",
    "\u{2800}\u{2800}",
    " \u{a0}\u{202f}\u{3000}\n\t",
    "\u{200e}\u{2068}\u{2069}",
    "\u{fe0f}\u{34f}",
];

#[test]
fn a_text_that_shows_nothing_is_no_answer() {
    for blank in BLANK {
        let mut entry = entry(&[TITLE]);
        fill(&mut entry, &[("title", blank)]);
        assert_eq!((entry.answer("title"), blocking(&entry)), (None, vec!["title: missing".to_owned()]), "{blank:?}");
        entry.set("title", Some(Value::Text(blank.to_owned()))).unwrap();
        assert_eq!(entry.answer("title"), None, "{blank:?}");
    }
}

#[test]
fn a_draft_of_an_older_app_with_a_text_that_shows_nothing_is_not_finished_either() {
    let mut answers = Answers::new();
    answers.insert("title", Value::Text("\u{200b}\u{200b}".to_owned()));
    let entry = Entry::resume(form(&[TITLE]), lists(), now(), answers);
    assert_eq!(blocking(&entry), ["title: missing"]);
    assert!(entry.finished().is_err());
}

#[test]
fn a_record_whose_text_shows_nothing_is_read_and_judged_at_the_server_like_any_other() {
    let form = form(&[TITLE, COUNT]);
    let json = serde_json::json!({ "title": "\u{200b}\u{200b}", "count": 3 });
    let answers = Answers::from_json(&form, json.as_object().unwrap()).unwrap();
    let problems = check_countable(&form, &answers, now());
    assert_eq!(problems.iter().map(ToString::to_string).collect::<Vec<_>>(), ["title: missing"]);
}

#[test]
fn a_text_keeps_what_shows_nothing_beside_what_is_seen() {
    let mut entry = entry(&[TITLE]);
    for seen in ["a\u{200b}b", "👩\u{200d}👧 keluarga", "می\u{200c}خواهم", "ꦲꦏ꧀ꦱꦫ", "  dengan jarak  "]
    {
        fill(&mut entry, &[("title", seen)]);
        assert_eq!(entry.answer("title"), Some(&Value::Text(seen.to_owned())), "the person's own spelling stays");
        assert_eq!(blocking(&entry), [] as [String; 0]);
    }
}

/// muccg/rdrf#2189, ohs-foundation/android-fhir#1647, dhis2/dhis2-core#10062: years such as 0020 went through.
#[test]
fn a_year_without_its_first_digits_is_refused_and_said() {
    for (typed, year) in [("0025-11-20", 25), ("0002-11-20", 2), ("0202-11-20", 202), ("1899-12-31", 1899)] {
        let mut entry = entry(&[DAY, MOMENT]);
        let refused = entry.set_typed("held", typed).unwrap_err();
        assert_eq!(refused.kind, ProblemKind::YearNotWhole { year }, "{typed}");
        assert_eq!((entry.answer("held"), blocking(&entry)), (None, vec!["held: year-not-whole".to_owned()]));
        entry.set_typed("held", "2025-11-20").unwrap();
        assert_eq!(blocking(&entry), [] as [String; 0]);
        let moment = entry.set_typed("called", &format!("{typed}T10:30")).unwrap_err();
        assert_eq!(moment.kind, ProblemKind::YearNotWhole { year }, "{typed}");
    }
}

/// dhis2/dhis2-mobile-ui#269: a year out of range crashed the app.
#[test]
fn days_that_do_not_exist_and_years_out_of_range_are_refused() {
    for typed in ["2026-02-30", "2026-13-01", "275760-09-13", "-0001-01-01", "2026-1-1", "20/11/2026", "0000-00-00"] {
        let mut entry = entry(&[DAY]);
        assert!(entry.set_typed("held", typed).is_err(), "{typed}");
        assert_eq!(entry.answer("held"), None, "{typed}");
    }
}

#[test]
fn a_date_without_its_first_digits_in_an_older_draft_blocks_and_can_be_mended() {
    let mut answers = Answers::new();
    answers.insert("held", Value::Date("0025-11-20".parse().unwrap()));
    let mut entry = Entry::resume(form(&[DAY]), lists(), now(), answers);
    assert_eq!(blocking(&entry), ["held: year-not-whole"]);
    fill(&mut entry, &[("held", "2025-11-20")]);
    assert_eq!(blocking(&entry), [] as [String; 0]);
}

/// signalapp/Signal-Android#11630, woocommerce/woocommerce#58000, contao/core#8434, nhoizey/vscode-gremlins#204: marks that
/// come along when something is copied.
#[test]
fn a_count_is_read_whatever_invisible_marks_and_digits_it_was_typed_with() {
    for (typed, number) in [
        ("\u{2068}12\u{2069}", 12),
        ("\u{202a}12\u{202c}", 12),
        ("1\u{fe0d}2", 12),
        ("\u{200e}12", 12),
        ("\u{feff}12", 12),
        ("１２", 12),
        ("١٢", 12),
        ("\u{2212}3", -3),
        ("\u{a0}12\u{a0}", 12),
    ] {
        let mut entry = entry(&[COUNT]);
        fill(&mut entry, &[("count", typed)]);
        assert_eq!(entry.answer("count"), Some(&Value::Integer(number)), "{}", typed.escape_unicode());
    }
    for typed in ["½", "12a", "1 2", "二", "②x", "1e3", "0x1F", "--1"] {
        assert!(entry(&[COUNT]).set_typed("count", typed).is_err(), "{typed}");
    }
}

#[test]
fn a_very_long_paste_is_refused_without_losing_what_fitted() {
    let mut entry = entry(&[TITLE]);
    fill(&mut entry, &[("title", "judul")]);
    for long in ["x".repeat(1_000_000), "\u{200b}".repeat(100_000) + "x", "👩‍👧".repeat(50_000), "0812 ".repeat(100_000)]
    {
        assert!(matches!(entry.set_typed("title", &long).unwrap_err().kind, ProblemKind::TooLong { .. }));
        assert_eq!(entry.answer("title"), Some(&Value::Text("judul".to_owned())));
        assert_eq!(blocking(&entry), ["title: too-long"]);
    }
}

/// Marks that turn the direction of writing (kept by WhatsApp and by right-to-left keyboards) hide neither a number nor
/// an identity.
#[test]
fn a_text_that_runs_the_other_way_is_checked_like_any_other() {
    for (typed, problem) in [
        ("\u{202e}hubungi\u{202c} 0812\u{200f}3456\u{200f}7890", "title: conduct-phone-number"),
        ("\u{2067}3316\u{2069}096505100001", "title: conduct-national-id"),
    ] {
        let mut entry = entry(&[TITLE]);
        fill(&mut entry, &[("title", typed)]);
        assert_eq!(blocking(&entry), [problem], "{}", typed.escape_unicode());
    }
}

/// XLSForm/pyxform#85, kobotoolbox/kpi#1310: quotation marks that a keyboard bends; and the two spellings of an accent.
#[test]
fn a_name_is_warned_of_in_either_spelling_of_accent_and_apostrophe() {
    for typed in [
        "dengan Ko'de Alfa",
        "dengan Ko\u{2019}de Alfa",
        "dengan Ko\u{2bc}de Alfa",
        "dengan Ko\u{2018}de Alfa",
        "dengan Ko`de Alfa",
        "dengan Kod\u{e9} Alfa",
        "dengan Kode\u{301} Alfa",
    ] {
        let mut entry = entry(&[TITLE]);
        fill(&mut entry, &[("title", typed)]);
        let codes: Vec<String> = entry.problems().iter().map(ToString::to_string).collect();
        assert_eq!(codes, ["title: conduct-looks-like-name"], "{}", typed.escape_unicode());
    }
}
