//! The device's back button. Whatever is uppermost on screen says what it does: a question goes away, a screen does
//! what the arrow in its bar does.

use dioxus::prelude::*;

/// What the back button does, the uppermost last.
#[derive(Clone, Copy, PartialEq)]
pub struct BackButton(Signal<Vec<(ScopeId, EventHandler<()>)>>);

impl BackButton {
    /// Does it; `false` when nothing on screen has a way back.
    pub fn press(self) -> bool {
        // Not held while it works: what it does may change what is on screen.
        let uppermost = self.0.peek().last().map(|(_, on_back)| *on_back);
        uppermost.inspect(|on_back| on_back.call(())).is_some()
    }
}

/// Gives the parts below a back button to answer.
pub fn use_back_button() -> BackButton {
    use_context_provider(|| BackButton(Signal::new(Vec::new())))
}

/// Answers the back button for as long as this part is on screen; `None` leaves it to what lies below.
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
