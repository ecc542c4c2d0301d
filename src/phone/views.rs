//! What screens are shown of drafts and records.

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
use crate::vault::{KeptShort, StateFilter, Step};

/// How far the phone has been set up and opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Out of the box: address and code are needed.
    NotEnrolled,
    /// Enrolled: a PIN must be chosen.
    NeedsPin,
    /// The vault is closed.
    Locked,
    /// The vault is open.
    Open,
}

/// The language of everything on screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Indonesian,
    /// English.
    English,
    /// Basa Jawa, in part: what is not said in it is said in Bahasa Indonesia.
    Javanese,
}

impl Language {
    /// Every language, in the order to offer.
    pub const ALL: [Self; 3] = [Self::Indonesian, Self::English, Self::Javanese];
    /// Those in which everything is said.
    pub const WHOLE: [Self; 2] = [Self::Indonesian, Self::English];

    /// The code by which forms and messages name it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
            Self::Javanese => "jv",
        }
    }

    /// The language of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// How large text is on screen; what the system makes larger comes on top.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextSize {
    /// As it is out of the box.
    #[default]
    Usual,
    /// Larger.
    Big,
    /// Larger still.
    VeryBig,
}

impl TextSize {
    /// Every size, in the order to offer.
    pub const ALL: [Self; 3] = [Self::Usual, Self::Big, Self::VeryBig];

    /// The code by which the outbox names it; empty for the usual one.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::Big => "big",
            Self::VeryBig => "very-big",
        }
    }

    /// The size of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.code() == code)
    }

    /// The next one to offer, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Usual => Self::Big,
            Self::Big => Self::VeryBig,
            Self::VeryBig => Self::Usual,
        }
    }
}

/// Whose phone this is: never a person's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facilitator {
    /// What people call the phone, such as `KML-02`.
    pub device_code: String,
    /// The village.
    pub area: Area,
    /// Who runs central.
    pub organisation: Organisation,
    /// Central's address.
    pub server: String,
}

impl GrantedEnrolment {
    /// Whose phone this would be.
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

/// A draft to go on with.
#[derive(Clone, PartialEq)]
pub struct Draft {
    /// The record it will be.
    pub record: RecordId,
    /// Its short code.
    pub code: RecordCode,
    /// The form, in the version it was begun with.
    pub form: Arc<FormDefinition>,
    /// The answers so far.
    pub answers: Answers,
    /// The section that was open last.
    pub section: Option<String>,
    /// The question in it that was answered last.
    pub question: Option<String>,
    /// When the last answer was saved.
    pub saved_at: Timestamp,
}

impl fmt::Debug for Draft {
    /// Which draft, and never what was answered.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("record", &self.record).field("section", &self.section).finish_non_exhaustive()
    }
}

/// How a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordState {
    /// Still being filled in.
    Draft,
    /// Finished, not at central yet.
    Waiting,
    /// At central, proven by its receipt.
    Delivered,
    /// Central would not have it.
    Refused(RefusalReason),
}

/// Where a draft was left: section `number` of `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionPosition {
    /// From 1.
    pub number: usize,
    /// Sections to be filled in, as the answers stand.
    pub of: usize,
}

/// What kind of activity, and on which day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subject {
    /// The choice of its kind.
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
    /// Title of its form; `None` when the form is not on this phone any more.
    pub title: Option<Label>,
    /// What tells the draft of an activity from another, as far as it is given. Nothing of an incident: lists are
    /// read over shoulders.
    pub subject: Subject,
    /// How it stands.
    pub state: RecordState,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When it was finished.
    pub finished_at: Option<Timestamp>,
    /// When it was last changed.
    pub saved_at: Timestamp,
    /// Where a draft was left; `None` for a finished record.
    pub section: Option<SectionPosition>,
    /// The receipt's short code, to compare over the telephone.
    pub receipt: Option<String>,
    /// How far central and services have come with it.
    pub progress: Option<RecordProgress>,
    /// How long what is sealed of it stays on this phone; `None` before its receipt, and when nothing is sealed.
    pub keeping: Option<Keeping>,
}

/// How long what is sealed of a delivered record stays on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Nobody has accepted the case: its sealed answers stay until somebody does, at most for `left`.
    UntilAccepted {
        /// Zero: at the next look.
        left: Duration,
    },
    /// It is erased in so much time at the earliest.
    For {
        /// What.
        what: KeptShort,
        /// Zero: at the next look.
        left: Duration,
    },
    /// It was erased.
    Erased {
        /// What.
        what: KeptShort,
        /// When, by the phone's clock.
        at: Timestamp,
    },
}

/// A record that is not delivered, and how sending it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct UndeliveredRecord {
    /// The record.
    pub record: RecordId,
    /// Its short code; `None` when the vault does not know the record.
    pub code: Option<RecordCode>,
    /// Id of its form.
    pub form: String,
    /// When it was finished.
    pub finished_at: Option<Timestamp>,
    /// How sending it stands.
    pub standing: Standing,
}

/// One record to read.
#[derive(Clone, PartialEq)]
pub struct RecordView {
    /// As in the list.
    pub line: RecordLine,
    /// The form, in the version it was filled in with.
    pub form: Arc<FormDefinition>,
    /// The answers: all saved ones of a draft, the finished ones of a record.
    pub answers: Answers,
    /// The wall clock by which they were judged: when it was finished, or now for a draft.
    pub judged_at: DateTime,
    /// When central stored it, by central's clock.
    pub stored_at: Option<Timestamp>,
    /// How far it has come, in the order of a case's way.
    pub steps: Vec<Step>,
}

impl fmt::Debug for RecordView {
    /// Which record, and never what was answered.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordView").field("line", &self.line).finish_non_exhaustive()
    }
}

/// Which records to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// Part of a code, in any case, with or without dashes; empty for all.
    pub search: String,
    /// Which ones.
    pub states: StateFilter,
}

/// Which part of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Where the page before ended; `None` for the first.
    pub after: Option<Cursor>,
    /// Most records on the page.
    pub limit: u32,
}

impl Default for Page {
    fn default() -> Self {
        Self { after: None, limit: 50 }
    }
}

/// A place in the list that stays right while records are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub(crate) i64);

/// A page of records, the newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordPage {
    /// The records.
    pub records: Vec<RecordLine>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}
