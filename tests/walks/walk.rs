//! Walking: choose a step by the seed, take it, check, and record it for a failure.

use std::cell::RefCell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use fastrand::Rng;

/// A world to walk in.
pub trait World: Sized {
    /// A possible step, in a form that another world of the same kind can repeat.
    type Step: Clone + std::fmt::Debug;

    /// A fresh world, always the same.
    fn begin() -> impl Future<Output = Self>;

    /// A step that is possible now.
    fn choose(&mut self, rng: &mut Rng) -> Self::Step;

    /// Takes the step, if it is possible now, and checks the world. Panics if a check fails.
    fn take(&mut self, step: &Self::Step) -> impl Future<Output = ()>;
}

/// The result of a walk.
pub struct Walked<S> {
    /// The steps taken.
    pub steps: Vec<S>,
    /// What went wrong at the last step.
    pub failure: Option<String>,
}

/// Takes `length` steps from a seed, or stops at the first failure.
pub fn walk<W: World>(seed: u64, length: usize) -> Walked<W::Step> {
    let steps = RefCell::new(Vec::new());
    let failure = attempt(async {
        let mut world = W::begin().await;
        let mut rng = Rng::with_seed(seed);
        for _step in 0..length {
            let step = world.choose(&mut rng);
            steps.borrow_mut().push(step.clone());
            world.take(&step).await;
        }
    });
    Walked { steps: steps.into_inner(), failure }
}

/// Takes these steps in a fresh world. Returns the failure.
pub fn again<W: World>(steps: &[W::Step]) -> Option<String> {
    attempt(async {
        let mut world = W::begin().await;
        for step in steps {
            world.take(step).await;
        }
    })
}

/// Runs a walk on its own runtime. Returns the message of a panic, with its place.
fn attempt(walk: impl Future<Output = ()>) -> Option<String> {
    keep_panics_short();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LAST_PANIC.with_borrow_mut(|last| *last = None);
    let went = catch_unwind(AssertUnwindSafe(|| runtime.block_on(walk)));
    // Other tasks of the walk do not matter.
    runtime.shutdown_background();
    went.err().map(|_panic| LAST_PANIC.with_borrow_mut(Option::take).unwrap_or_else(|| "a panic".to_owned()))
}

thread_local! {
    /// Message and place of this thread's last panic.
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Whether this thread walks.
    static WALKS: RefCell<bool> = const { RefCell::new(false) };
}

/// A failing walk panics hundreds of times while it is shortened. Each panic is stored, none is printed.
fn keep_panics_short() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !WALKS.with_borrow(|walks| *walks) {
                return usual(panic);
            }
            let said = panic.payload_as_str().unwrap_or("a panic").to_owned();
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            // The first panic in a row is the cause.
            LAST_PANIC.with_borrow_mut(|last| {
                last.get_or_insert_with(|| format!("{said}\n  at {place}"));
            });
        }));
    });
    WALKS.with_borrow_mut(|walks| *walks = true);
}
