//! Photos on the screens of finished records: thumbnail, state, and the choice of networks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dioxus::prelude::*;
use kentongan_exchange::RecordId;

use super::review_lines::{LinePhoto, Part};
use super::stored_setting::{StoredRadioSetting, use_stored_setting};
use super::{Trouble, explain, use_phone, use_sending, use_stage};
use crate::components::{Pill, RecordButton, Shape, Tone, use_words};
use crate::phone::{
    Phone, PhoneError, PhotoStanding, PhotoTrouble, PhotosAllowed, PhotosWait, SendingState, WaitingPhotos,
};
use crate::routes::Route;
use crate::translations::{Words, sizes, troubles};

/// How many records with waiting photos the outbox shows.
const MOST_ROWS: u32 = 20;

/// The thumbnail as a data address: the page loads nothing from a server.
pub(super) fn image_address(jpeg: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", STANDARD.encode(jpeg))
}

/// Adds the photos of a record to their answers.
pub(super) fn put_photos(parts: &mut [Part], phone: &Phone, record: RecordId, words: Words) -> Result<(), PhoneError> {
    for view in phone.photos_of(record)? {
        let mut lines = parts.iter_mut().flat_map(|part| &mut part.lines);
        if let Some(line) = lines.find(|line| line.name == view.question) {
            let (pill, trouble) = view.standing.map(|standing| became(words, standing)).unzip();
            line.photo = Some(LinePhoto {
                image: view.thumbnail.as_deref().map(image_address),
                pill,
                trouble: trouble.flatten(),
            });
        }
    }
    Ok(())
}

/// The state of a photo, and why it waits.
fn became(words: Words, standing: PhotoStanding) -> (Pill, Option<String>) {
    match standing {
        PhotoStanding::Damaged => (Pill { tone: Tone::Alarm, text: words.say("photo-damaged") }, None),
        PhotoStanding::GivenUp => (Pill { tone: Tone::Plain, text: words.say("photo-given-up") }, None),
        PhotoStanding::Delivered { .. } => (Pill { tone: Tone::Good, text: words.say("photo-delivered") }, None),
        PhotoStanding::Waiting { sent, size, trouble } => {
            let text = if sent == 0 {
                words.say_with("photo-waiting", [("size", sizes::bytes(words, size).into())])
            } else {
                words.say_with("photo-partly", [("part", sizes::part(words, sent, size).into())])
            };
            let tone = if matches!(trouble, Some(PhotoTrouble::Refused(_))) { Tone::Alarm } else { Tone::Waiting };
            // A reason that holds for all photos of the record stands once above them.
            let refused = trouble.filter(|trouble| matches!(trouble, PhotoTrouble::Refused(_)));
            (Pill { tone, text }, refused.map(|trouble| troubles::photo_sending(words, trouble)))
        }
    }
}

/// The words of a network choice.
fn network(words: Words, allowed: PhotosAllowed) -> String {
    words.say(match allowed {
        PhotosAllowed::AnyNetwork => "photos-any-network",
        PhotosAllowed::WifiOnly => "photos-wifi-only",
        PhotosAllowed::NotNow => "photos-not-now",
    })
}

/// Buttons to choose the networks for one record's waiting photos.
#[component]
fn NetworkChoice(record: RecordId, chosen: PhotosAllowed, on_changed: EventHandler<()>) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let mut trouble = use_signal(|| None::<String>);
    let choose = use_callback(move |allowed: PhotosAllowed| {
        let failed = phone.allow_photos_of(record, allowed).err();
        trouble.set(failed.map(|error| explain(words, &error, stage)));
        on_changed.call(());
    });
    rsx! {
        div { class: "contents",
            div { class: "tabs", role: "group", "aria-label": words.say("photos-network"),
                for one in PhotosAllowed::ALL {
                    button { key: "{one.code()}", class: "tab", id: "{one.code()}-{record}", r#type: "button",
                        "aria-pressed": if chosen == one { "true" } else { "false" }, onclick: move |_| choose.call(one),
                        {network(words, one)}
                    }
                }
            }
            if let Some(text) = trouble() {
                Trouble { text }
            }
        }
    }
}

/// On a record's screen: why its photos wait, and the network choice. Nothing when none waits.
#[component]
pub(super) fn PhotosOfRecord(record: RecordId) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let sending = use_sending();
    sending.read();
    let mut changed = use_signal(|| 0_u32);
    changed.read();
    let waiting = match phone.waiting_photos_of(record) {
        Ok(waiting) => waiting,
        Err(error) => return rsx! { div { class: "contents", Trouble { text: explain(words, &error, stage) } } },
    };
    let Some(waiting) = waiting else { return rsx! {} };
    rsx! {
        section { class: "stack", id: "photos-of-record",
            h2 { {words.say_with("photos-waiting", [("count", waiting.count.into())])} }
            p { class: "soft", {line(&phone, words, &waiting)} }
            NetworkChoice { record, chosen: waiting.allowed, on_changed: move |()| changed += 1 }
        }
    }
}

/// How much of a record's photos waits, and why.
fn line(phone: &Phone, words: Words, waiting: &WaitingPhotos) -> String {
    let part = sizes::part(words, waiting.size.saturating_sub(waiting.bytes), waiting.size);
    format!("{part}. {}", troubles::photos_wait(words, phone.photos_wait(waiting)))
}

/// In the outbox: the records with waiting photos, each with its network choice. Nothing when there is none.
#[component]
pub(super) fn PhotosWaiting(on_changed: EventHandler<()>) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let sending = use_sending();
    sending.read();
    let mut changed = use_signal(|| 0_u32);
    changed.read();
    let waiting = match phone.waiting_photos(MOST_ROWS + 1) {
        Ok(waiting) => waiting,
        Err(error) => return rsx! { div { class: "contents", Trouble { text: explain(words, &error, stage) } } },
    };
    if waiting.is_empty() {
        return rsx! {};
    }
    let most = MOST_ROWS as usize;
    let more = waiting.len() > most;
    rsx! {
        div { class: "contents",
            h2 { {words.say("photos-title")} }
            ul { class: "card rows", id: "outbox-photos",
                for waiting in waiting.into_iter().take(most) {
                    PhotosRow { key: "{waiting.record}", waiting,
                        on_changed: move |()| { changed += 1; on_changed.call(()); } }
                }
            }
            if more {
                p { class: "soft", {words.say("photos-of-more")} }
            }
        }
    }
}

/// A record with waiting photos, and its network choice.
#[component]
fn PhotosRow(waiting: WaitingPhotos, on_changed: EventHandler<()>) -> Element {
    let words = use_words();
    let phone = use_phone();
    let navigator = use_navigator();
    let record = waiting.record;
    let code = phone.record(record).map(|found| found.line.code.to_string()).unwrap_or_default();
    let refused = matches!(phone.photos_wait(&waiting), PhotosWait::Trouble(PhotoTrouble::Refused(_)));
    let tone = if refused { Tone::Alarm } else { Tone::Waiting };
    let pill = Pill { tone, text: words.say_with("photos-count", [("count", waiting.count.into())]) };
    rsx! {
        li {
            RecordButton { shape: Shape::Camera, title: code, text: line(&phone, words, &waiting), pill,
                on_open: move |()| { navigator.push(Route::OneRecord { record }); } }
        }
        li { class: "more",
            NetworkChoice { record, chosen: waiting.allowed, on_changed }
        }
    }
}

/// The words for all photos, on home and in the outbox.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PhotosWords {
    /// Whether they need a person.
    pub(super) tone: Tone,
    /// How many wait, or that they are being sent.
    pub(super) title: String,
    /// How much central has of how much, and how long the rest will take.
    pub(super) part: String,
    /// Why they wait, if the reason is the same for all.
    pub(super) why: Option<String>,
}

/// The words for all photos, on home and in the outbox; `None` when none waits and none is damaged.
pub(super) fn photos_words(phone: &Phone, words: Words, state: SendingState) -> Option<PhotosWords> {
    if let SendingState::SendingPhotos(progress) = state {
        let (title, part) = (words.say("photos-sending"), sizes::progress(words, progress));
        return Some(PhotosWords { tone: Tone::Waiting, title, part, why: None });
    }
    let Some(waiting) = phone.all_waiting_photos().ok()? else {
        let damaged: u32 = phone.damaged_photos().ok()?.values().sum();
        let title = words.say_with("photos-damaged", [("count", damaged.into())]);
        let words = PhotosWords { tone: Tone::Alarm, title, part: words.say("photos-damaged-open"), why: None };
        return (damaged > 0).then_some(words);
    };
    let why = phone.all_photos_wait(&waiting);
    Some(PhotosWords {
        tone: Tone::Waiting,
        title: words.say_with("photos-waiting", [("count", waiting.count.into())]),
        part: sizes::part(words, waiting.size.saturating_sub(waiting.bytes), waiting.size),
        why: why.map(|why| troubles::photos_wait(words, why)),
    })
}

/// In the settings: the networks for photos that are finished later.
#[component]
pub(super) fn PhotosSetting() -> Element {
    let words = use_words();
    let setting = use_stored_setting(Phone::photos_allowed, Phone::set_photos_allowed);
    let unknown = use_phone().device().metering() == crate::phone::Metering::Unknown;
    rsx! {
        div { class: "contents",
            StoredRadioSetting { name: "photos-allowed", title: words.say("photos-network"), setting,
                values: PhotosAllowed::ALL.map(|one| (one, one.code().to_owned(), network(words, one))).to_vec(),
                p { class: "soft small", {words.say("photos-network-hint")} }
                div { class: "contents",
                    if unknown && setting.chosen() == Some(PhotosAllowed::WifiOnly) {
                        p { class: "soft small", id: "wifi-unknown", {words.say("photos-wait-unknown-wifi")} }
                    }
                }
            }
        }
    }
}
