//! Events that the system and the person send to the app.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use tokio::sync::broadcast;

use super::files::ChosenFile;

/// From the system. It arrives whether or not anything is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemEvent {
    /// The app is out of sight.
    Stopped,
    /// A network came or went.
    NetworkChanged,
}

/// From the person. Screens answer it.
#[derive(Clone, PartialEq, Eq)]
pub enum UserEvent {
    /// The back button.
    Back,
    /// A person opened an enrolment link with the app.
    LinkOpened(String),
    /// A person opened a file with the app. It may be unreadable.
    FileOpened(ChosenFile),
    /// A person took a photo, but the system ended the app meanwhile: the photo's question is lost.
    PhotoLost,
}

impl fmt::Debug for UserEvent {
    /// Only the kind: a link holds a code, a file holds others' sealed records.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Back => "Back",
            Self::LinkOpened(_) => "LinkOpened(…)",
            Self::FileOpened(_) => "FileOpened(…)",
            Self::PhotoLost => "PhotoLost",
        })
    }
}

/// Channels from the device to the app.
#[derive(Debug)]
pub struct Events {
    system: broadcast::Sender<SystemEvent>,
    user: broadcast::Sender<UserEvent>,
    /// The event that came before any screen listened: it started the app.
    missed: Mutex<Option<UserEvent>>,
}

impl Default for Events {
    fn default() -> Self {
        /// How many events may wait for the slowest listener.
        const HELD: usize = 256;
        Self { system: broadcast::channel(HELD).0, user: broadcast::channel(HELD).0, missed: Mutex::default() }
    }
}

impl Events {
    /// Passes on an event of the system.
    pub fn tell_system(&self, event: SystemEvent) {
        // Nobody listens before the app has started. It starts locked, and reads the network itself.
        let _nobody = self.system.send(event);
    }

    /// Passes on an event of the person. Returns whether a screen receives it. Everything but the back button waits for
    /// the next listener.
    pub fn tell_user(&self, event: UserEvent) -> bool {
        let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        match self.user.send(event) {
            Ok(_listeners) => true,
            Err(broadcast::error::SendError(UserEvent::Back)) => false,
            Err(broadcast::error::SendError(event)) => {
                *missed = Some(event);
                false
            }
        }
    }

    /// The system's events from now on.
    #[must_use]
    pub fn system(&self) -> broadcast::Receiver<SystemEvent> {
        self.system.subscribe()
    }

    /// The person's events from now on, and the one that came before.
    #[must_use]
    pub fn user(&self) -> (Option<UserEvent>, broadcast::Receiver<UserEvent>) {
        let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
        (missed.take(), self.user.subscribe())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_handles_back_as_long_as_no_screen_listens() {
        let events = Events::default();
        assert!(!events.tell_user(UserEvent::Back));
        let (missed, mut listening) = events.user();
        assert_eq!(missed, None);
        assert!(events.tell_user(UserEvent::Back));
        assert_eq!(listening.try_recv(), Ok(UserEvent::Back));
    }

    #[test]
    fn the_first_screen_that_listens_hears_once_what_started_the_app() {
        let events = Events::default();
        assert!(!events.tell_user(UserEvent::FileOpened(ChosenFile::File(vec![1]))));
        assert!(!events.tell_user(UserEvent::LinkOpened("a link".to_owned())));
        assert_eq!(events.user().0, Some(UserEvent::LinkOpened("a link".to_owned())));
        assert_eq!(events.user().0, None);
    }

    #[test]
    fn the_first_screen_that_listens_hears_of_a_lost_photo() {
        let events = Events::default();
        assert!(!events.tell_user(UserEvent::PhotoLost));
        assert!(!events.tell_user(UserEvent::Back));
        assert_eq!(events.user().0, Some(UserEvent::PhotoLost));
    }

    #[test]
    fn neither_link_nor_file_shows_in_debug_output() {
        let shown = format!(
            "{:?}",
            [UserEvent::LinkOpened("BRTK".to_owned()), UserEvent::FileOpened(ChosenFile::File(vec![201]))]
        );
        assert!(!shown.contains("BRTK") && !shown.contains("201"), "{shown}");
    }
}
