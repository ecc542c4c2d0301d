//! A stranger's walk in a real browser: what only a browser knows, such as whether a page must be moved sideways, and
//! whether a choice looks as it is. What the components do by themselves is walked in `tests/walks`, much further.
//!
//! `KENTONGAN_WALK=SEED` takes one walk again.

#[path = "../walks/shortest.rs"]
mod shortest;
#[path = "../walks/texts.rs"]
mod texts;

use fastrand::Rng;
use serde::Deserialize;
use serde_json::json;

use crate::support::browser::Screen;
use crate::support::central::Central;
use crate::support::nightly;
use crate::support::phone::Phone;

/// Kelurahan Tempelan.
const VILLAGE: &str = "33.16.09.1016";
/// Steps of one walk.
const LENGTH: usize = 150;
const STEPS: usize = 300;
const NIGHTLY_STEPS: usize = 3_000;
/// Attempts to make a failing walk shorter; each takes a phone of its own.
const TRIES: usize = 30;

/// What a stranger does in a browser.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// Uses a control: how, its name, what is typed.
    Use { how: String, name: String, typed: String },
    /// Types the PIN at the gate.
    Pin,
    /// Loads the page again; each answer must still be there.
    Reload,
    /// The app is ended and started again.
    Kill,
    /// The browser's text grows to so many percent.
    Size(u32),
}

/// A page after a step.
#[derive(Debug, Deserialize)]
struct Seen {
    wrong: Vec<String>,
    controls: Vec<Control>,
    /// What each field of a draft shows.
    fields: Vec<(String, String)>,
    gate: bool,
    form: bool,
}

#[derive(Debug, Deserialize)]
struct Control {
    how: String,
    name: String,
}

/// Uses a control (when there is one of that name), waits until nothing has moved for a moment, and looks.
const STEP: &str = r#"
    const [how, name, typed, size, done] = arguments;
    const here = element => element.getClientRects().length > 0 && !element.disabled
        && getComputedStyle(element).visibility !== 'hidden';
    const words = element => (element.id || element.getAttribute('aria-label') || element.innerText || '').trim().slice(0, 60);
    const controls = () => {
        const dialogs = document.querySelectorAll('[aria-modal=true]');
        const page = dialogs[dialogs.length - 1] || document;
        const found = [];
        for (const element of page.querySelectorAll('button, input, textarea, summary')) {
            const tick = ['radio', 'checkbox'].includes(element.type);
            if (!here(tick ? element.closest('label') || element : element)) continue;
            if (tick) found.push({ how: 'tick', name: `${element.name}=${element.value}`, element });
            else if (['INPUT', 'TEXTAREA'].includes(element.tagName)) found.push({ how: 'type', name: element.name || words(element), element });
            else found.push({ how: 'press', name: words(element), element });
        }
        return found;
    };
    if (size) document.documentElement.style.fontSize = `${size}%`;
    const wanted = controls().find(control => control.how === how && control.name === name);
    if (wanted) {
        const element = wanted.element;
        element.scrollIntoView({ block: 'center' });
        if (how === 'type') {
            element.focus();
            const kind = element.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
            const text = element.maxLength > 0 ? typed.slice(0, element.maxLength) : typed;
            Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(element, text);
            element.dispatchEvent(new Event('input', { bubbles: true }));
            element.dispatchEvent(new Event('change', { bubbles: true }));
        } else element.click();
    }
    let moved = performance.now();
    const began = moved;
    const watch = new MutationObserver(() => { moved = performance.now(); });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const look = () => {
        const wrong = [];
        const page = document.scrollingElement;
        if (!document.getElementById('app-gone').hidden) wrong.push('the app fell over');
        if (page.scrollWidth > innerWidth) wrong.push(`runs off the side: ${page.scrollWidth} > ${innerWidth}`);
        const headings = [...document.querySelectorAll('h1')];
        if (headings.length !== 1 || !headings[0].innerText.trim()) wrong.push(`headings: ${headings.map(heading => heading.innerText)}`);
        const ids = [...document.querySelectorAll('[id]')].map(element => element.id).filter(Boolean);
        for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`two elements are called ${id}`);
        for (const radio of document.querySelectorAll('.choice input'))
            if (radio.checked !== radio.closest('.choice').classList.contains('on')) wrong.push(`looks otherwise than it is: ${radio.name}=${radio.value}`);
        const found = controls();
        if (!found.some(control => control.how === 'press')) wrong.push('nothing can be pressed');
        const form = document.getElementById('fill-in');
        const fields = form ? [...form.querySelectorAll('input[name], textarea[name]')].map(field =>
            [['radio', 'checkbox'].includes(field.type) ? `${field.name}=${field.value}` : field.name,
             ['radio', 'checkbox'].includes(field.type) ? String(field.checked) : field.value]) : [];
        return { wrong, fields, controls: found.map(({ how, name }) => ({ how, name })),
            gate: !!document.getElementById('unlock'), form: !!form };
    };
    const wait = () => {
        const now = performance.now();
        if (now - moved < 60 && now - began < 3000) return setTimeout(wait, 20);
        const seen = look();
        // On a busy machine the app answers late; what is wrong for good still is after five seconds.
        if (seen.wrong.length > 0 && now - began < 5000) return setTimeout(wait, 100);
        watch.disconnect();
        done(seen);
    };
    setTimeout(wait, 40);
"#;

struct Stranger<'a> {
    central: &'a Central,
    phone: Phone,
    seen: Seen,
    size: u32,
}

impl<'a> Stranger<'a> {
    async fn begin(central: &'a Central, screen: Screen) -> Self {
        let phone = Phone::with_screen(screen).await;
        phone.enrol(&central.address(), &central.enrolment_code(VILLAGE)).await;
        let seen = Seen { wrong: Vec::new(), controls: Vec::new(), fields: Vec::new(), gate: false, form: false };
        let mut stranger = Self { central, phone, seen, size: 100 };
        stranger.go("", "", "").await;
        stranger
    }

    async fn go(&mut self, how: &str, name: &str, typed: &str) {
        let arguments = vec![json!(how), json!(name), json!(typed), json!(self.size)];
        self.phone.screen.driver.execute("window.walks ??= true", Vec::new()).await.unwrap();
        self.seen = self.phone.screen.driver.execute_async(STEP, arguments).await.unwrap().convert().unwrap();
        let same = self.phone.screen.driver.execute("return window.walks === true", Vec::new()).await.unwrap();
        if !same.convert::<bool>().unwrap() {
            self.seen.wrong.push("the app began again by itself".to_owned());
        }
    }

    fn choose(&self, rng: &mut Rng) -> Step {
        if self.seen.gate && rng.u8(..100) < 90 {
            return Step::Pin;
        }
        match rng.u8(..100) {
            0..=2 => return Step::Reload,
            3 => return Step::Kill,
            4 => return Step::Size([100, 130, 165, 200][rng.usize(..4)]),
            _ => {}
        }
        let weight = |control: &Control| match (control.how.as_str(), control.name.as_str()) {
            ("tick" | "type", _) => 10,
            (_, "report-incident" | "record-activity") => 60,
            (_, "next") => 30,
            (_, "lock" | "discard") => 1,
            _ if self.seen.form => 4,
            _ => 8,
        };
        let total: u32 = self.seen.controls.iter().map(weight).sum();
        let mut left = rng.u32(..total.max(1));
        let chosen = self.seen.controls.iter().find(|control| {
            let here = left < weight(control);
            left = left.saturating_sub(weight(control));
            here
        });
        let Some(control) = chosen else { return Step::Reload };
        let typed = if control.how == "type" { texts::typed(rng) } else { String::new() };
        Step::Use { how: control.how.clone(), name: control.name.clone(), typed }
    }

    /// Takes the step; what is wrong then.
    async fn take(&mut self, step: &Step) -> Vec<String> {
        match step {
            Step::Use { how, name, typed } => self.go(how, name, typed).await,
            Step::Pin => {
                if self.seen.gate {
                    self.phone.unlock_with_patience().await;
                    self.go("", "", "").await;
                }
            }
            Step::Reload => {
                let before = std::mem::take(&mut self.seen.fields);
                self.phone.start_over().await;
                self.go("", "", "").await;
                self.compare(&before);
            }
            Step::Kill => {
                self.phone.kill();
                self.phone.start_again().await;
                self.go("", "", "").await;
            }
            Step::Size(percent) => {
                self.size = *percent;
                self.go("", "", "").await;
            }
        }
        std::mem::take(&mut self.seen.wrong)
    }

    /// What was on the screen before it was loaded again is still there, as far as the page is the same. What cannot be
    /// read as an answer is said to be so, and is not kept.
    fn compare(&mut self, before: &[(String, String)]) {
        for (field, value) in before {
            let now = self.seen.fields.iter().find(|(name, _)| name == field);
            let ticked = ["true", "false"].contains(&value.as_str());
            if let Some((_, now)) = now.filter(|(_, now)| ticked && now != value) {
                self.seen.wrong.push(format!("{field} was {value} and is {now} after loading"));
            }
        }
    }

    async fn end(self) {
        self.phone.screen.close().await;
        let _still = self.central;
    }
}

/// Takes these steps on a fresh phone; what is wrong at the first that fails.
async fn again(central: &Central, screen: Screen, steps: &[Step]) -> Vec<String> {
    let mut stranger = Stranger::begin(central, screen).await;
    let mut wrong = Vec::new();
    for step in steps {
        wrong = stranger.take(step).await;
        if !wrong.is_empty() {
            break;
        }
    }
    stranger.end().await;
    wrong
}

async fn walk(central: &Central, screen: Screen, seed: u64) {
    let mut stranger = Stranger::begin(central, screen).await;
    let mut rng = Rng::with_seed(seed);
    let mut steps = Vec::new();
    for _step in 0..LENGTH {
        let step = stranger.choose(&mut rng);
        steps.push(step.clone());
        let wrong = stranger.take(&step).await;
        if !wrong.is_empty() {
            stranger.end().await;
            let way = shorter(central, screen, &steps, &wrong).await;
            panic!("KENTONGAN_WALK={seed}, step {}: {wrong:?}\nthe shortest way there:\n{way:#?}", steps.len());
        }
    }
    stranger.end().await;
}

/// The shortest way to the same complaint that was found.
async fn shorter(central: &Central, screen: Screen, steps: &[Step], wrong: &[String]) -> Vec<Step> {
    let handle = tokio::runtime::Handle::current();
    let fails = |steps: &[Step]| handle.block_on(again(central, screen, steps)).first() == wrong.first();
    tokio::task::block_in_place(|| shortest::shortest(steps, TRIES, fails))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_in_a_browser_never_fells_the_app_nor_moves_a_page_sideways() {
    let central = Central::start().await;
    if let Ok(seed) = std::env::var("KENTONGAN_WALK") {
        let seed: u64 = seed.parse().unwrap();
        return walk(&central, screen(seed), seed).await;
    }
    let walks = if nightly() { NIGHTLY_STEPS } else { STEPS } / LENGTH;
    for seed in 0..u64::try_from(walks).unwrap() {
        walk(&central, screen(seed), seed).await;
    }
}

/// Every other walk is on the smallest phone.
fn screen(seed: u64) -> Screen {
    if seed.is_multiple_of(2) { Screen::SmallPhone } else { Screen::Phone }
}
