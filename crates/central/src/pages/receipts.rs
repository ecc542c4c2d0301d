//! The receipts of what a carry file brought, as a carry file to take back. Nothing is kept for it: signing again gives
//! the same signature (RFC 8032), so the page names the records and the download signs for what is stored.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kentongan_exchange::carrying::{CARRY_EXTENSION, MAX_CARRIED};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::{Carried, CarryFile, Receipt, RecordId};
use serde::Deserialize;

use super::carry::may_carry;
use super::input::Sent;
use super::trouble::Trouble;
use super::visitor::Visitor;
use crate::Central;
use crate::store::records;

/// The form that asks for receipts: forty bytes a record.
pub(super) const FORM_BYTES: usize = 64 * MAX_CARRIED;

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    records: String,
    #[serde(default)]
    token: String,
}

/// The file.
pub(crate) async fn download(
    State(central): State<Central>,
    visitor: Visitor,
    Sent(asked): Sent<Asked>,
) -> Result<Response, Trouble> {
    may_carry(&visitor)?;
    visitor.check_form(&asked.token)?;
    let wanted = read(&asked.records).ok_or(Trouble::FormUnreadable)?;
    let own = central.clone();
    let read = central.0.store.read(move |connection| {
        let mut receipts = Vec::with_capacity(wanted.len());
        for (record, revision) in wanted {
            let Some(row) = records::stored(connection, record, revision)? else { continue };
            let stored = Stored { record, revision, device: row.device, digest: &row.digest };
            receipts.push(Carried::Receipt(Receipt::sign(stored, row.stored_at, &own.0.keys.receipts)));
        }
        Ok(receipts)
    });
    let file = CarryFile::write(&central.0.recipient, &read.await?);
    let file = file.map_err(|error| Trouble::Broken(error.to_string()))?;
    let name = format!("{}.{CARRY_EXTENSION}", visitor.words.t("carry-receipts-file"));
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("application/octet-stream");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], file).into_response())
}

/// The records as the form carries them.
pub(super) fn named(records: &[(RecordId, u32)]) -> String {
    records.iter().map(|(record, revision)| format!("{record}.{revision}")).collect::<Vec<_>>().join(" ")
}

fn read(text: &str) -> Option<Vec<(RecordId, u32)>> {
    let one = |text: &str| {
        let (record, revision) = text.split_once('.')?;
        Some((record.parse().ok()?, revision.parse().ok()?))
    };
    text.split_whitespace().map(one).collect::<Option<Vec<_>>>().filter(|records| records.len() <= MAX_CARRIED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_records_of_a_page_are_read_back_and_nonsense_is_not() {
        let records: Vec<_> = (1..=3).map(|revision| (RecordId::new(), revision)).collect();
        assert_eq!(read(&named(&records)), Some(records));
        assert_eq!(read(""), Some(Vec::new()));
        let most = named(&vec![(RecordId::new(), u32::MAX); MAX_CARRIED]);
        assert_eq!(read(&most).map(|records| records.len()), Some(MAX_CARRIED));
        assert!(most.len() + 1024 < FORM_BYTES);
        for text in ["x", "x.1", &format!("{most} {most}"), &format!("{}.x", RecordId::new())] {
            assert_eq!(read(text), None);
        }
    }
}
