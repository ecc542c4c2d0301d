//! A refusal as an HTTP answer.

use std::fmt;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kentongan_exchange::{Refusal, RefusalCode};

use crate::settings::RETRY_AFTER_SECONDS;
use crate::store::StoreError;

/// A refusal of the whole request.
#[derive(Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    refusal: Box<Refusal>,
    retry_after: Option<u64>,
}

impl Refused {
    /// With the status of the code. `message` never holds an answer, a token or a code.
    pub(crate) fn new(code: RefusalCode, message: &str) -> Self {
        let (status, retry_after) = match code {
            RefusalCode::MalformedBody | RefusalCode::UnsupportedWire => (StatusCode::BAD_REQUEST, None),
            RefusalCode::TooLarge | RefusalCode::TooManyRecords => (StatusCode::PAYLOAD_TOO_LARGE, None),
            RefusalCode::NotEnrolled => (StatusCode::UNAUTHORIZED, None),
            RefusalCode::DeviceRevoked | RefusalCode::CodeWrong => (StatusCode::FORBIDDEN, None),
            RefusalCode::CodeSpent => (StatusCode::CONFLICT, None),
            RefusalCode::CodeExpired => (StatusCode::GONE, None),
            RefusalCode::TooManyTries | RefusalCode::TooManyRequests => {
                (StatusCode::TOO_MANY_REQUESTS, Some(RETRY_AFTER_SECONDS))
            }
            RefusalCode::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, Some(RETRY_AFTER_SECONDS)),
            RefusalCode::WrongServer
            | RefusalCode::BadSignature
            | RefusalCode::Unreadable
            | RefusalCode::UnknownForm
            | RefusalCode::InvalidAnswers
            | RefusalCode::NotTheNamedBytes => (StatusCode::UNPROCESSABLE_ENTITY, None),
            RefusalCode::UnknownAttachment => (StatusCode::NOT_FOUND, None),
            RefusalCode::Internal | RefusalCode::Unknown => (StatusCode::INTERNAL_SERVER_ERROR, None),
        };
        Self { status, refusal: Box::new(Refusal::new(code, message)), retry_after }
    }

    /// With a status of HTTP itself, such as 404.
    pub(crate) fn with_status(status: StatusCode, code: RefusalCode, message: &str) -> Self {
        Self { status, ..Self::new(code, message) }
    }

    /// The same request may succeed later, or from another offset.
    #[must_use]
    pub(crate) fn retriable(mut self) -> Self {
        self.refusal.retriable = true;
        self
    }

    /// Sets when to come back.
    #[must_use]
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl Refused {
    /// Whether central may accept the same later.
    pub(crate) fn is_for_now(&self) -> bool {
        self.status == StatusCode::SERVICE_UNAVAILABLE
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.refusal.message)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store refused");
        match error {
            StoreError::Unavailable(_) => Self::new(RefusalCode::Unavailable, "central cannot store now"),
            StoreError::Sql(_)
            | StoreError::Damaged(_)
            | StoreError::AnotherKey
            | StoreError::TooOld
            | StoreError::TooNew { .. } => {
                Self::new(RefusalCode::Internal, "something unforeseen went wrong at central")
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(*self.refusal)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// No such address.
pub(super) async fn not_found() -> Refused {
    Refused::with_status(StatusCode::NOT_FOUND, RefusalCode::MalformedBody, "there is nothing at this address")
}

/// Another method than the address has.
pub(super) async fn not_allowed() -> Refused {
    Refused::with_status(StatusCode::METHOD_NOT_ALLOWED, RefusalCode::MalformedBody, "not with this method")
}
