//! The people and machines of the end-to-end tests.

pub mod axe;
pub mod browser;
pub mod central;
pub mod look;
pub mod phone;
#[cfg(feature = "fail-points")]
#[path = "../../support/planted.rs"]
pub mod planted;
pub mod process;
pub mod recording;
#[path = "../../support/search.rs"]
pub mod search;
pub mod wire;

use std::future::Future;
use std::time::{Duration, Instant};

/// How long a condition may take before a test fails.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Names the cipher suite for the HTTP clients of the tests, which speak only to loopback.
pub fn choose_cipher_provider() {
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
}

/// Asks again and again until `condition` gives a value.
///
/// # Panics
/// When it does not within [`PATIENCE`]; `what` names the condition.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, condition: impl FnMut() -> F) -> T {
    eventually_within(what, PATIENCE, condition).await
}

/// As [`eventually`], with a time limit of its own.
///
/// # Panics
/// When it does not come true in time.
pub async fn eventually_within<T, F: Future<Output = Option<T>>>(
    what: &str,
    patience: Duration,
    mut condition: impl FnMut() -> F,
) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = condition().await {
            return found;
        }
        assert!(began.elapsed() < patience, "waited {patience:?} in vain for: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Whether there is time for many more cases.
pub fn nightly() -> bool {
    std::env::var_os("KENTONGAN_NIGHTLY").is_some()
}

/// A number that differs from round to round and from run to run.
pub fn random(round: u32) -> u64 {
    use std::hash::{BuildHasher, Hasher};
    let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
    hasher.write_u32(round);
    hasher.finish()
}
