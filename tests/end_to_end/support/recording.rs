//! A facilitator without a screen: the phone's own core, for tests that need many records quickly.

use std::sync::Arc;

use kentongan::device::desktop::Desktop;
use kentongan::phone::{Phone, Pin, RecordState};
use kentongan_exchange::RecordId;
use kentongan_forms::Answers;
use serde_json::{Value, json};

use super::central::Central;

/// A phone enrolled with central, open, in a folder of its own.
pub struct Facilitator {
    /// The phone.
    pub phone: Phone,
    _folder: tempfile::TempDir,
}

impl Facilitator {
    /// Enrols in the village.
    pub async fn enrolled(central: &Central, village: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let device = Arc::new(Desktop);
        let phone = Phone::start(folder.path(), device).unwrap();
        phone.enrol(&central.address(), &central.enrolment_code(village)).await.unwrap();
        phone.choose_pin(&Pin::new(super::phone::PIN).unwrap()).unwrap();
        Self { phone, _folder: folder }
    }

    /// Records an activity and finishes it.
    pub fn finish_activity(&self, village: &str) -> RecordId {
        self.finish(
            "activity",
            &json!({
                "title": "internet aman", "kind": "outreach", "session_number": 1, "date": "2026-11-20",
                "start_time": "09:30:00", "duration_minutes": 90, "area": village, "place": "village_hall",
                "audiences": ["adolescents"], "topics": ["safe_internet"], "female_12_14": 3, "male_12_14": 1,
                "with_disability": 0, "first_time": 2
            }),
        )
    }

    fn finish(&self, form: &str, answers: &Value) -> RecordId {
        let record = self.phone.start_draft(form).unwrap();
        let definition = self.phone.form(form).unwrap();
        let answers = Answers::from_json(&definition, answers.as_object().unwrap()).unwrap();
        for (question, value) in answers.iter() {
            self.phone.save_answer(record, question, Some(value)).unwrap();
        }
        self.phone.finish(record).unwrap();
        record
    }

    /// Whether this phone holds central's receipt for the record.
    pub fn is_delivered(&self, record: RecordId) -> bool {
        self.phone.record(record).unwrap().summary.state == RecordState::Delivered
    }
}
