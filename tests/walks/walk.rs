//! Walking: choosing a step by a seed, taking it, looking, and keeping account for the day when it fails.

use std::cell::RefCell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use fastrand::Rng;

/// A world to walk in.
pub trait World: Sized {
    /// Something that a person can do, told so that it can be done again in another world of the same kind.
    type Step: Clone + std::fmt::Debug;

    /// A fresh world, always the same.
    fn begin() -> impl Future<Output = Self>;

    /// Something that can be done now.
    fn choose(&mut self, rng: &mut Rng) -> Self::Step;

    /// Does it, if it can be done now, and looks whether everything is as it must be. Panics if not.
    fn take(&mut self, step: &Self::Step) -> impl Future<Output = ()>;
}

/// How a walk went.
pub struct Walked<S> {
    /// The steps taken.
    pub steps: Vec<S>,
    /// What went wrong at the last of them.
    pub failure: Option<String>,
}

/// Walks so many steps from a seed, or until something is wrong.
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

/// Takes these steps in a fresh world; what went wrong.
pub fn again<W: World>(steps: &[W::Step]) -> Option<String> {
    attempt(async {
        let mut world = W::begin().await;
        for step in steps {
            world.take(step).await;
        }
    })
}

/// Runs it on a runtime of its own; the words of a panic, with its place.
fn attempt(walk: impl Future<Output = ()>) -> Option<String> {
    keep_panics_short();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LAST_PANIC.with_borrow_mut(|last| *last = None);
    let went = catch_unwind(AssertUnwindSafe(|| runtime.block_on(walk)));
    // What still runs beside the walk is of no interest.
    runtime.shutdown_background();
    went.err().map(|_panic| LAST_PANIC.with_borrow_mut(Option::take).unwrap_or_else(|| "a panic".to_owned()))
}

thread_local! {
    /// What the last panic of this thread said, and where it was.
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Whether this thread walks.
    static WALKS: RefCell<bool> = const { RefCell::new(false) };
}

/// A walk that fails panics hundreds of times while it is made shorter; each is kept, none printed.
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
            // The first of a row of panics is the cause.
            LAST_PANIC.with_borrow_mut(|last| {
                last.get_or_insert_with(|| format!("{said}\n  at {place}"));
            });
        }));
    });
    WALKS.with_borrow_mut(|walks| *walks = true);
}
