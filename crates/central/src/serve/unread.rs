//! Drains the unread rest of a request body.
//!
//! If a server closes a connection on which the peer still sends, the connection is reset. The reset can reach the peer
//! before it has read the answer (RFC 9112, section 9.6). A phone would then see a broken connection, and never learn
//! that its batch was too large. So the answer goes out at once, and the rest of the body is read and dropped. Bytes
//! and time are limited, and nothing of it is stored.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::HttpBody;
use hyper::body::{Frame, SizeHint};
use tokio::runtime::Handle;

use crate::settings::{DRAINED_BODY_BYTES, DRAINING_TIMEOUT};

/// A body whose unread rest is drained on drop.
pub(super) struct DrainedBody<B: HttpBody<Data: Send> + Send + Unpin + 'static>(Option<B>);

impl<B: HttpBody<Data: Send> + Send + Unpin + 'static> DrainedBody<B> {
    pub(super) fn new(body: B) -> Self {
        Self(Some(body))
    }
}

impl<B: HttpBody<Data: Send> + Send + Unpin + 'static> HttpBody for DrainedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        // It has ended, or the connection is broken: there is nothing to drain.
        if !matches!(frame, Some(Ok(_))) {
            self.0 = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl<B: HttpBody<Data: Send> + Send + Unpin + 'static> Drop for DrainedBody<B> {
    fn drop(&mut self) {
        let rest = self.0.take().filter(|body| !body.is_end_stream());
        if let (Some(rest), Ok(runtime)) = (rest, Handle::try_current()) {
            runtime.spawn(drain(rest, DRAINED_BODY_BYTES, DRAINING_TIMEOUT));
        }
    }
}

/// Reads to the end, with limits on bytes and time. Dropping the body then closes the connection.
async fn drain<B: HttpBody + Unpin>(mut body: B, most: u64, time: Duration) {
    let reading = async {
        let mut length = 0;
        while let Some(Ok(frame)) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            length += frame.data_ref().map_or(0, |data| hyper::body::Buf::remaining(data) as u64);
            if length > most {
                break;
            }
        }
    };
    // Whether it was complete does not matter.
    drop(tokio::time::timeout(time, reading).await);
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use axum::body::Bytes;

    use super::*;

    /// Gives pieces of 1000 bytes for ever, or nothing for ever.
    struct Endless {
        gives: bool,
        given: Arc<AtomicU64>,
    }

    impl HttpBody for Endless {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            if !self.gives {
                return Poll::Pending;
            }
            self.given.fetch_add(1000, Ordering::SeqCst);
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b' '; 1000])))))
        }
    }

    #[tokio::test]
    async fn a_body_without_end_is_read_for_so_many_bytes_or_so_long_and_no_further() {
        let given = Arc::new(AtomicU64::new(0));
        let flood = Endless { gives: true, given: Arc::clone(&given) };
        drain(flood, 1_000_000, Duration::from_secs(60)).await;
        assert_eq!(given.load(Ordering::SeqCst), 1_001_000);
        let silence = Endless { gives: false, given };
        drain(silence, 1_000_000, Duration::from_millis(20)).await;
    }
}
