//! Runs work with keys on its own thread.
//!
//! Ciphers and Argon2 leave copies of keys in stack frames, and nothing wipes these. Here the frames lie in a stack
//! that the system takes back when the thread ends. Bionic unmaps it (`pthread_exit.cpp`). glibc reuses some stacks for
//! later threads, but gives back their pages below the last 16 KiB in use (`advise_stack_range` in
//! `nptl/allocatestack.c`). So [`below_the_gap`] does all work below these.

use std::hint::black_box;
use std::panic::resume_unwind;
use std::thread;

use crate::storage::StorageError;

const STACK: usize = 1024 * 1024;
const GAP: usize = 64 * 1024;

/// Does `work` on a stack that no longer exists when this returns. Return keys in a box, or they go over the caller's
/// stack.
///
/// # Errors
/// [`StorageError::Failed`] when the system cannot start a thread.
pub(crate) fn on_own_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, StorageError> {
    thread::scope(|scope| {
        let begun = thread::Builder::new().name("keys".to_owned()).stack_size(STACK);
        let begun = begun.spawn_scoped(scope, || below_the_gap(work)).map_err(StorageError::from)?;
        Ok(begun.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[inline(never)]
fn below_the_gap<T>(work: impl FnOnce() -> T) -> T {
    let gap = [0_u8; GAP];
    black_box(&gap);
    let done = work();
    black_box(&gap);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_work_returns_comes_back_and_its_panic_too() {
        assert_eq!(on_own_stack(|| 7).unwrap(), 7);
        let panicked = std::panic::catch_unwind(|| on_own_stack(|| panic!("inside")));
        assert!(panicked.is_err());
    }
}
