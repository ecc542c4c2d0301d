//! The common part of all screens that answer a draft. Each answer is in the vault before the screen says "saved". If
//! saving fails, it is retried. A person can leave a page only when nothing on it would be lost.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use jiff::civil::DateTime;
use kentongan_forms::{Answers, Entry};

use super::opened::Opened;
use super::photos;
use crate::components::form::{AnswerInput, FormView, GivenAnswer, PhotoBoard};
use crate::components::{DialNumber, use_words};
use crate::phone::{INCIDENT, Stage};
use crate::routes::Route;
use crate::screens::{Trouble, emergency_numbers, explain, local_service, use_phone, use_stage};
use crate::translations::{Language, Words, troubles};

/// A draft that the person is answering.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Answering {
    pub(super) entry: Signal<Entry>,
    pub(super) saved_at: Signal<DateTime>,
    pub(super) now: Signal<DateTime>,
    /// Why an answer is not in the vault, in words.
    pub(super) unsaved: Signal<Option<String>>,
    /// Why the phone did not call a number.
    pub(super) undialled: Signal<Option<String>>,
    /// Whether the person wanted to go on and something blocked.
    pub(super) stopped: Signal<bool>,
    pub(super) numbers: Memo<Vec<DialNumber>>,
    pub(super) local: Memo<Option<DialNumber>>,
    pub(super) view: FormView,
    /// Saves the unsaved answers. Returns whether all are in the vault now.
    pub(super) save_pending: Callback<(), bool>,
    /// Whether the person may leave the page.
    pub(super) may_leave: Callback<(), bool>,
    pub(super) on_dial: Callback<String>,
    pub(super) on_lock: Callback<()>,
}

/// Starts answering the draft as it was opened.
pub(super) fn use_answering(opened: &Opened, mark_missing: ReadSignal<bool>) -> Answering {
    let words = use_words();
    let phone = use_phone();
    let mut stage = use_stage();
    let navigator = use_navigator();
    let language = use_context::<Signal<Language>>();
    let record = opened.record;

    let mut entry = use_signal(|| opened.entry.clone());
    let mut saved_at = use_signal(|| opened.saved_at);
    let mut unsaved = use_signal(|| None::<String>);
    let mut undialled = use_signal(|| None::<String>);
    let mut pending = use_signal(BTreeSet::<String>::new);
    let mut stopped = use_signal(|| false);
    let mut now = use_signal(|| phone.wall_clock());
    let board = use_signal(|| {
        let thumbnails = photos::thumbnails(&phone, record).unwrap_or_default();
        PhotoBoard { thumbnails, ..PhotoBoard::default() }
    });
    let numbers = use_memo({
        let phone = phone.clone();
        move || emergency_numbers(&phone, Words::new(language()))
    });
    let local = use_memo({
        let phone = phone.clone();
        move || local_service(&phone, Words::new(language()))
    });

    // A disk that is full for a moment loses nothing: every later answer retries, and leaving the page retries.
    let save_pending = use_callback({
        let phone = phone.clone();
        move |()| {
            let names: Vec<String> = pending.peek().iter().cloned().collect();
            for name in names {
                let saved = phone.save_answer(record, &name, entry.peek().answer(&name));
                match saved {
                    Ok(at) => {
                        saved_at.set(phone.local(at));
                        pending.write().remove(&name);
                    }
                    Err(error) => {
                        unsaved.set(Some(explain(words, &error, stage)));
                        return false;
                    }
                }
            }
            unsaved.set(None);
            true
        }
    });
    let may_leave = use_callback(move |()| {
        let unread = has_unread(&entry.peek());
        if unread {
            stopped.set(true);
        }
        !unread && save_pending.call(())
    });
    let on_answer = use_callback({
        let phone = phone.clone();
        move |given: AnswerInput| {
            let name = given.question;
            now.set(phone.wall_clock());
            let before = entry.peek().answers().clone();
            {
                let mut entry = entry.write();
                entry.set_now(*now.peek());
                // An unreadable answer becomes a problem in the entry, beside the question.
                drop(match given.answer {
                    GivenAnswer::Typed(text) => entry.set_typed(&name, &text),
                    GivenAnswer::Chosen(value) => entry.set(&name, value),
                });
            }
            let mut pending_now = pending.write();
            pending_now.extend(changed(&entry.peek(), &before));
            pending_now.insert(name);
            drop(pending_now);
            save_pending.call(());
        }
    });
    let on_dial = use_callback({
        let phone = phone.clone();
        move |number: String| {
            if let Err(error) = phone.device().dial(&number) {
                undialled.set(Some(troubles::dial(words, &error, &number)));
            }
        }
    });
    let on_incident = use_callback({
        let phone = phone.clone();
        move |()| {
            if !may_leave.call(()) {
                return;
            }
            match phone.start_draft(INCIDENT) {
                Ok(record) => {
                    navigator.push(Route::FillIn { record, at: String::new() });
                }
                Err(error) => unsaved.set(Some(explain(words, &error, stage))),
            }
        }
    });
    // The vault has the photos already. This updates the form.
    let photos_changed = use_callback({
        let phone = phone.clone();
        move |()| match phone.photo_answers(record) {
            Ok(answers) => {
                for (name, value) in answers {
                    // The vault gives only valid names.
                    drop(entry.write().set(&name, value));
                }
                saved_at.set(phone.wall_clock());
            }
            Err(error) => unsaved.set(Some(explain(words, &error, stage))),
        }
    });
    let on_photo = use_callback({
        let phone = phone.clone();
        move |wish| {
            let phone = phone.clone();
            spawn(async move {
                if let Err(error) = photos::fulfil(phone, record, wish, words, board, photos_changed).await {
                    unsaved.set(Some(explain(words, &error, stage)));
                }
            });
        }
    });
    // A person in a hurry can always lock with the second press. The first says what is not saved yet.
    let mut warned = use_signal(|| false);
    let on_lock = use_callback({
        let phone = phone.clone();
        move |()| {
            if !save_pending.call(()) && !warned() {
                warned.set(true);
                return;
            }
            phone.lock();
            stage.set(Stage::Locked);
        }
    });
    let view = FormView {
        photos: board.into(),
        on_photo,
        entry: entry.into(),
        mark_missing,
        now: now.into(),
        on_answer,
        on_incident,
    };
    Answering {
        entry,
        saved_at,
        now,
        unsaved,
        undialled,
        stopped,
        numbers,
        local,
        view,
        save_pending,
        may_leave,
        on_dial,
        on_lock,
    }
}

/// Whether a field has text that the form cannot read.
fn has_unread(entry: &Entry) -> bool {
    entry.form().questions().any(|question| entry.is_unread(&question.name))
}

/// The questions whose answers changed together with this one, such as a day and its precision.
fn changed(entry: &Entry, before: &Answers) -> Vec<String> {
    let asked = entry.form().questions().filter(|question| question.is_asked());
    let other = asked.filter(|question| entry.answer(&question.name) != before.get(&question.name));
    other.map(|question| question.name.clone()).collect()
}

/// The errors above the questions.
#[component]
pub(super) fn AnsweringErrors(answering: Answering) -> Element {
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
