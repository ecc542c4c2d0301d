//! Overwrites what the renderer's buffers still hold of the screens behind the PIN.
//!
//! A renderer reuses its buffers: one for changes of the page, and one for each way of its socket. They are longer than
//! most messages, so the last answers stay in them. Right after locking, one long blank message goes each way.

use dioxus::prelude::*;

/// Longer than the buffers: the socket's have 128 KiB (`tungstenite::protocol::WebSocketConfig`), a page's changes less.
const LENGTH: usize = 192 * 1024;

/// Stands on the screen that follows those behind the PIN, and shows nothing.
#[component]
pub fn Washing() -> Element {
    let mut washed = use_signal(|| false);
    use_future(move || async move {
        let mut page = document::eval(&format!("dioxus.send(' '.repeat({LENGTH}));"));
        // A page that does not answer is gone, and its socket with it.
        drop(page.recv::<String>().await);
        washed.set(true);
    });
    rsx! {
        div { hidden: true, "aria-hidden": "true",
            if !washed() {
                span { {" ".repeat(LENGTH)} }
            }
        }
    }
}
