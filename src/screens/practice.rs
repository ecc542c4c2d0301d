//! Practice: the same screens over another phone, which cannot send. Leaving it erases that phone.

use std::rc::Rc;

use dioxus::history::{MemoryHistory, provide_history_context};
use dioxus::prelude::*;

use super::device_events::Opened;
use super::gate::GateHead;
use super::{Trouble, UnlockedFrame, explain, use_phone, use_stage};
use crate::components::{Confirm, Icon, Shape, use_back, use_words};
use crate::phone::{Phone, Stage, TextSize};
use crate::routes::Route;
use crate::translations::Language;

/// The practice phone, during a practice.
#[derive(Clone, Copy, PartialEq)]
pub struct PracticePhone(pub Signal<Option<Phone>>);

/// Starts a practice.
#[component]
pub(super) fn PractiseButton(text: String) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let PracticePhone(mut practice) = use_context();
    let mut busy = use_signal(|| false);
    let mut trouble = use_signal(|| None::<String>);
    let begin = move |_| {
        let phone = phone.clone();
        busy.set(true);
        trouble.set(None);
        spawn(async move {
            match tokio::task::spawn_blocking(move || phone.practise()).await {
                Ok(Ok(phone)) => practice.set(Some(phone)),
                Ok(Err(error)) => trouble.set(Some(explain(words, &error, stage))),
                Err(_stopped) => trouble.set(Some(words.say("phone-failed"))),
            }
            busy.set(false);
        });
    };
    rsx! {
        div { class: "contents",
            button { class: "btn quiet", id: "practise", r#type: "button", disabled: busy(), "aria-busy": "{busy}", onclick: begin,
                Icon { shape: Shape::Pen }
                {if busy() { words.say("practice-busy") } else { text }}
            }
            if let Some(text) = trouble() {
                Trouble { text }
            }
        }
    }
}

/// Every screen of the app, over the practice phone.
#[component]
pub fn Practice(phone: Phone) -> Element {
    let words = use_words();
    let PracticePhone(mut practice) = use_context();
    let real = use_phone();
    let mut language = use_context::<Signal<Language>>();
    let mut size = use_context::<Signal<TextSize>>();
    let mut asking = use_signal(|| false);
    use_context_provider(move || phone);
    let stage = use_context_provider(|| Signal::new(Stage::Open));
    // A link or a file that is opened meanwhile is for the real phone, and waits for it.
    use_context_provider(|| Opened { link: Signal::new(None), file: Signal::new(None) });
    // Its own history: after the practice the person is back at the same screen.
    use_hook(|| provide_history_context(Rc::new(MemoryHistory::default())));
    let leave = use_callback(move |()| {
        language.set(real.language());
        size.set(real.text_size());
        practice.set(None);
    });
    // On its first screen the back button asks whether to leave the practice, as the banner does.
    let ask = use_callback(move |()| asking.set(true));
    use_back(Some(ask));
    rsx! {
        div { class: "practice",
            aside { class: "banner", id: "practice-banner", "aria-label": words.say("practice-title"),
                b { class: "grow", {words.say("practice-banner")} }
                button { class: "btn quiet small", id: "practice-leave", r#type: "button", onclick: move |_| ask.call(()),
                    {words.say("practice-leave")}
                }
            }
            match stage() {
                Stage::Open => rsx! { UnlockedFrame { Router::<Route> {} } },
                Stage::NotEnrolled | Stage::NeedsPin | Stage::Locked => rsx! { PracticeEnd { on_leave: leave } },
            }
            if asking() {
                Confirm { title: words.say("practice-leave-title"), text: words.say("practice-leave-text"), yes: words.say("practice-leave-yes"),
                    on_yes: move |()| leave.call(()), on_no: move |()| asking.set(false) }
            }
        }
    }
}

/// After a lock the practice is over, because nobody has its key.
#[component]
fn PracticeEnd(on_leave: EventHandler<()>) -> Element {
    let words = use_words();
    rsx! {
        main { class: "screen gate", id: "practice-over",
            GateHead { text: words.say("practice-over"), take_focus: true }
            button { class: "btn", id: "practice-end", r#type: "button", onclick: move |_| on_leave.call(()), {words.say("practice-end")} }
        }
    }
}
