//! Drafts and records as screens show them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kentongan_exchange::{Area, Organisation, RecordCode, RecordId, RecordProgress};
use kentongan_forms::{Answers, FormDefinition, Label};

use crate::enrolment::GrantedEnrolment;
use crate::outbox::Standing;
use crate::refusal::RefusalReason;
use crate::vault::{ErasablePart, StateFilter, Step};

/// How far the phone is set up and open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A new phone. It needs an address and a code.
    NotEnrolled,
    /// Enrolled. The person must choose a PIN.
    NeedsPin,
    /// The vault is closed.
    Locked,
    /// The vault is open.
    Open,
}

/// The language of the screens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Indonesian,
    /// English.
    English,
    /// Basa Jawa, in part. Missing texts are shown in Bahasa Indonesia.
    Javanese,
}

impl Language {
    /// Every language, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Indonesian, Self::English, Self::Javanese];
    /// The complete languages.
    pub const WHOLE: [Self; 2] = [Self::Indonesian, Self::English];

    /// Its code in forms and messages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
            Self::Javanese => "jv",
        }
    }

    /// The language with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// The text size of the screens. The system's own enlargement comes on top.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextSize {
    /// The default.
    #[default]
    Usual,
    /// Larger.
    Big,
    /// Larger still.
    VeryBig,
}

impl TextSize {
    /// Every size, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Usual, Self::Big, Self::VeryBig];

    /// Its code in the outbox; empty for the default.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::Big => "big",
            Self::VeryBig => "very-big",
        }
    }

    /// The size with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.code() == code)
    }

    /// The next size, in a circle.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Usual => Self::Big,
            Self::Big => Self::VeryBig,
            Self::VeryBig => Self::Usual,
        }
    }
}

/// The owner of this phone. It never has a person's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facilitator {
    /// The phone's short name for people, such as `KML-02`.
    pub device_code: String,
    /// The village.
    pub area: Area,
    /// Who runs central.
    pub organisation: Organisation,
    /// Central's address.
    pub server: String,
}

impl GrantedEnrolment {
    /// The owner of a phone with this enrolment.
    #[must_use]
    pub fn facilitator(&self) -> Facilitator {
        let answer = self.answer();
        Facilitator {
            device_code: answer.device_code.clone(),
            area: answer.area.clone(),
            organisation: answer.organisation.clone(),
            server: self.address().to_string(),
        }
    }
}

/// A draft to resume.
#[derive(Clone, PartialEq)]
pub struct Draft {
    /// The id of the record.
    pub record: RecordId,
    /// Its short code.
    pub code: RecordCode,
    /// The form, in the version of the draft.
    pub form: Arc<FormDefinition>,
    /// The answers so far.
    pub answers: Answers,
    /// The section that was open last.
    pub section: Option<String>,
    /// The last answered question in it.
    pub question: Option<String>,
    /// When the last answer was saved.
    pub saved_at: Timestamp,
}

impl fmt::Debug for Draft {
    /// Shows which draft, never an answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("record", &self.record).field("section", &self.section).finish_non_exhaustive()
    }
}

/// The state of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordState {
    /// The person is filling it in.
    Draft,
    /// Finished. Central does not have it yet.
    Waiting,
    /// Central has it, and the receipt proves it.
    Delivered,
    /// Central rejected it.
    Refused(RefusalReason),
}

/// Where a draft was left: section `number` of `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionPosition {
    /// From 1.
    pub number: usize,
    /// The number of relevant sections, by the answers so far.
    pub of: usize,
}

/// The kind and the day of an activity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subject {
    /// The choice that names the kind.
    pub kind: Option<Label>,
    /// Its day.
    pub date: Option<Date>,
}

/// One record in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordLine {
    /// The record.
    pub record: RecordId,
    /// Its short code.
    pub code: RecordCode,
    /// Id of its form, such as `incident`.
    pub form: String,
    /// Title of its form; `None` when the form is no longer on this phone.
    pub title: Option<Label>,
    /// What tells one activity draft from another, if known. Empty for an incident, because others may see the list.
    pub subject: Subject,
    /// Its state.
    pub state: RecordState,
    /// When the person started it.
    pub started_at: Timestamp,
    /// When it was finished.
    pub finished_at: Option<Timestamp>,
    /// When it last changed.
    pub saved_at: Timestamp,
    /// Where a draft was left; `None` for a finished record.
    pub section: Option<SectionPosition>,
    /// The receipt's short code, to compare over the telephone.
    pub receipt: Option<String>,
    /// How far central and services have come with it.
    pub progress: Option<RecordProgress>,
    /// How long its sealed part stays on this phone; `None` without a receipt, and when it has no sealed part.
    pub retention: Option<Retention>,
}

/// How long the sealed part of a delivered record stays on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// Nobody has accepted the case. Its sealed answers stay until acceptance, for at most `left`.
    UntilAccepted {
        /// Zero: the next check erases them.
        left: Duration,
    },
    /// The phone erases it after `left`, or somewhat later.
    For {
        /// The part to erase.
        what: ErasablePart,
        /// Zero: the next check erases it.
        left: Duration,
    },
    /// The phone has erased it.
    Erased {
        /// The erased part.
        what: ErasablePart,
        /// When, by the phone's clock.
        at: Timestamp,
    },
}

/// An undelivered record and its delivery state.
#[derive(Debug, Clone, PartialEq)]
pub struct UndeliveredRecord {
    /// The record.
    pub record: RecordId,
    /// Its short code; `None` when the vault does not have the record.
    pub code: Option<RecordCode>,
    /// Id of its form.
    pub form: String,
    /// When it was finished.
    pub finished_at: Option<Timestamp>,
    /// Its delivery state.
    pub standing: Standing,
}

/// One record to read.
#[derive(Clone, PartialEq)]
pub struct RecordView {
    /// As in the list.
    pub line: RecordLine,
    /// The form, in the version of the record.
    pub form: Arc<FormDefinition>,
    /// The answers: the saved ones of a draft, the finished ones of a record.
    pub answers: Answers,
    /// The wall clock for checking the answers: when it was finished, or now for a draft.
    pub judged_at: DateTime,
    /// When central stored it, by central's clock.
    pub stored_at: Option<Timestamp>,
    /// The statuses that central reported, in the order in which a case proceeds.
    pub steps: Vec<Step>,
}

impl fmt::Debug for RecordView {
    /// Shows which record, never an answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordView").field("line", &self.line).finish_non_exhaustive()
    }
}

/// Which records to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// Part of a code, upper or lower case, with or without dashes; empty for all.
    pub search: String,
    /// The states to list.
    pub states: StateFilter,
}

/// A part of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Where the previous page ended; `None` for the first page.
    pub after: Option<Cursor>,
    /// Most records on the page.
    pub limit: u32,
}

impl Default for Page {
    fn default() -> Self {
        Self { after: None, limit: 50 }
    }
}

/// A place in the list. It stays right when records are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub(crate) i64);

/// A page of records, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordPage {
    /// The records.
    pub records: Vec<RecordLine>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}
