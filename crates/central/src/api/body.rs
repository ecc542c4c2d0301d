//! Reading a request's body within bounds of size and time.

use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use kentongan_exchange::RefusalCode;

use super::refused::Refused;
use crate::settings::{BODY_TIMEOUT, DRAINED_BODY_BYTES, DRAINING_TIMEOUT};

/// The body of a JSON request of at most `limit` bytes.
///
/// A larger one is read on for a while and thrown away: a phone that is still sending when the
/// connection closes sees a broken pipe and never learns that the batch was too large.
pub(crate) async fn json(request: Request, limit: usize) -> Result<Vec<u8>, Refused> {
    if !is_json(request.headers()) {
        return Err(Refused::with_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            RefusalCode::MalformedBody,
            "the body must be application/json",
        ));
    }
    tokio::time::timeout(BODY_TIMEOUT, read(request.into_body(), limit)).await.unwrap_or_else(|_| {
        let message = "the body took too long";
        Err(Refused::with_status(StatusCode::REQUEST_TIMEOUT, RefusalCode::Unavailable, message))
    })
}

/// Throws a body away, so that a phone that is still sending it can read the refusal.
pub(crate) async fn drain(request: Request, limit: usize) {
    // Whether it came whole does not matter any more.
    drop(tokio::time::timeout(DRAINING_TIMEOUT, read(request.into_body(), limit)).await);
}

async fn read(mut body: Body, limit: usize) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let broken = |_| Refused::new(RefusalCode::MalformedBody, "the body ended early");
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        length += data.len();
        if length <= limit {
            bytes.extend_from_slice(&data);
        } else if length > DRAINED_BODY_BYTES {
            break;
        }
    }
    if length > limit {
        return Err(Refused::new(RefusalCode::TooLarge, &format!("a body has at most {limit} bytes")));
    }
    Ok(bytes)
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}
