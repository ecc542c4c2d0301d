//! Reading a request's body with limits on size and time.
//!
//! After a refusal, the connection drains the unread rest, so that the phone can read the answer.

use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use kentongan_exchange::RefusalCode;

use super::packed;
use super::refused::Refused;
use crate::Central;

/// The body of a JSON request of at most `limit` bytes, unpacked.
pub(crate) async fn json(central: &Central, request: Request, limit: usize) -> Result<Vec<u8>, Refused> {
    if !is_json(request.headers()) {
        return Err(Refused::with_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            RefusalCode::MalformedBody,
            "the body must be application/json",
        ));
    }
    let (head, body) = request.into_parts();
    let reading = read(body, limit);
    let read = tokio::time::timeout(central.0.settings.body_timeout(), reading).await.unwrap_or_else(|_| {
        let message = "the body took too long";
        Err(Refused::with_status(StatusCode::REQUEST_TIMEOUT, RefusalCode::Unavailable, message))
    });
    packed::unpacked(&head.headers, read?, limit)
}

async fn read(mut body: Body, limit: usize) -> Result<Vec<u8>, Refused> {
    let too_large = || Refused::new(RefusalCode::TooLarge, &format!("a body has at most {limit} bytes"));
    // If the announced size is too large, the phone hears so before it sends a megabyte over a weak link.
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let broken = |_| Refused::new(RefusalCode::MalformedBody, "the body ended early");
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}
