//! The device's events, on every screen: the back button, a link or a file opened with the app, a lost photo.

use dioxus::prelude::*;
use tokio::sync::broadcast::error::RecvError;

use super::{use_phone, use_stage};
use crate::components::{Confirm, use_back_button, use_words};
use crate::phone::{ChosenFile, Stage, UserEvent};
use crate::routes::Route;

/// What the person opened with the app, until a screen handles it.
#[derive(Clone, Copy)]
pub(super) struct Opened {
    /// An enrolment link.
    pub(super) link: Signal<Option<String>>,
    /// A carry file.
    pub(super) file: Signal<Option<ChosenFile>>,
}

/// What the person opened with the app.
pub(super) fn use_opened() -> Opened {
    use_context::<Opened>()
}

/// Takes what was opened, so that only this caller handles it. Inside an effect it runs again for the next one.
pub(super) fn take<T: 'static>(mut opened: Signal<Option<T>>) -> Option<T> {
    if opened.read().is_none() {
        return None;
    }
    opened.write().take()
}

/// Everything on screen, and the device's events.
#[component]
pub fn DeviceEvents(children: Element) -> Element {
    let words = use_words();
    let phone = use_phone();
    let stage = use_stage();
    let button = use_back_button();
    let opened = use_context_provider(|| Opened { link: Signal::new(None), file: Signal::new(None) });
    let mut leaving = use_signal(|| false);
    let mut photo_lost = use_signal(|| false);
    use_future({
        let phone = phone.clone();
        move || {
            let phone = phone.clone();
            async move {
                let Some((missed, mut told)) = phone.device().events().map(crate::device::Events::user) else { return };
                let Opened { mut link, mut file } = opened;
                let mut next = missed;
                loop {
                    match next.take() {
                        Some(UserEvent::LinkOpened(opened)) => link.set(Some(opened)),
                        Some(UserEvent::FileOpened(opened)) => file.set(Some(opened)),
                        Some(UserEvent::PhotoLost) => photo_lost.set(true),
                        Some(UserEvent::Back) if button.press() => {}
                        // At a gate no screen handles the back button.
                        Some(UserEvent::Back) if *stage.peek() != Stage::Open => phone.device().leave(),
                        Some(UserEvent::Back) => leaving.set(true),
                        None => {}
                    }
                    next = match told.recv().await {
                        Ok(event) => Some(event),
                        Err(RecvError::Lagged(_)) => None,
                        Err(RecvError::Closed) => return,
                    };
                }
            }
        }
    });
    rsx! {
        div { class: "contents",
            {children}
            if photo_lost() && stage() == Stage::Open {
                Confirm { title: words.say("photo-lost-title"), text: words.say("photo-lost-text"), no: words.say("photo-lost-seen"),
                    on_no: move |()| photo_lost.set(false) }
            }
            if leaving() {
                Confirm { title: words.say("leave-title"), text: words.say("leave-text"), yes: words.say("leave-yes"),
                    on_yes: move |()| { leaving.set(false); phone.device().leave(); }, on_no: move |()| leaving.set(false) }
            }
        }
    }
}

/// Goes to the screen that handles what was opened.
#[component]
pub fn Opening() -> Element {
    let opened = use_opened();
    let navigator = use_navigator();
    use_effect(move || {
        if opened.link.read().is_some() {
            navigator.push(Route::EnrolAgain {});
        }
        if opened.file.read().is_some() {
            navigator.push(Route::Carry {});
        }
    });
    rsx! { div { class: "contents", Outlet::<Route> {} } }
}
