//! One answer opened from the review: only its question, the effects of a change, and one touch back.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use kentongan_forms::{Entry, FormDefinition, Problem, Question, QuestionKind};

use super::answering::{Answering, AnsweringErrors, use_answering};
use super::opened::Opened;
use super::pages::Danger;
use crate::components::form::{FormSection, answer_words};
use crate::components::{Bar, Icon, Shape, focus_question, use_words};
use crate::routes::Route;
use crate::translations::Words;

/// The question `at` of a draft.
#[component]
pub(super) fn Edit(opened: Opened, question: String) -> Element {
    let words = use_words();
    let navigator = use_navigator();
    let record = opened.record;
    let mark_missing = use_signal(|| true);
    let answering = use_answering(&opened, mark_missing.into());
    let Answering { entry, view, may_leave, .. } = answering;
    let section = opened.section.clone();
    let blocked = use_hook(|| blocking(&opened.entry, &section));
    // Questions that a change makes necessary appear below it, and stay after they are answered.
    let mut shown = use_signal(|| together(opened.entry.form(), &question));
    use_effect({
        let section = section.clone();
        move || {
            let asked = blocking(&entry.read(), &section);
            let new: Vec<String> = asked.into_iter().filter(|name| !blocked.contains(name)).collect();
            if new.iter().any(|name| !shown.peek().contains(name)) {
                shown.write().extend(new);
            }
        }
    });
    use_effect({
        let question = question.clone();
        move || focus_question(&question)
    });
    let back = use_callback({
        let question = question.clone();
        move |()| {
            if may_leave.call(()) {
                navigator.replace(Route::Review { record, at: question.clone() });
            }
        }
    });
    let title = opened.entry.sections().into_iter().find(|group| group.name == section);
    let title = title.map(|group| group.label.in_language(words.code()).to_owned()).unwrap_or_default();
    let was = was(words, &opened.entry, &entry.read(), &question);
    let changes = follows(words, &opened.entry, &entry.read());
    rsx! {
        div { class: "screen", id: "edit",
            Bar { title: words.say("edit-title"), subtitle: title, take_focus: false, locks: false, on_back: move |()| back.call(()),
                button { class: "iconbtn", id: "lock", r#type: "button", "aria-label": words.say("lock-now"), onclick: move |_| answering.on_lock.call(()),
                    Icon { shape: Shape::Lock }
                }
            }
            main { class: "body", lang: words.form_code(),
                AnsweringErrors { answering }
                div { class: "edited stack",
                    FormSection { view, section: section.clone(), only: shown().into_iter().collect::<Vec<_>>() }
                }
                if let Some(was) = was {
                    p { class: "soft small", id: "was", "{was}" }
                }
                for change in changes {
                    div { key: "{change.label}", class: "card stack near",
                        span { class: "soft small", {words.say_with("changes-too", [("what", change.label.clone().into())])} }
                        dl { class: "was-and-is",
                            dt { {words.say("was")} }
                            dd { class: "level-{change.was.0}", "{change.was.1}" }
                            dt { {words.say("is-now")} }
                            dd { class: "level-{change.is.0}", "{change.is.1}" }
                        }
                    }
                }
            }
            footer { class: "foot tall",
                Danger { answering }
                div { class: "go",
                    button { class: "btn main", id: "to-review", r#type: "button", onclick: move |_| back.call(()),
                        Icon { shape: Shape::Check }
                        {words.say("back-to-review")}
                    }
                }
            }
        }
    }
}

/// A calculated answer before and after, each with code and words.
#[derive(Clone, PartialEq)]
struct Change {
    label: String,
    was: (String, String),
    is: (String, String),
}

/// The question, and the other one of its pair of value and precision.
fn together(form: &FormDefinition, question: &str) -> BTreeSet<String> {
    let pair = |other: &Question| match &other.precision {
        Some(precision) if other.name == question || precision == question => {
            vec![other.name.clone(), precision.clone()]
        }
        Some(_) | None => Vec::new(),
    };
    form.questions().flat_map(pair).chain([question.to_owned()]).collect()
}

/// The questions of a section that block finishing.
fn blocking(entry: &Entry, section: &str) -> BTreeSet<String> {
    let problems = entry.problems_in(section).into_iter().filter(Problem::blocks);
    problems.map(|problem| problem.question).collect()
}

/// The old answer, if it has changed.
fn was(words: Words, before: &Entry, now: &Entry, question: &str) -> Option<String> {
    let (before_answer, now_answer) = (before.answer(question), now.answer(question));
    if before_answer == now_answer {
        return None;
    }
    let told =
        before_answer.map_or_else(|| words.say("not-answered"), |value| answer_words(words, before, question, value));
    Some(words.say_with("it-was", [("answer", told.into())]))
}

/// The calculations with words, such as the risk, that have changed.
fn follows(words: Words, before: &Entry, now: &Entry) -> Vec<Change> {
    let told = |question: &&Question| {
        question.kind == QuestionKind::Calculate && question.result_list.is_some() && question.summary.is_some()
    };
    let change = |question: &Question| {
        let (was, is) = (before.answer(&question.name)?, now.answer(&question.name)?);
        let said = |entry, value: &kentongan_forms::Value| {
            (value.to_text(), answer_words(words, entry, &question.name, value))
        };
        (was != is).then(|| Change {
            label: question.label.in_language(words.code()).to_owned(),
            was: said(before, was),
            is: said(now, is),
        })
    };
    now.form().questions().filter(told).filter_map(change).collect()
}
