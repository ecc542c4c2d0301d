//! A facilitator without a screen: the phone's own core, for tests that need many records quickly.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kentongan::device::desktop::Desktop;
use kentongan::device::{
    About, Background, Clock, DataFolder, Device, DeviceError, DeviceKeyStore, Files, Network, Telephone, Window,
};
use kentongan::phone::{Phone, Pin, RecordState};
use kentongan::vault::Cost;
use kentongan_exchange::RecordId;
use kentongan_forms::Answers;
use serde_json::{Value, json};

use super::central::Central;

/// A computer with the cheapest PIN: a test that unlocks a hundred times proves nothing about its cost.
#[derive(Default)]
struct QuickDesktop {
    /// When it was switched on, if not together with the machine.
    switched_on: Option<Instant>,
}

impl Device for QuickDesktop {
    fn pin_cost(&self) -> Cost {
        Cost::FLOOR
    }
}

impl DataFolder for QuickDesktop {
    fn data_folder(&self) -> Result<PathBuf, DeviceError> {
        Desktop.data_folder()
    }
}

impl Clock for QuickDesktop {
    fn uptime(&self) -> Duration {
        self.switched_on.map_or_else(|| Desktop.uptime(), |then| then.elapsed())
    }
}

impl About for QuickDesktop {
    fn model(&self) -> String {
        Desktop.model()
    }

    fn system(&self) -> String {
        Desktop.system()
    }
}

impl Background for QuickDesktop {}
impl Files for QuickDesktop {}
impl DeviceKeyStore for QuickDesktop {}
impl Network for QuickDesktop {}
impl Telephone for QuickDesktop {}
impl Window for QuickDesktop {}

/// A picture that stays large as JPEG: several requests.
#[cfg(feature = "fail-points")]
pub fn photo_of_a_room() -> image::RgbImage {
    image::RgbImage::from_fn(480, 360, |x, y| {
        let mixed = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519);
        image::Rgb([(mixed >> 24) as u8, (x * y % 251) as u8, (mixed >> 16) as u8])
    })
}

/// A phone enrolled with central, in a folder of its own or in one where the app starts, too.
pub struct Facilitator {
    /// The phone.
    pub phone: Phone,
    _own_folder: Option<tempfile::TempDir>,
}

impl Facilitator {
    /// Enrols in the village, in a folder that ends with it.
    pub async fn enrolled(central: &Central, village: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let facilitator = Self::enrolled_in(folder.path(), &central.address(), &central.enrolment_code(village)).await;
        Self { _own_folder: Some(folder), ..facilitator }
    }

    /// Enrols in a given folder; open afterwards.
    pub async fn enrolled_in(folder: &Path, address: &str, code: &str) -> Self {
        let facilitator = Self::switched_on(folder);
        facilitator.phone.enrol(address, code).await.unwrap();
        facilitator.phone.choose_pin(&Pin::new(super::phone::PIN).unwrap()).unwrap();
        facilitator.phone.put_guide_seen().unwrap();
        facilitator
    }

    /// The phone of this folder, as after a start. No other process may have it open.
    pub fn switched_on(folder: &Path) -> Self {
        Self::on(folder, QuickDesktop::default())
    }

    /// As [`Facilitator::unlocked`], after the device itself was off.
    #[cfg(feature = "fail-points")]
    pub fn rebooted(folder: &Path) -> Self {
        let facilitator = Self::on(folder, QuickDesktop { switched_on: Some(Instant::now()) });
        facilitator.unlock();
        facilitator
    }

    fn on(folder: &Path, device: QuickDesktop) -> Self {
        Self { phone: Phone::start(folder, Arc::new(device)).unwrap(), _own_folder: None }
    }

    /// As [`Facilitator::switched_on`], unlocked.
    pub fn unlocked(folder: &Path) -> Self {
        let facilitator = Self::switched_on(folder);
        facilitator.unlock();
        facilitator
    }

    /// Opens it with the PIN of the tests.
    pub fn unlock(&self) {
        self.phone.unlock(&Pin::new(super::phone::PIN).unwrap()).unwrap();
    }

    /// An activity with four participants and no open question.
    pub fn draft_activity(&self, village: &str) -> RecordId {
        self.draft(
            "activity",
            &json!({
                "title": "internet aman", "kind": "outreach", "session_number": 1, "date": "2026-11-20",
                "start_time": "09:30:00", "duration_minutes": 90, "area": village, "place": "village_hall",
                "audiences": ["adolescents"], "topics": ["safe_internet"], "female_12_14": 3, "male_12_14": 1,
                "with_disability": 0, "first_time": 2, "tests_held": "no"
            }),
        )
    }

    /// An incident with no open question; the child is made up.
    pub fn draft_incident(&self, village: &str) -> RecordId {
        self.draft(
            "incident",
            &json!({
                "danger_now": "yes", "still_ongoing": "yes", "suspect_can_reach": "yes", "self_harm_signs": "no",
                "child_assent": "yes", "guardian_consent": "yes", "age_group": "12_14", "sex": "female",
                "disability": ["none"], "information_source": "child", "incident_date": "2026-11-20",
                "date_precision": "exact", "area": village, "place_kind": "online", "violence_forms": ["ksbe"],
                "ocsea_forms": ["grooming"], "platforms": ["whatsapp"], "suspect_relation": "known_online_only",
                "suspect_age": "adult", "services_needed": ["psychosocial"], "referred_to": ["uptd_ppa_blora"],
                "contacted": "no", "name_or_initials": "Anak A", "safe_contact": "lewat fasilitator",
                "safe_time": "hari sekolah, pukul 13 sampai 15",
                "safe_note": "Hubungi lewat guru kelas. Jangan menelepon ke rumah."
            }),
        )
    }

    /// Records an activity and finishes it.
    pub fn finish_activity(&self, village: &str) -> RecordId {
        let record = self.draft_activity(village);
        self.phone.finish(record).unwrap();
        record
    }

    fn draft(&self, form: &str, answers: &Value) -> RecordId {
        let record = self.phone.start_draft(form).unwrap();
        let definition = self.phone.form(form).unwrap();
        let answers = Answers::from_json(&definition, answers.as_object().unwrap()).unwrap();
        for (question, value) in answers.iter() {
            self.phone.save_answer(record, question, Some(value)).unwrap();
        }
        record
    }

    /// Whether this phone has central's receipt for the record.
    pub fn is_delivered(&self, record: RecordId) -> bool {
        self.phone.record(record).unwrap().line.state == RecordState::Delivered
    }
}
