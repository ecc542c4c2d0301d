//! A list that is too long to show: a search field, a few choices at first, and the others step by step.
//!
//! Several villages share a name, so each choice shows its kecamatan, and the search looks at it too. A chosen one is
//! always shown, whatever the search.

use std::collections::BTreeSet;

use dioxus::prelude::*;

use super::choice::{Choice, OfferedChoice};
use super::form_view::FormView;
use super::question_view::QuestionView;
use crate::components::use_words;

/// How many are shown before a search.
const FIRST_SHOWN: usize = 8;
/// Matches shown at first, and more after each touch of "more": as many as a slow phone draws at once.
const STEP: usize = 40;

/// The search field and the choices that match.
#[component]
pub(super) fn LongList(view: FormView, asked: QuestionView, offered: Vec<OfferedChoice>, many: bool) -> Element {
    let words = use_words();
    let mut sought = use_signal(String::new);
    let mut steps = use_signal(|| 0_usize);
    // Choices that were chosen when the list appeared come first. One that is chosen later stays in its place.
    let first = use_hook(|| chosen_codes(&offered));
    let needle = sought.read().to_lowercase();
    let shown = shown(offered, &needle, steps(), &first);
    let (count, total, next) = (shown.choices.len(), shown.total, shown.hidden.min(STEP));
    rsx! {
        div { class: "contents",
            input { class: "text", r#type: "search", name: "{asked.name}-search", autocomplete: "off", spellcheck: "false",
                placeholder: words.say("search-list"), "aria-label": words.say("search-list"),
                oninput: move |event| {
                    sought.set(event.value());
                    steps.set(0);
                },
            }
            div { class: "list",
                for choice in shown.choices {
                    div { key: "{choice.code}", class: "one-choice",
                        Choice { view, name: asked.name.clone(), choice: choice.clone(), many }
                    }
                }
            }
            p { class: "soft small", "aria-live": "polite",
                {words.say_with("list-shown", [("shown", count.into()), ("total", total.into())])}
            }
            if next > 0 {
                button { class: "btn quiet small", id: "{asked.name}-more", r#type: "button", onclick: move |_| steps += 1,
                    {words.say_with("list-more", [("count", next.into())])}
                }
            }
        }
    }
}

fn chosen_codes(offered: &[OfferedChoice]) -> BTreeSet<String> {
    offered.iter().filter(|choice| choice.chosen).map(|choice| choice.code.clone()).collect()
}

/// The choices on the screen.
struct VisibleChoices {
    choices: Vec<OfferedChoice>,
    /// The number of choices that match or are chosen.
    total: usize,
    /// How many of these are not shown yet.
    hidden: usize,
}

/// The choices to show: first those of `first`, then chosen ones that would be out of sight, then the matches.
fn shown(offered: Vec<OfferedChoice>, needle: &str, steps: usize, first: &BTreeSet<String>) -> VisibleChoices {
    let words: Vec<&str> = needle.split_whitespace().collect();
    let at_first = if words.is_empty() { FIRST_SHOWN } else { STEP };
    let limit = at_first + steps * STEP;
    let is_first = |choice: &OfferedChoice| choice.chosen && first.contains(&choice.code);
    let (mut shown, others): (Vec<OfferedChoice>, Vec<OfferedChoice>) = offered.into_iter().partition(is_first);
    let mut out_of_sight = Vec::new();
    let mut matches: Vec<(bool, OfferedChoice)> = Vec::new();
    for choice in others {
        let text = choice.searched();
        if words.iter().all(|word| text.contains(word)) {
            // Names that begin with the typed text come before those that only contain it.
            matches.push((!words.first().is_some_and(|word| text.starts_with(word)), choice));
        } else if choice.chosen {
            out_of_sight.push(choice);
        }
    }
    matches.sort_by_key(|(later, _)| *later);
    let total = shown.len() + out_of_sight.len() + matches.len();
    let mut beyond = matches.split_off(limit.min(matches.len()));
    out_of_sight.extend(beyond.extract_if(.., |(_, choice)| choice.chosen).map(|(_, choice)| choice));
    shown.append(&mut out_of_sight);
    shown.extend(matches.into_iter().map(|(_, choice)| choice));
    VisibleChoices { choices: shown, total, hidden: beyond.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn villages(count: usize, chosen: &[usize]) -> Vec<OfferedChoice> {
        let village = |number: usize| OfferedChoice {
            code: number.to_string(),
            label: "Sumber".to_owned(),
            within: format!("Kec. {}", ["Jati", "Kunduran", "Cepu"][number % 3]),
            explanation: String::new(),
            common: false,
            chosen: chosen.contains(&number),
        };
        (0..count).map(village).collect()
    }

    fn codes(shown: &VisibleChoices) -> Vec<&str> {
        shown.choices.iter().map(|choice| choice.code.as_str()).collect()
    }

    #[test]
    fn all_of_595_villages_of_one_name_are_reached_step_by_step() {
        let none = BTreeSet::new();
        for needle in ["", "sumber", "a"] {
            let mut steps = 0;
            let last = loop {
                let now = shown(villages(595, &[]), needle, steps, &none);
                assert_eq!(now.choices.len() + now.hidden, now.total, "{needle}");
                if now.hidden == 0 {
                    break now;
                }
                steps += 1;
            };
            let distinct: BTreeSet<&str> = codes(&last).into_iter().collect();
            assert_eq!(distinct.len(), if needle == "a" { 397 } else { 595 }, "{needle}");
        }
    }

    #[test]
    fn the_kecamatan_is_searched_too_in_any_order_of_words() {
        for needle in ["sumber kunduran", "kunduran sumber", "kundu", "  KUNDURAN ".trim().to_lowercase().as_str()] {
            let found = shown(villages(30, &[]), needle, 0, &BTreeSet::new());
            assert_eq!((found.choices.len(), found.total), (10, 10), "{needle}");
            assert!(found.choices.iter().all(|choice| choice.within == "Kec. Kunduran"));
        }
    }

    #[test]
    fn what_is_chosen_is_shown_though_it_stands_last_or_does_not_match() {
        for needle in ["", "sumber", "jati"] {
            let now = shown(villages(595, &[589]), needle, 0, &BTreeSet::new());
            assert_eq!(codes(&now).first(), Some(&"589"), "{needle}");
            let chosen_before = shown(villages(595, &[589]), needle, 0, &BTreeSet::from(["589".to_owned()]));
            assert_eq!(codes(&chosen_before).first(), Some(&"589"), "{needle}");
        }
    }

    #[test]
    fn what_is_chosen_among_those_in_sight_stays_where_it_was_touched() {
        let now = shown(villages(595, &[3]), "", 0, &BTreeSet::new());
        assert_eq!(codes(&now), ["0", "1", "2", "3", "4", "5", "6", "7"]);
    }

    #[test]
    fn names_that_begin_as_typed_come_first() {
        let named = |code: &str, label: &str| OfferedChoice {
            code: code.to_owned(),
            label: label.to_owned(),
            within: String::new(),
            explanation: String::new(),
            common: false,
            chosen: false,
        };
        let list = vec![named("1", "Karangjati"), named("2", "Jatiklampok"), named("3", "Jati"), named("4", "Cepu")];
        assert_eq!(codes(&shown(list, "jati", 0, &BTreeSet::new())), ["2", "3", "1"]);
    }
}
