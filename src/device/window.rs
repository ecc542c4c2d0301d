//! The place on screen that the system gives the app.

use super::Events;

/// The app among the others on screen.
pub trait Window {
    /// What the system and the person tell; `None` where nobody does.
    fn events(&self) -> Option<&Events> {
        None
    }

    /// Lets another app come to the front. Nothing is closed.
    fn leave(&self) {}

    /// Whether the screens can be drawn here. Where they cannot, the system has told the person so.
    fn can_draw(&self) -> bool {
        true
    }
}
