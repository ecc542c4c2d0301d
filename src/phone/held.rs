//! Reads the phone's guarded values.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The guarded value. A panic in another thread leaves it whole, because every change is one assignment.
pub(super) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
