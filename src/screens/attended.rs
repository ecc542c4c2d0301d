//! What stands around every screen behind the PIN: it notes touches, and locks when there are none.

use dioxus::prelude::*;

use super::{use_phone, use_stage};
use crate::phone::Stage;

/// The screens, while somebody is there.
#[component]
pub fn Attended(children: Element) -> Element {
    let phone = use_phone();
    let mut stage = use_stage();
    // One timer, set anew when it has run down and somebody touched the phone meanwhile.
    use_future({
        let phone = phone.clone();
        move || {
            let phone = phone.clone();
            async move {
                while let Some(left) = phone.lock_if_idle() {
                    // Run down or chosen anew: either way the next look decides.
                    let _chosen = tokio::time::timeout(left, phone.lock_after_changed()).await;
                }
                stage.set(Stage::Locked);
            }
        }
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
