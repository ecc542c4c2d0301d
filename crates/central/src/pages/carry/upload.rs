//! Taking a carry file (`….kentongan`) from a coordinator's computer. Its envelopes are processed like any batch, and
//! another file takes the receipts back.

use std::time::{Duration, Instant};

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use kentongan_exchange::carrying::{CarryError, MAX_CARRY_BYTES};
use kentongan_exchange::{
    Carried, CarryFile, Envelope, MAX_BATCH_ENVELOPES, Receipt, RecordAnswer, RecordOutcome, RefusalCode,
};
use multer::{Constraints, Field, Multipart, SizeLimit};
use tokio::sync::Semaphore;

use super::receipts;
use crate::Central;
use crate::accounts::permissions::CarryRecords;
use crate::api::records;
use crate::pages::frame::{Frame, page, page_with};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::allowed::Allowed;
use crate::pages::words::Words;
use crate::settings::{CARRY_FILES_AT_ONCE, SLOWEST_CARRY_BYTES_PER_SECOND};

static PLACES: Semaphore = Semaphore::const_new(CARRY_FILES_AT_ONCE);
/// Bytes of a form around its file, with its other field.
const AROUND_BYTES: u64 = 4 * 1024;
const TOKEN_BYTES: u64 = 512;

#[derive(Template)]
#[template(path = "carry/upload.html")]
struct CarryPage {
    f: Frame,
    problem: Option<String>,
    taken: Option<Taken>,
}

/// The result of a file.
struct Taken {
    stored: String,
    known: String,
    refused: Option<String>,
    /// The reasons for refusals, each with the next step.
    reasons: Vec<String>,
    unreadable: Option<String>,
    /// The names of the receipts to take back; empty when there is none.
    receipts: String,
}

/// Why a whole file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Problem {
    NoFile,
    TooLarge,
    NotACarryFile,
    NewerWire,
    AnotherCentral,
    NothingToTake,
}

impl Problem {
    fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NoFile | Self::NotACarryFile | Self::NewerWire | Self::AnotherCentral | Self::NothingToTake => {
                StatusCode::BAD_REQUEST
            }
        }
    }

    fn words(self, words: Words) -> String {
        match self {
            Self::NoFile => words.t("carry-no-file"),
            Self::TooLarge => words.t("carry-too-large"),
            Self::NotACarryFile => words.t("carry-not-one"),
            Self::NewerWire => words.t("carry-newer"),
            Self::AnotherCentral => words.t("carry-elsewhere"),
            Self::NothingToTake => words.t("carry-nothing"),
        }
    }
}

impl From<CarryError> for Problem {
    fn from(error: CarryError) -> Self {
        match error {
            CarryError::NotACarryFile => Self::NotACarryFile,
            CarryError::NewerWire => Self::NewerWire,
            CarryError::TooLarge => Self::TooLarge,
        }
    }
}

/// The form.
pub(crate) async fn show(allowed: Allowed<CarryRecords>) -> Response {
    page(&CarryPage { f: Frame::new(&allowed.visitor, "/carry"), problem: None, taken: None })
}

/// Takes a file.
pub(crate) async fn submit(
    allowed: Allowed<CarryRecords>,
    State(central): State<Central>,
    request: Request,
) -> Result<Response, Trouble> {
    let visitor = &allowed.visitor;
    let words = visitor.words;
    let _place = PLACES.try_acquire().map_err(|_| Trouble::Crowded)?;
    let uploaded = Uploaded::read(&central, request).await?;
    visitor.check_form(&uploaded.token)?;
    let opened = match uploaded.file {
        Ok(file) => open(&central, file).await?,
        Err(problem) => Err(problem),
    };
    let (envelopes, unreadable) = match opened {
        Ok(opened) => opened,
        Err(problem) => {
            let again =
                CarryPage { f: Frame::new(visitor, "/carry"), problem: Some(problem.words(words)), taken: None };
            return Ok(page_with(problem.status(), &again));
        }
    };
    central.0.page_store.note_carry_file(allowed.actor(), envelopes.len()).await?;
    let mut answers = Vec::with_capacity(envelopes.len());
    let mut envelopes = envelopes.into_iter().peekable();
    while envelopes.peek().is_some() {
        // As many as a phone may send at once, so that no phone waits for the whole file.
        let batch = envelopes.by_ref().take(MAX_BATCH_ENVELOPES).collect();
        answers.extend(records::from_elsewhere(&central, batch).await?);
    }
    let taken = Some(Taken::new(words, &answers, unreadable));
    Ok(page(&CarryPage { f: Frame::new(visitor, "/carry"), problem: None, taken }))
}

/// The envelopes of a file, and the number of unreadable lines.
async fn open(central: &Central, file: Vec<u8>) -> Result<Result<(Vec<Envelope>, usize), Problem>, Trouble> {
    let recipient = central.0.recipient.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let file = CarryFile::read(&file)?;
        if file.recipient != recipient {
            return Err(Problem::AnotherCentral);
        }
        let envelope = |carried| match carried {
            Carried::Envelope(envelope) => Some(envelope),
            Carried::Receipt(_) => None,
        };
        let envelopes: Vec<Envelope> = file.carried.into_iter().filter_map(envelope).collect();
        if envelopes.is_empty() && file.unreadable == 0 {
            return Err(Problem::NothingToTake);
        }
        Ok((envelopes, file.unreadable))
    });
    reading.await.map_err(|error| Trouble::Broken(error.to_string()))
}

/// A form with a file, as a browser sends it (RFC 7578).
struct Uploaded {
    token: String,
    file: Result<Vec<u8>, Problem>,
}

impl Uploaded {
    async fn read(central: &Central, request: Request) -> Result<Self, Trouble> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = multer::parse_boundary(kind.unwrap_or_default()).map_err(|_| Trouble::FormUnreadable)?;
        let whole = MAX_CARRY_BYTES as u64 + AROUND_BYTES;
        let limits = SizeLimit::new().whole_stream(whole).for_field("token", TOKEN_BYTES);
        let form = request.into_body().into_data_stream();
        let mut form = Multipart::with_constraints(form, boundary, Constraints::new().size_limit(limits));
        let mut uploaded = Self { token: String::new(), file: Err(Problem::NoFile) };
        let mut pace = Pace { patience: central.0.settings.body_timeout(), began: Instant::now(), arrived: 0 };
        loop {
            let field = match pace.keep(form.next_field()).await? {
                Ok(Some(field)) => field,
                Ok(None) => return Ok(uploaded),
                Err(error) => return uploaded.ended(&error),
            };
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = match all(field, &mut pace).await? {
                Ok(bytes) => bytes,
                Err(error) => return uploaded.ended(&error),
            };
            match name.as_str() {
                "token" => uploaded.token = String::from_utf8(bytes).map_err(|_| Trouble::FormUnreadable)?,
                // A form without a chosen file sends an empty one.
                "file" if !bytes.is_empty() => uploaded.file = Ok(bytes),
                _ => {}
            }
        }
    }

    /// If a form is too long, it is still one of ours when its token came first, as on our page.
    fn ended(mut self, error: &multer::Error) -> Result<Self, Trouble> {
        if !matches!(error, multer::Error::StreamSizeExceeded { .. }) {
            return Err(Trouble::FormUnreadable);
        }
        self.file = Err(Problem::TooLarge);
        Ok(self)
    }
}

async fn all(mut field: Field<'_>, pace: &mut Pace) -> Result<multer::Result<Vec<u8>>, Trouble> {
    let mut bytes = Vec::new();
    loop {
        match pace.keep(field.chunk()).await? {
            Ok(Some(chunk)) => {
                pace.arrived += chunk.len() as u64;
                bytes.extend_from_slice(&chunk);
            }
            Ok(None) => return Ok(Ok(bytes)),
            Err(error) => return Ok(Err(error)),
        }
    }
}

/// The time limit of a file: that of any body, plus the time of its bytes at a slow rate.
struct Pace {
    patience: Duration,
    began: Instant,
    arrived: u64,
}

impl Pace {
    async fn keep<T>(&self, arriving: impl Future<Output = T>) -> Result<T, Trouble> {
        let until = self.patience + Duration::from_secs(self.arrived / SLOWEST_CARRY_BYTES_PER_SECOND);
        let left = until.saturating_sub(self.began.elapsed()).min(self.patience);
        tokio::time::timeout(left, arriving).await.map_err(|_| Trouble::FormTooSlow)
    }
}

impl Taken {
    fn new(words: Words, answers: &[RecordAnswer], unreadable: usize) -> Self {
        let (mut stored, mut known, mut refused) = (0_i64, 0_i64, 0_i64);
        let mut reasons: Vec<(String, i64)> = Vec::new();
        let mut receipted: Vec<&Receipt> = Vec::new();
        for answer in answers {
            let reason = match &answer.outcome {
                RecordOutcome::Stored { receipt } => {
                    stored += 1;
                    receipted.push(receipt);
                    continue;
                }
                RecordOutcome::Duplicate { receipt } => {
                    known += 1;
                    receipted.push(receipt);
                    continue;
                }
                RecordOutcome::Conflict => words.t("carry-conflict"),
                RecordOutcome::Unknown => words.t("carry-trouble"),
                RecordOutcome::Rejected { refusal } => reason(words, refusal.code),
            };
            refused += 1;
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, count)) => *count += 1,
                None => reasons.push((reason, 1)),
            }
        }
        let unreadable = i64::try_from(unreadable).unwrap_or(i64::MAX);
        Self {
            stored: words.counted("carry-stored", stored, &[]),
            known: words.counted("carry-known", known, &[]),
            refused: (refused > 0).then(|| words.counted("carry-refused", refused, &[])),
            reasons: reasons.iter().map(|(reason, count)| format!("{}: {reason}", words.number(*count))).collect(),
            unreadable: (unreadable > 0).then(|| words.counted("carry-unreadable", unreadable, &[])),
            receipts: receipts::named(&receipted),
        }
    }
}

/// A refusal in words for coordinators, with the next step.
fn reason(words: Words, code: RefusalCode) -> String {
    match code {
        RefusalCode::DeviceRevoked => words.t("carry-revoked"),
        RefusalCode::WrongServer => words.t("carry-elsewhere"),
        RefusalCode::BadSignature | RefusalCode::NotEnrolled => words.t("carry-not-signed"),
        RefusalCode::UnknownForm => words.t("carry-unknown-form"),
        RefusalCode::InvalidAnswers => words.t("carry-invalid"),
        RefusalCode::UnsupportedWire => words.t("carry-newer"),
        RefusalCode::Unreadable | RefusalCode::MalformedBody | RefusalCode::TooLarge => words.t("carry-damaged"),
        RefusalCode::TooManyRecords
        | RefusalCode::CodeWrong
        | RefusalCode::CodeSpent
        | RefusalCode::CodeExpired
        | RefusalCode::TooManyTries
        | RefusalCode::TooManyRequests
        | RefusalCode::UnknownAttachment
        | RefusalCode::NotTheNamedBytes
        | RefusalCode::Unavailable
        | RefusalCode::Internal
        | RefusalCode::Unknown => words.t("carry-trouble"),
    }
}
