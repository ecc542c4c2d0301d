//! Days and times: the device's own picker, the picked day in words, and buttons such as "today".

use dioxus::prelude::*;
use jiff::civil::DateTime;
use kentongan_forms::{QuestionKind, Value};

use super::answer_words::answer_words;
use super::form_view::FormView;
use super::question_view::{Hint, Marks, QuestionView};
use crate::components::{Icon, Shape, use_words};

/// A date, a time or both.
#[component]
pub(super) fn DateField(view: FormView, asked: QuestionView) -> Element {
    let words = use_words();
    // A new round replaces the field by a new one with another initial value.
    let mut round = use_signal(|| 0_u32);
    let name = asked.name.clone();
    let id = format!("input-{}", asked.name);
    let input = match asked.kind {
        QuestionKind::Time => "time",
        QuestionKind::DateTime => "datetime-local",
        QuestionKind::Date
        | QuestionKind::SelectOne(_)
        | QuestionKind::SelectMultiple(_)
        | QuestionKind::Integer
        | QuestionKind::Decimal
        | QuestionKind::Text
        | QuestionKind::Note
        | QuestionKind::Image
        | QuestionKind::Calculate
        | QuestionKind::Acknowledge => "date",
    };
    let answer = view.entry.read().answer(&asked.name).cloned();
    let in_words = answer.as_ref().map(|value| answer_words(words, &view.entry.read(), &asked.name, value));
    let offers: Vec<(String, Value)> = offers(&asked.kind, *view.now.read())
        .into_iter()
        .filter(|(_, value)| answer.is_none() && view.allows(&asked.name, value))
        .map(|(key, value)| {
            let label = match key {
                QuickAnswer::Today => words.say("today"),
                QuickAnswer::Yesterday => words.say("yesterday"),
                QuickAnswer::Now => words.say("now"),
            };
            (label, value)
        })
        .collect();
    rsx! {
        div { class: "contents",
            label { r#for: "{id}", span { "{asked.label}" } Marks { asked: asked.clone() } }
            Hint { asked: asked.clone() }
            for key in [round()] {
                input { key: "{key}", class: "text", id: "{id}", name: asked.name.clone(), r#type: input,
                    initial_value: field_value(view.entry.peek().answer(&asked.name)),
                    "aria-describedby": "{asked.described_by}", "aria-invalid": if asked.invalid { "true" },
                    oninput: {
                        let name = name.clone();
                        move |event: FormEvent| view.typed(&name, event.value())
                    } }
            }
            if !offers.is_empty() {
                div { class: "offers",
                    for (label, value) in offers {
                        button { key: "{label}", class: "btn quiet small", r#type: "button",
                            onclick: {
                                let name = name.clone();
                                move |_| {
                                    view.chosen(&name, Some(value.clone()));
                                    round += 1;
                                }
                            },
                            "{label}"
                        }
                    }
                }
            }
            if let Some(in_words) = in_words {
                p { class: "in-words", Icon { shape: Shape::Calendar } span { "{in_words}" } }
            }
        }
    }
}

enum QuickAnswer {
    Today,
    Yesterday,
    Now,
}

fn offers(kind: &QuestionKind, now: DateTime) -> Vec<(QuickAnswer, Value)> {
    let to_minute = now.with().second(0).subsec_nanosecond(0).build().unwrap_or(now);
    match kind {
        QuestionKind::Date => {
            let mut days = vec![(QuickAnswer::Today, Value::Date(now.date()))];
            days.extend(now.date().yesterday().ok().map(|day| (QuickAnswer::Yesterday, Value::Date(day))));
            days
        }
        QuestionKind::DateTime => vec![(QuickAnswer::Now, Value::DateTime(to_minute))],
        QuestionKind::SelectOne(_)
        | QuestionKind::SelectMultiple(_)
        | QuestionKind::Integer
        | QuestionKind::Decimal
        | QuestionKind::Text
        | QuestionKind::Time
        | QuestionKind::Note
        | QuestionKind::Image
        | QuestionKind::Calculate
        | QuestionKind::Acknowledge => Vec::new(),
    }
}

/// The picker's format: without seconds, because otherwise it asks for them.
fn field_value(value: Option<&Value>) -> String {
    match value {
        Some(Value::Time(time)) => time.strftime("%H:%M").to_string(),
        Some(Value::DateTime(moment)) => moment.strftime("%Y-%m-%dT%H:%M").to_string(),
        Some(other) => other.to_text(),
        None => String::new(),
    }
}
