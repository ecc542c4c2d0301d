//! One finished record: its state and its answers.

use dioxus::prelude::*;
use kentongan_exchange::{RecordId, RecordProgress};
use kentongan_forms::Entry;

use super::cannot_show::CannotShow;
use super::contacts::{CallContact, Contact, coordinator, is_urgent, services, use_contact_way};
use super::emergency::EmergencyFoot;
use super::finished::truth;
use super::photos::{PhotosOfRecord, put_photos};
use super::photos_damaged::DamagedOfRecord;
use super::progress_steps::ProgressSteps;
use super::retention::RetentionInfo;
use super::review::ReviewLine;
use super::review_lines::{Part, parts};
use super::{Trouble, explain, record_lines, use_phone, use_sending, use_stage};
use crate::components::form::is_danger;
use crate::components::{Bar, use_words};
use crate::phone::{ErasablePart, Phone, PhoneError, RecordState, RecordView, Retention};
use crate::routes::Route;
use crate::translations::{Words, troubles};

/// The answers with their labels, checked by the clock of then: a day that was in the future may be in the past now.
fn read(phone: &Phone, found: &RecordView) -> Result<Entry, PhoneError> {
    Ok(Entry::resume(found.form.clone(), phone.lists()?, found.judged_at, found.answers.clone()))
}

/// The answers to show. After the sealed answers are erased, their questions are left out: the phone no longer knows
/// which of them had an answer.
fn shown(entry: &Entry, words: Words, retention: Option<Retention>) -> Vec<Part> {
    let mut parts = parts(entry, words);
    if let Some(Retention::Erased { what: ErasablePart::Answers, .. }) = retention {
        for part in &mut parts {
            part.lines.retain(|line| !line.sealed);
        }
        parts.retain(|part| !part.lines.is_empty());
    }
    parts
}

/// What the person can do about a record that central rejected, or that needs information.
#[component]
fn WhatNext(next: String, code: String, coordinator: Option<Contact>) -> Element {
    let words = use_words();
    let (reach, unreached) = use_contact_way();
    rsx! {
        section { class: "stack", id: "what-next",
            p { "{next}" }
            p { {words.say_with("say-the-code", [("code", code.into())])} }
            if let Some(contact) = coordinator {
                CallContact { contact, on_reach: move |to| reach.call(to) }
            }
            if let Some(text) = unreached() {
                Trouble { text }
            }
        }
    }
}

/// The record `record`.
#[component]
pub fn OneRecord(record: RecordId) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let sending = use_sending();
    sending.read();
    let (reach, unreached) = use_contact_way();
    let found = phone.record(record).and_then(|found| Ok((read(&phone, &found)?, found)));
    let (entry, found) = match found {
        Ok(found) => found,
        Err(error) => {
            return rsx! {
                div { class: "contents",
                    CannotShow { title: words.say("records-title"), text: explain(words, &error, stage),
                        on_back: move |()| { navigator.push(Route::Records {}); } }
                }
            };
        }
    };
    let mut parts = shown(&entry, words, found.line.retention);
    if let Err(error) = put_photos(&mut parts, &phone, record, words) {
        explain(words, &error, stage);
    }
    let line = &found.line;
    let pill = record_lines::pill(&phone, words, line);
    let next = match (&line.state, line.progress) {
        (RecordState::Refused(reason), _) => Some(troubles::refused(words, *reason)),
        (RecordState::Delivered, Some(RecordProgress::NeedsInformation)) => Some(words.say("needs-information-next")),
        (RecordState::Draft | RecordState::Waiting | RecordState::Delivered, _) => None,
    };
    let truth = truth(line, phone.is_practice());
    let urgent = is_urgent(&found.answers);
    // Somebody may still have to call when a service has the case already.
    let in_danger = is_danger(&entry) && line.progress != Some(RecordProgress::Closed);
    let contacts = if truth.is_some() { services(&phone, &found.answers, words) } else { Vec::new() };
    rsx! {
        div { class: "screen", id: "one-record",
            Bar { title: line.code.as_str().to_owned(), subtitle: record_lines::title(words, line),
                on_back: move |()| { navigator.push(Route::Records {}); } }
            main { class: "body", lang: words.form_code(),
                p { class: "row-line", id: "record-state", span { class: "pill {pill.tone.class()}", "{pill.text}" } }
                if let Some(next) = next {
                    WhatNext { next, code: line.code.as_str().to_owned(), coordinator: coordinator(&phone.organisation()) }
                }
                if let Some(truth) = truth {
                    section { class: "stack", id: "not-accepted",
                        p { class: "truth", {words.say(truth)} }
                        for contact in contacts {
                            CallContact { key: "{contact.code}", contact, urgent, on_reach: move |to| reach.call(to) }
                        }
                    }
                }
                if let Some(text) = unreached() {
                    Trouble { text }
                }
                if phone.is_practice() {
                    p { class: "soft", {words.say("practice-nothing-sent")} }
                } else {
                    ProgressSteps { view: found.clone() }
                }
                if let Some(receipt) = &line.receipt {
                    dl { class: "card stack",
                        dt { class: "soft small", {words.say("record-receipt")} }
                        dd { class: "big-code receipt read-aloud", id: "receipt", "{receipt}" }
                        dd { class: "soft small", {words.say("record-receipt-hint")} }
                    }
                }
                PhotosOfRecord { record }
                DamagedOfRecord { record }
                if let Some(retention) = line.retention {
                    RetentionInfo { record, retention }
                }
                for part in parts {
                    section { key: "{part.name}", class: "stack",
                        h2 { "{part.title}" }
                        ul { class: "card rows",
                            for line in part.lines {
                                ReviewLine { key: "{line.name}", line: line.clone() }
                            }
                        }
                    }
                }
            }
            if in_danger {
                EmergencyFoot { now: true, on_more: move |()| { navigator.push(Route::Directory {}); } }
            }
        }
    }
}
