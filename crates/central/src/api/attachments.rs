//! `/v1/attachments`: tus 1.0.0 (<https://tus.io/protocols/resumable-upload>) with creation, creation-with-upload,
//! checksum, expiration and termination.
//!
//! The address of an upload is the attachment's name, and belongs to the phone whose token asks. So a phone that lost
//! every answer finds its upload by what it knows anyway. Central takes only what a stored record names.

mod headers;
mod receiving;
mod refusals;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, head};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use kentongan_exchange::attachment::{ATTACHMENT_RECEIPT_HEADER, ATTACHMENTS_PATH, MAX_ATTACHMENT_BYTES};
use kentongan_exchange::{AttachmentName, AttachmentReceipt, Refusal, RefusalCode};
use kentongan_fail_points::reach;
use utoipa::ToSchema;

use super::asked_by::AskedBy;
use super::refused::Refused;
use super::{authorisation, contact};
use crate::Central;
use crate::settings::UNFINISHED_UPLOADS;
use crate::store::attachments::{Begun, Progress};
use crate::store::devices::Device;
use headers::{Checksum, TusHeaders};
use receiving::Receiving;
use refusals::{elsewhere, locked, unknown};

const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const RECEIPT: HeaderName = HeaderName::from_static(ATTACHMENT_RECEIPT_HEADER);
const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");

/// The methods of one upload.
pub(super) fn one() -> MethodRouter<Central> {
    head(look).patch(send).delete(give_up).options(options_of_one).post(instead)
}

/// The only supported version of tus.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a schema of the header; the handlers compare its text")]
enum TusVersion {
    /// 1.0.0
    #[schema(rename = "1.0.0")]
    OneZeroZero,
}

/// The same for one upload.
#[utoipa::path(
    options, path = "/v1/attachments/{name}", tag = "attachments",
    params(("name" = AttachmentName, Path, description = "the attachment's name")),
    responses((status = 204, description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm"))
)]
pub(super) async fn options_of_one() -> Response {
    options().await
}

/// What this server supports. It needs no token.
#[utoipa::path(
    options, path = "/v1/attachments", tag = "attachments",
    responses((
        status = 204, description = "what is spoken here",
        headers(
            ("Tus-Resumable" = String), ("Tus-Version" = String), ("Tus-Extension" = String),
            ("Tus-Max-Size" = u64, description = "bytes"), ("Tus-Checksum-Algorithm" = String),
        )
    ))
)]
pub(super) async fn options() -> Response {
    let headers = [
        (TUS_RESUMABLE, VERSION),
        (HeaderName::from_static("tus-version"), VERSION),
        (HeaderName::from_static("tus-max-size"), HeaderValue::from(MAX_ATTACHMENT_BYTES)),
        (
            HeaderName::from_static("tus-extension"),
            HeaderValue::from_static("creation,creation-with-upload,checksum,expiration,termination"),
        ),
        (HeaderName::from_static("tus-checksum-algorithm"), HeaderValue::from_static("sha1,sha256")),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Creates the upload of an attachment that a stored record names, or finds the existing one.
#[utoipa::path(
    post, path = "/v1/attachments", tag = "attachments", security(("device" = [])),
    params(
        ("Tus-Resumable" = inline(TusVersion), Header, description = "version of tus"),
        ("Upload-Length" = u64, Header, description = "bytes of the whole, at most 1 MiB"),
        ("Upload-Metadata" = String, Header, description = "`name` and the base64 of the attachment's name"),
    ),
    responses(
        (
            status = 201, description = "begun, or found again",
            headers(
                ("Location" = String, description = "the upload's address"),
                ("Upload-Offset" = u64, description = "bytes that are here"), ("Upload-Length" = u64),
                ("Upload-Expires" = String, description = "until when it is kept unfinished (RFC 9110 date)"),
                ("kentongan-receipt" = String, description = "base64 of the receipt, when it is whole"),
            )
        ),
        (status = 400, body = Refusal), (status = 404, body = Refusal), (status = 408, body = Refusal),
        (status = 409, body = Refusal), (status = 412, body = Refusal), (status = 413, body = Refusal),
        (status = 422, body = Refusal), (status = 423, body = Refusal), (status = 460, body = Refusal),
    )
)]
pub(super) async fn create(State(central): State<Central>, request: Request) -> Response {
    let answer = async {
        let device = known(&central, request.headers()).await?;
        let asked = TusHeaders(request.headers());
        let (size, name) = (asked.length()?, asked.name()?);
        let begun = central.0.store.begin_upload((name, device.id), size, UNFINISHED_UPLOADS, crate::now());
        let begun = match begun.await? {
            Begun::Now(progress) => progress,
            Begun::Unexpected => return Err(unknown()),
            Begun::TooMany => {
                return Err(Refused::new(RefusalCode::TooManyRequests, "finish the uploads that were begun"));
            }
        };
        reach("central.attachments.begun");
        if let Progress::Whole(whole) = begun
            && whole.size != size
        {
            return Err(Refused::new(RefusalCode::NotTheNamedBytes, "the attachment of this name has another size"));
        }
        let progress = match begun {
            Progress::Unfinished { received: 0, .. } if asked.brings_bytes() => {
                patch(&central, &device, name, 0, request).await?
            }
            Progress::Unfinished { .. } | Progress::Whole(_) => begun,
        };
        let mut response = described(&central, &device, StatusCode::CREATED, name, progress).await;
        let address = HeaderValue::try_from(format!("{ATTACHMENTS_PATH}/{name}"));
        response.headers_mut().insert(header::LOCATION, address.unwrap_or(HeaderValue::from_static(ATTACHMENTS_PATH)));
        response.extensions_mut().insert(AskedBy(device.code));
        Ok(response)
    };
    marked(answer.await)
}

/// How many bytes are here. First it ends a transfer on an older connection, which the phone may have lost.
#[utoipa::path(
    head, path = "/v1/attachments/{name}", tag = "attachments", security(("device" = [])),
    params(
        ("name" = AttachmentName, Path, description = "the attachment's name"),
        ("Tus-Resumable" = inline(TusVersion), Header, description = "version of tus"),
    ),
    responses(
        (
            status = 200, description = "how far it is",
            headers(
                ("Upload-Offset" = u64, description = "bytes that are here"), ("Upload-Length" = u64),
                ("Upload-Expires" = String, description = "until when it is kept unfinished (RFC 9110 date)"),
                ("kentongan-receipt" = String, description = "base64 of the receipt, when it is whole"),
            )
        ),
        (status = 404, description = "not expected or under way"), (status = 412, description = "another version of tus"),
        (status = 423, description = "goes on over another connection"),
    )
)]
pub(super) async fn look(State(central): State<Central>, Path(name): Path<String>, request: Request) -> Response {
    let headers = request.into_parts().0.headers;
    let answer = async {
        let device = known(&central, &headers).await?;
        let name = named(&name)?;
        let turn = central.0.turns.take(name, device.id).await.ok_or_else(locked)?;
        let progress = progress(&central, name, &device).await?;
        drop(turn);
        let mut response = described(&central, &device, StatusCode::OK, name, progress).await;
        response.extensions_mut().insert(AskedBy(device.code));
        Ok(response)
    };
    marked(answer.await)
}

/// Appends bytes. The answer to the last ones has the receipt.
#[utoipa::path(
    patch, path = "/v1/attachments/{name}", tag = "attachments", security(("device" = [])),
    params(
        ("name" = AttachmentName, Path, description = "the attachment's name"),
        ("Tus-Resumable" = inline(TusVersion), Header, description = "version of tus"),
        ("Upload-Offset" = u64, Header, description = "where these bytes begin"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256` and the base64 of the digest"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (
            status = 204, description = "taken",
            headers(
                ("Upload-Offset" = u64, description = "bytes that are here"),
                ("Upload-Expires" = String, description = "until when it is kept unfinished (RFC 9110 date)"),
                ("kentongan-receipt" = String, description = "base64 of the receipt, when it is whole"),
            )
        ),
        (status = 400, body = Refusal), (status = 404, body = Refusal), (status = 408, body = Refusal),
        (status = 409, body = Refusal), (status = 412, body = Refusal), (status = 413, body = Refusal),
        (status = 415, body = Refusal), (status = 422, body = Refusal), (status = 423, body = Refusal),
        (status = 460, body = Refusal, description = "the checksum does not hold (tus)"),
    )
)]
pub(super) async fn send(State(central): State<Central>, Path(name): Path<String>, request: Request) -> Response {
    let answer = async {
        let device = known(&central, request.headers()).await?;
        let name = named(&name)?;
        let asked = TusHeaders(request.headers());
        if !asked.brings_bytes() {
            return Err(Refused::with_status(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                RefusalCode::MalformedBody,
                "the body must be application/offset+octet-stream",
            ));
        }
        let offset = asked.offset()?;
        let progress = patch(&central, &device, name, offset, request).await?;
        if let Progress::Whole(_) = progress {
            reach("central.attachments.before_receipt");
        }
        let mut response = described(&central, &device, StatusCode::NO_CONTENT, name, progress).await;
        response.headers_mut().remove(UPLOAD_LENGTH);
        response.extensions_mut().insert(AskedBy(device.code));
        Ok(response)
    };
    marked(answer.await)
}

/// Deletes an unfinished upload. A complete one belongs to its record and stays.
#[utoipa::path(
    delete, path = "/v1/attachments/{name}", tag = "attachments", security(("device" = [])),
    params(
        ("name" = AttachmentName, Path, description = "the attachment's name"),
        ("Tus-Resumable" = inline(TusVersion), Header, description = "version of tus"),
    ),
    responses(
        (status = 204, description = "it is gone"), (status = 404, body = Refusal), (status = 409, body = Refusal),
        (status = 412, body = Refusal), (status = 423, body = Refusal),
    )
)]
pub(super) async fn give_up(State(central): State<Central>, Path(name): Path<String>, request: Request) -> Response {
    let headers = request.into_parts().0.headers;
    let answer = async {
        let device = known(&central, &headers).await?;
        let name = named(&name)?;
        let turn = central.0.turns.take(name, device.id).await.ok_or_else(locked)?;
        if let Progress::Whole(_) = progress(&central, name, &device).await? {
            let message = "it is whole and belongs to a record";
            return Err(Refused::with_status(StatusCode::CONFLICT, RefusalCode::MalformedBody, message));
        }
        central.0.store.discard_upload(name, device.id).await?;
        drop(turn);
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    marked(answer.await)
}

/// For clients whose network allows only GET and POST: the method is in a header.
#[utoipa::path(
    post, path = "/v1/attachments/{name}", tag = "attachments", security(("device" = [])),
    params(
        ("name" = AttachmentName, Path, description = "the attachment's name"),
        ("X-HTTP-Method-Override" = String, Header, description = "HEAD, PATCH or DELETE; then as that method"),
        ("Tus-Resumable" = inline(TusVersion), Header, description = "version of tus"),
    ),
    responses(
        (status = 200, description = "as HEAD"), (status = 204, description = "as PATCH and DELETE"),
        (status = 400, body = Refusal), (status = 404, body = Refusal), (status = 405, body = Refusal),
        (status = 408, body = Refusal), (status = 409, body = Refusal), (status = 412, body = Refusal),
        (status = 413, body = Refusal), (status = 415, body = Refusal), (status = 422, body = Refusal),
        (status = 423, body = Refusal), (status = 460, body = Refusal),
    )
)]
pub(super) async fn instead(State(central): State<Central>, name: Path<String>, request: Request) -> Response {
    let method = request.headers().get("x-http-method-override").map(HeaderValue::as_bytes);
    match method.and_then(|method| Method::from_bytes(method).ok()) {
        Some(Method::HEAD) => look(State(central), name, request).await,
        Some(Method::PATCH) => send(State(central), name, request).await,
        Some(Method::DELETE) => give_up(State(central), name, request).await,
        Some(_) | None => {
            let mut response = marked(Err(super::refused::not_allowed().await));
            // RFC 9110, section 15.5.6.
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("HEAD,PATCH,DELETE,OPTIONS"));
            response
        }
    }
}

/// The phone that asks, if it uses our version of tus.
async fn known(central: &Central, headers: &HeaderMap) -> Result<Device, Refused> {
    // Also one without access: its photos belong to records that are still taken.
    let mut device = authorisation::device_of_records(central, headers).await?;
    if headers.get(TUS_RESUMABLE) == Some(&VERSION) {
        contact::note(central, &mut device, headers).await;
        return Ok(device);
    }
    let message = "Tus-Resumable must be 1.0.0";
    Err(Refused::with_status(StatusCode::PRECONDITION_FAILED, RefusalCode::UnsupportedWire, message))
}

fn named(name: &str) -> Result<AttachmentName, Refused> {
    name.parse().map_err(|_| unknown())
}

async fn progress(central: &Central, name: AttachmentName, device: &Device) -> Result<Progress, Refused> {
    central.0.store.upload(name, device.id, crate::now()).await?.ok_or_else(unknown)
}

/// Reads the body on a separate task. If the connection breaks, the request is dropped, but the bytes that arrived must
/// still be stored.
async fn patch(
    central: &Central,
    device: &Device,
    name: AttachmentName,
    at: u64,
    request: Request,
) -> Result<Progress, Refused> {
    let checksum = Checksum::of(request.headers())?;
    let turn = central.0.turns.take(name, device.id).await.ok_or_else(locked)?;
    let (size, received) = match progress(central, name, device).await? {
        Progress::Unfinished { size, received, .. } => (size, received),
        Progress::Whole(whole) => (whole.size, whole.size),
    };
    if received != at {
        return Err(elsewhere(received));
    }
    let receiving = Receiving { central: central.clone(), name, device: device.id, at, size, checksum, turn };
    let received = tokio::spawn(receiving.all(request.into_body())).await;
    received.map_err(|_| Refused::new(RefusalCode::Internal, "something unforeseen went wrong at central"))?
}

/// Headers about an upload, with the receipt when it is complete.
async fn described(
    central: &Central,
    device: &Device,
    status: StatusCode,
    name: AttachmentName,
    progress: Progress,
) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match progress {
        Progress::Unfinished { size, received, expires_at } => {
            headers.insert(UPLOAD_OFFSET, HeaderValue::from(received));
            headers.insert(UPLOAD_LENGTH, HeaderValue::from(size));
            if let Some(expires) = http_date(expires_at) {
                headers.insert(UPLOAD_EXPIRES, expires);
            }
        }
        Progress::Whole(whole) => {
            contact::photo_arrived(central, device).await;
            headers.insert(UPLOAD_OFFSET, HeaderValue::from(whole.size));
            headers.insert(UPLOAD_LENGTH, HeaderValue::from(whole.size));
            let key = &central.0.keys.receipts;
            let receipt = AttachmentReceipt::sign(name, whole.size, whole.device, whole.stored_at, key);
            let json = serde_json::to_vec(&receipt).unwrap_or_default();
            if let Ok(receipt) = HeaderValue::try_from(BASE64.encode(json)) {
                headers.insert(RECEIPT, receipt);
            }
        }
    }
    response
}

fn http_date(at: Timestamp) -> Option<HeaderValue> {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok()?;
    HeaderValue::try_from(text).ok()
}

/// Adds the headers that every tus answer has.
fn marked(answer: Result<Response, Refused>) -> Response {
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    response.headers_mut().insert(TUS_RESUMABLE, VERSION);
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert(HeaderName::from_static("tus-version"), VERSION);
    }
    response
}
