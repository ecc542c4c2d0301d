//! What stands around every screen behind the PIN: it notes touches, locks when there are none, and has
//! what was kept long enough be erased.

use std::time::Duration;

use dioxus::prelude::*;

use super::{use_phone, use_stage};
use crate::phone::Stage;

/// A timer stands still while the device sleeps: so soon after it wakes, an incident that was left open is closed,
/// though nobody touches it and somebody only reads.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// The screens, while somebody is there.
#[component]
pub fn Attended(children: Element) -> Element {
    let phone = use_phone();
    let mut stage = use_stage();
    use_future({
        let phone = phone.clone();
        move || {
            let phone = phone.clone();
            async move {
                while let Some(left) = phone.lock_if_idle() {
                    // Run down or chosen anew: either way the next look decides.
                    let _chosen = tokio::time::timeout(left.min(LOOK_AGAIN), phone.lock_after_changed()).await;
                }
                stage.set(Stage::Locked);
            }
        }
    });
    use_future({
        let phone = phone.clone();
        move || phone.clone().keep_short()
    });
    let touch = use_callback(move |()| {
        phone.touch();
        let now = phone.stage();
        if *stage.peek() != now {
            stage.set(now);
        }
    });
    rsx! {
        // No box of its own: the screens keep their heights.
        div { style: "display: contents", id: "attended",
            onpointerdown: move |_| touch.call(()),
            onkeydown: move |_| touch.call(()),
            oninput: move |_| touch.call(()),
            {children}
        }
    }
}
