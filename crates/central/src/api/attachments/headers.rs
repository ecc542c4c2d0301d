//! The headers of a tus client.

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kentongan_exchange::attachment::{ATTACHMENT_NAME_KEY, MAX_ATTACHMENT_BYTES};
use kentongan_exchange::{AttachmentName, RefusalCode};
use sha1::Digest as _;

use crate::api::refused::Refused;

/// The headers of a request.
pub(super) struct TusHeaders<'a>(pub(super) &'a HeaderMap);

fn malformed(message: &str) -> Refused {
    Refused::new(RefusalCode::MalformedBody, message)
}

impl TusHeaders<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok().map(str::trim)
    }

    /// The size of the whole upload in bytes.
    pub(super) fn length(&self) -> Result<u64, Refused> {
        let length = self.number("upload-length").ok_or_else(|| malformed("Upload-Length must be a whole number"))?;
        if length == 0 {
            return Err(malformed("an attachment has at least one byte"));
        }
        if length > MAX_ATTACHMENT_BYTES as u64 {
            let message = format!("an attachment has at most {MAX_ATTACHMENT_BYTES} bytes");
            return Err(Refused::new(RefusalCode::TooLarge, &message));
        }
        Ok(length)
    }

    /// The offset of the first byte.
    pub(super) fn offset(&self) -> Result<u64, Refused> {
        self.number("upload-offset").ok_or_else(|| malformed("Upload-Offset must be a whole number"))
    }

    /// Only digits: `parse` would accept a sign too.
    fn number(&self, name: &str) -> Option<u64> {
        self.text(name).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
    }

    /// The attachment's name, from `Upload-Metadata`.
    pub(super) fn name(&self) -> Result<AttachmentName, Refused> {
        let pairs = self.text("upload-metadata").unwrap_or_default().split(',');
        let mut named =
            pairs.filter_map(|pair| pair.trim().split_once(' ')).filter(|(key, _)| *key == ATTACHMENT_NAME_KEY);
        let name = named.next().and_then(|(_, value)| BASE64.decode(value.trim()).ok());
        let name = name.and_then(|name| String::from_utf8(name).ok()?.parse().ok());
        name.ok_or_else(|| malformed("Upload-Metadata must hold the attachment's name"))
    }

    /// Whether the body has bytes of the upload.
    pub(super) fn brings_bytes(&self) -> bool {
        self.text(header::CONTENT_TYPE.as_str()) == Some("application/offset+octet-stream")
    }
}

/// The digest that the bytes of one request must have.
pub(super) enum Checksum {
    Sha1(Vec<u8>),
    Sha256(Vec<u8>),
}

impl Checksum {
    /// Reads `Upload-Checksum`, if present.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, Refused> {
        let Some(text) = headers.get("upload-checksum") else { return Ok(None) };
        let (algorithm, digest) = text.to_str().ok().and_then(|text| text.split_once(' ')).unwrap_or_default();
        let digest = BASE64.decode(digest.trim()).map_err(|_| malformed("Upload-Checksum must hold base64"))?;
        match algorithm {
            "sha1" => Ok(Some(Self::Sha1(digest))),
            "sha256" => Ok(Some(Self::Sha256(digest))),
            _ => Err(malformed("Upload-Checksum must be sha1 or sha256")),
        }
    }

    /// Whether the bytes have this digest.
    pub(super) fn holds(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha1(digest) => sha1::Sha1::digest(bytes).as_slice() == digest,
            Self::Sha256(digest) => sha2::Sha256::digest(bytes).as_slice() == digest,
        }
    }

    /// tus's own status for a wrong checksum.
    pub(super) fn mismatch() -> Refused {
        let status = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
        Refused::with_status(status, RefusalCode::MalformedBody, "the bytes were damaged on the way").retriable()
    }
}
