//! The outbox: what waits and why, a button to send now, the progress, the last deliveries.

use dioxus::prelude::*;

use super::cannot_show::CannotShow;
use super::carry::CarriedLine;
use super::clock::ClockLine;
use super::photos::{PhotosWaiting, PhotosWords, photos_words};
use super::photos_damaged::DamagedPhotos;
use super::{Empty, explain, record_lines, use_phone, use_sending, use_stage};
use crate::components::{Bar, Pill, RecordButton, RecordRow, Shape, Status, Tone, use_words};
use crate::phone::{
    Delivery, OutboxStatus, Page, Phone, PhoneError, PhotosAllowed, RecordFilter, SendReport, SendTrouble,
    SendingState, StateFilter, UndeliveredRecord,
};
use crate::routes::Route;
use crate::translations::{Words, dates, troubles};

/// Records of one page, so that the screen is fast whatever waits.
const PAGE: u32 = 50;
/// How many of the last delivered records it shows. "My records" has the others.
const LATEST: u32 = 10;

/// The outbox's screen.
#[component]
pub fn Outbox() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let sending = use_sending();
    let mut changed = use_signal(|| 0_u32);
    changed.read();
    let state = sending();
    let mut shown = use_signal(|| PAGE);
    let (status, open) = match load(&phone, shown()) {
        Ok(loaded) => loaded,
        Err(error) => {
            return rsx! {
                div { class: "contents",
                    CannotShow { title: words.say("outbox-title"), text: explain(words, &error, stage),
                        on_back: move |()| { navigator.push(Route::Home {}); } }
                }
            };
        }
    };
    // The outbox drops delivered records when the vault has noted them, so these come from the vault.
    let filter = RecordFilter { search: String::new(), states: StateFilter::Delivered };
    let done = match phone.records(&filter, Page { after: None, limit: LATEST }) {
        Ok(page) => page.records,
        Err(error) => {
            explain(words, &error, stage);
            Vec::new()
        }
    };
    let OutboxStatus { waiting, refused, .. } = status;
    let more = waiting.saturating_add(refused) > shown();
    let carried = phone.carried().unwrap_or_default();
    let nothing_open = open.is_empty() && carried.waiting + carried.refused == 0;
    let photos = phone.all_waiting_photos().unwrap_or_default();
    let photos_may_go = photos.is_some_and(|all| all.allowed != Some(PhotosAllowed::NotNow));
    let photos_wait = photos.is_some();
    let photos_words = photos_words(&phone, words, state);
    // A reason that is shown above for all is not repeated for each.
    let said = match state {
        SendingState::Idle { last } => last.and_then(|report| report.trouble),
        SendingState::Sending { .. } | SendingState::SendingPhotos(_) => None,
    };
    let busy = state.is_busy();
    let practising = phone.is_practice();
    let send = {
        let phone = phone.clone();
        move |_| phone.send_now()
    };
    rsx! {
        div { class: "screen", id: "outbox",
            Bar { title: words.say("outbox-title"), on_back: move |()| { navigator.push(Route::Home {}); } }
            main { class: "body",
                if practising {
                    Status { id: "sending-state", tone: Tone::Waiting, shape: Shape::Pen, title: words.say_with("outbox-waiting", [("count", waiting.into())]),
                        text: words.say("practice-nothing-sent") }
                } else {
                    StateLine { state, waiting, refused, carried: carried.waiting, photos: photos_words.clone() }
                }
                ClockLine {}
                if said == Some(SendTrouble::NotEnrolled) {
                    button { class: "btn", id: "open-enrol-again", r#type: "button", onclick: move |_| { navigator.push(Route::EnrolAgain {}); },
                        {words.say("enrol-again")}
                    }
                }
                if nothing_open && done.is_empty() && photos_words.is_none() {
                    Empty { shape: Shape::Cloud, text: words.say("outbox-empty") }
                }
                if !open.is_empty() {
                    ul { class: "card rows", id: "outbox-open",
                        for item in open { Row { key: "{item.record}", item: RowItem::of(&item, &phone, words, said) } }
                    }
                }
                if more {
                    button { class: "btn quiet", id: "show-more", r#type: "button", onclick: move |_| shown += PAGE,
                        {words.say("show-more")}
                    }
                }
                if photos_wait {
                    PhotosWaiting { on_changed: move |()| changed += 1 }
                }
                DamagedPhotos {}
                if !practising {
                    CarriedLine { said }
                }
                if !done.is_empty() {
                    h2 { {words.say("outbox-delivered")} }
                    ul { class: "card rows", id: "outbox-delivered",
                        for record in done {
                            RecordRow { key: "{record.record}", shape: record_lines::shape(&record), title: record.code.as_str().to_owned(),
                                text: record_lines::describe(&phone, words, &record), pill: record_lines::pill(&phone, words, &record),
                                on_open: move |()| { navigator.push(Route::OneRecord { record: record.record }); } }
                        }
                    }
                }
            }
            if !practising {
                footer { class: "foot",
                    button { class: "btn", id: "send-now", r#type: "button", disabled: busy || (nothing_open && !photos_may_go), onclick: send,
                        {words.say(if busy { "sending-now" } else { "send-now" })}
                    }
                }
            }
        }
    }
}

/// The state of the outbox, and its first records.
fn load(phone: &Phone, shown: u32) -> Result<(OutboxStatus, Vec<UndeliveredRecord>), PhoneError> {
    Ok((phone.outbox_status()?, phone.undelivered(shown)?))
}

/// The state of sending, in one line.
#[component]
fn StateLine(
    state: SendingState,
    waiting: u32,
    refused: u32,
    /// Waiting records of other phones.
    carried: u32,
    photos: Option<PhotosWords>,
) -> Element {
    let words = use_words();
    let (tone, shape, title, text) = match state {
        SendingState::Sending { done, total } => (
            Tone::Waiting,
            Shape::Cloud,
            words.say_with("outbox-sending", [("done", done.into()), ("total", total.into())]),
            words.say("outbox-may-close"),
        ),
        SendingState::SendingPhotos(_) => {
            let (title, part) = photos.map(|photos| (photos.title, photos.part)).unwrap_or_default();
            (Tone::Waiting, Shape::Cloud, title, part)
        }
        // Also when nothing waits: central takes nothing until a person acts.
        SendingState::Idle { last: Some(SendReport { trouble: Some(trouble), .. }) } if trouble.shuts_out() => {
            (Tone::Alarm, Shape::Warning, words.say("outbox-shut-out"), troubles::sending(words, trouble))
        }
        SendingState::Idle { .. } if waiting == 0 && refused > 0 => (
            Tone::Alarm,
            Shape::Warning,
            words.say_with("home-refused", [("count", refused.into())]),
            words.say("outbox-refused"),
        ),
        SendingState::Idle { last } if waiting == 0 => match photos {
            // The reason stands beside each photo below.
            Some(photos) => (photos.tone, Shape::Camera, photos.title, photos.part),
            None if carried > 0 => {
                let trouble = last.and_then(|report| report.trouble);
                let why =
                    trouble.map_or_else(|| words.say("outbox-retries"), |trouble| troubles::sending(words, trouble));
                (
                    Tone::Waiting,
                    Shape::Cloud,
                    words.say_with("outbox-carried-waiting", [("count", carried.into())]),
                    why,
                )
            }
            None => (Tone::Good, Shape::Check, words.say("outbox-nothing-waits"), String::new()),
        },
        SendingState::Idle { last } => {
            let trouble = last.and_then(|report| report.trouble);
            let why = trouble.map_or_else(|| words.say("outbox-retries"), |trouble| troubles::sending(words, trouble));
            (Tone::Waiting, Shape::Cloud, words.say_with("outbox-waiting", [("count", waiting.into())]), why)
        }
    };
    rsx! {
        div { class: "contents",
            Status { id: "sending-state", tone, shape, title, text }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
struct RowItem {
    record: kentongan_exchange::RecordId,
    code: String,
    text: String,
    shape: Shape,
    pill: Pill,
}

impl RowItem {
    fn of(item: &UndeliveredRecord, phone: &Phone, words: Words, said: Option<SendTrouble>) -> Self {
        let now = phone.wall_clock();
        let form = record_lines::form_title(phone, words, &item.form);
        let finished = |at| dates::recent(words, phone.local(at), now);
        let finished = item.finished_at.map(finished).unwrap_or_default();
        let line = words.say_with("finished-line", [("form", form.clone().into()), ("finished", finished.into())]);
        let (text, shape, tone, key) = match &item.standing.delivery {
            Delivery::Waiting { trouble: None } => (line, Shape::Cloud, Tone::Waiting, "state-waiting"),
            Delivery::Waiting { trouble: Some(trouble) } => {
                let next = phone.time_of_attempt(item.standing.next_attempt_at);
                let next = dates::recent(words, phone.local(next), now);
                let places = [("attempts", item.standing.attempts.into()), ("next", next.into())];
                let mut text = format!("{line}. {}", words.say_with("outbox-tried", places));
                if said != Some(*trouble) {
                    text = format!("{text} {}", troubles::sending(words, *trouble));
                }
                (text, Shape::Cloud, Tone::Waiting, "state-waiting")
            }
            Delivery::Refused { reason } => {
                (troubles::refused(words, *reason), Shape::Warning, Tone::Alarm, "state-refused")
            }
            Delivery::Delivered { receipt } => {
                let text =
                    words.say_with("outbox-receipt", [("form", form.into()), ("receipt", receipt.short_code().into())]);
                (text, Shape::Check, Tone::Good, "state-delivered")
            }
        };
        let pill = Pill { tone, text: words.say(key) };
        Self {
            record: item.record,
            code: item.code.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string),
            text,
            shape,
            pill,
        }
    }
}

#[component]
fn Row(item: RowItem) -> Element {
    let navigator = use_navigator();
    let record = item.record;
    rsx! {
        li {
            RecordButton { shape: item.shape, title: item.code, text: item.text, pill: item.pill,
                on_open: move |()| { navigator.push(Route::OneRecord { record }); } }
        }
    }
}
