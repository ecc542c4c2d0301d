//! Places where a test has the process die, and flaws that a test plants to see whether it is noticed.
//!
//! Nothing of this is in what is shipped: without the feature `on` both functions are empty, and only tests are built
//! with it. Names are `phone.…` or `central.…`; each is in the list of the test that visits it, which a house rule
//! sees to. The environment says what happens, in the words of the crate `fail`:
//! `FAILPOINTS="central.writer.before_commit=2*off->return"` dies at the third visit.

/// Dies here, at once and without tidying up, when a test asks for it.
#[cfg_attr(not(feature = "on"), inline(always))]
pub fn reach(name: &'static str) {
    #[cfg(feature = "on")]
    if on::is_set(name) {
        on::die_at(name);
    }
    #[cfg(not(feature = "on"))]
    let _ = name;
}

/// Whether a test has planted this flaw: a wrong way of doing what follows, which the tests must notice.
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
        // Dropped, a scenario would take back what it set.
        FROM_ENVIRONMENT.call_once(|| std::mem::forget(fail::FailScenario::setup()));
        fail::fail_point!(name, |_| true);
        false
    }

    pub(super) fn die_at(name: &'static str) -> ! {
        eprintln!("fail point {name}");
        std::process::abort();
    }
}
