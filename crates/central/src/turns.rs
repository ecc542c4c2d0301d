//! Only one connection at a time sends bytes of an upload. A newer connection cancels the older one.
//!
//! A phone that loses its link and finds another does not tell the old connection. Central would wait on the old one
//! for half a minute. The cancelled connection stores what has arrived and ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kentongan_exchange::{AttachmentName, DeviceId};
use tokio::sync::{OwnedMutexGuard, watch};

/// How long the older connection may take to end: the time of a commit on a busy disk.
const ENDING_TIME: Duration = Duration::from_secs(10);

type Upload = (AttachmentName, DeviceId);

/// Which connection sends which upload.
#[derive(Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<Upload, Arc<Queue>>>>);

struct Queue {
    /// Held by the connection that sends.
    sending: Arc<tokio::sync::Mutex<()>>,
    /// The number of the newest connection.
    newest: watch::Sender<u64>,
}

/// The right to change an upload. Dropping it returns it.
pub(crate) struct Turn {
    number: u64,
    newest: watch::Receiver<u64>,
    /// It returns the lock on drop. It drops before `_entry`, which checks whether anybody is left.
    _sending: Option<OwnedMutexGuard<()>>,
    _entry: Entry,
}

/// On drop, removes a queue in which nobody waits.
struct Entry {
    all: Arc<Mutex<HashMap<Upload, Arc<Queue>>>>,
    upload: Upload,
    queue: Option<Arc<Queue>>,
}

impl Turns {
    /// The turn for an upload; `None` when another connection does not end, or a newer one has the turn.
    pub(crate) async fn take(&self, name: AttachmentName, device: DeviceId) -> Option<Turn> {
        let upload = (name, device);
        let queue = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh = || Arc::new(Queue { sending: Arc::default(), newest: watch::Sender::new(0) });
            Arc::clone(all.entry(upload).or_insert_with(fresh))
        };
        let entry = Entry { all: Arc::clone(&self.0), upload, queue: Some(Arc::clone(&queue)) };
        let mut number = 0;
        queue.newest.send_modify(|newest| {
            *newest += 1;
            number = *newest;
        });
        let newest = queue.newest.subscribe();
        let sending = tokio::time::timeout(ENDING_TIME, Arc::clone(&queue.sending).lock_owned()).await.ok()?;
        drop(queue);
        let turn = Turn { number, newest, _sending: Some(sending), _entry: entry };
        if turn.is_over() { None } else { Some(turn) }
    }
}

impl Turn {
    fn is_over(&self) -> bool {
        *self.newest.borrow() > self.number
    }

    /// Completes when a newer connection wants the turn.
    pub(crate) async fn wanted(&mut self) {
        let number = self.number;
        if self.newest.wait_for(|newest| *newest > number).await.is_err() {
            // No newer connection can come any more.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.queue.take());
        if all.get(&self.upload).is_some_and(|queue| Arc::strong_count(queue) == 1) {
            all.remove(&self.upload);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_newer_connection_gets_the_turn_and_nobody_leaves_anything_behind() {
        let turns = Arc::new(Turns::default());
        let (name, device) = (AttachmentName::of(b"isi"), DeviceId::new());
        let mut first = turns.take(name, device).await.unwrap();
        let later = tokio::spawn({
            let turns = Arc::clone(&turns);
            async move { turns.take(name, device).await.is_some() }
        });
        first.wanted().await;
        assert!(turns.take(name, DeviceId::new()).await.is_some(), "another phone's upload is another upload");
        drop(first);
        assert!(later.await.unwrap());
        assert!(turns.0.lock().unwrap().is_empty());
    }
}
