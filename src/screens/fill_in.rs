//! Filling in a draft, one section a page. Every answer is in the vault before "saved" is shown.

mod pages;
pub(super) mod photos;

use dioxus::prelude::*;
use jiff::civil::DateTime;
use kentongan_exchange::RecordId;
use kentongan_forms::Entry;

use super::{Trouble, explain, record_lines, use_phone, use_stage};
use crate::components::{Bar, use_words};
use crate::phone::{Phone, PhoneError};
use crate::routes::Route;
use pages::Pages;

/// A draft as it was when the screen opened.
#[derive(Clone, PartialEq)]
struct Opened {
    record: RecordId,
    entry: Entry,
    section: String,
    saved_at: DateTime,
    /// The question to go to, if one was asked for.
    at: Option<String>,
}

/// The draft `record`, at the question `at` or where one was.
#[component]
pub fn FillIn(record: RecordId, at: String) -> Element {
    // From an activity one may open an incident: another record is another screen, with nothing left over.
    rsx! {
        div { class: "contents",
            for key in [record.to_string()] {
                OpenDraft { key: "{key}", record, at: at.clone() }
            }
        }
    }
}

#[component]
fn OpenDraft(record: RecordId, at: String) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let opened = use_hook(|| open(&phone, record, &at).map_err(|error| explain(words, &error, stage)));
    match opened {
        Ok(opened) => rsx! { div { class: "contents", Pages { opened } } },
        Err(text) => rsx! {
            div { class: "screen",
                Bar { title: words.say("draft-gone-title"), on_back: move |()| { navigator.replace(Route::Home {}); } }
                main { class: "body",
                    Trouble { text }
                    button { class: "btn", id: "home", r#type: "button", onclick: move |_| { navigator.replace(Route::Home {}); },
                        {words.say("go-home")}
                    }
                }
            }
        },
    }
}

fn open(phone: &Phone, record: RecordId, at: &str) -> Result<Opened, PhoneError> {
    let draft = phone.draft(record)?;
    let entry = phone.entry(record)?;
    let sections = entry.sections();
    let asked = sections.iter().find(|section| section.questions().iter().any(|question| question.name == at));
    let left = sections.iter().find(|section| Some(&section.name) == draft.section.as_ref());
    let section = asked.or(left).or(sections.first()).map(|section| section.name.clone()).unwrap_or_default();
    let at = asked.is_some().then(|| at.to_owned());
    Ok(Opened { record, section, saved_at: record_lines::local(phone, draft.saved_at), at, entry })
}
