//! While the app is not on screen: it locks, and the system's worker sends.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::sync::broadcast::error::RecvError;

use super::Phone;
use crate::device::SystemEvent;
use crate::storage::StorageError;

impl Phone {
    /// Does what the system tells: locks when the app is not seen any more, and looks at the network when that has
    /// changed. Spawn it once; it ends where no system tells anything.
    pub async fn follow_system(self) {
        let Some(mut told) = self.0.device.events().map(crate::device::Events::system) else { return };
        loop {
            match told.recv().await {
                Ok(SystemEvent::Stopped) => self.stopped(),
                Ok(SystemEvent::NetworkChanged) => self.network_changed(),
                // What was missed may have been either.
                Err(RecvError::Lagged(_)) => {
                    self.stopped();
                    self.network_changed();
                }
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Whether the device tells of its own accord that the app is not seen any more and that the network has changed:
    /// then nobody needs to ask it every few seconds. A phone to practise with is told nothing.
    pub(super) fn is_told(&self) -> bool {
        !self.is_practice() && self.0.device.events().is_some()
    }

    /// Locks, and leaves what waits to the worker: the system may end the app from now on without a word.
    fn stopped(&self) {
        self.lock();
        self.0.lock_after_changed.notify_waiters();
        match self.waits() {
            Ok(0) => {}
            Ok(_) => self.0.device.schedule_upload(false),
            Err(error) => tracing::warn!(%error, "what waits is sent when the app is open"),
        }
    }

    /// Wakes the sender for what was just put into the outbox, and has it ask the worker anew.
    pub(super) fn wake_for_new(&self) {
        self.0.scheduled.store(false, Ordering::Release);
        self.0.wake.notify_one();
    }

    /// Asks the worker once for as long as something waits: the app may be ended before it has sent.
    pub(super) fn schedule_while_it_waits(&self, waits: bool) {
        if self.0.scheduled.swap(waits, Ordering::AcqRel) != waits && waits {
            self.0.device.schedule_upload(false);
        }
    }

    /// Sends what waits, for the system's worker, while the phone is locked: how many records were delivered, and how
    /// many are still to be sent, `0` meaning that nothing is. A worker is called when there is a network: whatever
    /// kept the phone from sending before may be over. Nothing is asked of central when nothing waits. Once `stopped`
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
                // Its report is lost, but not what came of it. What was finished meanwhile makes this too few at most.
                before.saturating_sub(known(self.undelivered_records())?)
            }
            delivered = self.send_for_worker(deadline) => delivered?,
        };
        Some((delivered, known(self.waits())?))
    }

    /// How many records were delivered.
    async fn send_for_worker(&self, deadline: Instant) -> Option<u32> {
        self.in_background(Self::forget_back_off).await;
        if !self.may_send_something().ok()? {
            return Some(0);
        }
        let report = self.send_once_until(deadline).await;
        Some(report.map_or(0, |report| report.delivered.saturating_add(report.carried)))
    }

    /// Whether something may go over the present network: photos may be kept for Wi-Fi.
    fn may_send_something(&self) -> Result<bool, StorageError> {
        Ok(self.records_waiting()? > 0 || self.photos_pause(self.now())? == Some(Duration::ZERO))
    }

    /// Records that wait, one's own and carried ones; photos that may be sent over some network count as one more.
    fn waits(&self) -> Result<u32, StorageError> {
        let photos = self.photos_pause(self.now())?.is_some();
        Ok(self.records_waiting()?.saturating_add(u32::from(photos)))
    }

    fn records_waiting(&self) -> Result<u32, StorageError> {
        let outbox = &self.0.outbox;
        Ok(outbox.status()?.waiting.saturating_add(outbox.carried_status()?.waiting))
    }

    /// Those that wait, and those that central would not have.
    fn undelivered_records(&self) -> Result<u32, StorageError> {
        let (own, carried) = (self.0.outbox.status()?, self.0.outbox.carried_status()?);
        Ok([own.waiting, own.refused, carried.waiting, carried.refused].into_iter().fold(0, u32::saturating_add))
    }
}
