//! Packed bodies (`Content-Encoding: gzip`), because a phone's signal is the slowest part of the way.

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kentongan_exchange::RefusalCode;
use kentongan_exchange::gzip::{GZIP, Unpackable, WORTH_PACKING, gunzip, gzip};

use super::refused::Refused;

/// Packs an answer in JSON if that saves bytes and the client accepts it.
pub(crate) async fn pack_answer(request: Request, next: Next) -> Response {
    let accepted = request.headers().get_all(header::ACCEPT_ENCODING).iter();
    let mut accepted = accepted.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let accepts = accepted.any(|coding| coding.trim().eq_ignore_ascii_case(GZIP));
    let answer = next.run(request).await;
    let is_json = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let size = answer.body().size_hint().exact().and_then(|size| usize::try_from(size).ok());
    let Some(size) = size.filter(|size| accepts && is_json && *size >= WORTH_PACKING) else { return answer };
    let (mut parts, body) = answer.into_parts();
    // It is in memory already, with a known size.
    let Ok(bytes) = to_bytes(body, size).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(GZIP));
    parts.headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(gzip(&bytes)))
}

/// The unpacked body, at most `limit` bytes.
pub(crate) fn unpacked(headers: &HeaderMap, bytes: Vec<u8>, limit: usize) -> Result<Vec<u8>, Refused> {
    let Some(coding) = headers.get(header::CONTENT_ENCODING) else { return Ok(bytes) };
    if !coding.as_bytes().eq_ignore_ascii_case(GZIP.as_bytes()) {
        let (status, code) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, RefusalCode::MalformedBody);
        return Err(Refused::with_status(status, code, "a body may be packed with gzip alone"));
    }
    gunzip(&bytes, limit).map_err(|error| match error {
        Unpackable::Broken => {
            Refused::new(RefusalCode::MalformedBody, "the body is not what it says it is packed with")
        }
        Unpackable::TooLarge => {
            Refused::new(RefusalCode::TooLarge, &format!("a body has at most {limit} bytes, unpacked"))
        }
    })
}
