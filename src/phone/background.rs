//! While the app is not on screen, it locks and the system's worker sends.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::sync::broadcast::error::RecvError;

use super::Phone;
use crate::device::SystemEvent;
use crate::storage::StorageError;

impl Phone {
    /// Follows the system's events. It locks when the app leaves the screen, and checks the network when that changes.
    /// Spawn it once; it ends where the device sends no events.
    pub async fn follow_system(self) {
        let Some(mut told) = self.0.device.events().map(crate::device::Events::system) else { return };
        loop {
            match told.recv().await {
                Ok(SystemEvent::Stopped) => self.stopped(),
                Ok(SystemEvent::NetworkChanged) => self.network_changed(),
                // The missed events may have been of either kind.
                Err(RecvError::Lagged(_)) => {
                    self.stopped();
                    self.network_changed();
                }
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Whether the device reports that the app left the screen or that the network changed. Then nobody needs to poll
    /// it every few seconds. A practice phone gets no events.
    pub(super) fn has_events(&self) -> bool {
        !self.is_practice() && self.0.device.events().is_some()
    }

    /// Locks and leaves what waits to the worker: the system may now kill the app at any moment.
    fn stopped(&self) {
        self.lock();
        self.0.lock_after_changed.notify_waiters();
        match self.waits() {
            Ok(0) => {}
            Ok(_) => self.0.device.schedule_upload(false),
            Err(error) => tracing::warn!(%error, "what waits is sent when the app is open"),
        }
    }

    /// Wakes the sender after something new entered the outbox, and makes it schedule the worker again.
    pub(super) fn wake_for_new(&self) {
        self.0.scheduled.store(false, Ordering::Release);
        self.0.wake.notify_one();
    }

    /// Schedules the worker once while something waits: the system may kill the app before it has sent.
    pub(super) fn schedule_while_it_waits(&self, waits: bool) {
        if self.0.scheduled.swap(waits, Ordering::AcqRel) != waits && waits {
            self.0.device.schedule_upload(false);
        }
    }

    /// Sends what waits, for the system's worker, while the phone is locked. Returns how many records it delivered, and
    /// how many things still wait to be sent. The system calls the worker when there is a network, so earlier troubles
    /// may be over. If nothing waits, it does not ask central for anything. If `stopped` is done, it ends at once, as
    /// if the app were killed.
    /// has come, it ends at once, as if the app had been killed.
    pub async fn send_in_background(&self, deadline: Instant, stopped: impl Future<Output = ()>) -> Option<(u32, u32)> {
        let known = |count: Result<u32, StorageError>| {
            count.map_err(|error| tracing::warn!(%error, "nothing is sent in the background")).ok()
        };
        if known(self.waits())? == 0 {
            return Some((0, 0));
        }
        let before = known(self.undelivered_records())?;
        let delivered = tokio::select! {
            biased;
            () = stopped => {
                self.forget_round();
                // The report of the round is lost, but the outbox has its results. Records finished meanwhile make this
                // number too low at most.
                before.saturating_sub(known(self.undelivered_records())?)
            }
            delivered = self.send_for_worker(deadline) => delivered?,
        };
        Some((delivered, known(self.waits())?))
    }

    /// The number of delivered records.
    async fn send_for_worker(&self, deadline: Instant) -> Option<u32> {
        self.in_background(Self::forget_back_off).await;
        if !self.may_send_something().ok()? {
            return Some(0);
        }
        let report = self.send_once_until(deadline).await;
        Some(report.map_or(0, |report| report.delivered.saturating_add(report.carried)))
    }

    /// Whether something may go over the current network: some photos may wait for Wi-Fi.
    fn may_send_something(&self) -> Result<bool, StorageError> {
        Ok(self.records_waiting()? > 0 || self.photos_pause(self.now())? == Some(Duration::ZERO))
    }

    /// Waiting records, own and carried. All photos that may be sent over some network count as one more.
    fn waits(&self) -> Result<u32, StorageError> {
        let photos = self.photos_pause(self.now())?.is_some();
        Ok(self.records_waiting()?.saturating_add(u32::from(photos)))
    }

    fn records_waiting(&self) -> Result<u32, StorageError> {
        let outbox = &self.0.outbox;
        Ok(outbox.status()?.waiting.saturating_add(outbox.carried_status()?.waiting))
    }

    /// Waiting and rejected records, own and carried.
    fn undelivered_records(&self) -> Result<u32, StorageError> {
        let (own, carried) = (self.0.outbox.status()?, self.0.outbox.carried_status()?);
        Ok([own.waiting, own.refused, carried.waiting, carried.refused].into_iter().fold(0, u32::saturating_add))
    }
}
