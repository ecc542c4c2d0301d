//! A tus 1.0.0 client (<https://tus.io/protocols/resumable-upload>): creation (with bytes), offset, appending.
//! [`super::upload`] decides what to do with the answers.
//!
//! A success has no body that could name our service. It counts as central's only with the protocol's own headers,
//! which no sign-in page sends. Only a receipt proves anything.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kentongan_exchange::attachment::{ATTACHMENT_NAME_KEY, ATTACHMENT_RECEIPT_HEADER, ATTACHMENTS_PATH};
use kentongan_exchange::{AttachmentName, AttachmentReceipt, RefusalCode};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value as Json;

use super::http::{HttpClient, RequestError, RequestFailure, retry_after, trouble_of};
use crate::outbox::SendTrouble;

const TUS_RESUMABLE: &str = "tus-resumable";
const UPLOAD_LENGTH: &str = "upload-length";
const UPLOAD_METADATA: &str = "upload-metadata";
const UPLOAD_OFFSET: &str = "upload-offset";
const VERSION: &str = "1.0.0";
const BYTES: &str = "application/offset+octet-stream";

/// What central says about an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UploadStatus {
    /// Bytes that it has.
    pub(super) offset: u64,
    /// Where it takes the rest: a path at central. Only in the answer to a creation.
    pub(super) url: Option<String>,
    /// Its receipt for the whole photo, not checked.
    pub(super) receipt: Option<AttachmentReceipt>,
}

/// Why an upload did not advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UploadError {
    /// There is no such upload (any more), or no record asks for this attachment.
    Gone,
    /// Its offset is not the one that this phone assumed.
    OtherOffset,
    /// Another connection holds it: one that this phone lost, or one of another process.
    Locked,
    /// The request failed.
    Failed(RequestFailure),
}

impl HttpClient {
    /// Creates the upload of an attachment of `size` bytes, with its first `bytes` if any, or finds the existing one.
    pub(super) async fn create_upload(
        &self,
        name: AttachmentName,
        size: u64,
        bytes: Vec<u8>,
    ) -> Result<UploadStatus, UploadError> {
        let metadata = format!("{ATTACHMENT_NAME_KEY} {}", BASE64.encode(name.to_string()));
        let request =
            self.request(Method::POST, self.address().endpoint(ATTACHMENTS_PATH)).header(TUS_RESUMABLE, VERSION);
        let request = request.header(UPLOAD_LENGTH, size).header(UPLOAD_METADATA, metadata);
        let request = if bytes.is_empty() { request } else { request.header(CONTENT_TYPE, BYTES).body(bytes) };
        let status = self.read_status(request).await?;
        match status.url {
            Some(_) => Ok(status),
            // Nobody says where the rest goes.
            None => Err(UploadError::Failed(SendTrouble::NotKentongan.into())),
        }
    }

    /// An upload's offset. Central then drops another connection that still holds the upload.
    pub(super) async fn upload_status(&self, url: &str) -> Result<UploadStatus, UploadError> {
        self.read_status(self.upload(Method::HEAD, url)).await
    }

    /// Appends bytes to an upload at `offset`.
    pub(super) async fn append_to_upload(
        &self,
        url: &str,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<UploadStatus, UploadError> {
        let request = self.upload(Method::PATCH, url).header(UPLOAD_OFFSET, offset);
        self.read_status(request.header(CONTENT_TYPE, BYTES).body(bytes)).await
    }

    /// The creation reported what waits on this phone. A photo is many requests, and each byte counts.
    fn upload(&self, method: Method, path: &str) -> RequestBuilder {
        self.in_passing(method, self.address().endpoint(path)).header(TUS_RESUMABLE, VERSION)
    }

    async fn read_status(&self, request: RequestBuilder) -> Result<UploadStatus, UploadError> {
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return Err(UploadError::Failed(trouble_of(&error).into())),
        };
        let (status, headers) = (answer.status(), answer.headers().clone());
        if !speaks_tus(&headers) {
            return match self.read_as::<Json>(answer).await {
                Ok(_) => Err(UploadError::Failed(SendTrouble::NotKentongan.into())),
                Err(failure) => Err(UploadError::Failed(failure)),
            };
        }
        if status.is_success() {
            let location = headers.get(LOCATION).and_then(|location| location.to_str().ok());
            let url = location.and_then(|location| self.address().path_here(location));
            let (offset, receipt) = (number(&headers, UPLOAD_OFFSET), receipt(&headers));
            let offset = offset.ok_or(UploadError::Failed(SendTrouble::NotKentongan.into()))?;
            return Ok(UploadStatus { offset, url, receipt });
        }
        let retry_after = retry_after(&answer);
        match by_status(status) {
            Some(error) => Err(error),
            None => match self.read_as::<Json>(answer).await {
                Err(failure) if matches!(failure.error, RequestError::Refused(_)) => Err(UploadError::Failed(failure)),
                // An answer to HEAD has no body.
                Ok(_) | Err(_) => {
                    Err(UploadError::Failed(RequestFailure { retry_after, ..without_body(status).into() }))
                }
            },
        }
    }
}

fn speaks_tus(headers: &HeaderMap) -> bool {
    headers.get(TUS_RESUMABLE).is_some_and(|version| version == VERSION)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

fn receipt(headers: &HeaderMap) -> Option<AttachmentReceipt> {
    let receipt = BASE64.decode(headers.get(ATTACHMENT_RECEIPT_HEADER)?).ok()?;
    serde_json::from_slice(&receipt).ok()
}

/// Refusals that concern only the upload.
fn by_status(status: StatusCode) -> Option<UploadError> {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Some(UploadError::Gone),
        StatusCode::CONFLICT => Some(UploadError::OtherOffset),
        StatusCode::LOCKED => Some(UploadError::Locked),
        // Central waited for bytes, and the link did not bring them in time.
        StatusCode::REQUEST_TIMEOUT => Some(UploadError::Failed(SendTrouble::Timeout.into())),
        _ => None,
    }
}

/// What a refusal of central means without its body.
fn without_body(status: StatusCode) -> RequestError {
    match status {
        StatusCode::UNAUTHORIZED => RequestError::Refused(RefusalCode::NotEnrolled),
        StatusCode::FORBIDDEN => RequestError::Refused(RefusalCode::DeviceRevoked),
        StatusCode::PRECONDITION_FAILED => RequestError::Refused(RefusalCode::UnsupportedWire),
        StatusCode::PAYLOAD_TOO_LARGE => RequestError::Trouble(SendTrouble::TooLarge),
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            RequestError::Trouble(SendTrouble::Unavailable)
        }
        _ => RequestError::Trouble(SendTrouble::NotKentongan),
    }
}
