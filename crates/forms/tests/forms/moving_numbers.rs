//! A number in a text that may hold none: the person says whose it is, and it moves there.

use kentongan_forms::conduct::Conduct;
use kentongan_forms::{Entry, NumberMove, Problem, ProblemKind, Takes, Value};

use crate::support::{blocking, entry, fill, mistakes};

type Row<'a> = &'a [(&'a str, &'a str)];

const TITLE: Row<'_> = &[("type", "text"), ("name", "title"), ("label", "Judul"), ("required", "yes")];
const NOTE: Row<'_> = &[("type", "text"), ("name", "note"), ("label", "Catatan"), ("kentongan_tier", "sealed")];
const SUSPECT: Row<'_> = &[
    ("type", "text"),
    ("name", "suspect"),
    ("label", "Akun terduga pelaku"),
    ("kentongan_tier", "sealed"),
    ("appearance", "multiline"),
    ("kentongan_parameters", "takes=suspect max-length=60"),
];
const CONTACT: Row<'_> = &[
    ("type", "text"),
    ("name", "contact"),
    ("label", "Kontak aman"),
    ("kentongan_tier", "sealed"),
    ("kentongan_parameters", "takes=contact"),
];

fn text(entry: &Entry, question: &str) -> Option<String> {
    entry.answer(question).map(Value::to_text)
}

fn moves(entry: &Entry, question: &str) -> Vec<(String, Takes)> {
    entry.number_moves(question).into_iter().map(|NumberMove { to, takes }| (to, takes)).collect()
}

#[test]
fn a_number_in_a_text_may_go_to_the_suspect_or_to_the_safe_contact_and_goes_nowhere_by_itself() {
    let mut entry = entry(&[TITLE, NOTE, SUSPECT, CONTACT]);
    fill(&mut entry, &[("title", "Hubungi ibu +62 812\u{2011}3456\u{2011}7890 besok"), ("contact", "lewat bibi")]);
    let both = [("suspect".to_owned(), Takes::Suspect), ("contact".to_owned(), Takes::Contact)];
    assert_eq!(moves(&entry, "title"), both);
    assert_eq!((text(&entry, "suspect"), text(&entry, "contact").as_deref()), (None, Some("lewat bibi")));

    let changed = entry.move_number("title", "contact").unwrap();
    assert_eq!(changed, ["contact", "title"]);
    assert_eq!(text(&entry, "title").as_deref(), Some("Hubungi ibu besok"));
    assert_eq!(text(&entry, "contact").as_deref(), Some("lewat bibi, +62 812\u{2011}3456\u{2011}7890"));
    assert_eq!(text(&entry, "suspect"), None);
    assert_eq!(moves(&entry, "title"), []);
    assert_eq!(blocking(&entry), [] as [String; 0]);
}

#[test]
fn a_link_moves_whole_and_each_of_several_in_its_turn() {
    let mut entry = entry(&[TITLE, SUSPECT]);
    fill(&mut entry, &[("title", "Dari https://wa.me/6281234567890 dan 0857-1234-5678."), ("suspect", "@akun")]);
    entry.move_number("title", "suspect").unwrap();
    assert_eq!(text(&entry, "title").as_deref(), Some("Dari dan 0857-1234-5678."));
    entry.move_number("title", "suspect").unwrap();
    assert_eq!(text(&entry, "title").as_deref(), Some("Dari dan."));
    assert_eq!(text(&entry, "suspect").as_deref(), Some("@akun\nhttps://wa.me/6281234567890\n0857-1234-5678"));
}

#[test]
fn a_text_that_was_nothing_but_a_number_is_unanswered_once_it_has_moved() {
    let mut entry = entry(&[TITLE, CONTACT]);
    fill(&mut entry, &[("title", "(0296) 531 234")]);
    entry.move_number("title", "contact").unwrap();
    assert_eq!((text(&entry, "title"), text(&entry, "contact").as_deref()), (None, Some("(0296) 531 234")));
    assert_eq!(blocking(&entry), ["title: missing"]);
}

#[test]
fn a_number_in_a_sealed_text_is_asked_about_too() {
    let mut entry = entry(&[NOTE, SUSPECT, CONTACT]);
    fill(&mut entry, &[("note", "Telepon 081234567890")]);
    assert_eq!(blocking(&entry), ["note: conduct-phone-number"]);
    assert_eq!(moves(&entry, "note").len(), 2);
}

#[test]
fn nothing_moves_where_there_is_no_room_and_nothing_is_lost() {
    let mut entry = entry(&[TITLE, SUSPECT]);
    fill(&mut entry, &[("title", "081234567890"), ("suspect", &"x".repeat(50))]);
    let refused = entry.move_number("title", "suspect").unwrap_err();
    assert_eq!(refused, Problem { question: "suspect".to_owned(), kind: ProblemKind::TooLong { limit: 60 } });
    assert_eq!(text(&entry, "title").as_deref(), Some("081234567890"));
    assert_eq!(text(&entry, "suspect"), Some("x".repeat(50)));
}

#[test]
fn no_move_is_offered_to_a_question_that_is_not_shown_or_takes_no_numbers() {
    let hidden: Row<'_> = &[
        ("type", "text"),
        ("name", "suspect"),
        ("label", "Akun"),
        ("kentongan_tier", "sealed"),
        ("relevant", "${title} = 'daring'"),
        ("kentongan_parameters", "takes=suspect"),
    ];
    let mut entry = entry(&[TITLE, NOTE, hidden, CONTACT]);
    fill(&mut entry, &[("title", "081234567890")]);
    assert_eq!(moves(&entry, "title"), [("contact".to_owned(), Takes::Contact)]);
    for to in ["note", "title", "nowhere"] {
        assert!(entry.move_number("title", to).is_err(), "{to}");
    }
    assert!(entry.move_number("note", "contact").is_err(), "it holds no number");
    assert_eq!(moves(&entry, "contact"), [], "where a number may stand nobody asks about it");
}

#[test]
fn the_suspects_field_takes_links_numbers_and_accounts_as_they_are() {
    let mut entry = entry(&[SUSPECT, CONTACT]);
    // As long as a NIK; in halves, for no file holds one.
    let digits = ["33160965", "05100001"].concat();
    for written in [
        "https://wa.me/6281234567890",
        "wa.me/6281234567890",
        "081234567890",
        "+60 12-345 6789",
        &format!("https://example.org/profile.php?id={digits}"),
        &format!("t.me/akun_{digits}/9"),
    ] {
        fill(&mut entry, &[("suspect", written)]);
        assert_eq!(entry.problems(), [], "{written}");
    }
    fill(&mut entry, &[("suspect", &format!("NIK {digits}"))]);
    assert_eq!(entry.problem("suspect").unwrap().kind, ProblemKind::Conduct(Conduct::NationalId));
}

#[test]
fn a_form_names_one_sealed_text_for_each() {
    let countable: Row<'_> =
        &[("type", "text"), ("name", "a"), ("label", "A"), ("kentongan_parameters", "takes=suspect")];
    assert_eq!(mistakes(&[countable]).len(), 1);
    let number: Row<'_> =
        &[("type", "integer"), ("name", "a"), ("label", "A"), ("kentongan_parameters", "takes=suspect")];
    assert_eq!(mistakes(&[number]).len(), 1);
    let word: Row<'_> = &[("type", "text"), ("name", "a"), ("label", "A"), ("kentongan_parameters", "takes=anybody")];
    assert_eq!(mistakes(&[word]).len(), 1);
    let again: Row<'_> = &[
        ("type", "text"),
        ("name", "again"),
        ("label", "Lagi"),
        ("kentongan_tier", "sealed"),
        ("kentongan_parameters", "takes=suspect"),
    ];
    let twice = mistakes(&[SUSPECT, again]);
    assert!(twice.len() == 1 && twice.iter().all(|mistake| mistake.contains("another question")), "{twice:?}");
}
