//! The way between phone and central: requests stay on it until the simulation ends them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kentongan_exchange::{FeedAnswer, RecordsAnswer, RecordsRequest, SERVICE};
use tokio::sync::oneshot;

use crate::outbox::SendTrouble;
use crate::sending::http::RequestFailure;

/// The answer to a request, and how long it took.
pub(in crate::sending) type TripEnd = (Result<RecordsAnswer, RequestFailure>, Duration);

/// A request under way.
pub(super) struct PendingRequest {
    /// Whose request it is.
    pub(super) sender: usize,
    pub(super) request: RecordsRequest,
    end: oneshot::Sender<TripEnd>,
}

impl PendingRequest {
    pub(super) fn end(self, answer: Result<RecordsAnswer, RequestFailure>, took: Duration) {
        // A dead sender does not hear it.
        drop(self.end.send((answer, took)));
    }
}

/// One sender's way to central.
#[derive(Clone)]
pub(in crate::sending) struct Network {
    sender: usize,
    under_way: Arc<Mutex<Vec<PendingRequest>>>,
}

impl Network {
    pub(super) fn new(sender: usize, under_way: &Arc<Mutex<Vec<PendingRequest>>>) -> Self {
        Self { sender, under_way: Arc::clone(under_way) }
    }

    pub(in crate::sending) async fn records(&self, request: &RecordsRequest) -> TripEnd {
        let (end, ended) = oneshot::channel();
        self.under_way.lock().unwrap().push(PendingRequest { sender: self.sender, request: request.clone(), end });
        ended.await.unwrap_or((Err(SendTrouble::CutOff.into()), Duration::ZERO))
    }

    /// No news: the simulation does not cover the feed.
    pub(in crate::sending) fn feed(&self, after: u64) -> FeedAnswer {
        FeedAnswer { service: SERVICE.to_owned(), cursor: after, items: Vec::new(), more: false }
    }
}
