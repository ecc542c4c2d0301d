//! Sending in the background of the app, and what screens may show of it while the phone is locked.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kentongan_exchange::RecordId;
use tokio::sync::watch;

use super::open_vault::OpenVault;
use super::{Connectivity, Phone, PhoneError, UndeliveredRecord};
use crate::outbox::{LONGEST_BACK_OFF, OutboxItem, OutboxStatus, Queue, SendTrouble};
use crate::sending::{Round, SendReport, SendingState, send_once};
use crate::storage::StorageError;

/// Longest round. Then the app checks its state before it goes on.
const ROUND: Duration = Duration::from_secs(10 * 60);
/// How often the phone asks a system that sends no events whether the network is back. It sends nothing for that.
const OFFLINE_PAUSE: Duration = Duration::from_secs(30);
/// Shortest pause after a failed round: the outbox may have failed to store a later time.
const TROUBLED_PAUSE: Duration = Duration::from_secs(15);
/// Longest pause while something waits, because the timer's clock stops while the device sleeps.
const LONGEST_PAUSE: Duration = LONGEST_BACK_OFF.unsigned_abs();

impl Phone {
    /// The state of the outbox. Works while locked.
    ///
    /// # Errors
    /// Storage's.
    pub fn outbox_status(&self) -> Result<OutboxStatus, PhoneError> {
        Ok(self.0.outbox.status()?)
    }

    /// At most `limit` undelivered records: rejected ones first, then waiting ones, each in the order of finishing.
    ///
    /// # Errors
    /// [`PhoneError::Locked`], or storage's.
    pub fn undelivered(&self, limit: u32) -> Result<Vec<UndeliveredRecord>, PhoneError> {
        self.with_open(|open| {
            let items = self.0.outbox.undelivered(limit)?.into_iter();
            items.map(|OutboxItem { record, standing, .. }| open.undelivered(record, standing)).collect()
        })
    }

    /// All envelopes in the outbox. A delivered one stays until the vault has noted its receipt. Works while locked.
    ///
    /// # Errors
    /// Storage's.
    pub fn outbox(&self) -> Result<Vec<OutboxItem>, PhoneError> {
        Ok(self.0.outbox.items()?)
    }

    /// When a record was finished; `None` while the phone is locked.
    fn finished_at(&self, record: RecordId) -> Option<Timestamp> {
        let finished = |open: &mut OpenVault| Ok::<_, PhoneError>(open.vault.record(record)?.saved_at);
        self.with_open(finished).ok()
    }

    /// The state of sending, to watch.
    #[must_use]
    pub fn sending(&self) -> watch::Receiver<SendingState> {
        self.0.sending.subscribe()
    }

    /// Sends now, without waiting for the back-off. Offers rejected records again, and asks central for news.
    pub fn send_now(&self) {
        if self.line().is_err() {
            return;
        }
        // The sender writes it, so that the person who presses the button does not wait.
        self.0.all_due.store(true, Ordering::Release);
        self.0.hurry.store(true, Ordering::Release);
        self.wake_for_news();
        // The app may be closed before the sender is done.
        self.0.device.schedule_upload(true);
    }

    /// The system reports another network. The sender checks whether it can send again.
    pub fn network_changed(&self) {
        self.0.wake.notify_one();
    }

    /// Wakes the sender to ask central for news and to send what is due.
    pub(super) fn wake_for_news(&self) {
        self.0.news.store(true, Ordering::Release);
        self.0.wake.notify_one();
    }

    /// Resets the sending state after a round that was stopped.
    pub(crate) fn forget_round(&self) {
        self.0.sending.send_replace(SendingState::Idle { last: None });
    }

    /// The background loop that sends. Spawn it once, on a runtime of several threads; it never ends. While nothing
    /// waits, it sleeps without a timer. On a practice phone it ends at once.
    pub async fn run_sender(self) {
        if self.line().is_err() {
            return;
        }
        let mut troubled = false;
        // The app has just opened, so earlier troubles may be over.
        self.in_background(Self::forget_back_off).await;
        loop {
            // The caller that woke this loop has added something without waiting for the disk.
            self.in_background(Self::make_outbox_durable).await;
            self.make_all_due_if_asked().await;
            match self.pause(troubled) {
                Some(Duration::ZERO) => {}
                Some(pause) => {
                    // Woken or not, the next check decides.
                    let _woken = self.woken_within(pause, self.0.wake.notified()).await;
                    troubled = false;
                    continue;
                }
                None => {
                    self.0.wake.notified().await;
                    troubled = false;
                    continue;
                }
            }
            troubled = match self.send_once().await {
                Some(report) => report.trouble.is_some(),
                None => true,
            };
        }
    }

    async fn make_all_due_if_asked(&self) {
        let make_all_due = |phone: &Self| {
            let outbox = &phone.0.outbox;
            if let Err(error) = outbox.make_all_due().and_then(|()| outbox.make_attachments_due(true)) {
                tracing::warn!(%error, "the outbox keeps its pauses");
            }
        };
        if self.0.all_due.swap(false, Ordering::AcqRel) {
            self.in_background(make_all_due).await;
        }
    }

    fn make_outbox_durable(&self) {
        if let Err(error) = self.0.outbox.make_durable() {
            tracing::warn!(%error, "the outbox reaches the disk later");
        }
    }

    pub(super) fn forget_back_off(&self) {
        let outbox = &self.0.outbox;
        if let Err(error) = outbox.make_waiting_due().and_then(|()| outbox.make_attachments_due(false)) {
            tracing::warn!(%error, "the outbox keeps its pauses");
        }
    }

    /// How long to sleep: zero, some time, or `None` (until woken).
    fn pause(&self, troubled: bool) -> Option<Duration> {
        let now = self.0.device.now();
        let offline = self.0.device.online() == Connectivity::Offline;
        if self.0.offline.swap(offline, Ordering::AcqRel) && !offline {
            self.forget_back_off();
        }
        let ((next_attempt_at, due), photos) = match (self.next_and_due(now), self.photos_pause(now)) {
            (Ok(records), Ok(photos)) => (records, photos),
            (Err(error), _) | (_, Err(error)) => {
                tracing::warn!(%error, "outbox");
                return Some(LONGEST_PAUSE);
            }
        };
        let out_of_step = self.0.out_of_step.load(Ordering::Acquire);
        let news = self.0.news.load(Ordering::Acquire);
        let hurry = self.0.hurry.swap(false, Ordering::AcqRel);
        let waits = next_attempt_at.is_some() || photos.is_some() || out_of_step;
        self.schedule_while_it_waits(waits);
        if offline && !hurry {
            let report = SendReport { trouble: Some(SendTrouble::NoNetwork), ..SendReport::nothing_at(now) };
            let known = |state: &mut SendingState| {
                let already =
                    matches!(state, SendingState::Idle { last: Some(last) } if last.trouble == report.trouble);
                *state = if already { *state } else { SendingState::Idle { last: Some(report) } };
                !already
            };
            self.0.sending.send_if_modified(known);
            return waits.then_some(if self.has_events() { LONGEST_PAUSE } else { OFFLINE_PAUSE });
        }
        if due > 0 || photos == Some(Duration::ZERO) || news || (out_of_step && !troubled) {
            return Some(if troubled && !hurry { TROUBLED_PAUSE } else { Duration::ZERO });
        }
        let until = next_attempt_at.map(|next| next.duration_since(now).unsigned_abs().min(LONGEST_PAUSE));
        [until, photos, out_of_step.then_some(LONGEST_PAUSE)].into_iter().flatten().min()
    }

    /// The time until a photo is due; `None` when no photo waits for any network.
    pub(super) fn photos_pause(&self, now: Timestamp) -> Result<Option<Duration>, StorageError> {
        let (outbox, unmetered) = (&self.0.outbox, self.0.device.metering().is_unmetered());
        if outbox.due_attachment_attempts(now, unmetered)?.is_some() {
            return Ok(Some(Duration::ZERO));
        }
        let pause = |next: Timestamp| next.duration_since(now).unsigned_abs().min(LONGEST_PAUSE);
        let next = outbox.next_attachment_at(unmetered)?.map(pause);
        // The system should report Wi-Fi. If it does not, this check finds it at little cost.
        let wifi = !unmetered && outbox.attachments_wait_for_wifi()?;
        Ok(next.or(wifi.then_some(LONGEST_PAUSE)))
    }

    /// When the attempt stored for `at` is made. One later than any pause allows is from before somebody set the clock
    /// back: it is made now.
    #[must_use]
    pub fn time_of_attempt(&self, at: Timestamp) -> Timestamp {
        let now = self.0.device.now();
        if at.duration_since(now) > LONGEST_BACK_OFF { now } else { at }
    }

    /// When the next attempt is due, and how many records are due now, own and carried.
    fn next_and_due(&self, now: Timestamp) -> Result<(Option<Timestamp>, u32), StorageError> {
        let (own, carried) = (self.0.outbox.status()?, self.0.outbox.carried_status()?);
        let next = [own.next_attempt_at, carried.next_attempt_at].into_iter().flatten().min();
        let due = |queue| self.0.outbox.due_count(queue, now);
        Ok((next, due(Queue::Own)?.saturating_add(due(Queue::Carried)?)))
    }

    /// Like [`Phone::send_once_until`], for as long as a round of the app may take.
    pub async fn send_once(&self) -> Option<SendReport> {
        self.send_once_until(Instant::now() + ROUND).await
    }

    /// Sends what is due, once, and asks central for news. `None` when there is no connection, or when another process
    /// is sending. It starts no request after `deadline`. It is for callers with a short time of network, such as
    /// Android's worker. Works while locked.
    pub async fn send_once_until(&self, deadline: Instant) -> Option<SendReport> {
        let line = self.0.line.as_ref()?;
        let _alone = line.round.lock().await;
        self.make_all_due_if_asked().await;
        if self.0.out_of_step.swap(false, Ordering::AcqRel) {
            self.in_background(Self::reconcile_or_later).await;
        }
        self.0.news.store(false, Ordering::Release);
        let connection = self.0.outbox.connection().ok().flatten()?;
        if self.is_outdated(&connection) {
            self.reconcile_later();
            return None;
        }
        let client = line.client_for(&connection)?;
        let progress = |state| {
            self.0.sending.send_replace(state);
        };
        let round = Round {
            outbox: &self.0.outbox,
            client: &client,
            receipt_key: &connection.receipt_key,
            central_recipient: connection.central_recipient.as_ref(),
            forms: self.with_open(|open| Ok::<_, PhoneError>(open.forms.current_versions())).unwrap_or_default(),
            finished_at: &|record| self.finished_at(record),
            device: &*self.0.device,
            deadline,
            progress: &progress,
        };
        let report = tokio::select! {
            report = send_once(round) => report,
            () = line.stop_round.notified() => {
                self.0.sending.send_replace(SendingState::Idle { last: None });
                return None;
            }
        };
        let Some(report) = report else {
            // The other process may have started before our request for news.
            self.0.news.store(true, Ordering::Release);
            self.0.sending.send_replace(SendingState::Idle { last: None });
            return None;
        };
        self.check_clock(&report);
        if report.trouble.is_some() {
            line.forget_client();
        }
        if report.photos_damaged > 0 {
            self.reconcile_later();
        }
        self.in_background(Self::note_news_or_later).await;
        self.0.sending.send_replace(SendingState::Idle { last: Some(report) });
        Some(report)
    }

    /// Redraws every screen after a change that did not come from sending.
    pub(super) fn redraw_screens(&self) {
        self.0.sending.send_modify(|_| ());
    }

    /// Runs work that takes some milliseconds of disk on a blocking thread; `None` when it panics.
    pub(super) async fn in_background<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Option<T> {
        let phone = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&phone)).await;
        done.map_err(|error| tracing::error!(%error, "work in the background")).ok()
    }
}
