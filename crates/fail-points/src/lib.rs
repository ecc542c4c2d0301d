//! Places where a test lets the process die, and flaws that a test plants to see whether the tests notice.
//!
//! Nothing of this is in a shipped program: without the feature `on` both functions are empty, and only tests build
//! with it. Names are `phone.…` or `central.…`. Each name is in the list of the test that visits it; a house rule
//! checks it. The environment says what happens, in the words of the crate `fail`:
//! `FAILPOINTS="central.writer.before_commit=2*off->return"` dies at the third visit.

/// Dies here, at once and without cleaning up, when a test asks for it.
#[cfg_attr(not(feature = "on"), inline(always))]
pub fn reach(name: &'static str) {
    #[cfg(feature = "on")]
    if on::is_set(name) {
        on::die_at(name);
    }
    #[cfg(not(feature = "on"))]
    let _ = name;
}

/// Whether a test has planted this flaw: a wrong way to do the next step, which the tests must notice.
#[must_use]
#[cfg_attr(not(feature = "on"), inline(always))]
pub fn is_planted(name: &'static str) -> bool {
    #[cfg(feature = "on")]
    {
        on::is_set(name)
    }
    #[cfg(not(feature = "on"))]
    {
        let _ = name;
        false
    }
}

#[cfg(feature = "on")]
mod on {
    use std::sync::Once;

    static FROM_ENVIRONMENT: Once = Once::new();

    pub(super) fn is_set(name: &'static str) -> bool {
        // A dropped scenario would undo its settings.
        FROM_ENVIRONMENT.call_once(|| std::mem::forget(fail::FailScenario::setup()));
        fail::fail_point!(name, |_| true);
        false
    }

    pub(super) fn die_at(name: &'static str) -> ! {
        eprintln!("fail point {name}");
        std::process::abort();
    }
}
