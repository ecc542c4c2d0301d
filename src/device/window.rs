//! The place on screen that the system gives the app.

use super::events::Events;

/// The app among the others on screen.
pub trait Window {
    /// The events of system and person. `None` on a device without events.
    fn events(&self) -> Option<&Events> {
        None
    }

    /// Lets another app come to the front. Closes nothing.
    fn leave(&self) {}

    /// Whether the screens can be drawn here. If not, the system has told the person.
    fn can_draw(&self) -> bool {
        true
    }
}
