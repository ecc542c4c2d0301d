//! A facilitator with a phone: the app's own process, its folder, and a browser of phone size to touch it with.

use std::path::{Path, PathBuf};
use std::process::Command;

use thirtyfour::prelude::*;

use super::browser::{Browser, Screen};
use super::central::Central;
use super::process::{Process, phone_program};
use super::recording::Facilitator;

/// The PIN of the tests.
pub const PIN: &str = "482915";

/// Where a phone's clock is set to the zone of Blora.
pub const BLORA: &str = "Asia/Jakarta";

/// A phone in somebody's hand.
pub struct Phone {
    folder: tempfile::TempDir,
    /// The zone of its clock, where that is not the machine's.
    zone: Option<&'static str>,
    running: Option<Process>,
    /// What the facilitator sees and touches.
    pub screen: Browser,
}

impl Phone {
    /// A new phone out of the box, switched on.
    pub async fn new() -> Self {
        Self::with_screen(Screen::Phone).await
    }

    /// A new phone with a screen of the given size.
    pub async fn with_screen(screen: Screen) -> Self {
        let mut phone = Self::switched_off(screen).await;
        phone.start_again().await;
        phone
    }

    /// A new phone whose clock is set to this zone.
    pub async fn in_zone(screen: Screen, zone: &'static str) -> Self {
        let mut phone = Self { zone: Some(zone), ..Self::switched_off(screen).await };
        phone.start_again().await;
        phone
    }

    /// A phone enrolled in the village and started. Its PIN costs little, for tests that unlock it often. `prepare`
    /// puts the test's first records on it.
    pub async fn enrolled(central: &Central, village: &str, prepare: impl FnOnce(&Facilitator)) -> Self {
        let mut phone = Self::switched_off_with(central, &central.enrolment_code(village), prepare).await;
        phone.start_again().await;
        phone
    }

    /// As [`Phone::enrolled`], and not started yet.
    pub async fn switched_off_with(central: &Central, code: &str, prepare: impl FnOnce(&Facilitator)) -> Self {
        let phone = Self::switched_off(Screen::Phone).await;
        prepare(&Facilitator::enrolled_in(&phone.data(), &central.address(), code).await);
        phone
    }

    /// As [`Phone::enrolled`], but central is off before the app starts; `prepare` also gets the phone's folder.
    pub async fn enrolled_out_of_reach(
        central: &mut Central,
        village: &str,
        prepare: impl FnOnce(&Facilitator, &Path),
    ) -> Self {
        let mut phone = Self::switched_off(Screen::Phone).await;
        let code = central.enrolment_code(village);
        prepare(&Facilitator::enrolled_in(&phone.data(), &central.address(), &code).await, &phone.data());
        central.stop();
        phone.start_again().await;
        phone
    }

    async fn switched_off(screen: Screen) -> Self {
        let screen = Browser::open(screen).await;
        Self { folder: tempfile::tempdir().unwrap(), zone: None, running: None, screen }
    }

    /// The folder of all its files.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Starts the app and opens it.
    pub async fn start_again(&mut self) {
        let mut command = Command::new(phone_program());
        command.env("KENTONGAN_DATA", self.data()).env("KENTONGAN_PORT", "0");
        command.envs(self.zone.map(|zone| ("TZ", zone)));
        let running = Process::start("phone app", &mut command);
        let address = running.line_after("phone app: ");
        self.running = Some(running);
        self.screen.driver.goto(&address).await.unwrap();
    }

    /// The number of the app's process.
    pub fn process(&self) -> u32 {
        self.running.as_ref().unwrap().id()
    }

    /// Kills the app's process as Android does.
    pub fn kill(&mut self) {
        self.running.take().unwrap().kill();
    }

    /// Types address and code, then chooses a PIN.
    pub async fn enrol(&self, address: &str, code: &str) {
        self.enrol_up_to_pin(address, code).await;
        self.enter_pin(PIN).await;
        self.screen.see("#repeat-pin").await;
        self.enter_pin(PIN).await;
        self.screen.press("#guide-skip").await;
        self.screen.see("#report-incident").await;
    }

    /// Types address and code, finds the words right, and is asked for a PIN.
    pub async fn enrol_up_to_pin(&self, address: &str, code: &str) {
        self.enrol_up_to_words(address, code).await;
        self.screen.press("#keys-same").await;
        self.screen.see("#pin-1").await;
    }

    /// Types address and code, and is shown the words of the keys.
    pub async fn enrol_up_to_words(&self, address: &str, code: &str) {
        self.screen.type_into("input[name=address]", address).await;
        self.screen.type_into("input[name=code]", code).await;
        self.screen.press("#enrol").await;
        self.screen.see("#key-words").await;
    }

    /// Opens the app's first screen again.
    pub async fn start_over(&self) {
        self.screen.driver.refresh().await.unwrap();
    }

    /// Back to the home screen from any screen.
    pub async fn go_home(&self) {
        super::eventually("the home screen", || async {
            if self.screen.driver.find(By::Css("#home-screen")).await.is_ok() {
                return Some(());
            }
            for way in ["#leave", "#home"] {
                if let Ok(button) = self.screen.driver.find(By::Css(way)).await {
                    button.click().await.ok()?;
                    break;
                }
            }
            None
        })
        .await;
    }

    /// Unlocks with the PIN.
    pub async fn unlock(&self) {
        self.screen.see("#pin-1").await;
        self.enter_pin(PIN).await;
        self.screen.see("#report-incident").await;
    }

    /// Unlocks with the PIN, whatever was pressed before. Waits out the wait after wrong PINs.
    pub async fn unlock_with_patience(&self) {
        super::eventually_within("the phone to open", std::time::Duration::from_secs(180), || async {
            if self.screen.driver.find(By::Css("#unlock")).await.is_err() {
                return Some(());
            }
            // Erases the digits of an earlier start first.
            for _digit in 0..PIN.len() {
                self.screen.driver.find(By::Css("#pin-erase:enabled")).await.ok()?.click().await.ok()?;
            }
            let pad = self.screen.driver.find(By::Css(".pin-pad")).await.ok()?;
            pad.send_keys(PIN).await.ok()?;
            // The gate goes when the phone has checked the PIN.
            for _look in 0..40 {
                if self.screen.driver.find(By::Css("#unlock")).await.is_err() {
                    return Some(());
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            None
        })
        .await;
    }

    /// Unlocks with the PIN on a keyboard, which is a little faster than touching each digit.
    pub async fn unlock_by_keyboard(&self) {
        self.screen.type_into(".pin-pad", PIN).await;
        self.screen.see("#report-incident").await;
    }

    /// Touches the digits.
    pub async fn enter_pin(&self, pin: &str) {
        for digit in pin.chars() {
            self.screen.press(&format!("#pin-{digit}")).await;
        }
    }

    /// Ticks or chooses a choice of a question.
    pub async fn choose(&self, question: &str, choice: &str) {
        let css = format!("input[name=\"{question}\"][value=\"{choice}\"]");
        super::eventually(&format!("{question} = {choice}"), || async {
            let input = self.screen.driver.find(By::Css(&css)).await.ok()?;
            if input.is_selected().await.ok()? {
                return Some(());
            }
            let label = format!("label:has({css})");
            let target = self.screen.driver.find(By::Css(&label)).await.ok()?;
            target.scroll_into_view().await.ok()?;
            target.click().await.ok()?;
            None
        })
        .await;
    }

    /// Types into a question's field.
    pub async fn fill(&self, question: &str, text: &str) {
        self.screen.type_into(&format!("[name=\"{question}\"]"), text).await;
    }

    /// Goes to the next section.
    pub async fn next(&self) {
        let before = self.heading().await;
        self.screen.press("#next").await;
        super::eventually(&format!("the section after {before:?}"), || async {
            (self.heading().await != before).then_some(())
        })
        .await;
    }

    /// Goes on from section to section until an element is there.
    pub async fn skip_to(&self, css: &str) {
        self.screen.see("#next").await;
        for _section in 0..10 {
            if self.screen.driver.find(By::Css(css)).await.is_ok() {
                return;
            }
            self.go_on_regardless().await;
        }
        panic!("no section has {css}");
    }

    /// Goes on though questions of this section are open.
    pub async fn go_on_regardless(&self) {
        let before = self.heading().await;
        // While open questions are counted in the foot, the way on is "later".
        if self.screen.driver.find(By::Css("#later")).await.is_err() {
            self.screen.press("#next").await;
        }
        let stopped = super::eventually(&format!("the section after {before:?}, or its problems"), || async {
            if self.screen.driver.find(By::Css("#later")).await.is_ok() {
                return Some(true);
            }
            (self.heading().await != before).then_some(false)
        })
        .await;
        if stopped {
            // Once: a second touch would hit whatever the next section has there.
            self.screen.press("#later").await;
            super::eventually(&format!("the section after {before:?}"), || async {
                (self.heading().await != before).then_some(())
            })
            .await;
        }
    }

    /// Heading of the screen.
    pub async fn heading(&self) -> String {
        match self.screen.driver.find(By::Tag("h1")).await {
            Ok(heading) => heading.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Chooses a village, whether the own one stands there alone or the screen offers them all.
    pub async fn choose_area(&self, question: &str, code: &str) {
        self.screen.see(&format!("#field-{question}")).await;
        if let Ok(another) = self.screen.driver.find(By::Id(format!("{question}-another"))).await {
            another.scroll_into_view().await.unwrap();
            another.click().await.unwrap();
        }
        self.choose(question, code).await;
    }

    /// Sets a native date field as its picker does: the value, then the event.
    pub async fn set_date(&self, question: &str, date: &str) {
        self.set_native(question, date).await;
    }

    /// Sets a native time field.
    pub async fn set_time(&self, question: &str, time: &str) {
        self.set_native(question, time).await;
    }

    async fn set_native(&self, question: &str, value: &str) {
        let field = self.screen.see(&format!("input[name=\"{question}\"]")).await;
        let script = "const [field, value] = arguments; field.value = value; \
                      field.dispatchEvent(new Event('input', {bubbles: true})); \
                      field.dispatchEvent(new Event('change', {bubbles: true}));";
        let arguments = vec![field.to_json().unwrap(), value.into()];
        self.screen.driver.execute(script, arguments).await.unwrap();
    }

    /// Touches the big plus of a count and waits until the number is one higher.
    pub async fn count_one(&self, question: &str) {
        let before = self.count(question).await;
        self.screen.press(&format!("#{question}-plus")).await;
        super::eventually(&format!("{question} to be {}", before + 1), || async {
            (self.count(question).await == before + 1).then_some(())
        })
        .await;
    }

    /// The number in a question's field; 0 when it is empty. A touch on + puts a new field in its place.
    pub async fn count(&self, question: &str) -> u32 {
        let script = "const field = document.querySelector(`input[name=\"${arguments[0]}\"]`); \
                      return field ? Number(field.value) : null;";
        super::eventually(&format!("the count of {question}"), || async {
            let found = self.screen.driver.execute(script, vec![question.into()]).await.ok()?;
            found.convert::<Option<u32>>().ok()?
        })
        .await
    }

    /// From the last section through the review to the confirmation, and back home.
    pub async fn finish(&self) {
        self.screen.press("#next").await;
        self.screen.press("#finish").await;
        self.screen.press("#home").await;
        self.screen.see("#report-incident").await;
    }

    /// Opens the outbox from home.
    pub async fn open_outbox(&self) {
        self.screen.press("#open-outbox").await;
        self.screen.see("#outbox").await;
    }

    /// How many waiting records the open outbox shows.
    pub async fn waiting(&self) -> usize {
        self.screen.driver.find_all(By::Css("#outbox .pill.wait")).await.unwrap().len()
    }
}
