//! The activity form as a facilitator fills it in: counts of people, never their names.

use std::collections::BTreeSet;

use kentongan_forms::{Item, QuestionKind, Summary, check_countable};

use crate::{ACTIVITY, FillIn, form, now};

const AGES: [&str; 6] = ["0_5", "6_11", "12_14", "15_17", "18_24", "25_plus"];

#[test]
fn a_minimal_activity_can_be_finished_and_a_server_finds_nothing_wrong() {
    let fill_in = FillIn::activity();
    assert!(fill_in.0.problems().is_empty(), "{:?}", fill_in.0.problems());
    let form = form(ACTIVITY);
    let (countable, sealed) = fill_in.0.finished().unwrap().split(&form);
    assert!(sealed.is_empty());
    assert!(check_countable(&form, &countable, now()).is_empty());
}

#[test]
fn a_fresh_activity_is_todays_first_session_without_participants() {
    let fill_in = FillIn::new(ACTIVITY);
    assert_eq!(fill_in.0.answer("date").map(|date| date.to_text()), Some("2026-11-23".to_owned()));
    assert_eq!(fill_in.number("session_number"), Some(1));
    assert_eq!(fill_in.number("participants_total"), Some(0));
}

#[test]
fn the_total_adds_up_every_cell_of_the_tally() {
    let mut fill_in = FillIn::new(ACTIVITY);
    let mut total = 0;
    for (age, count) in AGES.iter().zip([1, 2, 4, 8, 16, 32]) {
        for (sex, factor) in [("female", 1), ("male", 64)] {
            fill_in.answer(&format!("{sex}_{age}"), &(count * factor).to_string());
            total += count * factor;
            assert_eq!(fill_in.number("participants_total"), Some(total), "after {sex} {age}");
        }
    }
    fill_in.answer("male_25_plus", "");
    assert_eq!(fill_in.number("participants_total"), Some(total - 32 * 64), "an emptied cell counts as none");
}

#[test]
fn the_tally_has_a_cell_for_each_sex_and_age_and_each_is_summed() {
    let form = form(ACTIVITY);
    let section = form.sections().iter().find(|section| section.name == "participants").unwrap();
    let tally = section.items.iter().find_map(|item| match item {
        Item::Group(group) => Some(group),
        Item::Question(_) => None,
    });
    let tally = tally.unwrap();
    assert!(tally.has_appearance("tally"));
    assert_eq!(tally.name, "participant_counts");
    let cells: BTreeSet<(String, String)> = tally
        .questions()
        .into_iter()
        .map(|question| {
            let cell = question.tally.clone().unwrap();
            assert_eq!((cell.column.list.as_str(), cell.row.list.as_str()), ("sex", "participant_age"));
            assert_eq!(question.name, format!("{}_{}", cell.column.choice, cell.row.choice));
            assert_eq!(question.summary, Some(Summary::Sum));
            (cell.column.choice, cell.row.choice)
        })
        .collect();
    let every = ["female", "male"].iter().flat_map(|sex| AGES.iter().map(move |age| (*sex, *age)));
    assert_eq!(cells, every.map(|(sex, age)| (sex.to_owned(), age.to_owned())).collect());
}

#[test]
fn an_activity_without_participants_cannot_be_finished() {
    let mut fill_in = FillIn::activity();
    fill_in.answer("female_6_11", "0").answer("first_time", "0");
    assert_eq!(fill_in.in_the_way(), ["participants_total"]);
    assert_eq!(fill_in.objection("participants_total"), "Belum ada peserta yang dihitung.");
}

#[test]
fn those_with_disability_and_those_who_are_new_are_no_more_than_all() {
    for question in ["with_disability", "first_time"] {
        let mut fill_in = FillIn::activity();
        for (count, allowed) in [("0", true), ("12", true), ("13", false), ("-1", false)] {
            fill_in.answer(question, count);
            assert_eq!(fill_in.objection(question).is_empty(), allowed, "{question} {count}");
        }
        fill_in.answer(question, "12").answer("female_6_11", "11");
        assert!(!fill_in.objection(question).is_empty(), "the total sank below {question}");
    }
}

#[test]
fn numbers_outside_what_can_be_are_refused() {
    for (question, least, most) in [
        ("session_number", 1, 999),
        ("duration_minutes", 5, 720),
        ("male_0_5", 0, 9999),
        ("attendance_sheet_count", 0, 9999),
    ] {
        for (number, allowed) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
            let mut fill_in = FillIn::activity();
            fill_in.answer(question, &number.to_string());
            assert_eq!(fill_in.objection(question).is_empty(), allowed, "{question} {number}");
        }
    }
}

#[test]
fn an_activity_has_taken_place_and_the_next_one_comes_after_it() {
    let mut fill_in = FillIn::activity();
    fill_in.answer("date", "2026-11-24");
    assert!(!fill_in.objection("date").is_empty());
    fill_in.answer("date", "2026-11-20").answer("next_session_date", "2026-11-19");
    assert!(!fill_in.objection("next_session_date").is_empty());
    fill_in.answer("next_session_date", "2026-12-04");
    assert!(fill_in.in_the_way().is_empty());
}

#[test]
fn the_tests_may_be_left_out_and_ask_every_item_once_someone_answered() {
    for (answering, prefix) in [("pretest_answering", "pre"), ("posttest_answering", "post")] {
        let mut fill_in = FillIn::activity();
        assert!(!fill_in.asks(answering), "no test, no table");
        fill_in.answer("tests_held", "yes");
        let items = ["not_at_fault", "three_channels", "when_threatened", "would_tell"];
        let items = items.map(|item| format!("{prefix}_{item}"));
        assert!(items.iter().all(|item| !fill_in.asks(item)));
        assert!(fill_in.is_missing("pretest_answering"), "a test was held: something of it is owed");
        fill_in.answer(answering, "0");
        assert!(items.iter().all(|item| !fill_in.asks(item)));
        fill_in.answer(answering, "10");
        assert!(items.iter().all(|item| fill_in.requires(item)));
        for item in &items {
            for (count, allowed) in [("0", true), ("10", true), ("11", false), ("-1", false)] {
                fill_in.answer(item, count);
                assert_eq!(fill_in.objection(item).is_empty(), allowed, "{item} {count}");
            }
            fill_in.answer(item, "10");
        }
        assert!(fill_in.in_the_way().is_empty());
        fill_in.answer(answering, "13");
        assert!(!fill_in.objection(answering).is_empty(), "more answered than took part");
    }
}

#[test]
fn up_to_five_photos_are_asked_for_one_after_the_other_and_none_is_owed() {
    let form = form(ACTIVITY);
    let mut fill_in = FillIn::activity();
    let name = |photo: usize| photo.to_string().repeat(64);
    for photo in 1..=5 {
        let asks: Vec<bool> = (1..=5).map(|other| fill_in.asks(&format!("photo_{other}"))).collect();
        assert_eq!(asks, (1..=5).map(|other| other <= photo).collect::<Vec<_>>());
        assert!(!fill_in.requires(&format!("photo_{photo}")));
        fill_in.answer(&format!("photo_{photo}"), &name(photo));
        assert!(fill_in.in_the_way().is_empty());
    }
    let (countable, sealed) = fill_in.0.finished().unwrap().split(&form);
    assert!(sealed.is_empty());
    assert_eq!(countable.to_json()["photo_5"], name(5), "central learns which attachments to take");
    assert!(check_countable(&form, &countable, now()).is_empty());
    // Taken out again in the middle: what stood behind it is asked for no more, and not sent.
    fill_in.answer("photo_2", "");
    let (countable, _) = fill_in.0.finished().unwrap().split(&form);
    assert!(countable.get("photo_1").is_some() && countable.get("photo_3").is_none());
}

#[test]
fn photos_ask_for_no_faces_of_children_and_no_list_of_names() {
    let form = form(ACTIVITY);
    for photo in 1..=5 {
        let question = form.question(&format!("photo_{photo}")).unwrap();
        assert_eq!(question.kind, QuestionKind::Image);
        assert_eq!(question.summary, None);
        for (language, words) in [("id", ["wajah anak", "daftar nama"]), ("en", ["faces of children", "list of names"])]
        {
            assert!(words.iter().all(|word| question.hint.in_language(language).contains(word)), "{photo}");
        }
    }
}

#[test]
fn a_told_incident_opens_apart_and_leaves_no_trace_in_the_activity() {
    let form = form(ACTIVITY);
    let note = form.question("disclosure").unwrap();
    assert!(note.has_appearance("opens-incident"));
    assert!(!note.is_asked(), "it holds no answer");
    let fill_in = FillIn::activity();
    assert!(fill_in.0.finished().unwrap().get("disclosure").is_none());
}

#[test]
fn an_activity_was_held_since_2020_and_the_next_one_is_at_most_five_years_away() {
    let mut fill_in = FillIn::activity();
    fill_in.answer("date", "2019-12-31");
    assert!(fill_in.objection("date").contains("2020"));
    fill_in.answer("date", "2026-11-20");
    fill_in.answer("next_session_date", "2062-11-27");
    assert!(fill_in.objection("next_session_date").contains("lima tahun"));
    fill_in.answer("next_session_date", "2026-11-27");
    assert!(fill_in.in_the_way().is_empty());
}
