//! What the system and the person at the device tell the app on their own account.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use tokio::sync::broadcast;

use super::Chosen;

/// Told by the system; heard whether or not anything is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SystemEvent {
    /// The app is not seen any more.
    Stopped,
    /// A network came or went.
    NetworkChanged,
}

/// Done by the person, and answered by screens.
#[derive(Clone, PartialEq, Eq)]
pub enum UserEvent {
    /// The back button.
    Back,
    /// An enrolment link was opened with the app.
    LinkOpened(String),
    /// A file was opened with the app, or could not be read.
    FileOpened(Chosen),
    /// A photo was taken, and the system had ended the app meanwhile: nobody knows any more what it was for.
    PhotoLost,
}

impl fmt::Debug for UserEvent {
    /// What happened; a link holds a code, a file what others sealed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Back => "Back",
            Self::LinkOpened(_) => "LinkOpened(…)",
            Self::FileOpened(_) => "FileOpened(…)",
            Self::PhotoLost => "PhotoLost",
        })
    }
}

/// Whoever tells, and whoever listens.
#[derive(Debug)]
pub struct Events {
    system: broadcast::Sender<SystemEvent>,
    user: broadcast::Sender<UserEvent>,
    /// What was opened or lost before any screen listened: the app was started by it.
    missed: Mutex<Option<UserEvent>>,
}

impl Default for Events {
    fn default() -> Self {
        /// So many may be told before the slowest listener looks up.
        const HELD: usize = 256;
        Self { system: broadcast::channel(HELD).0, user: broadcast::channel(HELD).0, missed: Mutex::default() }
    }
}

impl Events {
    /// Tells what the system told.
    pub fn tell_system(&self, event: SystemEvent) {
        // Nobody listens before the app has started; it begins locked and looks at the network itself.
        let _nobody = self.system.send(event);
    }

    /// Tells what the person did; whether a screen deals with it. All but the back button is kept for the next that
    /// listens.
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

    /// What the system tells from now on.
    #[must_use]
    pub fn system(&self) -> broadcast::Receiver<SystemEvent> {
        self.system.subscribe()
    }

    /// What the person does from now on, and what was opened or lost before.
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
    fn back_is_the_systems_as_long_as_no_screen_listens() {
        let events = Events::default();
        assert!(!events.tell_user(UserEvent::Back));
        let (missed, mut listening) = events.user();
        assert_eq!(missed, None);
        assert!(events.tell_user(UserEvent::Back));
        assert_eq!(listening.try_recv(), Ok(UserEvent::Back));
    }

    #[test]
    fn what_started_the_app_is_heard_once_by_the_first_screen_that_listens() {
        let events = Events::default();
        assert!(!events.tell_user(UserEvent::FileOpened(Chosen::File(vec![1]))));
        assert!(!events.tell_user(UserEvent::LinkOpened("a link".to_owned())));
        assert_eq!(events.user().0, Some(UserEvent::LinkOpened("a link".to_owned())));
        assert_eq!(events.user().0, None);
    }

    #[test]
    fn a_photo_that_was_lost_before_any_screen_listened_is_told_to_the_first_one() {
        let events = Events::default();
        assert!(!events.tell_user(UserEvent::PhotoLost));
        assert!(!events.tell_user(UserEvent::Back));
        assert_eq!(events.user().0, Some(UserEvent::PhotoLost));
    }

    #[test]
    fn neither_link_nor_file_shows_in_debug_output() {
        let shown =
            format!("{:?}", [UserEvent::LinkOpened("BRTK".to_owned()), UserEvent::FileOpened(Chosen::File(vec![201]))]);
        assert!(!shown.contains("BRTK") && !shown.contains("201"), "{shown}");
    }
}
