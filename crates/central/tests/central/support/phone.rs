//! A phone, as central sees one.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use jiff::civil::date;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::SigningKey;
use kentongan_exchange::{
    Enrolment, EnrolmentCode, EnrolmentRequest, Envelope, FeedAnswer, FormReference, RecordCode, RecordId,
    RecordOutcome, RecordVersion, RecordsAnswer, RecordsRequest, Refusal, SealedAnswers, Waiting,
};
use reqwest::{Client, Response};
use serde_json::{Map, Value};

use super::{Dice, activity, incident};

/// A client with its own connections.
pub(crate) fn http() -> Client {
    // The second call finds it installed.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::new()
}

pub(crate) struct Phone {
    pub(crate) address: String,
    pub(crate) client: Client,
    pub(crate) key: SigningKey,
    pub(crate) identity: Identity,
    pub(crate) enrolment: Enrolment,
    sequence: AtomicU64,
}

/// A finished record and its envelope.
#[derive(Clone)]
pub(crate) struct Finished {
    pub(crate) version: RecordVersion,
    pub(crate) bytes: Vec<u8>,
    pub(crate) envelope: Envelope,
}

impl Finished {
    /// The address of its record's page.
    pub(crate) fn page(&self) -> String {
        format!("/records/{}/{}", self.envelope.device, self.envelope.record)
    }
}

impl Phone {
    /// Enrols with a code that must be valid.
    pub(crate) async fn enrol(address: &str, code: &str) -> Self {
        let (key, identity) = (SigningKey::generate().unwrap(), Identity::generate());
        let client = http();
        let answer = ask_to_enrol(&client, address, code, &key, &identity).await;
        assert_eq!(answer.status(), 200);
        let enrolment = answer.json().await.unwrap();
        Self { address: address.to_owned(), client, key, identity, enrolment, sequence: AtomicU64::new(1) }
    }

    /// Another connection to the server, which may have moved to another port.
    pub(crate) fn at(mut self, address: &str) -> Self {
        self.address = address.to_owned();
        self
    }

    /// Finishes an incident, its sealed answers included.
    pub(crate) fn incident(&self, dice: &mut Dice) -> Finished {
        self.finish("incident", RecordId::new(), 1, incident(dice))
    }

    pub(crate) fn activity(&self, dice: &mut Dice) -> Finished {
        self.finish("activity", RecordId::new(), 1, activity(dice))
    }

    /// Finishes a version of a record with these countable answers.
    pub(crate) fn finish(
        &self,
        form: &str,
        record: RecordId,
        revision: u32,
        countable: Map<String, Value>,
    ) -> Finished {
        let source = self.enrolment.forms.iter().find(|source| source.id == form).unwrap();
        let sealed: Map<String, Value> = [("safe_contact", "KODE-RAHASIA-7F3A"), ("safe_time", "hari sekolah")]
            .into_iter()
            .map(|(k, v)| (k.to_owned(), Value::from(v)))
            .collect();
        let sealed = if form == "incident" { sealed } else { Map::new() };
        self.seal(RecordVersion {
            wire: 1,
            record,
            revision,
            code: RecordCode::new("KML", 2026, u32::from(record.as_bytes()[15])),
            form: FormReference { id: form.to_owned(), version: source.version.clone() },
            device_seq: self.sequence.fetch_add(1, Ordering::Relaxed),
            started_at: Timestamp::now(),
            finished_at: Timestamp::now(),
            finished_at_wall_clock: date(2026, 11, 23).at(10, 58, 0, 0),
            countable,
            sealed: SealedAnswers::seal(&sealed, &self.enrolment.case_recipients).unwrap(),
            unknown: Map::new(),
        })
    }

    /// Seals a version to the server, signed by this phone.
    pub(crate) fn seal(&self, version: RecordVersion) -> Finished {
        let bytes = version.to_bytes().unwrap();
        let envelope = self.envelope(&bytes, version.record, version.revision);
        Finished { version, bytes, envelope }
    }

    pub(crate) fn envelope(&self, bytes: &[u8], record: RecordId, revision: u32) -> Envelope {
        let Enrolment { device, central_recipient, .. } = &self.enrolment;
        Envelope::seal(bytes, record, revision, *device, central_recipient, &self.key).unwrap()
    }

    pub(crate) fn request(&self, envelopes: Vec<Envelope>) -> RecordsRequest {
        RecordsRequest {
            wire: 1,
            sent_at: Timestamp::now(),
            waiting: Waiting {
                records: u32::try_from(envelopes.len()).unwrap(),
                oldest_finished_at: Some(Timestamp::now()),
            },
            app_version: "0.1.0".to_owned(),
            envelopes,
            feed_after: None,
        }
    }

    /// Sends a batch, whatever the answer; `Err` when the connection broke.
    pub(crate) async fn try_send(&self, envelopes: Vec<Envelope>) -> reqwest::Result<Response> {
        let request = self.client.post(format!("{}/v1/records", self.address));
        request.bearer_auth(&self.enrolment.token).json(&self.request(envelopes)).send().await
    }

    /// Sends a batch that central must accept, and checks every receipt as a phone does.
    pub(crate) async fn send(&self, records: &[&Finished]) -> Vec<RecordOutcome> {
        let response = self.try_send(records.iter().map(|finished| finished.envelope.clone()).collect()).await.unwrap();
        assert_eq!(response.status(), 200);
        self.outcomes(records, response).await
    }

    pub(crate) async fn outcomes(&self, records: &[&Finished], response: Response) -> Vec<RecordOutcome> {
        assert_eq!(response.headers()["x-kentongan"], "1");
        let answer: RecordsAnswer = response.json().await.unwrap();
        assert_eq!(answer.records.len(), records.len());
        let outcomes = answer.records.into_iter().zip(records).map(|(answer, finished)| {
            assert_eq!((answer.record, answer.revision), (finished.envelope.record, finished.envelope.revision));
            if let RecordOutcome::Stored { receipt } | RecordOutcome::Duplicate { receipt } = &answer.outcome {
                let sent = Stored {
                    record: finished.version.record,
                    revision: finished.version.revision,
                    device: finished.envelope.device,
                    digest: &RecordVersion::digest(&finished.bytes),
                };
                receipt.check(sent, &self.enrolment.receipt_key).unwrap();
            }
            answer.outcome
        });
        outcomes.collect()
    }

    /// Sends one.
    pub(crate) async fn send_one(&self, record: &Finished) -> RecordOutcome {
        self.send(&[record]).await.remove(0)
    }

    /// Posts a body unchanged.
    pub(crate) async fn post(&self, body: impl Into<reqwest::Body>) -> (u16, Refusal) {
        let request = self.client.post(format!("{}/v1/records", self.address)).bearer_auth(&self.enrolment.token);
        refused(request.header("content-type", "application/json").body(body).send().await.unwrap()).await
    }

    pub(crate) async fn feed(&self, after: u64) -> FeedAnswer {
        let request = self.client.get(format!("{}/v1/feed?after={after}", self.address));
        request.bearer_auth(&self.enrolment.token).send().await.unwrap().json().await.unwrap()
    }
}

impl Phone {
    /// Tries a code that may be wrong.
    pub(crate) async fn try_code(address: &str, code: &str) -> Response {
        let (key, identity) = (SigningKey::generate().unwrap(), Identity::generate());
        ask_to_enrol(&http(), address, code, &key, &identity).await
    }

    /// Asks to enrol again with the same keys.
    pub(crate) async fn ask_again(&self, code: &str) -> Response {
        ask_to_enrol(&self.client, &self.address, code, &self.key, &self.identity).await
    }

    /// Reads a refusal: central's own JSON, whatever the status.
    pub(crate) async fn refused(response: Response) -> (u16, Refusal) {
        refused(response).await
    }
}

async fn ask_to_enrol(client: &Client, address: &str, code: &str, key: &SigningKey, identity: &Identity) -> Response {
    let request = EnrolmentRequest {
        wire: 1,
        code: EnrolmentCode::parse(code).unwrap(),
        verifying_key: key.verifying_key(),
        recipient: identity.recipient(),
        app_version: "0.1.0".to_owned(),
    };
    client.post(format!("{address}/v1/enrol")).json(&request).send().await.unwrap()
}

async fn refused(response: Response) -> (u16, Refusal) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["x-kentongan"], "1");
    let refusal: Refusal = response.json().await.unwrap();
    assert_eq!(refusal.service, "kentongan-central");
    (status, refusal)
}
