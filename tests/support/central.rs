//! A stand-in for central: it stores, signs receipts and sends news, unless a test changes its answers.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Query, Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use jiff::Timestamp;
use kentongan_exchange::gzip::gunzip;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::Identity;
use kentongan_exchange::signing::{SigningKey, VerifyingKey};
use kentongan_exchange::{
    Area, DeviceId, Directory, DirectoryEntry, Enrolment, EnrolmentRequest, Envelope, FeedAnswer, FeedEntry, FeedItem,
    FormSource, Organisation, PhoneStatus, Receipt, RecordAnswer, RecordId, RecordNews, RecordOutcome, RecordProgress,
    RecordVersion, RecordsAnswer, RecordsRequest, Refusal, RefusalCode, SERVICE,
};

const INCIDENT: &str = include_str!("../../assets/forms/incident.csv");
const ACTIVITY: &str = include_str!("../../assets/forms/activity.csv");

type Behaviour = Arc<dyn Fn(&Inner, &RecordsRequest) -> Option<Response> + Send + Sync>;

/// A stand-in for central on loopback.
#[derive(Clone)]
pub struct Central(Arc<Inner>);

/// Its keys and its records.
pub struct Inner {
    pub identity: Identity,
    pub case: Identity,
    pub receipts: SigningKey,
    address: SocketAddr,
    device: DeviceId,
    device_keys: Mutex<Option<(VerifyingKey, kentongan_exchange::sealing::Recipient)>>,
    behaviour: Mutex<Option<Behaviour>>,
    pub requests: Mutex<Vec<RecordsRequest>>,
    pub stored: Mutex<HashMap<(RecordId, u32), Vec<u8>>>,
    feed: Mutex<Vec<FeedItem>>,
    newer_forms: AtomicBool,
    /// The status that each request reported, except enrolments.
    told: Mutex<Vec<Option<PhoneStatus>>>,
    connections: AtomicUsize,
    server: Mutex<Option<tokio::task::JoinHandle<()>>>,
}

impl Central {
    /// Signs receipts.
    pub fn receipt_key(&self) -> &SigningKey {
        &self.0.receipts
    }

    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let central = Self(Arc::new(Inner {
            identity: Identity::generate(),
            case: Identity::generate(),
            receipts: SigningKey::generate().unwrap(),
            address: listener.local_addr().unwrap(),
            device: enrolled_in_the_morning(),
            device_keys: Mutex::new(None),
            behaviour: Mutex::new(None),
            requests: Mutex::default(),
            stored: Mutex::default(),
            feed: Mutex::default(),
            newer_forms: AtomicBool::default(),
            told: Mutex::default(),
            connections: AtomicUsize::default(),
            server: Mutex::default(),
        }));
        central.serve(listener);
        central
    }

    fn serve(&self, listener: tokio::net::TcpListener) {
        let app = Router::new()
            .route("/v1/records", post(records))
            .route("/v1/feed", get(feed))
            .layer(from_fn_with_state(self.clone(), listen))
            .route("/v1/enrol", post(enrol))
            .with_state(self.clone());
        let central = self.clone();
        let listener = listener.tap_io(move |_connection| {
            central.0.connections.fetch_add(1, Ordering::SeqCst);
        });
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        *self.0.server.lock().unwrap() = Some(server);
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// From now on nothing listens.
    pub async fn stop(&self) {
        let server = self.0.server.lock().unwrap().take().unwrap();
        server.abort();
        assert!(server.await.is_err());
    }

    /// Listens again at the same address.
    pub async fn start_again(&self) {
        self.serve(tokio::net::TcpListener::bind(self.0.address).await.unwrap());
    }

    /// Answers batches in this way; `None` means as usual.
    pub fn behave(&self, behaviour: impl Fn(&Inner, &RecordsRequest) -> Option<Response> + Send + Sync + 'static) {
        *self.0.behaviour.lock().unwrap() = Some(Arc::new(behaviour));
    }

    pub fn behave_well(&self) {
        *self.0.behaviour.lock().unwrap() = None;
    }

    /// Refuses every record of every batch.
    pub fn refuse_all(&self, code: RefusalCode) {
        self.behave(move |central, request| {
            Some(central.answer(request, |_| RecordOutcome::Rejected { refusal: Refusal::new(code, "") }))
        });
    }

    /// Phones enrolled from now on get forms of a version that nobody else has.
    pub fn has_newer_forms(&self) {
        self.0.newer_forms.store(true, Ordering::SeqCst);
    }

    /// The status that each request reported, in order.
    pub fn told(&self) -> Vec<Option<PhoneStatus>> {
        self.0.told.lock().unwrap().clone()
    }

    /// How many TCP connections there were so far.
    pub fn connections(&self) -> usize {
        self.0.connections.load(Ordering::SeqCst)
    }

    /// How many envelopes each batch had, in order.
    pub fn batches(&self) -> Vec<usize> {
        self.0.requests.lock().unwrap().iter().map(|request| request.envelopes.len()).collect()
    }

    pub fn requests(&self) -> Vec<RecordsRequest> {
        self.0.requests.lock().unwrap().clone()
    }

    /// The stored version of a record.
    pub fn stored(&self, record: RecordId) -> Option<RecordVersion> {
        let stored = self.0.stored.lock().unwrap();
        stored.get(&(record, 1)).map(|body| RecordVersion::from_bytes(body).unwrap())
    }

    pub fn stored_count(&self) -> usize {
        self.0.stored.lock().unwrap().len()
    }

    /// Tells the phone of its record, in the next answer.
    pub fn tell(&self, record: RecordId, progress: RecordProgress, at: Timestamp) {
        let maker = self.0.device;
        self.tell_entry(&FeedEntry::Record(RecordNews { record, maker, revision: 1, progress, at }));
    }

    /// Tells the phone something, in the next answer.
    pub fn tell_entry(&self, entry: &FeedEntry) {
        self.tell_json(&serde_json::to_vec(entry).unwrap());
    }

    /// Tells the phone what these bytes say, which a newer central may understand.
    pub fn tell_json(&self, json: &[u8]) {
        let (_, recipient) = self.0.device_keys.lock().unwrap().clone().unwrap();
        let mut feed = self.0.feed.lock().unwrap();
        let cursor = feed.len() as u64 + 1;
        feed.push(FeedItem::seal_json(cursor, json, &recipient).unwrap());
    }

    pub fn case_key(&self) -> &Identity {
        &self.0.case
    }
}

impl Inner {
    /// What central does: opens, stores once, answers with a receipt.
    pub fn store(&self, envelope: &Envelope) -> RecordOutcome {
        let (key, _) = self.device_keys.lock().unwrap().clone().unwrap();
        envelope.check_signature(&key).unwrap();
        let body = envelope.open(&self.identity).unwrap().to_vec();
        let digest = RecordVersion::digest(&body);
        let stored =
            Stored { record: envelope.record, revision: envelope.revision, device: envelope.device, digest: &digest };
        let receipt = Receipt::sign(stored, Timestamp::now(), &self.receipts);
        let before = self.stored.lock().unwrap().insert((envelope.record, envelope.revision), body.clone());
        match before {
            Some(same) if same == body => RecordOutcome::Duplicate { receipt },
            Some(_) => RecordOutcome::Conflict,
            None => RecordOutcome::Stored { receipt },
        }
    }

    /// The answer to a batch with this outcome for each envelope.
    pub fn answer(&self, request: &RecordsRequest, outcome: impl Fn(&Envelope) -> RecordOutcome) -> Response {
        Json(self.answered(request, outcome)).into_response()
    }

    /// The usual answer, for a test that changes a part of it.
    pub fn answer_of(&self, request: &RecordsRequest) -> RecordsAnswer {
        self.answered(request, |envelope| self.store(envelope))
    }

    fn answered(&self, request: &RecordsRequest, outcome: impl Fn(&Envelope) -> RecordOutcome) -> RecordsAnswer {
        let records = request
            .envelopes
            .iter()
            .map(|envelope| RecordAnswer {
                record: envelope.record,
                revision: envelope.revision,
                outcome: outcome(envelope),
            })
            .collect();
        let feed = request.feed_after.map(|after| self.feed_after(after));
        RecordsAnswer { service: SERVICE.to_owned(), server_time: Timestamp::now(), records, feed }
    }

    fn feed_after(&self, after: u64) -> FeedAnswer {
        let items: Vec<FeedItem> =
            self.feed.lock().unwrap().iter().filter(|item| item.cursor > after).cloned().collect();
        let cursor = items.last().map_or(after, |item| item.cursor);
        FeedAnswer { service: SERVICE.to_owned(), cursor, items, more: false }
    }
}

async fn enrol(State(central): State<Central>, Json(request): Json<EnrolmentRequest>) -> Response {
    let inner = &central.0;
    *inner.device_keys.lock().unwrap() = Some((request.verifying_key, request.recipient));
    let area = |code: &str, name: &str| Area { code: code.into(), name: name.into(), parent: "33.16.09".into() };
    let service = |code: &str, telephone: &str, emergency| DirectoryEntry {
        code: code.into(),
        area: String::new(),
        kind: "hotline".into(),
        name_id: code.to_uppercase(),
        name_en: code.to_uppercase(),
        telephone: telephone.into(),
        whatsapp: String::new(),
        link: String::new(),
        note_id: String::new(),
        note_en: String::new(),
        refers: true,
        emergency,
        verified: None,
    };
    let form = |id: &str, csv: &str| {
        let version = kentongan_forms::FormDefinition::from_csv(csv).unwrap().version().to_owned();
        let newer = inner.newer_forms.load(Ordering::SeqCst);
        let given = if newer { "2099010101".to_owned() } else { version.clone() };
        FormSource { id: id.into(), csv: csv.replace(&version, &given), version: given }
    };
    Json(Enrolment {
        service: SERVICE.to_owned(),
        device: inner.device,
        device_code: "TMP-02".into(),
        token: "token-of-the-test".into(),
        organisation: Organisation { name: "Dinas Uji".into(), ..Organisation::default() },
        area: area("33.16.09.1016", "Tempelan"),
        central_recipient: inner.identity.recipient(),
        receipt_key: inner.receipts.verifying_key(),
        case_recipients: vec![inner.case.recipient(), Identity::generate().recipient()],
        areas: vec![area("33.16.09.1010", "Mlangsen"), area("33.16.09.1016", "Tempelan")],
        forms: vec![form("incident", INCIDENT), form("activity", ACTIVITY)],
        directory: Directory {
            version: 1,
            entries: vec![service("police_110", "110", true), service("uptd_ppa", "0296", false)],
        },
    })
    .into_response()
}

async fn records(State(central): State<Central>, headers: HeaderMap, body: Bytes) -> Response {
    let body = if headers.contains_key("content-encoding") { gunzip(&body, 1 << 20).unwrap() } else { body.to_vec() };
    let request: RecordsRequest = serde_json::from_slice(&body).unwrap();
    assert_eq!(headers["authorization"], "Bearer token-of-the-test");
    let inner = &central.0;
    inner.requests.lock().unwrap().push(request.clone());
    let behaviour = inner.behaviour.lock().unwrap().clone();
    behaviour
        .and_then(|behaviour| behaviour(inner, &request))
        .unwrap_or_else(|| inner.answer(&request, |envelope| inner.store(envelope)))
}

async fn feed(State(central): State<Central>, Query(query): Query<HashMap<String, u64>>) -> Response {
    Json(central.0.feed_after(query["after"])).into_response()
}

async fn listen(State(central): State<Central>, request: Request, next: Next) -> Response {
    let header = request.headers().get("kentongan-phone").map(|header| header.to_str().unwrap());
    central.0.told.lock().unwrap().push(header.and_then(PhoneStatus::from_header));
    next.run(request).await
}

/// An id that central made an hour before the morning of all tests: the phone takes the time of its enrolment from it.
fn enrolled_in_the_morning() -> DeviceId {
    let hour = jiff::SignedDuration::from_hours(1);
    let milliseconds = (super::morning() - hour).as_millisecond().to_be_bytes();
    let mut bytes = *DeviceId::new().as_bytes();
    bytes[..6].copy_from_slice(&milliseconds[2..]);
    DeviceId::from_slice(&bytes).unwrap()
}
