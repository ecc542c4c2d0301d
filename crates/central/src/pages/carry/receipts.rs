//! The receipts for a carry file, as another carry file to take back. Central stores nothing for it. Signing again
//! gives the same signature (RFC 8032), so the page names the receipts, and the download signs for what is stored.
//!
//! A receipt is for the device that sealed the envelope. That may not be the device whose version came first: a phone
//! that enrolled again sends the same bytes under another id. The database knows only the first device, so the page
//! names the sealing one. A person who edits the form must not get a receipt for a device that never brought that
//! version. So each name has a mark of its signature, which only central can compute. The download gives out only
//! receipts that central gave when it took the file, and whose digest is still stored.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kentongan_exchange::carrying::{CARRY_EXTENSION, MAX_CARRIED};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::{Carried, CarryFile, DeviceId, Receipt, RecordId};
use serde::Deserialize;

use crate::Central;
use crate::accounts::permissions::CarryRecords;
use crate::pages::input::Sent;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::allowed::Allowed;

/// The size of the form that asks for receipts: up to 119 bytes for each.
pub(crate) const FORM_BYTES: usize = 128 * MAX_CARRIED;
/// Hexadecimal digits of a signature's hash: 128 bits, which nobody can guess.
const MARK_DIGITS: usize = 32;

/// The form's fields.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    records: String,
    #[serde(default)]
    token: String,
}

/// The file.
pub(crate) async fn download(
    allowed: Allowed<CarryRecords>,
    State(central): State<Central>,
    Sent(asked): Sent<Asked>,
) -> Result<Response, Trouble> {
    let visitor = allowed.visitor;
    visitor.check_form(&asked.token)?;
    let wanted = read(&asked.records).ok_or(Trouble::FormUnreadable)?;
    let versions = wanted.iter().map(|name| (name.record, name.revision)).collect();
    let stored = central.0.page_store.stored_versions(versions).await?;
    let mut receipts = Vec::with_capacity(wanted.len());
    for (ReceiptName { record, revision, device, mark }, versions) in wanted.into_iter().zip(stored) {
        let signed = versions.iter().map(|version| {
            let stored = Stored { record, revision, device, digest: &version.digest };
            Receipt::sign(stored, version.received_at, &central.0.keys.receipts)
        });
        receipts.extend(signed.filter(|receipt| mark == self::mark(receipt)).map(Carried::Receipt));
    }
    let file = CarryFile::write(&central.0.recipient, &receipts);
    let file = file.map_err(|error| Trouble::Broken(error.to_string()))?;
    let name = format!("{}.{CARRY_EXTENSION}", visitor.words.t("carry-receipts-file"));
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("application/octet-stream");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], file).into_response())
}

/// A receipt as the form names it.
#[derive(Debug, PartialEq, Eq)]
struct ReceiptName {
    record: RecordId,
    revision: u32,
    /// The device that sealed the envelope.
    device: DeviceId,
    /// The mark, which proves that central gave this receipt before.
    mark: String,
}

impl ReceiptName {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (record, revision) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let (device, mark) = (parts.next()?.parse().ok()?, parts.next()?.to_owned());
        parts.next().is_none().then_some(Self { record, revision, device, mark })
    }
}

/// The names of these receipts for the form.
pub(super) fn named(receipts: &[&Receipt]) -> String {
    let one = |receipt: &&Receipt| {
        let Receipt { record, revision, device, .. } = receipt;
        format!("{record}.{revision}.{device}.{}", mark(receipt))
    };
    receipts.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn mark(receipt: &Receipt) -> String {
    blake3::hash(&receipt.signature.0).to_hex()[..MARK_DIGITS].to_owned()
}

fn read(text: &str) -> Option<Vec<ReceiptName>> {
    let named = text.split_whitespace().map(ReceiptName::read).collect::<Option<Vec<_>>>();
    named.filter(|receipts| receipts.len() <= MAX_CARRIED)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kentongan_exchange::signing::SigningKey;

    use super::*;

    #[test]
    fn the_receipts_of_a_page_are_read_back_and_nonsense_is_not() {
        let key = SigningKey::generate().unwrap();
        let receipt = |revision| {
            let stored = Stored { record: RecordId::new(), revision, device: DeviceId::new(), digest: &[7; 32] };
            Receipt::sign(stored, Timestamp::UNIX_EPOCH, &key)
        };
        let receipts = [receipt(1), receipt(2), receipt(3)];
        let given: Vec<_> = read(&named(&receipts.each_ref())).unwrap();
        for (named, receipt) in given.iter().zip(&receipts) {
            assert_eq!(
                (named.record, named.revision, named.device),
                (receipt.record, receipt.revision, receipt.device)
            );
            assert_eq!(named.mark, mark(receipt));
        }
        assert_eq!(read(""), Some(Vec::new()));
        let last = receipt(u32::MAX);
        let most = named(&vec![&last; MAX_CARRIED]);
        assert_eq!(read(&most).map(|receipts| receipts.len()), Some(MAX_CARRIED));
        assert!(most.len() + 1024 < FORM_BYTES);
        let (one, record) = (named(&[&last]), RecordId::new());
        let wrong = ["x", "x.1", &format!("{most} {most}"), &format!("{record}.1"), &format!("{record}.x.{record}.0")];
        for text in wrong.into_iter().chain([format!("{one}.0").as_str()]) {
            assert_eq!(read(text), None);
        }
    }
}
