//! Practice: a phone for learning, which cannot send.
//!
//! It is a [`Phone`] without a [`Line`](super::line::Line), so nothing in it can reach central. Its folder is beside
//! the real vault. It is deleted when the practice ends, and at every start of the app. The key of its vault is never
//! written. Its enrolment is made up: no token, and an address to which no network leads. The secret halves of its
//! recipients are dropped at once. So nobody can ever read what a person types here by mistake. Only the numbers to
//! call in danger are real.

use std::collections::BTreeMap;

use jiff::ToSpan;
use kentongan_exchange::sealing::{Identity, Recipient};
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{Area, DeviceId, Directory, DirectoryEntry, FormSource, Organisation};
use kentongan_forms::{Answers, FormDefinition};
use serde_json::{Map, Value, json};

use super::folder::{OUTBOX_FILE, VAULT_FILE};
use super::lock_state::LockState;
use super::open_vault::OpenVault;
use super::practice_folder::PracticeFolder;
use super::{ACTIVITY, INCIDENT, Inner, Phone, PhoneError};
use crate::outbox::Outbox;
use crate::vault::{DataKey, StoredEnrolment, Vault};

/// No network has names with this ending (RFC 2606, section 2).
const NOWHERE: &str = "https://latihan.invalid";
/// In the district, but no real village has this number.
const VILLAGE: &str = "33.16.99.2001";

const FORMS: [(&str, &str, &str); 2] = [
    (INCIDENT, include_str!("../../assets/forms/incident.csv"), include_str!("../../assets/practice/incident.json")),
    (ACTIVITY, include_str!("../../assets/forms/activity.csv"), include_str!("../../assets/practice/activity.json")),
];
const SERVICES: &str = include_str!("../../assets/directory.csv");

impl Phone {
    /// Locks this phone and returns a practice phone: open, enrolled to nobody, with some example records. Dropping its
    /// last clone erases it. Takes a moment.
    ///
    /// # Errors
    /// Storage's.
    pub fn practise(&self) -> Result<Self, PhoneError> {
        // So that a learner who gets the phone finds nothing of its owner.
        self.lock();
        let folder = PracticeFolder::below(&self.0.folder)?;
        let key = DataKey::generate()?;
        let mut vault = Vault::open(&folder.0.join(VAULT_FILE), &key)?;
        let forms = FORMS.map(|(id, csv, _)| form(id, csv)).into_iter().collect::<Result<Vec<_>, _>>()?;
        let (areas, directory) = (areas(), directory(self.emergency_numbers())?);
        vault.put_enrolment(&enrolled_to_nobody()?, &areas, &directory, &forms)?;
        vault.put_guide_seen()?;
        let outbox = Outbox::open(&folder.0.join(OUTBOX_FILE))?;
        let open = OpenVault::read(vault, self.0.device.uptime())?;
        outbox.put_numbers(&open.emergency_numbers(), &self.organisation())?;
        let practice = Inner {
            folder: folder.0.clone(),
            line: None,
            _practice_folder: Some(folder),
            ..Inner::new(
                self.0.device.clone(),
                outbox,
                None,
                LockState::Open(Box::new(open)),
                self.language(),
                self.text_size(),
            )
        };
        let practice = Self(practice.into());
        for (form, _, answers) in FORMS {
            practice.put_example(form, answers)?;
        }
        Ok(practice)
    }

    /// Whether this is a practice phone, which cannot send.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        self.0.line.is_none()
    }

    /// Adds a finished record with these answers, dated yesterday.
    fn put_example(&self, form: &str, answers: &str) -> Result<(), PhoneError> {
        let yesterday = self.wall_clock().date().saturating_sub(1.day());
        let mut answers: Map<String, Value> = serde_json::from_str(answers).map_err(unusable)?;
        for (question, answer) in &mut answers {
            if question.ends_with("date") {
                *answer = json!(yesterday.to_string());
            }
        }
        let record = self.start_draft(form)?;
        let answers = Answers::from_json(&*self.form(form)?, &answers).map_err(|problems| {
            PhoneError::Failed(format!("example of {form}: {} answers do not fit", problems.len()))
        })?;
        for (question, value) in answers.iter() {
            self.save_answer(record, question, Some(value))?;
        }
        self.finish(record).map(drop).map_err(unusable)
    }
}

fn unusable(error: impl std::fmt::Display) -> PhoneError {
    PhoneError::Failed(format!("practice: {error}"))
}

/// A made-up enrolment. Nobody has its keys.
fn enrolled_to_nobody() -> Result<StoredEnrolment, PhoneError> {
    let secret_key = || SigningKey::generate().map_err(unusable);
    let identity = Identity::generate();
    Ok(StoredEnrolment {
        address: NOWHERE.to_owned(),
        // Without a token the outbox has no connection.
        token: String::new(),
        device: DeviceId::new(),
        device_code: "LAT-01".to_owned(),
        organisation: Organisation { name: "Latihan".to_owned(), ..Organisation::default() },
        area: areas().swap_remove(2),
        central_recipient: of_nobody(),
        receipt_key: secret_key()?.verifying_key(),
        case_recipients: vec![of_nobody()],
        signing_key: secret_key()?,
        identity,
    })
}

/// A recipient whose secret half is dropped before this returns.
fn of_nobody() -> Recipient {
    Identity::generate().recipient()
}

fn areas() -> Vec<Area> {
    let area = |code: &str, name: &str, parent: &str| Area {
        code: code.to_owned(),
        name: name.to_owned(),
        parent: parent.to_owned(),
    };
    vec![
        area("33.16", "Kabupaten Latihan", ""),
        area("33.16.99", "Kecamatan Latihan", "33.16"),
        area(VILLAGE, "Desa Latihan", "33.16.99"),
        area("33.16.99.2002", "Desa Contoh", "33.16.99"),
    ]
}

fn form(id: &str, csv: &str) -> Result<FormSource, PhoneError> {
    let version = FormDefinition::from_csv(csv).map_err(unusable)?.version().to_owned();
    Ok(FormSource { id: id.to_owned(), version, csv: csv.to_owned() })
}

/// The services from the app's own list. The numbers for danger are those of the real phone.
fn directory(real: Vec<DirectoryEntry>) -> Result<Directory, PhoneError> {
    let mut shipped = csv::Reader::from_reader(SERVICES.as_bytes());
    let shipped: Result<Vec<_>, _> = shipped.deserialize().map(|row| row.map_err(unusable).and_then(service)).collect();
    let mut entries = shipped?;
    if !real.is_empty() {
        entries.retain(|entry| !entry.emergency && !real.iter().any(|own| own.code == entry.code));
        entries.splice(0..0, real);
    }
    Ok(Directory { version: 0, entries })
}

/// An entry from a row, whose columns have the names of its fields.
fn service(row: BTreeMap<String, String>) -> Result<DirectoryEntry, PhoneError> {
    let part = |(column, text): (String, String)| {
        let value = match &*column {
            "refers" | "emergency" => json!(text == "yes"),
            "verified" if text.is_empty() => Value::Null,
            _ => json!(text),
        };
        (column, value)
    };
    serde_json::from_value(row.into_iter().map(part).collect::<Map<_, _>>().into()).map_err(unusable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_shipped_are_there_and_the_real_phone_s_numbers_for_danger_stand_first() {
        let shipped = directory(Vec::new()).unwrap().entries;
        let number = |entries: &[DirectoryEntry], code: &str| {
            entries.iter().find(|entry| entry.code == code).map(|entry| entry.telephone.clone())
        };
        assert_eq!(shipped.len(), 15);
        assert_eq!(number(&shipped, "police_110").as_deref(), Some("110"));
        assert!(shipped.iter().any(|entry| entry.refers && !entry.emergency && entry.verified.is_some()));
        let real = DirectoryEntry { telephone: "0296-1".to_owned(), ..shipped[0].clone() };
        let own = directory(vec![real.clone()]).unwrap().entries;
        let emergency: Vec<&DirectoryEntry> = own.iter().filter(|entry| entry.emergency).collect();
        assert_eq!(emergency, [&real], "and no other");
        assert_eq!(own.len(), 14);
    }
}
