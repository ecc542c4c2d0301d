//! "Bulan saya": a person's own work of a month, from this phone only. It shows number and codes of reports, never
//! their content. The copied text has no reports, so that no small number leaves the phone.

use dioxus::prelude::*;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::copy::CopyButton;
use super::{Empty, Trouble, explain, record_lines, use_phone, use_stage};
use crate::components::{Bar, Icon, Pill, RecordRow, Shape, Tone, use_words};
use crate::phone::{Month, MonthActivity};
use crate::routes::Route;
use crate::translations::{Words, dates};

/// `November 2026`.
pub(super) fn month_name(words: Words, first: Date) -> String {
    let month = words.say_with("month", [("number", first.month().into())]);
    format!("{month} {}", first.year())
}

/// The month's screen.
#[component]
pub fn MyMonth() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let this_month = phone.wall_clock().date().first_of_month();
    let mut first = use_signal(|| this_month);
    let who = phone.facilitator().map_or_else(
        |_| String::new(),
        |known| words.say_with("facilitator", [("code", known.device_code.as_str().into())]),
    );
    let month = phone.month(first());
    let mut step = move |months: i64| first.set(first().saturating_add(months.months()));
    rsx! {
        div { class: "screen", id: "my-month",
            Bar { title: words.say("month-title"), subtitle: who, on_back: move |()| { navigator.push(Route::Home {}); } }
            main { class: "body",
                div { class: "month-head",
                    button { class: "iconbtn", id: "month-before", r#type: "button", "aria-label": words.say("month-before"),
                        onclick: move |_| step(-1), Icon { shape: Shape::Back } }
                    h2 { class: "grow center", "aria-live": "polite", {month_name(words, first())} }
                    button { class: "iconbtn", id: "month-after", r#type: "button", "aria-label": words.say("month-after"),
                        disabled: first() >= this_month, onclick: move |_| step(1), Icon { shape: Shape::Next } }
                }
                match month {
                    Ok(month) => rsx! { OneMonth { month } },
                    Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
                }
            }
        }
    }
}

#[component]
fn OneMonth(month: Month) -> Element {
    let words = use_words();
    let phone = use_phone();
    let navigator = use_navigator();
    let counts = counts(words, &month);
    let copied = to_copy(words, &month);
    let Month { reports, activities, .. } = month;
    rsx! {
        div { class: "contents",
            if reports.is_empty() && activities.is_empty() {
                Empty { shape: Shape::Calendar, text: words.say("month-empty") }
            } else {
                ul { class: "card rows figures", id: "month-counts",
                    for (number, what, more) in counts {
                        li { key: "{what}", class: "figure",
                            b { class: "n", "{number}" }
                            span { class: "grow", b { class: "block", "{what}" } span { class: "small soft", "{more}" } }
                        }
                    }
                }
            }
            if !activities.is_empty() {
                h2 { {words.say("month-activities")} }
                ul { class: "card rows", id: "month-activities",
                    for activity in activities.clone() {
                        RecordRow { key: "{activity.line.record}", shape: Shape::Group, title: activity_title(words, &activity),
                            text: activity_text(words, &activity), pill: people(words, activity.participants.total()),
                            on_open: move |()| { navigator.push(Route::OneRecord { record: activity.line.record }); } }
                    }
                }
                div { class: "stack",
                    CopyButton { id: "copy-month", text: copied, label: words.say("month-copy") }
                    p { class: "soft small center", {words.say("month-copy-hint")} }
                }
            }
            if !reports.is_empty() {
                h2 { {words.say("month-reports")} }
                ul { class: "card rows", id: "month-reports",
                    for line in reports {
                        RecordRow { key: "{line.record}", shape: record_lines::shape(&line), title: line.code.as_str().to_owned(),
                            text: String::new(), pill: record_lines::pill(&phone, words, &line),
                            on_open: move |()| { navigator.push(Route::OneRecord { record: line.record }); } }
                    }
                }
            }
        }
    }
}

/// Each number, its label, and a detail.
fn counts(words: Words, month: &Month) -> [(String, String, String); 3] {
    let number = |count: u64| dates::integer(words, i64::try_from(count).unwrap_or(i64::MAX));
    let participants = month.participants();
    let (reports, accepted) = (month.reports.len(), month.accepted());
    let open = words.say_with("month-accepted", [("accepted", accepted.into()), ("open", (reports - accepted).into())]);
    let villages = words.say_with("month-villages", [("count", month.villages().into())]);
    let people = words.say_with(
        "month-people",
        [
            ("female", participants.female.into()),
            ("male", participants.male.into()),
            ("first", participants.first_time.into()),
        ],
    );
    [
        (number(reports as u64), words.say("month-count-reports"), if reports > 0 { open } else { String::new() }),
        (number(month.activities.len() as u64), words.say("month-count-activities"), villages),
        (number(participants.total()), words.say("month-count-people"), people),
    ]
}

fn activity_title(words: Words, activity: &MonthActivity) -> String {
    match &activity.subject.kind {
        Some(kind) => kind.in_language(words.form_code()).to_owned(),
        None => record_lines::title(words, &activity.line),
    }
}

fn activity_text(words: Words, activity: &MonthActivity) -> String {
    let date = activity.subject.date.map(|day| dates::date_with_weekday(words, day));
    date.unwrap_or_else(|| activity.line.code.as_str().to_owned())
}

fn people(words: Words, count: u64) -> Pill {
    Pill { tone: Tone::Plain, text: words.say_with("month-persons", [("count", count.into())]) }
}

/// The month's activities as lines of text.
fn to_copy(words: Words, month: &Month) -> String {
    let [_reports, activities, participants] = counts(words, month);
    let line = |(number, what, more): &(String, String, String)| format!("{number} {what} ({more})");
    let each = month.activities.iter().map(|activity| {
        let persons = people(words, activity.participants.total()).text;
        format!("- {}, {}: {persons}", activity_title(words, activity), activity_text(words, activity))
    });
    let head = [month_name(words, month.first), line(&activities), line(&participants)];
    head.into_iter().chain(each).collect::<Vec<_>>().join("\n")
}
