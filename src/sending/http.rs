//! Central's endpoints over HTTP. Tells central's answers from those of anything else on the way.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kentongan_exchange::gzip::{GZIP, gunzip, gzip};
use kentongan_exchange::phone_status::PHONE_STATUS_HEADER;
use kentongan_exchange::{FeedAnswer, PhoneStatus, RecordsAnswer, RecordsRequest, Refusal, RefusalCode, SERVICE};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url, redirect};
use rustls::CertificateError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::address::ServerAddress;
use super::lookup::{NameNotFound, SystemNames};
use super::trust;
use crate::outbox::SendTrouble;

/// This app's version, as requests report it.
pub(crate) const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(60);
/// Most bytes that the phone reads of an answer. Enrolment is the largest: forms and areas of a whole district.
const MOST_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// Talks to one central.
#[derive(Clone)]
pub struct HttpClient {
    client: reqwest::Client,
    /// The same client, with a connection of its own for each request.
    apart: reqwest::Client,
    address: ServerAddress,
    token: Option<String>,
    /// Whether central unpacks packed bodies, as far as the phone knows.
    packs: Arc<AtomicBool>,
    /// What requests report about this phone.
    status: Option<String>,
    /// A test's made-up network.
    #[cfg(test)]
    simulated: Option<super::simulation::Network>,
}

impl fmt::Debug for HttpClient {
    /// Shows the address, never the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Why a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Central itself refused.
    #[error("refused: {0:?}")]
    Refused(RefusalCode),
    /// The request did not reach central, or something else answered.
    #[error(transparent)]
    Trouble(#[from] SendTrouble),
}

/// A failed request, and when central wants to be asked again, if it said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestFailure {
    pub(crate) error: RequestError,
    pub(crate) retry_after: Option<Duration>,
    /// Central may not have read it because it was packed: from now on everything goes plain.
    pub(crate) unread: bool,
}

impl<E: Into<RequestError>> From<E> for RequestFailure {
    fn from(error: E) -> Self {
        Self { error: error.into(), retry_after: None, unread: false }
    }
}

impl HttpClient {
    /// A client for the central at `address`, with this phone's token once it has one.
    ///
    /// # Errors
    /// [`SendTrouble::CertificateProblem`] when TLS cannot be set up at all.
    pub fn new(address: ServerAddress, token: Option<String>) -> Result<Self, SendTrouble> {
        let tls = trust::tls(address.pin()).map_err(|_| SendTrouble::CertificateProblem)?;
        let client = |idle| {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .redirect(redirect::Policy::none())
                .no_proxy()
                .dns_resolver(SystemNames)
                .connect_timeout(CONNECT_TIMEOUT)
                .timeout(TIMEOUT)
                .pool_max_idle_per_host(idle)
                .user_agent(concat!("kentongan/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|_| SendTrouble::CertificateProblem)
        };
        Ok(Self {
            client: client(usize::MAX)?,
            apart: client(0)?,
            address,
            token,
            packs: Arc::new(AtomicBool::new(true)),
            status: None,
            #[cfg(test)]
            simulated: None,
        })
    }

    /// The same over a test's made-up network.
    #[cfg(test)]
    pub(super) fn simulated(&self, network: super::simulation::Network) -> Self {
        Self { simulated: Some(network), ..self.clone() }
    }

    /// The same central; with `apart`, each request has a connection of its own.
    pub(super) fn over(&self, apart: bool) -> Self {
        if apart { Self { client: self.apart.clone(), ..self.clone() } } else { self.clone() }
    }

    /// The same central; each request reports this status of the phone.
    pub(super) fn telling(&self, status: &PhoneStatus) -> Self {
        Self { status: status.to_header(), ..self.clone() }
    }

    /// `POST /v1/records`, and the time from the first byte out to the last byte in.
    pub(crate) async fn records(&self, request: &RecordsRequest) -> (Result<RecordsAnswer, RequestFailure>, Duration) {
        #[cfg(test)]
        if let Some(network) = &self.simulated {
            return network.records(request).await;
        }
        let begun = Instant::now();
        let answer = self.post_records(request).await;
        (answer, begun.elapsed())
    }

    /// Packed, unless this central is known not to unpack.
    async fn post_records(&self, request: &RecordsRequest) -> Result<RecordsAnswer, RequestFailure> {
        let post = self.request(Method::POST, self.address.endpoint("v1/records"));
        let post = post.header(CONTENT_TYPE, "application/json");
        let body = serde_json::to_vec(request).map_err(|_| SendTrouble::Unknown)?;
        if !self.packs.load(Ordering::Relaxed) {
            return self.ask(post.body(body)).await;
        }
        self.ask(post.header(CONTENT_ENCODING, GZIP).body(gzip(&body))).await.map_err(|failure| {
            let malformed = RequestError::Refused(RefusalCode::MalformedBody);
            let unread = [malformed, RequestError::Trouble(SendTrouble::NotKentongan)].contains(&failure.error);
            if unread {
                self.packs.store(false, Ordering::Relaxed);
            }
            RequestFailure { unread, ..failure }
        })
    }

    /// `GET /v1/feed`.
    pub(crate) async fn feed(&self, after: u64) -> Result<FeedAnswer, RequestFailure> {
        #[cfg(test)]
        if let Some(network) = &self.simulated {
            return Ok(network.feed(after));
        }
        let mut url = self.address.endpoint("v1/feed");
        url.set_query(Some(&format!("after={after}")));
        self.ask(self.request(Method::GET, url)).await
    }

    /// Posts JSON to one of central's endpoints.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, RequestError> {
        let request = self.request(Method::POST, self.address.endpoint(path)).json(body);
        self.ask(request).await.map_err(|failure| failure.error)
    }

    /// A request to one of central's endpoints, with this phone's token once it has one.
    pub(super) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        let request = self.in_passing(method, url).header(ACCEPT_ENCODING, GZIP);
        match &self.status {
            Some(status) if self.token.is_some() => request.header(PHONE_STATUS_HEADER, status),
            Some(_) | None => request,
        }
    }

    /// One of many requests in a row: it reports nothing about the phone.
    pub(super) fn in_passing(&self, method: Method, url: Url) -> RequestBuilder {
        let request = self.client.request(method, url);
        if let Some(token) = &self.token { request.bearer_auth(token) } else { request }
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, RequestFailure> {
        let answer = request.send().await.map_err(|error| trouble_of(&error))?;
        self.read_as(answer).await
    }

    /// Reads an answer as central's, in the expected shape.
    pub(super) async fn read_as<T: DeserializeOwned>(&self, answer: Response) -> Result<T, RequestFailure> {
        let (status, is_page, elsewhere) = (answer.status(), is_page(&answer), self.leads_elsewhere(&answer));
        let retry_after = retry_after(&answer);
        let body = read(answer).await?;
        judge(status, is_page, elsewhere, &body).map_err(|error| RequestFailure { retry_after, ..error.into() })
    }

    /// Central's address.
    pub(super) fn address(&self) -> &ServerAddress {
        &self.address
    }

    /// Whether a redirect leads to another host, as a captive portal's does.
    fn leads_elsewhere(&self, answer: &Response) -> bool {
        let location = answer.headers().get(LOCATION).and_then(|location| location.to_str().ok());
        location.and_then(|location| answer.url().join(location).ok()).is_some_and(|to| !self.address.is_host_of(&to))
    }
}

/// `Retry-After` in seconds. The other form is a date, and the phone's clock may be wrong.
pub(super) fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn is_page(answer: &Response) -> bool {
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.to_ascii_lowercase().contains("html")
}

/// The body of an answer, unpacked.
async fn read(mut answer: Response) -> Result<Vec<u8>, SendTrouble> {
    let is_packed = answer.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding == GZIP);
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|error| trouble_of(&error))? {
        if body.len() + part.len() > MOST_ANSWER_BYTES {
            return Err(SendTrouble::NotKentongan);
        }
        body.extend_from_slice(&part);
    }
    if is_packed { gunzip(&body, MOST_ANSWER_BYTES).map_err(|_| SendTrouble::NotKentongan) } else { Ok(body) }
}

/// Classifies an answer. Only a body that names our service is central's, whatever the status says.
fn judge<T: DeserializeOwned>(
    status: StatusCode,
    is_page: bool,
    elsewhere: bool,
    body: &[u8],
) -> Result<T, RequestError> {
    let json: Option<Json> = serde_json::from_slice(body).ok();
    let ours = json.filter(|json| json.get("service").and_then(Json::as_str) == Some(SERVICE));
    let trouble = match ours {
        Some(json) if status.is_success() => {
            // It is central's, but in a shape that this app does not know.
            return serde_json::from_value(json).map_err(|_| SendTrouble::AppTooOld.into());
        }
        Some(json) => match serde_json::from_value::<Refusal>(json) {
            Ok(refusal) => return Err(RequestError::Refused(refusal.code)),
            Err(_) => SendTrouble::AppTooOld,
        },
        None if status == StatusCode::NETWORK_AUTHENTICATION_REQUIRED || elsewhere => SendTrouble::CaptivePortal,
        None if status.is_success() && is_page => SendTrouble::CaptivePortal,
        None if status == StatusCode::PAYLOAD_TOO_LARGE => SendTrouble::TooLarge,
        None if status == StatusCode::REQUEST_TIMEOUT || status == StatusCode::GATEWAY_TIMEOUT => SendTrouble::Timeout,
        None if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => SendTrouble::Unavailable,
        None => SendTrouble::NotKentongan,
    };
    Err(trouble.into())
}

/// Why a request got no answer: by kinds of errors, never by their English text.
pub(super) fn trouble_of(error: &reqwest::Error) -> SendTrouble {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(trouble) = error.downcast_ref::<io::Error>().and_then(trouble_within) {
            return trouble;
        }
        if error.is::<NameNotFound>() {
            return SendTrouble::NoInternet;
        }
        cause = error.source();
    }
    if error.is_connect() {
        SendTrouble::ServerNotReachable
    } else if error.is_timeout() {
        SendTrouble::Timeout
    } else {
        SendTrouble::CutOff
    }
}

/// The trouble behind an I/O error. TLS hides its own errors in I/O errors within I/O errors, and `source` skips them.
fn trouble_within(error: &io::Error) -> Option<SendTrouble> {
    if let io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown = error.kind() {
        return Some(SendTrouble::NoNetwork);
    }
    let within = error.get_ref()?;
    if let Some(error) = within.downcast_ref::<io::Error>() {
        return trouble_within(error);
    }
    let rustls::Error::InvalidCertificate(certificate) = within.downcast_ref::<rustls::Error>()? else {
        // Something answers there, but not with TLS: a portal, or another service.
        return Some(SendTrouble::NotKentongan);
    };
    let by_the_clock = matches!(
        certificate,
        CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. }
            | CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
    );
    Some(if by_the_clock {
        SendTrouble::ClockWrong
    } else if *certificate == CertificateError::ApplicationVerificationFailure {
        SendTrouble::CertificateNotPinned
    } else {
        SendTrouble::CertificateProblem
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, is_page: bool, elsewhere: bool, body: &str) -> Result<FeedAnswer, RequestError> {
        judge(StatusCode::from_u16(status).unwrap(), is_page, elsewhere, body.as_bytes())
    }

    #[test]
    fn an_untrusted_certificate_is_told_from_a_wrong_clock() {
        // As reqwest passes them on, two I/O errors deep.
        let trouble =
            |error: rustls::Error| trouble_within(&io::Error::other(io::Error::new(io::ErrorKind::InvalidData, error)));
        let certificate = |error| trouble(rustls::Error::InvalidCertificate(error));
        assert_eq!(certificate(CertificateError::UnknownIssuer), Some(SendTrouble::CertificateProblem));
        assert_eq!(certificate(CertificateError::NotValidForName), Some(SendTrouble::CertificateProblem));
        assert_eq!(certificate(CertificateError::Expired), Some(SendTrouble::ClockWrong));
        assert_eq!(certificate(CertificateError::NotValidYet), Some(SendTrouble::ClockWrong));
        assert_eq!(
            certificate(CertificateError::ApplicationVerificationFailure),
            Some(SendTrouble::CertificateNotPinned)
        );
        assert_eq!(trouble(rustls::Error::DecryptError), Some(SendTrouble::NotKentongan));
        assert_eq!(trouble_within(&io::ErrorKind::NetworkUnreachable.into()), Some(SendTrouble::NoNetwork));
        assert_eq!(trouble_within(&io::ErrorKind::ConnectionRefused.into()), None);
    }

    #[test]
    fn only_an_answer_that_names_our_service_is_from_central() {
        let feed = r#"{"service":"kentongan-central","cursor":7,"items":[],"more":false}"#;
        assert_eq!(judged(200, false, false, feed).unwrap().cursor, 7);
        let refusal = r#"{"service":"kentongan-central","code":"device_revoked","retriable":false,"message":""}"#;
        assert_eq!(judged(403, false, false, refusal), Err(RequestError::Refused(RefusalCode::DeviceRevoked)));
        let changed = r#"{"service":"kentongan-central","something":"else"}"#;
        assert_eq!(judged(200, false, false, changed), Err(SendTrouble::AppTooOld.into()));
        let table = [
            (200, true, false, "<html>Masuk</html>", SendTrouble::CaptivePortal),
            (302, false, true, "", SendTrouble::CaptivePortal),
            (511, true, false, "<html>", SendTrouble::CaptivePortal),
            (301, false, false, "", SendTrouble::NotKentongan),
            (200, false, false, "OK", SendTrouble::NotKentongan),
            (200, false, false, r#"{"service":"other"}"#, SendTrouble::NotKentongan),
            (404, true, false, "<html>", SendTrouble::NotKentongan),
            (403, true, false, "<html>", SendTrouble::NotKentongan),
            (413, true, false, "<html>", SendTrouble::TooLarge),
            (502, true, false, "<html>", SendTrouble::Unavailable),
            (429, true, false, "<html>", SendTrouble::Unavailable),
            (504, true, false, "<html>", SendTrouble::Timeout),
        ];
        for (status, is_page, elsewhere, body, trouble) in table {
            assert_eq!(judged(status, is_page, elsewhere, body), Err(trouble.into()), "{status} {body}");
        }
    }
}
