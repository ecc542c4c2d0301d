//! A facilitator with a phone, and a stand-in for central that each test can let misbehave.
//!
//! The phone is the real one on real files. The stand-in speaks the real exchange over real HTTP on loopback. Tests
//! that need the real central have [`real_central`], or central's own process in `tests/end_to_end`.

pub mod central;
pub mod link;
pub mod photos;
pub mod real_central;
pub mod search;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kentongan::device::memory::MemoryDevice;
use kentongan::phone::{
    ConfirmedEnrolment, Device, FinishError, GrantedEnrolment, Phone, Pin, RecordView, SendReport, Stage,
};
use kentongan_exchange::{RecordCode, RecordId};
use kentongan_forms::{Entry, ProblemKind, QuestionKind};

pub use central::Central;

/// The PIN of the tests.
pub const PIN: &str = "482915";
/// The child's safe contact. No file of the phone may hold it.
pub const SECRET: &str = "RAHASIA-KONTAK-77QX";

/// Ten in the morning in the village.
pub fn morning() -> Timestamp {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

/// The person has found the words right.
pub fn compared(granted: GrantedEnrolment) -> ConfirmedEnrolment {
    let words = granted.fingerprint();
    granted.confirmed(words).unwrap()
}

pub fn pin(digits: &str) -> Pin {
    Pin::new(digits).unwrap()
}

/// A facilitator, the phone in hand, and its central.
pub struct Facilitator {
    pub folder: tempfile::TempDir,
    pub device: Arc<MemoryDevice>,
    pub phone: Phone,
    pub central: Central,
}

impl Facilitator {
    /// Enrolled, with a PIN, open.
    pub async fn ready() -> Self {
        let facilitator = Self::with_phone_out_of_the_box().await;
        facilitator.phone.enrol(&facilitator.central.address(), "7K3Q-M2XA").await.unwrap();
        facilitator.choose_pin();
        facilitator
    }

    /// As [`Facilitator::ready`], but enrolled with the central at this address. The stand-in takes no part.
    pub async fn enrolled_at(address: &str, code: &str) -> Self {
        let facilitator = Self::with_phone_out_of_the_box().await;
        facilitator.phone.enrol(address, code).await.unwrap();
        facilitator.choose_pin();
        facilitator
    }

    /// Chooses the PIN and has read the guide.
    pub fn choose_pin(&self) {
        self.phone.choose_pin(&pin(PIN)).unwrap();
        self.phone.put_guide_seen().unwrap();
    }

    pub async fn with_phone_out_of_the_box() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let device = Arc::new(MemoryDevice::new(folder.path(), morning()));
        let phone = Phone::start(folder.path(), device.clone() as Arc<dyn Device>).unwrap();
        Self { folder, device, phone, central: Central::start().await }
    }

    /// Kills the app and starts it again.
    pub fn start_again(&mut self) {
        self.phone = Phone::start(self.folder.path(), self.device.clone() as Arc<dyn Device>).unwrap();
    }

    /// A second instance of the same phone, like Android's worker beside the app.
    pub fn worker(&self) -> Phone {
        Phone::start_for_worker(self.folder.path(), self.device.clone() as Arc<dyn Device>).unwrap()
    }

    pub fn unlock(&self) {
        self.phone.unlock(&pin(PIN)).unwrap();
        assert_eq!(self.phone.stage(), Stage::Open);
    }

    /// A draft of this form with every required question answered.
    pub fn filled(&self, form: &str) -> RecordId {
        let record = self.phone.start_draft(form).unwrap();
        let mut entry = self.phone.entry(record).unwrap();
        while let Some(problem) = entry.problems().into_iter().find(|problem| problem.blocks()) {
            let name = problem.question.clone();
            // The participants' total is a calculation: it asks for a count.
            let name = if name == "participants_total" { "female_6_11".to_owned() } else { name };
            assert!(name == "female_6_11" || problem.kind == ProblemKind::Missing, "{problem}");
            self.answer(&mut entry, record, &name);
        }
        record
    }

    fn answer(&self, entry: &mut Entry, record: RecordId, name: &str) {
        let kind = entry.form().question(name).unwrap().kind.clone();
        let typed = match kind {
            QuestionKind::SelectOne(_) | QuestionKind::SelectMultiple(_) => {
                let codes: Vec<String> = entry.choices(name).iter().map(|choice| choice.code.clone()).collect();
                ["no", "yes"]
                    .iter()
                    .map(ToString::to_string)
                    .find(|code| codes.contains(code))
                    .unwrap_or_else(|| codes[0].clone())
            }
            QuestionKind::Integer if name == "duration_minutes" => "60".to_owned(),
            QuestionKind::Integer | QuestionKind::Decimal => "3".to_owned(),
            QuestionKind::Date => "2026-11-22".to_owned(),
            QuestionKind::Time => "09:00".to_owned(),
            QuestionKind::DateTime => "2026-11-22T09:00".to_owned(),
            QuestionKind::Text => SECRET.to_owned(),
            QuestionKind::Acknowledge => "true".to_owned(),
            QuestionKind::Image | QuestionKind::Note | QuestionKind::Calculate => panic!("{name} is not asked for"),
        };
        entry.set_typed(name, &typed).unwrap();
        self.phone.save_answer(record, name, entry.answer(name)).unwrap();
    }

    pub fn finish(&self, record: RecordId) -> Result<RecordCode, FinishError> {
        self.phone.finish(record)
    }

    /// A finished record of this form.
    pub fn finished(&self, form: &str) -> RecordId {
        let record = self.filled(form);
        self.finish(record).unwrap();
        record
    }

    /// Several finished activities.
    pub fn finished_activities(&self, count: usize) -> Vec<RecordId> {
        (0..count).map(|_| self.finished("activity")).collect()
    }

    pub fn record(&self, record: RecordId) -> RecordView {
        self.phone.record(record).unwrap()
    }

    /// Starts the background sender, as the app does.
    pub fn start_sender(&self) {
        tokio::spawn(self.phone.clone().run_sender());
    }

    /// Sends everything now, once, without the background sender.
    pub async fn send_now(&self) -> SendReport {
        self.phone.send_now();
        self.phone.send_once().await.unwrap()
    }
}

/// Waits until a condition is true.
pub async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(std::time::Instant::now() < deadline, "never: {what}");
        tokio::task::yield_now().await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
