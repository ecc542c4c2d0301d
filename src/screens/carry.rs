//! Carrying for a neighbour: give a file with what waits, take a neighbour's file, bring receipts back.

mod files;
mod receipts;

use dioxus::prelude::*;

use super::cannot_show::CannotShow;
use super::device_events::use_opened;
use super::{Trouble, explain, use_phone, use_sending, use_stage};
use crate::components::{AskFirst, Bar, Icon, Shape, Status, Tone, use_words};
use crate::phone::{
    CarriedStatus, CarryImport, CarryingError, ChosenFile, FileToGive, OutboxStatus, Phone, PhoneError, RefusalReason,
    SendTrouble, Stage,
};
use crate::routes::Route;
use crate::translations::{Words, dates, troubles};
use receipts::Receipts;

/// The result of the last action.
#[derive(Debug, Clone, PartialEq)]
enum ActionResult {
    Nothing,
    Busy,
    Given { title: String, text: String },
    Taken(CarryImport),
    Trouble(String),
}

/// The data on the screen.
struct CarryData {
    own: OutboxStatus,
    carried: CarriedStatus,
    refused: Vec<(String, RefusalReason)>,
    mark: String,
}

fn read(phone: &Phone) -> Result<CarryData, PhoneError> {
    Ok(CarryData {
        own: phone.outbox_status()?,
        carried: phone.carried()?,
        refused: phone.carried_refused()?,
        mark: phone.mark()?,
    })
}

/// The screen for carrying.
#[component]
pub fn Carry() -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let navigator = use_navigator();
    let sending = use_sending();
    sending.read();
    let mut said = use_signal(|| ActionResult::Nothing);
    let known = match read(&phone) {
        Ok(known) => known,
        Err(error) => {
            return rsx! {
                div { class: "contents",
                    CannotShow { title: words.say("carry-title"), text: explain(words, &error, stage),
                        on_back: move |()| { navigator.push(Route::Outbox {}); } }
                }
            };
        }
    };
    let busy = matches!(*said.read(), ActionResult::Busy);
    let waiting = known.own.waiting.saturating_add(known.carried.waiting);
    let give = use_callback({
        let phone = phone.clone();
        move |kind: FileKind| {
            let phone = phone.clone();
            said.set(ActionResult::Busy);
            spawn(async move { said.set(give(phone, kind, words, stage).await) });
        }
    });
    let choose = use_callback({
        let phone = phone.clone();
        move |()| {
            let phone = phone.clone();
            spawn(async move {
                let chosen = files::choose(&phone, move || said.set(ActionResult::Busy)).await;
                said.set(take_in(phone, chosen, words, stage).await);
            });
        }
    });
    let mut brought = use_opened().file;
    use_effect({
        let phone = phone.clone();
        move || {
            // A file that was opened with the app from outside.
            let Some(opened) = brought.read().clone() else { return };
            let phone = phone.clone();
            said.set(ActionResult::Busy);
            spawn(async move {
                let taken = take_in(phone.clone(), opened, words, stage).await;
                // If the phone has locked meanwhile, the file waits for the PIN.
                if phone.stage() != Stage::Locked {
                    brought.set(None);
                }
                said.set(taken);
            });
        }
    });
    rsx! {
        div { class: "screen", id: "carry",
            Bar { title: words.say("carry-title"), on_back: move |()| { navigator.push(Route::Outbox {}); } }
            main { class: "body",
                p { {words.say("carry-intro")} }
                ActionLine { said: said() }
                section { class: "card stack",
                    h2 { {words.say("carry-out-title")} }
                    p { id: "carry-count",
                        {if waiting > 0 { words.say_with("carry-out-count", [("count", waiting.into())]) } else { words.say("carry-out-none") }}
                    }
                    button { class: "btn", id: "carry-out", r#type: "button", disabled: busy || waiting == 0, onclick: move |_| give.call(FileKind::Envelopes),
                        {words.say("carry-out")}
                    }
                    p { class: "soft small", {words.say("carry-out-hint")} }
                }
                section { class: "card stack",
                    h2 { {words.say("carry-in-title")} }
                    p { class: "soft small", {words.say("carry-in-hint")} }
                    button { class: "btn quiet", id: "carry-in", r#type: "button", disabled: busy, onclick: move |_| choose.call(()),
                        {words.say("carry-in")}
                    }
                }
                section { class: "card stack", id: "carried",
                    h2 { {words.say("carried-title")} }
                    CarriedFacts { carried: known.carried, refused: known.refused }
                    Receipts { carried: known.carried, busy, on_give: move |()| give.call(FileKind::Receipts) }
                }
                p { class: "soft small", id: "phone-mark", {words.say_with("carry-mark", [("mark", known.mark.into())])} }
            }
        }
    }
}

/// The kind of file to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Envelopes,
    Receipts,
}

async fn give(phone: Phone, kind: FileKind, words: Words, stage: Signal<Stage>) -> ActionResult {
    let maker = phone.clone();
    let made = tokio::task::spawn_blocking(move || match kind {
        FileKind::Envelopes => maker.envelopes_file(),
        FileKind::Receipts => maker.receipts_file(),
    });
    let file = match made.await {
        Ok(Ok(file)) => file,
        Ok(Err(error)) => return ActionResult::Trouble(error_words(words, &error, stage)),
        Err(_stopped) => return ActionResult::Trouble(words.say("phone-failed")),
    };
    if !files::give(&phone, &file).await {
        return ActionResult::Trouble(words.say("carry-not-given"));
    }
    let FileToGive { name, count, left_out, .. } = file;
    let mut text = words.say(match kind {
        FileKind::Envelopes => "carry-given-next",
        FileKind::Receipts => "receipts-given-next",
    });
    if left_out > 0 {
        text = format!("{text} {}", words.say_with("carry-given-left-out", [("count", left_out.into())]));
    }
    let key = match kind {
        FileKind::Envelopes => "carry-given",
        FileKind::Receipts => "receipts-given",
    };
    ActionResult::Given { title: words.say_with(key, [("count", count.into()), ("name", name.into())]), text }
}

async fn take_in(phone: Phone, chosen: ChosenFile, words: Words, stage: Signal<Stage>) -> ActionResult {
    let bytes = match chosen {
        ChosenFile::File(bytes) => bytes,
        ChosenFile::TooLarge => return ActionResult::Trouble(troubles::carrying(words, &CarryingError::TooLarge)),
        ChosenFile::Unreadable => return ActionResult::Trouble(words.say("carry-file-unreadable")),
        ChosenFile::Nothing => return ActionResult::Nothing,
    };
    match tokio::task::spawn_blocking(move || phone.take_in(&bytes)).await {
        Ok(Ok(taken)) => ActionResult::Taken(taken),
        Ok(Err(error)) => ActionResult::Trouble(error_words(words, &error, stage)),
        Err(_stopped) => ActionResult::Trouble(words.say("phone-failed")),
    }
}

/// The words for an error. If the phone has locked meanwhile, the gate appears.
fn error_words(words: Words, error: &CarryingError, stage: Signal<Stage>) -> String {
    match error {
        CarryingError::Phone(error) => explain(words, error, stage),
        CarryingError::Nothing
        | CarryingError::NotACarryFile
        | CarryingError::NewerApp
        | CarryingError::TooLarge
        | CarryingError::AnotherCentral => troubles::carrying(words, error),
    }
}

/// The result of the last action, in words.
#[component]
fn ActionLine(said: ActionResult) -> Element {
    let words = use_words();
    match said {
        ActionResult::Nothing => rsx! {},
        ActionResult::Busy => rsx! { p { class: "soft", role: "status", id: "carry-busy", {words.say("carry-busy")} } },
        ActionResult::Given { title, text } => rsx! {
            div { class: "contents",
                Status { id: "carry-given", tone: Tone::Good, shape: Shape::Check, title, text }
            }
        },
        ActionResult::Trouble(text) => rsx! { div { class: "contents", Trouble { text } } },
        ActionResult::Taken(taken) => {
            let lines = taken_lines(words, &taken);
            let good = taken.delivered > 0 || taken.receipts > 0 || !taken.carried.is_empty();
            let (tone, shape) = if good { (Tone::Good, Shape::Check) } else { (Tone::Waiting, Shape::Info) };
            rsx! {
                div { class: "status {tone.class()}", role: "status", id: "carry-taken",
                    Icon { shape }
                    ul { class: "grow stack",
                        for line in lines {
                            li { "{line}" }
                        }
                    }
                }
            }
        }
    }
}

/// One line for each kind of item in the file.
fn taken_lines(words: Words, taken: &CarryImport) -> Vec<String> {
    let mut lines: Vec<String> = taken
        .carried
        .iter()
        .map(|(mark, count)| {
            words.say_with("carry-taken-from", [("count", (*count).into()), ("mark", mark.as_str().into())])
        })
        .collect();
    let counts = [
        ("carry-taken-delivered", taken.delivered),
        ("carry-taken-receipts", taken.receipts),
        ("carry-taken-known", taken.known),
        ("carry-taken-own", taken.own),
        ("carry-taken-no-room", taken.no_room),
        ("carry-taken-not-valid", taken.not_valid),
        ("carry-taken-not-waited", taken.not_waited),
        ("carry-taken-unreadable", taken.unreadable),
    ];
    let told = counts.into_iter().filter(|(_, count)| *count > 0);
    lines.extend(told.map(|(key, count)| words.say_with(key, [("count", count.into())])));
    if lines.is_empty() {
        lines.push(words.say("carry-taken-empty"));
    }
    lines
}

/// What this phone carries, and a button that deletes what it cannot deliver.
#[component]
fn CarriedFacts(carried: CarriedStatus, refused: Vec<(String, RefusalReason)>) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let mut trouble = use_signal(|| None::<String>);
    let now = phone.wall_clock();
    let next = carried.next_attempt_at.map(|next| phone.time_of_attempt(next));
    let next = next.filter(|next| *next > phone.device().now());
    let next = next.map(|next| dates::recent(words, phone.local(next), now));
    let nothing = carried.waiting + carried.refused + carried.elsewhere + carried.receipts == 0;
    let undeliverable = carried.refused + carried.elsewhere > 0;
    let discard = move |()| {
        trouble.set(phone.discard_undeliverable().err().map(|error| explain(words, &error, stage)));
    };
    rsx! {
        div { class: "contents",
            if nothing {
                p { {words.say("carried-none")} }
            }
            if carried.waiting > 0 {
                div { class: "contents",
                    p { id: "carried-waiting", {words.say_with("carried-waiting", [("count", carried.waiting.into())])} }
                    if let Some(trouble) = carried.trouble {
                        p { class: "soft small", id: "carried-trouble", {troubles::sending(words, trouble)} }
                    }
                    if let Some(next) = next {
                        p { class: "soft small", {words.say_with("carried-next", [("next", next.into())])} }
                    }
                }
            }
            if carried.receipts > 0 {
                p { id: "carried-receipts", {words.say_with("carried-receipts", [("count", carried.receipts.into())])} }
            }
            if carried.elsewhere > 0 {
                p { id: "carried-elsewhere", {words.say_with("carried-elsewhere", [("count", carried.elsewhere.into())])} }
            }
            if carried.refused > 0 {
                p { id: "carried-refused", {words.say_with("carried-refused", [("count", carried.refused.into())])} }
                ul { class: "stack",
                    for (place, (mark, reason)) in refused.iter().enumerate() {
                        li { key: "{place}", class: "small soft",
                            {words.say_with("carried-refused-why", [("mark", mark.as_str().into()), ("reason", troubles::carried_refused(words, *reason).into())])}
                        }
                    }
                }
            }
            if undeliverable {
                AskFirst { id: "carried-discard", go: words.say("carried-discard"), title: words.say("carried-discard-title"),
                    text: words.say("carried-discard-text"), yes: words.say("carried-discard-yes"), on_yes: discard }
            }
            if let Some(text) = trouble() {
                Trouble { text }
            }
        }
    }
}

/// In the outbox: the number of carried records, why they wait (unless `said` above), and the link to them.
#[component]
pub(super) fn CarriedLine(said: Option<SendTrouble>) -> Element {
    let words = use_words();
    let phone = use_phone();
    let navigator = use_navigator();
    let sending = use_sending();
    sending.read();
    let carried = phone.carried().unwrap_or_default();
    let here = carried.waiting + carried.refused + carried.elsewhere;
    let mut told: Vec<String> = Vec::new();
    if here > 0 {
        told.push(words.say_with("carried-count", [("count", here.into())]));
    }
    if carried.receipts > 0 {
        told.push(words.say_with("carried-receipts", [("count", carried.receipts.into())]));
    }
    told.extend(
        carried.trouble.filter(|trouble| said != Some(*trouble)).map(|trouble| troubles::sending(words, trouble)),
    );
    let text = if told.is_empty() { words.say("carry-open-more") } else { told.join(" · ") };
    rsx! {
        div { class: "contents",
            Status { id: "open-carry", tone: Tone::Plain, shape: Shape::Group, title: words.say("carry-open"), text,
                on_open: move |()| { navigator.push(Route::Carry {}); } }
        }
    }
}
