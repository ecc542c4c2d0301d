//! A stranger with the whole app: the real components on a real phone, with a simulated central.

use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dioxus::dioxus_core::VirtualDom;
use dioxus::history::{History, MemoryHistory};
use fastrand::Rng;
use jiff::SignedDuration;
use kentongan::App;
use kentongan::device::Window as _;
use kentongan::phone::{Connectivity, Language, Stage, TextSize, UserEvent};
use kentongan_exchange::RecordId;

use crate::controls::{self, Control, Use};
use crate::page::Page;
use crate::shortest::shortest;
use crate::support::{Facilitator, PIN};
use crate::walk::{World, again, walk};
use crate::{checks, texts};

/// Steps of one walk. Then the next walk gets a new phone, because records pile up.
const LENGTH: usize = 500;
/// Steps of all walks, at every change and at night.
const STEPS: usize = 10_000;
const NIGHTLY_STEPS: usize = 200_000;
/// Attempts to shorten a failing walk.
const TRIES: usize = 150;

/// A step of the walk.
#[derive(Debug, Clone)]
enum Step {
    /// Uses a control on the screen.
    Use {
        used: Use,
        name: String,
        typed: String,
    },
    /// Types the right PIN at the gate.
    Pin,
    /// Presses the device's back button.
    Back,
    /// Reloads the page, as when Android recreates the screen.
    Reload,
    /// Android ends the app, and somebody starts it again.
    Kill,
    /// The phone locks, as after some minutes.
    Lock,
    Language(Language),
    TextSize(TextSize),
    Network(Connectivity),
    /// The phone sends what waits, if there is a network.
    Send,
    /// This many minutes pass.
    Wait(i64),
}

struct Stranger {
    facilitator: Facilitator,
    history: Rc<MemoryHistory>,
    page: Page,
}

impl World for Stranger {
    type Step = Step;

    async fn begin() -> Self {
        let facilitator = Facilitator::ready().await;
        let (history, page) = draw(&facilitator, "/");
        Self { facilitator, history, page }
    }

    fn choose(&mut self, rng: &mut Rng) -> Step {
        let phone = &self.facilitator.phone;
        if phone.stage() == Stage::Locked && rng.u8(..100) < 85 {
            return Step::Pin;
        }
        match rng.u16(..1_000) {
            0..=11 => return Step::Back,
            12..=17 => return Step::Reload,
            18..=20 => return Step::Kill,
            21..=24 => return Step::Lock,
            25..=28 => return Step::Language(Language::ALL[rng.usize(..Language::ALL.len())]),
            29..=31 => return Step::TextSize(TextSize::ALL[rng.usize(..TextSize::ALL.len())]),
            32..=35 => return Step::Network(if rng.bool() { Connectivity::Online } else { Connectivity::Offline }),
            36..=39 => return Step::Send,
            40..=43 => return Step::Wait(rng.i64(1..20_000)),
            _ => {}
        }
        let controls = controls::controls(&self.page);
        let weights: Vec<u32> = controls.iter().map(|control| weight(control, &self.page)).collect();
        let Some(control) = pick(&controls, &weights, rng) else { return Step::Back };
        let typed = if control.used == Use::Type { texts::typed(rng) } else { String::new() };
        Step::Use { used: control.used, name: control.name.clone(), typed }
    }

    async fn take(&mut self, step: &Step) {
        match step {
            Step::Use { used, name, typed } => {
                let found = controls::controls(&self.page)
                    .into_iter()
                    .find(|control| control.used == *used && control.name == *name);
                let Some(control) = found else { return };
                controls::take(&mut self.page, &control, typed);
            }
            Step::Pin => self.unlock().await,
            Step::Back => {
                self.facilitator.device.events().unwrap().tell_user(UserEvent::Back);
            }
            Step::Reload => self.draw_again(),
            Step::Kill => {
                self.facilitator.start_again();
                // The app starts at home.
                self.history.push("/".to_owned());
                self.draw_again();
            }
            Step::Lock => {
                self.facilitator.phone.lock();
                self.draw_again();
            }
            Step::Language(language) => {
                self.facilitator.phone.set_language(*language);
                self.draw_again();
            }
            Step::TextSize(size) => {
                self.facilitator.phone.set_text_size(*size);
                self.draw_again();
            }
            Step::Network(connectivity) => self.facilitator.device.set_online(*connectivity),
            Step::Send => {
                self.facilitator.phone.send_now();
                // When locked or without a network, it sends nothing, which is right.
                let _report = self.facilitator.phone.send_once().await;
            }
            Step::Wait(minutes) => self.facilitator.device.wait(SignedDuration::from_mins(*minutes)),
        }
        self.page.go_on(Duration::ZERO).await;
        self.page.go_on(Duration::ZERO).await;
        self.look();
    }
}

impl Stranger {
    fn look(&mut self) {
        let phone = self.facilitator.phone.clone();
        checks::drawn_as_from_nothing(&self.page);
        checks::can_be_used(&self.page);
        // A practice has its own phone, and locks the real one.
        if !self.page.has("id", "practice") {
            // The screen follows at the next touch.
            if phone.stage() == Stage::Open {
                checks::gate_is_shut(&self.page, &phone);
            }
            if let Some(record) = record_in(&self.history.current_route()) {
                checks::shows_what_is_kept(&self.page, &phone, record);
            }
        }
    }

    fn draw_again(&mut self) {
        let route = self.history.current_route();
        (self.history, self.page) = draw(&self.facilitator, &route);
    }

    /// Types the PIN, after the wait for wrong ones is over.
    async fn unlock(&mut self) {
        if !self.page.has("id", "unlock") {
            return;
        }
        if let Some(wait) = self.facilitator.phone.wait_left() {
            self.facilitator.device.wait(SignedDuration::try_from(wait).unwrap());
            self.draw_again();
        }
        self.until("the keys can be pressed", |page, _| page.has("id", "pin-1") && !page.disabled("pin-1")).await;
        while !self.page.disabled("pin-erase") && self.page.has("class", "on") {
            self.page.press("pin-erase");
        }
        for digit in PIN.chars() {
            self.page.press(&format!("pin-{digit}"));
        }
        self.until("the phone is open", |page, open| open && !page.has("id", "unlock")).await;
    }

    async fn until(&mut self, what: &str, holds: impl Fn(&Page, bool) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(120);
        while !holds(&self.page, self.facilitator.phone.stage() == Stage::Open) {
            assert!(Instant::now() < deadline, "never: {what}, in: {}", self.page.text());
            self.page.go_on(Duration::from_millis(5)).await;
        }
    }
}

fn draw(facilitator: &Facilitator, route: &str) -> (Rc<MemoryHistory>, Page) {
    let history = Rc::new(MemoryHistory::with_initial_path(route));
    let dom = VirtualDom::new(App).with_root_context(facilitator.phone.clone());
    dom.provide_root_context(history.clone() as Rc<dyn History>);
    (history, Page::draw(dom))
}

/// The draft of a route.
fn record_in(route: &str) -> Option<RecordId> {
    route.strip_prefix("/fill/")?.split(['?', '/']).next()?.parse().ok()
}

/// Strangers spend their time in forms. So the walker more often chooses or types than it leaves a page, and sometimes
/// goes on.
fn weight(control: &Control, page: &Page) -> u32 {
    let in_form = page.has("id", "fill-in");
    match control.used {
        Use::Tick | Use::Type => 10,
        Use::Submit => 3,
        Use::Press if in_form => match control.name.as_str() {
            "next" => 30,
            "back" => 8,
            "leave" | "lock" | "discard" => 1,
            _ => 5,
        },
        Use::Press => match control.name.as_str() {
            "report-incident" | "record-activity" => 60,
            "lock" => 1,
            _ => 8,
        },
    }
}

fn pick<'a>(controls: &'a [Control], weights: &[u32], rng: &mut Rng) -> Option<&'a Control> {
    let total: u32 = weights.iter().sum();
    let mut left = rng.u32(..total.max(1));
    controls.iter().zip(weights).find_map(|(control, weight)| match left.checked_sub(*weight) {
        Some(less) => {
            left = less;
            None
        }
        None => Some(control),
    })
}

/// Takes one walk. If it fails, prints the shortest failing steps.
fn take_walk(seed: u64) -> usize {
    let walked = walk::<Stranger>(seed, LENGTH);
    let Some(failure) = walked.failure else { return walked.steps.len() };
    let same = |other: &str| other.lines().last() == failure.lines().last();
    let way = shortest(&walked.steps, TRIES, |steps| again::<Stranger>(steps).is_some_and(|other| same(&other)));
    let way: Vec<String> = way.iter().map(|step| format!("  {step:?}")).collect();
    panic!(
        "KENTONGAN_WALK={seed}, step {}: {failure}\nthe shortest way there:\n{}",
        walked.steps.len(),
        way.join("\n")
    );
}

#[test]
fn whatever_a_stranger_presses_the_app_stands_and_shows_what_is_kept() {
    if let Ok(seed) = std::env::var("KENTONGAN_WALK") {
        take_walk(seed.parse().expect("a seed is a number"));
        return;
    }
    let nightly = std::env::var_os("KENTONGAN_NIGHTLY").is_some();
    let steps = if nightly { NIGHTLY_STEPS } else { STEPS };
    let walks = u64::try_from(steps.div_ceil(LENGTH)).unwrap();
    let (next, failures) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _walker in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while failures.lock().unwrap().is_empty() {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= walks {
                        return;
                    }
                    if let Err(panic) = std::panic::catch_unwind(|| take_walk(seed)) {
                        failures.lock().unwrap().extend(panic.downcast_ref::<String>().cloned());
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    println!("{steps} steps in {:?}", began.elapsed());
}
