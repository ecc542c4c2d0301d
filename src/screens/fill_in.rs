//! Filling in a draft, one section on a page. Every answer is in the vault before the screen says "saved".

mod answering;
mod edit;
mod pages;
pub(super) mod photos;

use dioxus::prelude::*;
use jiff::civil::DateTime;
use kentongan_exchange::RecordId;
use kentongan_forms::{Entry, Group};

use super::cannot_show::DraftNotOpened;
use super::{Trouble, record_lines, use_phone};
use crate::components::use_words;
use crate::phone::{Phone, PhoneError};
use answering::Answering;
use edit::Edit;
use pages::Pages;

/// A draft as it was when the screen opened.
#[derive(Clone, PartialEq)]
struct Opened {
    record: RecordId,
    entry: Entry,
    section: String,
    saved_at: DateTime,
    /// The question where the person was.
    at: Option<String>,
    /// The question that the person wants to change from the review.
    edit: Option<String>,
}

/// The draft `record`. With `at` only that question, opened from the review. Otherwise the page and question where the
/// person was.
#[component]
pub fn FillIn(record: RecordId, at: String) -> Element {
    // An activity can lead to an incident, and the review to another question. The key makes each a new screen without
    // old state.
    rsx! {
        div { class: "contents",
            for key in [format!("{record} {at}")] {
                OpenDraft { key: "{key}", record, at: at.clone() }
            }
        }
    }
}

#[component]
fn OpenDraft(record: RecordId, at: String) -> Element {
    let phone = use_phone();
    let opened = use_hook(|| open(&phone, record, &at));
    match opened {
        Ok(opened) => rsx! {
            div { class: "contents",
                match opened.edit.clone() {
                    Some(question) => rsx! { Edit { opened, question } },
                    None => rsx! { Pages { opened } },
                }
            }
        },
        Err(error) => rsx! {
            div { class: "contents", DraftNotOpened { record, error } }
        },
    }
}

fn open(phone: &Phone, record: RecordId, at: &str) -> Result<Opened, PhoneError> {
    let draft = phone.draft(record)?;
    let entry = phone.entry(record)?;
    let sections = entry.sections();
    let holds = |section: &&&Group, question: &str| section.questions().iter().any(|own| own.name == question);
    let asked = sections.iter().find(|section| holds(section, at));
    let left = sections.iter().find(|section| Some(&section.name) == draft.section.as_ref());
    let section = asked.or(left).or(sections.first());
    // Only a question that the form still asks.
    let place = draft
        .question
        .filter(|question| entry.is_relevant(question) && section.is_some_and(|section| holds(&section, question)));
    let edit = asked.is_some().then(|| at.to_owned());
    let section = section.map(|section| section.name.clone()).unwrap_or_default();
    Ok(Opened { record, section, saved_at: record_lines::local(phone, draft.saved_at), at: place, edit, entry })
}

/// The errors above the questions.
#[component]
fn AnsweringErrors(answering: Answering) -> Element {
    let words = use_words();
    let (unsaved, undialled) = ((answering.unsaved)(), (answering.undialled)());
    rsx! {
        div { class: "contents",
            if let Some(text) = unsaved {
                Trouble { text: words.say_with("not-saved", [("reason", text.into())]) }
            }
            if let Some(text) = undialled {
                Trouble { text }
            }
        }
    }
}
