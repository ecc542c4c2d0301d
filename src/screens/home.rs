//! Home: two big actions, the state in one line, the tasks, the month. The actions come first, so that big text on a small
//! screen leaves them in view. The numbers for danger are always visible at the foot.

use dioxus::prelude::*;

use super::clock::ClockLine;
use super::emergency::EmergencyFoot;
use super::home_line::HomeLine;
use super::month::month_name;
use super::{Trouble, explain, record_lines, records, use_phone, use_sending, use_stage};
use crate::components::{Bar, Icon, RecordRow, Shape, use_words};
use crate::phone::{ACTIVITY, INCIDENT, Month, RecordLine, RecordState};
use crate::routes::Route;
use crate::translations::Words;

/// The first screen behind the PIN.
#[component]
pub fn Home() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let mut trouble = use_signal(|| None::<String>);
    let facilitator = phone.facilitator();
    let (place, who) = match &facilitator {
        Ok(known) if phone.is_practice() => (known.area.name.clone(), words.say("practice-nothing-sent-short")),
        Ok(known) => {
            (known.area.name.clone(), words.say_with("facilitator", [("code", known.device_code.as_str().into())]))
        }
        Err(_) => (words.say("home"), String::new()),
    };
    let start = {
        let phone = phone.clone();
        move |form: &'static str| match phone.start_draft(form) {
            Ok(record) => {
                navigator.push(Route::FillIn { record, at: String::new() });
            }
            Err(error) => trouble.set(Some(explain(words, &error, stage))),
        }
    };
    let (mut report, mut teach) = (start.clone(), start);
    rsx! {
        div { class: "screen", id: "home-screen",
            Bar { title: place, subtitle: who }
            main { class: "body",
                if let Some(text) = trouble() {
                    Trouble { text }
                }
                button { class: "action report", id: "report-incident", r#type: "button", onclick: move |_| report(INCIDENT),
                    span { class: "disc", Icon { shape: Shape::Shield } }
                    span { b { {words.say("report-incident")} } span { class: "more", {words.say("report-incident-more")} } }
                }
                button { class: "action teach", id: "record-activity", r#type: "button", onclick: move |_| teach(ACTIVITY),
                    span { class: "disc", Icon { shape: Shape::Group } }
                    span { b { {words.say("record-activity")} } span { class: "more", {words.say("record-activity-more")} } }
                }
                HomeLine {}
                ClockLine {}
                Tasks {}
                ThisMonth {}
                nav { class: "tiles", "aria-label": words.say("more"),
                    Tile { id: "open-records", shape: Shape::List, text: words.say("records-title"), to: Route::Records {} }
                    Tile { id: "open-outbox", shape: Shape::Cloud, text: words.say("outbox-title"), to: Route::Outbox {} }
                    Tile { id: "open-support", shape: Shape::Help, text: words.say("support-title"), to: Route::Support {} }
                    Tile { id: "open-settings", shape: Shape::Settings, text: words.say("settings-title"), to: Route::Settings {} }
                }
            }
            EmergencyFoot { on_more: move |()| { navigator.push(Route::Directory {}); } }
        }
    }
}

/// The person's tasks. It reads them again after each change of sending.
#[component]
fn Tasks() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    use_sending().read();
    let tasks = phone.tasks();
    rsx! {
        div { class: "contents",
            match tasks {
                Ok(tasks) if !tasks.is_empty() => rsx! { TaskList { tasks } },
                Ok(_) => rsx! {},
                Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
            }
        }
    }
}

#[component]
fn TaskList(tasks: Vec<RecordLine>) -> Element {
    let words = use_words();
    let phone = use_phone();
    let navigator = use_navigator();
    rsx! {
        section { class: "stack", id: "tasks",
            div { class: "count-head",
                h2 { {words.say("tasks-title")} }
                span { class: "small soft", {words.say_with("tasks-count", [("count", tasks.len().into())])} }
            }
            ul { class: "card rows", id: "drafts",
                for task in tasks {
                    RecordRow { key: "{task.record}", shape: record_lines::shape(&task), title: records::row_title(&task, words),
                        text: task_text(words, &task).unwrap_or_else(|| record_lines::describe(&phone, words, &task)),
                        pill: record_lines::pill(&phone, words, &task),
                        on_open: move |()| { navigator.push(records::route(&task)); } }
                }
            }
        }
    }
}

/// The task in words; `None` when it is to resume a draft.
fn task_text(words: Words, task: &RecordLine) -> Option<String> {
    match task.state {
        RecordState::Draft => None,
        RecordState::Refused(_) => Some(words.say("home-refused-more")),
        RecordState::Waiting | RecordState::Delivered => Some(words.say("needs-information-task")),
    }
}

/// The current month, if it has any records. Read once, because it goes through every record.
#[component]
fn ThisMonth() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let month = use_hook(|| phone.month(phone.wall_clock().date()));
    rsx! {
        div { class: "contents",
            match month {
                Ok(month) if !(month.reports.is_empty() && month.activities.is_empty()) => rsx! { MonthCard { month } },
                Ok(_) => rsx! {},
                Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
            }
        }
    }
}

/// The month in three numbers.
#[component]
fn MonthCard(month: Month) -> Element {
    let words = use_words();
    let navigator = use_navigator();
    let people = month.participants().total();
    rsx! {
        button { class: "card stack month-card", id: "open-month", r#type: "button", onclick: move |_| { navigator.push(Route::MyMonth {}); },
            span { class: "row-line", b { class: "grow", {words.say("month-title")} ", " {month_name(words, month.first)} } Icon { shape: Shape::Next, class: "soft" } }
            span { class: "three",
                span { b { "{month.reports.len()}" } " " {words.say("month-reports-short")} }
                span { b { "{month.activities.len()}" } " " {words.say("month-activities-short")} }
                span { b { "{people}" } " " {words.say("month-count-people")} }
            }
        }
    }
}

#[component]
fn Tile(id: String, shape: Shape, text: String, to: Route) -> Element {
    let navigator = use_navigator();
    rsx! {
        button { class: "card tile", id, r#type: "button",
            onclick: move |_| { navigator.push(to.clone()); },
            Icon { shape }
            "{text}"
        }
    }
}
