//! The screens: they show the [`Phone`]'s data and pass on what the person wants. No SQL, no HTTP.

mod buffer_wipe;
mod cannot_show;
mod cannot_start;
mod carry;
mod change_pin;
mod choose_pin;
mod chooser;
mod clock;
mod contacts;
mod copy;
mod device_events;
mod directory;
mod discard;
mod emergency;
mod enrol;
mod enrol_again;
mod enrol_form;
mod fill_in;
mod finished;
mod forgot;
mod gate;
mod guide;
mod home;
mod home_line;
mod key_words;
mod language;
mod lost;
mod month;
mod new_pin;
mod outbox;
mod photos;
mod photos_damaged;
mod practice;
mod progress_steps;
mod record;
mod record_lines;
mod records;
mod retention;
mod review;
mod review_lines;
mod settings;
mod stored_setting;
mod support;
mod text_size;
mod unlock;
mod unlocked_frame;

use dioxus::prelude::*;
use kentongan_exchange::DirectoryEntry;

pub use buffer_wipe::BufferWipe;
pub use cannot_start::CannotStart;
pub use carry::Carry;
pub use change_pin::ChangePin;
pub use choose_pin::ChoosePin;
pub use device_events::{DeviceEvents, Opening};
pub use directory::Directory;
pub use enrol::Enrol;
pub use enrol_again::EnrolAgain;
pub use fill_in::FillIn;
pub use finished::Finished;
pub use guide::{Guide, GuideFirst};
pub use home::Home;
pub use lost::Lost;
pub use month::MyMonth;
pub use outbox::Outbox;
pub use practice::{Practice, PracticePhone};
pub use record::OneRecord;
pub use records::Records;
pub use review::Review;
pub use settings::Settings;
pub use support::Support;
pub use text_size::ChosenTextSize;
pub use unlock::Unlock;
pub use unlocked_frame::UnlockedFrame;

use crate::components::{DialNumber, Icon, Shape};
use crate::phone::{Phone, PhoneError, SendTrouble, SendingState, Stage};
use crate::translations::{Language, Words, troubles};

/// The phone.
fn use_phone() -> Phone {
    use_context::<Phone>()
}

/// The stage of the phone. It decides whether a gate is shown instead of the screens.
fn use_stage() -> Signal<Stage> {
    use_context::<Signal<Stage>>()
}

/// The state of sending. A screen that reads it redraws when it changes.
fn use_sending() -> Signal<SendingState> {
    let phone = use_phone();
    let mut state = use_signal({
        let phone = phone.clone();
        move || *phone.sending().borrow()
    });
    use_future(move || {
        let mut news = phone.sending();
        async move {
            while news.changed().await.is_ok() {
                state.set(*news.borrow_and_update());
            }
        }
    });
    state
}

/// Why central takes nothing from this phone until a person acts, if so.
fn shut_out(sending: SendingState) -> Option<SendTrouble> {
    match sending {
        SendingState::Idle { last } => last.and_then(|report| report.trouble).filter(|trouble| trouble.shuts_out()),
        SendingState::Sending { .. } | SendingState::SendingPhotos(_) => None,
    }
}

/// The words for an error of the phone. If the phone has locked meanwhile, the gate appears.
fn explain(words: Words, error: &PhoneError, mut stage: Signal<Stage>) -> String {
    if matches!(error, PhoneError::Locked) {
        stage.set(Stage::Locked);
    } else {
        // The log gets the error itself, which never holds an answer.
        tracing::warn!(%error, "shown to the person");
    }
    troubles::phone(words, error)
}

/// The numbers to call in danger, named in the chosen language.
fn emergency_numbers(phone: &Phone, words: Words) -> Vec<DialNumber> {
    in_order(phone.emergency_numbers())
        .into_iter()
        .filter(|entry| !entry.telephone.is_empty())
        .map(|entry| DialNumber {
            name: match words.language() {
                Language::Indonesian | Language::Javanese => {
                    entry.name_id.replace(&entry.telephone, "").trim().to_owned()
                }
                Language::English => entry.name_en.replace(&entry.telephone, "").trim().to_owned(),
            },
            code: entry.code,
            telephone: entry.telephone,
        })
        .collect()
}

/// 110 before 129 on every screen, whatever the directory's order is. In danger one calls the police first, and a thumb
/// learns the place.
fn in_order(mut numbers: Vec<DirectoryEntry>) -> Vec<DirectoryEntry> {
    numbers.sort_by(|one, other| one.telephone.cmp(&other.telephone));
    numbers
}

/// The local service to call in danger: the one in the directory that takes referrals and has a telephone. If there are
/// several, the person chooses in the directory.
fn local_service(phone: &Phone, words: Words) -> Option<DialNumber> {
    let directory = phone.directory().ok()?;
    let mut services =
        directory.entries.into_iter().filter(|entry| entry.refers && !entry.emergency && !entry.telephone.is_empty());
    let service = services.next().filter(|_| services.next().is_none())?;
    let name = match words.language() {
        Language::Indonesian | Language::Javanese => service.name_id,
        Language::English => service.name_en,
    };
    // In "UPTD PPA / Dinsos PPPA" only the first name has room.
    let name = name.split(" / ").next().unwrap_or_default().to_owned();
    Some(DialNumber { code: service.code, name, telephone: service.telephone })
}

/// The text of an empty list.
#[component]
fn Empty(shape: Shape, text: String) -> Element {
    rsx! {
        div { class: "empty",
            Icon { shape }
            p { "{text}" }
        }
    }
}

/// An error in words.
#[component]
fn Trouble(text: String) -> Element {
    rsx! {
        div { class: "status alarm", role: "alert",
            Icon { shape: Shape::Warning }
            p { class: "grow", "{text}" }
        }
    }
}
