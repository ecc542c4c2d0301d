//! Phones as coordinators see them.

use std::sync::Arc;

use jiff::Timestamp;
use kentongan_exchange::sealing::Recipient;
use kentongan_exchange::{Area, PhoneStatus};
use kentongan_forms::FormDefinition;
use rusqlite::Row;

use super::devices::{StatusColumns, status, status_columns};
use super::{Store, StoreError, forms, moment, organisation};

/// The phones, all from one moment.
pub(crate) struct Phones {
    /// Every phone ever enrolled, by short name.
    pub(crate) phones: Vec<Phone>,
    /// All areas.
    pub(crate) areas: Vec<Area>,
    /// The forms that phones fill in now.
    pub(crate) forms: Vec<Arc<FormDefinition>>,
    /// The keys that open sealed answers.
    pub(crate) case_recipients: Vec<Recipient>,
}

/// A phone as coordinators see it.
#[derive(Debug, Clone)]
pub(crate) struct Phone {
    /// Such as `KML-02`.
    pub(crate) code: String,
    /// Its village.
    pub(crate) area: String,
    /// When it was enrolled.
    pub(crate) enrolled_at: Timestamp,
    /// When its access was withdrawn.
    pub(crate) revoked_at: Option<Timestamp>,
    /// The time of its last contact.
    pub(crate) last_contact_at: Timestamp,
    /// The status that it reported then.
    pub(crate) status: PhoneStatus,
}

impl Store {
    /// Every phone ever enrolled, by short name, with what their page needs beside it.
    pub(crate) async fn phones(&self) -> Result<Phones, StoreError> {
        self.read(|tx| {
            let sql = format!("SELECT {PHONE_COLUMNS} FROM devices WHERE organisation = ?1 ORDER BY code");
            let rows = tx.all(&sql, [tx.organisation], phone_columns)?;
            Ok(Phones {
                phones: rows.into_iter().map(phone).collect::<Result<_, _>>()?,
                areas: organisation::areas(tx)?,
                forms: forms::current_definitions(tx)?,
                case_recipients: organisation::case_recipients(tx)?,
            })
        })
        .await
    }
}

const PHONE_COLUMNS: &str = "code, area, enrolled_at, revoked_at, last_contact_at,
                             app_version, waiting_records, oldest_waiting_at, waiting_photos, forms";

type PhoneColumns = ((String, String, i64, Option<i64>, i64), StatusColumns);

fn phone_columns(row: &Row<'_>) -> rusqlite::Result<PhoneColumns> {
    Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?), status_columns(row, 5)?))
}

fn phone(((code, area, enrolled, revoked, contact), status_columns): PhoneColumns) -> Result<Phone, StoreError> {
    Ok(Phone {
        code,
        area,
        enrolled_at: moment(enrolled)?,
        revoked_at: revoked.map(moment).transpose()?,
        last_contact_at: moment(contact)?,
        status: status(status_columns)?,
    })
}
