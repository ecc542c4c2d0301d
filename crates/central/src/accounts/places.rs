//! Places for tries to sign in. A password check takes 19 MiB and a tenth of a second of a core, so only some can be
//! under way. Nobody may take all of them: each source has a few, and browsers that signed in before have their own.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::source::SignInSource;

/// Tries of strangers that may be checked or queued at once: the last of them waits a second or two
/// on two cores. Fewer than the places for pages, so that the other pages go on.
pub(super) const FOR_STRANGERS: usize = 64;
/// The same for browsers that signed in before.
const FOR_KNOWN: usize = 32;
/// Tries of one source at once. An office behind one router is one source.
pub(super) const FOR_ONE_SOURCE: usize = 4;
/// Checks at once, of strangers and of known browsers.
const CHECKS_OF_STRANGERS: usize = 3;
const CHECKS_OF_KNOWN: usize = 2;

static STRANGERS: Semaphore = Semaphore::const_new(FOR_STRANGERS);
static KNOWN: Semaphore = Semaphore::const_new(FOR_KNOWN);
static STRANGERS_CHECKED: Semaphore = Semaphore::const_new(CHECKS_OF_STRANGERS);
static KNOWN_CHECKED: Semaphore = Semaphore::const_new(CHECKS_OF_KNOWN);
static BY_SOURCE: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);

/// A place, until it is dropped.
pub(super) struct Place {
    source: String,
    is_known: bool,
    _taken: SemaphorePermit<'static>,
}

impl Place {
    /// A place for a try of this source; `None` when there is none.
    pub(super) fn take(source: &SignInSource) -> Option<Self> {
        let is_known = matches!(source, SignInSource::KnownBrowser(_));
        let places = if is_known { &KNOWN } else { &STRANGERS };
        let taken = places.try_acquire().ok()?;
        let source = source.name();
        let mut by_source = BY_SOURCE.lock().unwrap_or_else(PoisonError::into_inner);
        let own = by_source.entry(source.clone()).or_default();
        if *own >= FOR_ONE_SOURCE {
            return None;
        }
        *own += 1;
        Some(Self { source, is_known, _taken: taken })
    }

    /// Waits for its turn to check a password.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'static>> {
        let checks = if self.is_known { &KNOWN_CHECKED } else { &STRANGERS_CHECKED };
        checks.acquire().await.ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut by_source = BY_SOURCE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = by_source.get_mut(&self.source) {
            *own -= 1;
            if *own == 0 {
                by_source.remove(&self.source);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_addresses_leave_a_known_browser_its_place_and_one_address_leaves_the_others_theirs() {
        let place = |name: &str| Place::take(&SignInSource::Place(name.to_owned()));
        let own: Vec<_> = (0..FOR_ONE_SOURCE).map(|_| place("192.0.2.1").unwrap()).collect();
        assert!(place("192.0.2.1").is_none());
        let of = |number: usize| place(&format!("192.0.2.{}", 2 + number / FOR_ONE_SOURCE)).unwrap();
        let others: Vec<_> = (0..12 * FOR_ONE_SOURCE).map(of).collect();
        assert!(place("198.51.100.1").is_some(), "twelve addresses do not take all");
        let flood: Vec<_> = (0..1000).filter_map(|number| place(&format!("of a flood {number}"))).collect();
        assert_eq!(own.len() + others.len() + flood.len(), FOR_STRANGERS);
        assert!(place("198.51.100.2").is_none());
        assert!(Place::take(&SignInSource::KnownBrowser("one".to_owned())).is_some());
        drop((own, others, flood));
        assert!(place("192.0.2.1").is_some());
    }
}
