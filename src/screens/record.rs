//! One finished record: how it stands, and what was answered.

use dioxus::prelude::*;
use kentongan_exchange::RecordId;
use kentongan_forms::Entry;

use super::cannot_show::CannotShow;
use super::kept::Kept;
use super::photos::{PhotosOfRecord, put_photos};
use super::photos_damaged::DamagedOfRecord;
use super::review::{Part, ReviewLine, parts};
use super::{explain, record_lines, use_phone, use_sending, use_stage};
use crate::components::{Bar, use_words};
use crate::phone::{Keeping, KeptShort, Phone, PhoneError, RecordState, RecordView};
use crate::routes::Route;
use crate::translations::{Words, dates, troubles};

/// The answers with what labels them, as they were judged: a day that lay ahead then need not lie ahead by today's
/// clock, nor the other way round.
fn read(phone: &Phone, found: &RecordView) -> Result<Entry, PhoneError> {
    Ok(Entry::resume(found.form.clone(), phone.lists()?, found.judged_at, found.answers.clone()))
}

/// What was answered. Once the sealed answers are erased, their questions are left out: nobody knows any more which of
/// them were answered.
fn shown(entry: &Entry, words: Words, keeping: Option<Keeping>) -> Vec<Part> {
    let mut parts = parts(entry, words);
    if let Some(Keeping::Erased { what: KeptShort::Answers, .. }) = keeping {
        for part in &mut parts {
            part.lines.retain(|line| !line.sealed);
        }
        parts.retain(|part| !part.lines.is_empty());
    }
    parts
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
    let mut parts = shown(&entry, words, found.line.keeping);
    if let Err(error) = put_photos(&mut parts, &phone, record, words) {
        explain(words, &error, stage);
    }
    let line = &found.line;
    let pill = record_lines::pill(words, line);
    let finished = line.finished_at.map(|at| dates::moment(words, record_lines::local(&phone, at)));
    rsx! {
        div { class: "screen", id: "one-record",
            Bar { title: line.code.as_str().to_owned(), subtitle: record_lines::title(words, line),
                on_back: move |()| { navigator.push(Route::Records {}); } }
            main { class: "body", lang: words.form_code(),
                dl { class: "card facts",
                    div { dt { {words.say("record-state")} } dd { span { class: "pill {pill.tone.class()}", "{pill.text}" } } }
                    if let RecordState::Refused(reason) = &line.state {
                        div { dt { {words.say("record-refused")} } dd { {troubles::refused(words, *reason)} } }
                    }
                    if let Some(finished) = finished {
                        div { dt { {words.say("record-finished")} } dd { "{finished}" } }
                    }
                    if let Some(receipt) = &line.receipt {
                        div { dt { {words.say("record-receipt")} }
                            dd { class: "big-code read-aloud", id: "receipt", "{receipt}" }
                            dd { class: "soft small", {words.say("record-receipt-hint")} }
                        }
                    }
                }
                PhotosOfRecord { record }
                DamagedOfRecord { record }
                if let Some(keeping) = line.keeping {
                    Kept { record, keeping }
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
        }
    }
}
