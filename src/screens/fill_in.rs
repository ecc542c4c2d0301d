//! Filling in a draft, one section on a page. Every answer is in the vault before the screen says "saved".

mod answering;
mod edit;
mod opened;
mod pages;
pub(super) mod photos;

use dioxus::prelude::*;
use kentongan_exchange::RecordId;
use kentongan_forms::Group;

use super::cannot_show::DraftNotOpened;
use super::use_phone;
use crate::phone::{Phone, PhoneError};
use edit::Edit;
use opened::Opened;
use pages::Pages;

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
    Ok(Opened { record, section, saved_at: phone.local(draft.saved_at), at: place, edit, entry })
}
