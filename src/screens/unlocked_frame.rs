//! The frame around every screen behind the PIN. It notes touches and erases what is due. It locks when nobody touches
//! the phone, and when the person presses the lock in the bar.

use dioxus::prelude::*;

use super::{use_phone, use_stage};
use crate::components::use_lock_now;
use crate::phone::Stage;

/// The screens of an open phone.
#[component]
pub fn UnlockedFrame(children: Element) -> Element {
    let phone = use_phone();
    let mut stage = use_stage();
    use_future({
        let phone = phone.clone();
        move || {
            let phone = phone.clone();
            async move {
                phone.lock_when_idle().await;
                stage.set(Stage::Locked);
            }
        }
    });
    use_future({
        let phone = phone.clone();
        move || phone.clone().erase_when_due()
    });
    let lock = use_callback({
        let phone = phone.clone();
        move |()| {
            phone.lock();
            stage.set(Stage::Locked);
        }
    });
    use_lock_now(lock);
    let touch = use_callback(move |()| {
        phone.touch();
        let now = phone.stage();
        if *stage.peek() != now {
            stage.set(now);
        }
    });
    rsx! {
        // Without its own box, so that the screens keep their heights.
        div { class: "contents", id: "attended",
            onpointerdown: move |_| touch.call(()),
            onkeydown: move |_| touch.call(()),
            oninput: move |_| touch.call(()),
            {children}
        }
    }
}
