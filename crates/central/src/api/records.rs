//! `POST /v1/records`: takes a batch of envelopes and answers for each record.
//!
//! Worker threads open the envelopes and sign the receipts, and the writer inserts the records. A receipt leaves central
//! only after the commit. A mistake in one envelope affects only the answer for that one. Only a general problem (no
//! token, too large, disk full) refuses the batch.

mod batch;
mod checking;
mod opening;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use jiff::Timestamp;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::{
    DeviceId, Envelope, MAX_BATCH_BYTES, PhoneStatus, Receipt, RecordAnswer, RecordId, RecordOutcome, RecordsAnswer,
    RecordsRequest, Refusal, RefusalCode, SERVICE,
};
use kentongan_fail_points::reach;

use super::asked_by::AskedBy;
use super::refused::Refused;
use super::{authorisation, body, contact};
use crate::Central;
use crate::store::devices::Device;
use crate::store::new_version::{Bearer, Kept, NewVersion};
use batch::{Batch, Received};
use checking::{Check, Checked, Makers};

/// Stores the records of a batch. Only the receipt in an answer says that a record is on central's disk.
#[utoipa::path(
    post, path = "/v1/records", tag = "phones", request_body = RecordsRequest, security(("device" = [])),
    responses(
        (status = 200, body = RecordsAnswer), (status = 400, body = Refusal), (status = 408, body = Refusal),
        (status = 413, body = Refusal), (status = 415, body = Refusal),
    )
)]
pub(crate) async fn records(State(central): State<Central>, request: Request) -> Result<Response, Refused> {
    let device = authorisation::device_of_records(&central, request.headers()).await?;
    let said = contact::said(request.headers()).unwrap_or_default();
    let batch = Batch::parse(&body::json(&central, request, MAX_BATCH_BYTES).await?)?;
    if device.revoked && batch.envelopes.is_empty() {
        return Err(authorisation::revoked());
    }
    let now = crate::now();
    let code = device.code.clone();
    let check = opener(&central, Some(device.id), now);
    let answer = from_phone(&central, device, batch, said, now, check).await?;
    Ok((Extension(AskedBy(code)), Json(answer)).into_response())
}

/// The check of an envelope: open it and validate it.
fn opener(central: &Central, bearer: Option<DeviceId>, now: Timestamp) -> impl Check {
    let central = central.clone();
    move |makers: &Makers, envelope: &Envelope| opening::open(&central, makers, bearer, envelope, now)
}

/// Checks and stores the batch of a phone, stores its status, and returns its news.
async fn from_phone(
    central: &Central,
    device: Device,
    batch: Batch,
    said: PhoneStatus,
    now: Timestamp,
    check: impl Check,
) -> Result<RecordsAnswer, Refused> {
    let status = PhoneStatus { waiting: batch.waiting, app_version: batch.app_version, ..said };
    let bearer = Bearer::Phone(device.id, status);
    let records = take(central, Some(&device), batch.envelopes, now, check, bearer).await?;
    let feed = match batch.feed_after {
        Some(after) if !device.revoked => Some(central.0.store.feed_after(device.id, after).await?),
        Some(_) | None => None,
    };
    Ok(RecordsAnswer { service: SERVICE.to_owned(), server_time: crate::now(), records, feed })
}

/// Checks and stores envelopes from a carry file, at most [`MAX_BATCH_ENVELOPES`](kentongan_exchange::MAX_BATCH_ENVELOPES) of them.
pub(crate) async fn from_elsewhere(central: &Central, envelopes: Vec<Envelope>) -> Result<Vec<RecordAnswer>, Refused> {
    let now = crate::now();
    let envelopes = envelopes.into_iter().map(Received::Envelope).collect();
    take(central, None, envelopes, now, opener(central, None, now), Bearer::CarryFile).await
}

/// Checks and stores envelopes from any source, and answers for each. `check` checks one envelope.
async fn take(
    central: &Central,
    device: Option<&Device>,
    envelopes: Vec<Received>,
    now: Timestamp,
    check: impl Check,
    bearer: Bearer,
) -> Result<Vec<RecordAnswer>, Refused> {
    let checked = checking::check_all(central, device, envelopes, check).await?;
    let (ids, mut outcomes, accepted) = sort(checked);
    reach("central.records.checked");
    let accepted = Arc::new(accepted);
    let kept = central.0.store.take_versions(&accepted, bearer, now).await?;
    let receipts = receipts(central, kept, accepted).await?;
    reach("central.records.before_answer");
    for (outcome, receipt) in outcomes.iter_mut().filter(|outcome| outcome.is_none()).zip(receipts) {
        *outcome = Some(receipt);
    }
    let unanswered = || RecordOutcome::Rejected { refusal: Refusal::new(RefusalCode::Internal, "not answered") };
    let records = ids.into_iter().zip(outcomes).map(|((record, revision), outcome)| RecordAnswer {
        record,
        revision,
        outcome: outcome.unwrap_or_else(unanswered),
    });
    Ok(records.collect())
}

type Sorted = (Vec<(RecordId, u32)>, Vec<Option<RecordOutcome>>, Vec<NewVersion>);

/// What to answer at once, in the order of the batch, and what to store first (`None`).
fn sort(checked: Vec<Checked>) -> Sorted {
    let (mut ids, mut outcomes, mut accepted) = (Vec::new(), Vec::new(), Vec::new());
    for (id, result) in checked {
        ids.push(id);
        match result {
            Ok(record) => {
                accepted.push(record);
                outcomes.push(None);
            }
            Err(refusal) => {
                // The facilitator is told to call, and then the coordinator asks for the reason. The log has no answers
                // of a person.
                let (record, revision) = id;
                tracing::warn!(%record, revision, code = ?refusal.code, "refused a record: {}", refusal.message);
                outcomes.push(Some(RecordOutcome::Rejected { refusal }));
            }
        }
    }
    (ids, outcomes, accepted)
}

/// The receipts of committed records. That of a duplicate is signed again, for the time when it came first. A receipt
/// names the device that sealed the envelope, because its phone
/// compares that. The digest decides whether two versions are the same.
async fn receipts(
    central: &Central,
    kept: Vec<Kept>,
    records: Arc<Vec<NewVersion>>,
) -> Result<Vec<RecordOutcome>, Refused> {
    let central = central.clone();
    let sign = move || {
        let receipt = |record: &NewVersion, at| {
            let stored = Stored {
                record: record.record,
                revision: record.revision,
                device: record.maker,
                digest: &record.digest,
            };
            Receipt::sign(stored, at, &central.0.keys.receipts)
        };
        kept.iter()
            .zip(records.iter())
            .map(|(kept, record)| match kept {
                Kept::Stored(_) => RecordOutcome::Stored { receipt: record.receipt.clone() },
                Kept::Duplicate(at) => RecordOutcome::Duplicate { receipt: receipt(record, *at) },
                Kept::Conflict => RecordOutcome::Conflict,
                Kept::OverQuota => RecordOutcome::Rejected {
                    refusal: Refusal::new(
                        RefusalCode::TooManyRequests,
                        "this phone has brought as much today as one may",
                    ),
                },
                Kept::Failed => RecordOutcome::Rejected {
                    refusal: Refusal::new(RefusalCode::Internal, "central could not store this record"),
                },
            })
            .collect()
    };
    let signed = tokio::task::spawn_blocking(sign).await;
    signed.map_err(|_| Refused::new(RefusalCode::Unavailable, "central is stopping"))
}

#[cfg(test)]
mod tests {
    use kentongan_exchange::sealing::Identity;
    use kentongan_exchange::signing::{Base64, SigningKey};
    use kentongan_exchange::{DeviceId, FormReference, Waiting};

    use super::*;
    use crate::api::enrolment_codes::hashes_of;
    use crate::flags::Flags;
    use crate::store::enrolment::EnrolmentTry;
    use crate::store::records::RecordFilter;

    async fn device(central: &Central) -> Device {
        central.import_areas("code,name,parent\n33.16.09.2002,Kamolan,\n").await.unwrap();
        central.set_case_recipients(&[Identity::generate().recipient()]).await.unwrap();
        let code = central.make_enrolment_code("33.16.09.2002").await.unwrap();
        let tried = EnrolmentTry {
            hashes: hashes_of(&code, &central.0.keys),
            source: [0; 32],
            verifying_key: SigningKey::generate().unwrap().verifying_key(),
            recipient: Identity::generate().recipient(),
            app_version: "0.1.0".to_owned(),
            token_hash: [0; 32],
            guesses: 1,
            window: jiff::SignedDuration::from_mins(1),
        };
        let enrolled = central.0.store.enrol(tried, |_| "KML".to_owned(), crate::now()).await.unwrap().unwrap();
        central.0.store.devices(vec![enrolled.device]).await.unwrap().remove(0)
    }

    async fn stored(central: &Central) -> usize {
        central.0.store.record_list(RecordFilter::default(), 100).await.unwrap().lines.len()
    }

    fn envelope(central: &Central, device: &Device) -> Envelope {
        Envelope {
            wire: 1,
            record: RecordId::new(),
            revision: 1,
            device: device.id,
            recipient: central.0.recipient.clone(),
            ciphertext: Base64(Vec::new()),
            signature: Base64(Vec::new()),
        }
    }

    fn batch(envelopes: Vec<Envelope>) -> Batch {
        let records = u32::try_from(envelopes.len()).unwrap();
        Batch {
            waiting: Waiting { records, oldest_finished_at: Some(crate::now()) },
            app_version: "0.1.0".to_owned(),
            feed_after: None,
            envelopes: envelopes.into_iter().map(Received::Envelope).collect(),
        }
    }

    /// Of twenty answered records: those to send again. The others are stored.
    fn to_come_again(answer: &RecordsAnswer) -> Vec<RecordId> {
        assert_eq!(answer.records.len(), 20);
        let again = answer.records.iter().filter(|answer| {
            let outcome = &answer.outcome;
            if let RecordOutcome::Rejected { refusal } = outcome {
                assert_eq!((refusal.code, refusal.retriable), (RefusalCode::Internal, true));
                return true;
            }
            assert!(matches!(outcome, RecordOutcome::Stored { .. }), "{outcome:?}");
            false
        });
        again.map(|answer| answer.record).collect()
    }

    fn receipt(envelope: &Envelope) -> Receipt {
        let Envelope { record, revision, device, .. } = *envelope;
        let stored = Stored { record, revision, device, digest: &[7; 32] };
        Receipt::sign(stored, crate::now(), &SigningKey::generate().unwrap())
    }

    fn record(envelope: &Envelope) -> NewVersion {
        NewVersion {
            record: envelope.record,
            revision: envelope.revision,
            maker: envelope.device,
            digest: [7; 32],
            receipt: receipt(envelope),
            form: FormReference { id: "incident".to_owned(), version: "2026112301".to_owned() },
            code: "KML-26-0001".to_owned(),
            area: None,
            home: "33.16.09.2002".to_owned(),
            month: "2026-11".to_owned(),
            device_seq: 1,
            flags: Flags::default(),
            body: Vec::new(),
            hidden: None,
            countable: "{}".to_owned(),
            shares: Vec::new(),
            received: None,
            attachments: Vec::new(),
        }
    }

    #[tokio::test]
    async fn a_record_that_the_database_refuses_is_to_come_again_and_the_others_are_stored() {
        let folder = tempfile::tempdir().unwrap();
        let central = Central::open(folder.path()).unwrap();
        let device = device(&central).await;
        let envelopes: Vec<Envelope> = (0..20).map(|_| envelope(&central, &device)).collect();
        let refused = envelopes[3].record;
        let check = move |_: &Makers, envelope: &Envelope| {
            let stranger = if envelope.record == refused { DeviceId::new() } else { envelope.device };
            Ok(NewVersion { maker: stranger, ..record(envelope) })
        };
        let said = PhoneStatus::default();
        let answer = from_phone(&central, device, batch(envelopes), said, crate::now(), check).await.unwrap();
        assert_eq!(to_come_again(&answer), [refused]);
        assert_eq!(stored(&central).await, 19, "each once");
    }

    #[tokio::test]
    async fn a_record_over_which_the_check_panics_is_to_come_again_and_the_others_are_stored() {
        let folder = tempfile::tempdir().unwrap();
        let central = Central::open(folder.path()).unwrap();
        let device = device(&central).await;
        let envelopes: Vec<Envelope> = (0..20).map(|_| envelope(&central, &device)).collect();
        let poison = envelopes[3].record;
        let check = move |_: &Makers, envelope: &Envelope| {
            assert_ne!(envelope.record, poison, "a mistake of ours");
            Ok(record(envelope))
        };
        let said = PhoneStatus::default();
        let answer = from_phone(&central, device, batch(envelopes), said, crate::now(), check).await.unwrap();
        assert_eq!(to_come_again(&answer), [poison]);
        assert_eq!(stored(&central).await, 19);
    }
}
