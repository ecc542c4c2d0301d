//! A phone with two senders (the app and the system's worker), its vault's memory, and everything that can happen to
//! them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::sealing::{Identity, Recipient};
use kentongan_exchange::signing::{Base64, SigningKey, VerifyingKey};
use kentongan_exchange::{DeviceId, Envelope, RecordId, RefusalCode};
use tempfile::TempDir;

use super::central::{AnswerKind, Central};
use super::dice::Dice;
use super::network::{Network, PendingRequest};
use crate::device::Clock as _;
use crate::device::memory::MemoryDevice;
use crate::outbox::{
    Connection, Delivery, LEASE, LONGEST_BACK_OFF, NewEnvelope, Outbox, Queue, REFUSED_PAUSE, SendTrouble, Standing,
};
use crate::sending::http::{RequestError, RequestFailure};
use crate::sending::{HttpClient, Round, SendReport, ServerAddress, send_once};

/// Most records of one simulation.
const RECORDS: usize = 14;
/// So many rounds, a quarter of an hour apart, must bring everything to a reachable central.
const ROUNDS: usize = 8;

/// A folder in memory, where the system has one: the disk is not simulated.
fn in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// The parts of a round.
pub(super) struct Phone {
    _folder: TempDir,
    outbox: Outbox,
    device: MemoryDevice,
    clients: [HttpClient; 2],
    under_way: Arc<Mutex<Vec<PendingRequest>>>,
    central_key: SigningKey,
    receipt_key: VerifyingKey,
    connection: Connection,
    recipient: Recipient,
}

struct Sender<'a> {
    round: Pin<Box<dyn Future<Output = Option<SendReport>> + 'a>>,
    frozen: bool,
    /// When its last request began, as the phone's uptime.
    last_request_at: Option<Duration>,
}

/// What the vault knows about a record.
struct VaultEntry {
    envelope: NewEnvelope,
    has_receipt: bool,
}

pub(super) struct Village<'a> {
    pub(super) dice: Dice,
    phone: &'a Phone,
    central: Central,
    vault: BTreeMap<RecordId, VaultEntry>,
    /// What neighbours gave along; they still have it.
    neighbours: Vec<Envelope>,
    senders: [Option<Sender<'a>>; 2],
    /// Copies of requests that reach central some time later.
    late: Vec<kentongan_exchange::RecordsRequest>,
    /// A request with one of these in it never gets an answer.
    poison: HashSet<RecordId>,
    /// Requests already checked.
    seen: usize,
}

impl Phone {
    pub(super) fn new(seed: u64) -> Self {
        thread_local! {
            // Building a client takes longer than a whole simulation.
            static CLIENT: HttpClient =
                HttpClient::new(ServerAddress::parse("127.0.0.1").unwrap(), Some("token".to_owned())).unwrap();
        }
        let under_way = Arc::default();
        let client = |sender| CLIENT.with(|client| client.simulated(Network::new(sender, &under_way)));
        let (clients, central_key) = ([client(0), client(1)], SigningKey::generate().unwrap());
        let receipt_key = central_key.verifying_key();
        let recipient = Identity::generate().recipient();
        let connection = Connection {
            address: "http://127.0.0.1".to_owned(),
            token: "token".to_owned(),
            device: DeviceId::new(),
            receipt_key: receipt_key.clone(),
            central_recipient: Some(recipient.clone()),
        };
        let folder = in_memory();
        let outbox = Outbox::open(&folder.path().join("outbox.db")).unwrap();
        outbox.put_connection(&connection).unwrap();
        let device = MemoryDevice::new("", Timestamp::from_second(1_700_000_000 + (seed % 1_000) as i64).unwrap());
        Self { _folder: folder, outbox, device, clients, under_way, central_key, receipt_key, connection, recipient }
    }
}

impl<'a> Village<'a> {
    pub(super) fn new(phone: &'a Phone, seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            phone,
            central: Central::new(SigningKey::from_secret(phone.central_key.to_secret().as_ref()).unwrap()),
            vault: BTreeMap::new(),
            neighbours: Vec::new(),
            senders: [None, None],
            late: Vec::new(),
            poison: HashSet::new(),
            seen: 0,
        }
    }

    /// One thing happens.
    pub(super) async fn step(&mut self) {
        let sender = self.dice.index(2);
        match self.dice.throw(32) {
            0..=2 => self.finish(),
            3 => self.take_along(),
            4..=8 => self.begin(sender),
            9..=19 => self.end_one(),
            20..=22 => {
                let seconds = self.dice.pick(&[1, 20, 100, 1_000, 7_200]);
                self.phone.device.wait(SignedDuration::from_secs(seconds));
            }
            23 => {
                let ten_years = SignedDuration::from_hours(24 * 3_653);
                let now = self.phone.device.now();
                let jumped = if self.dice.throw(2) == 0 { now + ten_years } else { now - ten_years };
                self.phone.device.set_now(jumped);
            }
            24 => self.die(sender),
            25 => {
                if let Some(sender) = &mut self.senders[sender] {
                    sender.frozen = !sender.frozen;
                }
            }
            26 => {
                (0..2).for_each(|sender| self.kill(sender));
                self.phone.device.reboot();
            }
            27..=28 => self.reconcile(),
            29 => self.phone.outbox.make_waiting_due().unwrap(),
            30 => self.phone.outbox.make_all_due().unwrap(),
            _ => self.lose_outbox(),
        }
        self.settle().await;
    }

    /// Somebody finishes a record. Now and then the app dies before the outbox has it.
    fn finish(&mut self) {
        if self.vault.len() == RECORDS {
            return;
        }
        let bytes = self.dice.index(12_000);
        let new = self.new_record(bytes);
        let record = new.envelope.record;
        if self.dice.throw(4) > 0 {
            self.phone.outbox.put(&[new]).unwrap();
        }
        match self.dice.throw(12) {
            0 | 1 => drop(self.poison.insert(record)),
            2 => drop(self.central.refused.insert(record)),
            _ => {}
        }
    }

    /// A neighbour hands over a file with a few records, or the same file again.
    fn take_along(&mut self) {
        for _ in 0..self.dice.throw(4) {
            if self.neighbours.len() < RECORDS {
                let bytes = self.dice.index(12_000);
                let (envelope, _) = self.new_envelope(DeviceId::new(), bytes);
                match self.dice.throw(12) {
                    0 => drop(self.poison.insert(envelope.record)),
                    1 => drop(self.central.refused.insert(envelope.record)),
                    _ => {}
                }
                self.neighbours.push(envelope);
            }
        }
        self.phone.outbox.take_along(&self.neighbours, self.phone.device.now()).unwrap();
    }

    /// A record in the vault, not yet in the outbox.
    fn new_record(&mut self, bytes: usize) -> NewEnvelope {
        let (envelope, digest) = self.new_envelope(self.phone.connection.device, bytes);
        let record = envelope.record;
        let new = NewEnvelope { envelope, digest };
        self.vault.insert(record, VaultEntry { envelope: new.clone(), has_receipt: false });
        new
    }

    fn new_envelope(&mut self, device: DeviceId, bytes: usize) -> (Envelope, [u8; 32]) {
        let (record, digest) = (RecordId::new(), *blake3::hash(&self.dice.throw(u64::MAX).to_le_bytes()).as_bytes());
        let mut ciphertext = digest.to_vec();
        ciphertext.resize(32 + bytes, 0);
        let envelope = Envelope {
            wire: 1,
            record,
            revision: 1,
            device,
            recipient: self.phone.recipient.clone(),
            ciphertext: Base64(ciphertext),
            signature: Base64(Vec::new()),
        };
        (envelope, digest)
    }

    /// Sends so many records over a wide link with a long round trip, without any trouble. Returns the most requests
    /// under way at once, and how many envelopes travelled.
    pub(super) async fn send_over_a_satellite(&mut self, records: usize) -> (usize, usize) {
        const BYTES_A_SECOND: f64 = 250_000.0;
        let new: Vec<NewEnvelope> = (0..records).map(|_| self.new_record(1_500)).collect();
        self.phone.outbox.put(&new).unwrap();
        self.begin(0);
        self.settle().await;
        let (mut most, mut travelled) = (0, 0);
        loop {
            most = most.max(self.phone.under_way.lock().unwrap().len());
            let Some(pending) = self.take_pending() else { return (most, travelled) };
            travelled += pending.request.envelopes.len();
            let bytes: usize = pending.request.envelopes.iter().map(Envelope::size).sum();
            let took = Duration::from_millis(600) + Duration::from_secs_f64(bytes as f64 / BYTES_A_SECOND);
            let answer = self.central.take(&pending.request, AnswerKind::True);
            pending.end(Ok(answer), took);
            self.settle().await;
        }
    }

    fn begin(&mut self, sender: usize) {
        let phone = self.phone;
        if self.senders[sender].is_none() {
            let round = Round {
                outbox: &phone.outbox,
                client: &phone.clients[sender],
                receipt_key: &phone.receipt_key,
                central_recipient: Some(&phone.recipient),
                forms: Vec::new(),
                finished_at: &|_| None,
                device: &phone.device,
                deadline: Instant::now() + Duration::from_secs(3_600),
                progress: &|_| {},
            };
            self.senders[sender] =
                Some(Sender { round: Box::pin(send_once(round)), frozen: false, last_request_at: None });
        }
    }

    /// One of the requests under way ends, in one way or another.
    fn end_one(&mut self) {
        if let Some(copy) = (self.dice.throw(4) == 0).then(|| self.late.pop()).flatten() {
            // Nobody waits for the answer to a copy.
            self.central.take(&copy, AnswerKind::True);
        }
        let Some(pending) = self.take_pending() else { return };
        let trouble = |trouble: SendTrouble| RequestFailure::from(trouble);
        let took = Duration::from_millis(self.dice.pick(&[50, 700, 5_000, 60_000]));
        if self.is_poisoned(&pending) {
            let cut = self.dice.pick(&[SendTrouble::CutOff, SendTrouble::Unavailable, SendTrouble::Timeout]);
            return pending.end(Err(trouble(cut)), took);
        }
        let answer = match self.dice.throw(20) {
            0..=7 => Ok(self.central.take(&pending.request, AnswerKind::True)),
            8..=9 => {
                // Stored, but the answer is lost.
                self.central.take(&pending.request, AnswerKind::True);
                Err(trouble(self.dice.pick(&[SendTrouble::Timeout, SendTrouble::CutOff])))
            }
            10 => {
                // The network repeats it: now, or much later.
                self.late.push(pending.request.clone());
                self.central.take(&pending.request, AnswerKind::True);
                Ok(self.central.take(&pending.request, AnswerKind::True))
            }
            11 => {
                self.late.push(pending.request.clone());
                Err(trouble(SendTrouble::Timeout))
            }
            12 => Err(trouble(self.dice.pick(&[SendTrouble::Timeout, SendTrouble::CutOff, SendTrouble::TooLarge]))),
            13 => Err(trouble(self.dice.pick(&[
                SendTrouble::NoNetwork,
                SendTrouble::ServerNotReachable,
                SendTrouble::CaptivePortal,
                SendTrouble::NotKentongan,
                SendTrouble::ClockWrong,
            ]))),
            14 => Err(trouble(SendTrouble::Unavailable)),
            15 => {
                let seconds = self.dice.pick(&[0, 7, 600, 86_400, 315_360_000]);
                let retry_after = Some(Duration::from_secs(seconds));
                Err(RequestFailure { retry_after, ..RequestError::Refused(RefusalCode::TooManyRequests).into() })
            }
            16 => Ok(self.central.take(&pending.request, AnswerKind::Forged)),
            17 => Ok(self.central.take(&pending.request, AnswerKind::SilentOnOne)),
            18 => Ok(self.central.take(&pending.request, AnswerKind::Shifted)),
            _ => Ok(self.central.take(&pending.request, AnswerKind::Unknown)),
        };
        pending.end(answer, took);
    }

    fn is_poisoned(&self, pending: &PendingRequest) -> bool {
        pending.request.envelopes.iter().any(|envelope| self.poison.contains(&envelope.record))
    }

    /// Any request under way.
    fn take_pending(&mut self) -> Option<PendingRequest> {
        let mut under_way = self.phone.under_way.lock().unwrap();
        let which = (!under_way.is_empty()).then(|| self.dice.index(under_way.len()))?;
        self.seen -= 1;
        Some(under_way.remove(which))
    }

    /// The sender ends in order, or its process is killed. Its requests go on without it.
    fn die(&mut self, sender: usize) {
        if self.dice.throw(2) == 0 { self.senders[sender] = None } else { self.kill(sender) }
    }

    fn kill(&mut self, sender: usize) {
        if let Some(sender) = self.senders[sender].take() {
            // A killed process gives nothing back, not even the lease.
            std::mem::forget(sender.round);
        }
    }

    /// The vault notes what the outbox knows, and gives it what is missing. Now and then it dies before the last step.
    fn reconcile(&mut self) {
        let (phone, dies) = (self.phone, self.dice.throw(6) == 0);
        let items = phone.outbox.not_noted(u32::MAX).unwrap();
        for item in &items {
            let Delivery::Delivered { receipt } = &item.standing.delivery else { continue };
            let entry = self.vault.get_mut(&item.record).unwrap();
            let (record, revision, device) = (item.record, item.revision, phone.connection.device);
            let stored = Stored { record, revision, device, digest: &entry.envelope.digest };
            receipt.check(stored, &phone.receipt_key).expect("an invalid receipt was kept");
            assert_eq!(self.central.stored.get(&record), Some(&entry.envelope.digest), "delivered, and not at central");
            entry.has_receipt = true;
        }
        if dies {
            return;
        }
        phone.outbox.forget_noted(&items.iter().collect::<Vec<_>>()).unwrap();
        let here = self.standings();
        let missing: Vec<NewEnvelope> = self
            .vault
            .values()
            .filter(|entry| !entry.has_receipt && !here.contains_key(&entry.envelope.envelope.record))
            .map(|entry| entry.envelope.clone())
            .collect();
        phone.outbox.put(&missing).unwrap();
    }

    /// As with a damaged file that is put aside.
    fn lose_outbox(&mut self) {
        let other = Connection { device: DeviceId::new(), ..self.phone.connection.clone() };
        self.phone.outbox.put_connection(&other).unwrap();
        self.phone.outbox.put_connection(&self.phone.connection).unwrap();
    }

    /// Lets all awake senders run until none can go on, and checks them.
    async fn settle(&mut self) {
        let before = self.standings();
        for _ in 0..8 {
            for sender in &mut self.senders {
                let Some(awake) = sender.as_mut().filter(|sender| !sender.frozen) else { continue };
                let round = &mut awake.round;
                let ended = poll_fn(|context| Poll::Ready(round.as_mut().poll(context).is_ready())).await;
                if ended {
                    *sender = None;
                }
            }
            tokio::task::yield_now().await;
        }
        self.look_at_pauses(&before);
        self.look_at_requests();
    }

    fn standings(&self) -> HashMap<RecordId, Standing> {
        let items = self.phone.outbox.items().unwrap();
        items.into_iter().map(|item| (item.record, item.standing)).collect()
    }

    /// No pause is longer than allowed.
    fn look_at_pauses(&self, before: &HashMap<RecordId, Standing>) {
        let now = self.phone.device.now();
        for (record, standing) in self.standings() {
            if before.get(&record) == Some(&standing) {
                continue;
            }
            let longest = match standing.delivery {
                Delivery::Waiting { .. } => LONGEST_BACK_OFF,
                Delivery::Refused { .. } => REFUSED_PAUSE,
                Delivery::Delivered { .. } => continue,
            };
            let pause = standing.next_attempt_at.duration_since(now);
            assert!(pause <= longest + SignedDuration::from_millis(1), "a pause of {pause:?}: {standing:?}");
        }
    }

    /// Each new request: its attempt was counted, and only one sender sends.
    fn look_at_requests(&mut self) {
        let (uptime, standings) = (self.phone.device.uptime(), self.standings());
        let carried_due =
            self.phone.outbox.due(Queue::Carried, self.phone.device.now(), usize::MAX, usize::MAX).unwrap();
        let under_way = self.phone.under_way.lock().unwrap();
        for pending in &under_way[self.seen..] {
            let own = |envelope: &&Envelope| envelope.device == self.phone.connection.device;
            let owns = pending.request.envelopes.iter().filter(own).count();
            assert!([0, pending.request.envelopes.len()].contains(&owns), "own and carried ones in one request");
            for envelope in &pending.request.envelopes {
                let counted = match standings.get(&envelope.record) {
                    Some(standing) => standing.attempts > 0,
                    // Time may have passed since it was counted, so that it is due again.
                    None => carried_due
                        .iter()
                        .all(|due| due.envelope.record != envelope.record || due.standing.attempts > 0),
                };
                assert!(counted, "an attempt was not counted before it was made");
            }
            if let Some(other) = &self.senders[1 - pending.sender]
                && let Some(last_request_at) = other.last_request_at
            {
                assert!(last_request_at + LEASE <= uptime, "two send at once");
            }
            if let Some(sender) = &mut self.senders[pending.sender] {
                sender.last_request_at = Some(uptime);
            }
        }
        self.seen = under_way.len();
    }

    /// From now on the network stays up and central takes everything; first all but the poison records.
    pub(super) async fn come_to_rest(&mut self) {
        self.central.refused.clear();
        (0..2).for_each(|sender| self.kill(sender));
        for copy in std::mem::take(&mut self.late) {
            self.central.take(&copy, AnswerKind::True);
        }
        while let Some(pending) = self.take_pending() {
            self.central.take(&pending.request, AnswerKind::True);
        }
        self.phone.outbox.make_all_due().unwrap();
        self.phone.outbox.take_along(&self.neighbours, self.phone.device.now()).unwrap();
        let poison = self.poison.clone();
        self.rounds(&poison).await;
        self.poison.clear();
        self.phone.outbox.make_all_due().unwrap();
        self.rounds(&HashSet::new()).await;
        assert_eq!(self.phone.outbox.items().unwrap(), [], "the outbox does not drain");
        let carried = self.phone.outbox.carried_status().unwrap();
        assert_eq!((carried.waiting, carried.refused), (0, 0), "carried records do not arrive");
        assert_eq!(carried.receipts as usize, self.neighbours.len(), "a receipt for each neighbour's");
        let (stored, finished) = (self.central.stored.len(), self.vault.len() + self.neighbours.len());
        assert_eq!(stored, finished, "each exactly once");
    }

    /// Runs the rounds. At the end all but these are delivered.
    async fn rounds(&mut self, but_for: &HashSet<RecordId>) {
        for _ in 0..ROUNDS {
            self.reconcile();
            self.begin(0);
            self.settle().await;
            while let Some(pending) = self.take_pending() {
                let took = Duration::from_millis(self.dice.pick(&[50, 700]));
                let cut = Err(RequestFailure::from(SendTrouble::CutOff));
                let poisoned = self.is_poisoned(&pending);
                let answer = if poisoned { cut } else { Ok(self.central.take(&pending.request, AnswerKind::True)) };
                pending.end(answer, took);
                self.settle().await;
            }
            assert!(self.senders[0].is_none(), "a round that does not end");
            self.phone.device.wait(LONGEST_BACK_OFF);
        }
        // A death while noting costs only another try.
        (0..20).for_each(|_| self.reconcile());
        let open = self.vault.iter().filter(|(record, entry)| !entry.has_receipt && !but_for.contains(record));
        assert_eq!(open.count(), 0, "not delivered though the network stayed up");
    }
}
