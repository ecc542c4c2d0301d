//! My records: all, tasks, waiting, delivered; search by code; fifty at a time.

use dioxus::prelude::*;

use super::{Empty, Trouble, explain, record_lines, use_phone, use_sending, use_stage};
use crate::components::{Bar, Icon, RecordRow, Shape, use_words};
use crate::phone::{Cursor, Page, Phone, PhoneError, RecordFilter, RecordLine, RecordState, StateFilter};
use crate::routes::Route;
use crate::translations::Words;

/// Records of one page.
const PAGE: u32 = 50;

/// Which records the list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListFilter {
    All,
    Tasks,
    Waiting,
    Delivered,
}

impl ListFilter {
    const EACH: [Self; 4] = [Self::All, Self::Tasks, Self::Waiting, Self::Delivered];

    fn key(self) -> &'static str {
        match self {
            Self::All => "records-all",
            Self::Tasks => "records-tasks",
            Self::Waiting => "records-waiting",
            Self::Delivered => "records-delivered",
        }
    }

    fn states(self) -> StateFilter {
        match self {
            Self::All => StateFilter::All,
            Self::Tasks => StateFilter::Tasks,
            Self::Waiting => StateFilter::Waiting,
            Self::Delivered => StateFilter::Delivered,
        }
    }
}

/// The list.
#[component]
pub fn Records() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let sending = use_sending();
    sending.read();
    let mut search = use_signal(String::new);
    let mut shown = use_signal(|| ListFilter::All);
    let mut pages = use_signal(|| 1_usize);
    let filter = RecordFilter { search: search.read().trim().to_owned(), states: shown().states() };
    let listed = load(&phone, &filter, pages());
    rsx! {
        div { class: "screen", id: "records",
            Bar { title: words.say("records-title"), on_back: move |()| { navigator.push(Route::Home {}); } }
            main { class: "body",
                input { class: "text", id: "search", name: "search", r#type: "search", autocomplete: "off", autocapitalize: "characters", spellcheck: "false",
                    placeholder: words.say("records-search"), "aria-label": words.say("records-search"),
                    oninput: move |event| {
                        search.set(event.value());
                        pages.set(1);
                    } }
                div { class: "tabs", role: "group", "aria-label": words.say("records-which"),
                    for one in ListFilter::EACH {
                        button { class: "tab", id: one.key(), r#type: "button", "aria-pressed": if shown() == one { "true" } else { "false" },
                            onclick: move |_| {
                                shown.set(one);
                                pages.set(1);
                            },
                            if shown() == one {
                                Icon { shape: Shape::Check }
                            }
                            {words.say(one.key())}
                        }
                    }
                }
                match listed {
                    Ok((records, more)) => rsx! {
                        div { class: "contents",
                            if records.is_empty() {
                                Empty { shape: Shape::List, text: words.say(if filter.search.is_empty() { "records-empty" } else { "records-none-found" }) }
                            } else {
                                ul { class: "card rows",
                                    for record in records {
                                        RecordRow { key: "{record.record}", shape: record_lines::shape(&record),
                                            title: row_title(&record, words), text: record_lines::describe(&phone, words, &record),
                                            pill: record_lines::pill(&phone, words, &record),
                                            on_open: move |()| { navigator.push(route(&record)); } }
                                    }
                                }
                            }
                            if more {
                                button { class: "btn quiet", id: "show-more", r#type: "button", onclick: move |_| pages += 1,
                                    {words.say("show-more")}
                                }
                            }
                        }
                    },
                    Err(error) => rsx! { Trouble { text: explain(words, &error, stage) } },
                }
            }
        }
    }
}

/// The first pages, and whether there are more.
fn load(phone: &Phone, filter: &RecordFilter, pages: usize) -> Result<(Vec<RecordLine>, bool), PhoneError> {
    let mut records = Vec::new();
    let mut after: Option<Cursor> = None;
    for _page in 0..pages {
        let page = phone.records(filter, Page { after, limit: PAGE })?;
        records.extend(page.records);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok((records, after.is_some()))
}

/// A draft opens where the person left it, a finished record on its own screen.
pub(super) fn route(record: &RecordLine) -> Route {
    match record.state {
        RecordState::Draft => Route::FillIn { record: record.record, at: String::new() },
        RecordState::Waiting | RecordState::Delivered | RecordState::Refused(_) => {
            Route::OneRecord { record: record.record }
        }
    }
}

pub(super) fn row_title(record: &RecordLine, words: Words) -> String {
    match record.state {
        RecordState::Draft => record_lines::title(words, record),
        RecordState::Waiting | RecordState::Delivered | RecordState::Refused(_) => record.code.as_str().to_owned(),
    }
}
