//! A day with its precision, which comes first: the day, only the month, or unknown.

use dioxus::prelude::*;
use jiff::civil::Date;
use kentongan_forms::Value;

use super::dates::DateField;
use super::form_view::FormView;
use super::question_view::{Hint, Marks, QuestionView};
use crate::components::{Icon, Shape, use_words};
use crate::translations::dates;

/// How many months have their own button.
const MONTHS: usize = 3;

/// "Today" and "yesterday": one touch answers both the precision and the day.
#[component]
pub(super) fn QuickDays(view: FormView, precision: String, day: String) -> Element {
    let words = use_words();
    let today = view.now.read().date();
    let yesterday = today.yesterday().unwrap_or(today);
    rsx! {
        div { class: "cols",
            for (word, date) in [("today", today), ("yesterday", yesterday)] {
                button { key: "{word}", class: "btn quiet small", id: "{day}-{word}", r#type: "button",
                    onclick: {
                        let (precision, day) = (precision.clone(), day.clone());
                        move |_| {
                            view.chosen(&precision, Some(Value::Choice("exact".to_owned())));
                            view.chosen(&day, Some(Value::Date(date)));
                        }
                    },
                    {words.say(word)}
                }
            }
        }
    }
}

/// The day, in its precision.
#[component]
pub(super) fn DayByPrecision(view: FormView, asked: QuestionView, precision: String) -> Element {
    let known = view.entry.read().answer(&precision).map(Value::to_text).unwrap_or_default();
    // The form's hint is for other tools, which ask for the day with every precision.
    let asked = QuestionView { hint: String::new(), ..asked };
    rsx! {
        div { class: "contents",
            match known.as_str() {
                "month" => rsx! { MonthField { view, asked } },
                "unknown" => rsx! { UnknownDay { view, asked } },
                _ => rsx! { DateField { view, asked } },
            }
        }
    }
}

/// Buttons for the last months. The device's own picker gives an earlier one.
#[component]
fn MonthField(view: FormView, asked: QuestionView) -> Element {
    let words = use_words();
    let answer = view.entry.read().answer(&asked.name).and_then(Value::as_date);
    let this_month = view.now.read().date().first_of_month();
    let months: Vec<Date> =
        std::iter::successors(Some(this_month), |month| Some(month.yesterday().ok()?.first_of_month()))
            .take(MONTHS)
            .collect();
    let earlier = answer.is_some_and(|answer| !months.contains(&answer));
    let mut asked_for = use_signal(|| false);
    let other = earlier || asked_for();
    let first = use_hook(|| answer.map(|answer| answer.strftime("%Y-%m").to_string()).unwrap_or_default());
    let (name, id) = (asked.name.clone(), format!("input-{}", asked.name));
    rsx! {
        fieldset { class: "select", "aria-describedby": "{asked.described_by}",
            "aria-invalid": if asked.invalid { "true" },
            legend { span { {words.say("which-month")} } Marks { asked: asked.clone() } }
            Hint { asked: asked.clone() }
            div { class: "cols",
                for month in months {
                    label { key: "{month}", class: if answer == Some(month) { "choice on" } else { "choice" },
                        input { r#type: "radio", name: "{asked.name}-month", value: "{month}", checked: answer == Some(month),
                            onchange: {
                                let name = name.clone();
                                move |_| {
                                    asked_for.set(false);
                                    view.chosen(&name, Some(Value::Date(month)));
                                }
                            } }
                        span { {dates::month(words, month)} }
                    }
                }
                if !other {
                    button { class: "btn quiet small", id: "{asked.name}-earlier", r#type: "button", onclick: move |_| asked_for.set(true),
                        {words.say("another-month")}
                    }
                }
            }
            if other {
                input { class: "text", id: "{id}", r#type: "month", initial_value: first, "aria-label": words.say("which-month"),
                    oninput: move |event: FormEvent| {
                        let typed = event.value();
                        view.typed(&name, if typed.is_empty() { typed } else { format!("{typed}-01") });
                    } }
            }
        }
    }
}

/// The stored value when nobody knows the day.
#[component]
fn UnknownDay(view: FormView, asked: QuestionView) -> Element {
    let words = use_words();
    let kept =
        view.entry.read().answer(&asked.name).and_then(Value::as_date).map(|day| dates::date_with_weekday(words, day));
    rsx! {
        p { class: "in-words", role: "status",
            Icon { shape: Shape::Calendar }
            span { {kept.unwrap_or_default()} span { class: "small soft block", {words.say("unknown-day-kept")} } }
        }
    }
}
