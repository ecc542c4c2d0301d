//! The device's back button. The uppermost part on screen decides what it does: a dialog closes, a screen does the same
//! as the arrow in its bar.

use dioxus::prelude::*;

/// What the back button does; the uppermost part is last.
#[derive(Clone, Copy, PartialEq)]
pub struct BackButton(Signal<Vec<(ScopeId, EventHandler<()>)>>);

impl BackButton {
    /// Does it. Returns `false` when nothing on screen handles the button.
    pub fn press(self) -> bool {
        // Without the borrow, because the action may change what is on screen.
        let uppermost = self.0.peek().last().map(|(_, on_back)| *on_back);
        uppermost.inspect(|on_back| on_back.call(())).is_some()
    }
}

/// Provides a back button for the parts below.
pub fn use_back_button() -> BackButton {
    use_context_provider(|| BackButton(Signal::new(Vec::new())))
}

/// Handles the back button while this part is on screen; with `None` the part below handles it.
pub fn use_back(on_back: Option<EventHandler<()>>) {
    let button = use_hook(try_consume_context::<BackButton>);
    let part = use_hook(dioxus::core::current_scope_id);
    use_hook(|| {
        if let (Some(BackButton(mut answers)), Some(on_back)) = (button, on_back) {
            answers.write().push((part, on_back));
        }
    });
    use_drop(move || {
        if let Some(BackButton(mut answers)) = button {
            answers.write().retain(|(answering, _)| *answering != part);
        }
    });
}
