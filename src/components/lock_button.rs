//! The lock in every bar behind the PIN. If somebody comes in, one touch closes everything.

use dioxus::prelude::*;

use super::{Icon, Shape, use_words};

/// Locks the phone now.
#[derive(Clone, Copy, PartialEq)]
pub struct LockNow(EventHandler<()>);

/// Provides a lock for the bars below.
pub fn use_lock_now(on_lock: EventHandler<()>) {
    use_context_provider(|| LockNow(on_lock));
}

/// The lock, if there is something to lock.
#[component]
pub(super) fn LockButton() -> Element {
    let words = use_words();
    let lock = use_hook(try_consume_context::<LockNow>);
    rsx! {
        div { class: "contents",
            if let Some(LockNow(on_lock)) = lock {
                button { class: "iconbtn", id: "lock", r#type: "button", "aria-label": words.say("lock-now"),
                    onclick: move |_| on_lock.call(()),
                    Icon { shape: Shape::Lock }
                }
            }
        }
    }
}
