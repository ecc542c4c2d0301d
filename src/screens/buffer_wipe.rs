//! Overwrites the remains of the screens behind the PIN in the renderer's buffers.
//!
//! A renderer reuses its buffers: one for changes of the page, and one for each direction of its socket. They are
//! longer than most messages, so the last answers stay in them. Right after locking, one long blank message goes in
//! each direction.
//! most messages, so the last answers stay in them. Right after locking, one long blank message goes each way.

use dioxus::prelude::*;

/// Longer than the buffers: the socket's have 128 KiB (`tungstenite::protocol::WebSocketConfig`), a page's changes
/// less.
const LENGTH: usize = 192 * 1024;

/// A part of the screen that follows those behind the PIN. It shows nothing.
#[component]
pub fn BufferWipe() -> Element {
    let mut washed = use_signal(|| false);
    use_future(move || async move {
        let mut page = document::eval(&format!("dioxus.send(' '.repeat({LENGTH}));"));
        // If a page does not answer, its socket and buffers are gone.
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
