//! The problems of answers. A screen says them in the person's language.

use std::fmt;

use crate::Label;
use crate::conduct::Conduct;

/// One problem of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The name of the question.
    pub question: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// The kinds of problems. None has the answer itself, because problems reach logs.
#[derive(Debug, Clone, PartialEq)]
pub enum ProblemKind {
    /// A required answer is missing.
    Missing,
    /// It breaks the form's own rule. The label is the form's message, empty when the form has none.
    Constraint(Label),
    /// It has the wrong type: letters for a number, a day that does not exist.
    WrongType,
    /// The year of the date lacks its first digits, as in 25 for 2025.
    YearNotWhole {
        /// The year as it was read.
        year: i16,
    },
    /// It is none of the offered choices.
    NotAChoice,
    /// The text has more characters than this.
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// The number has more digits than this.
    TooManyDigits {
        /// The limit.
        limit: usize,
    },
    /// The text breaks a rule of conduct.
    Conduct(Conduct),
    /// The form has no such question.
    UnknownQuestion,
    /// It has an answer although other answers make it irrelevant.
    NotRelevant,
    /// It is calculated or only shown, so nobody can answer it.
    ReadOnly,
}

impl Problem {
    pub(crate) fn new(question: &str, kind: ProblemKind) -> Self {
        Self { question: question.to_owned(), kind }
    }

    /// Whether it blocks finishing the form; otherwise it is a warning.
    pub fn blocks(&self) -> bool {
        match &self.kind {
            ProblemKind::Conduct(conduct) => conduct.blocks(),
            ProblemKind::Missing
            | ProblemKind::Constraint(_)
            | ProblemKind::WrongType
            | ProblemKind::YearNotWhole { .. }
            | ProblemKind::NotAChoice
            | ProblemKind::TooLong { .. }
            | ProblemKind::TooManyDigits { .. }
            | ProblemKind::UnknownQuestion
            | ProblemKind::NotRelevant
            | ProblemKind::ReadOnly => true,
        }
    }
}

impl ProblemKind {
    /// A stable word for it: the key of its translation, and its name on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Constraint(_) => "constraint",
            Self::WrongType => "wrong-type",
            Self::YearNotWhole { .. } => "year-not-whole",
            Self::NotAChoice => "not-a-choice",
            Self::TooLong { .. } => "too-long",
            Self::TooManyDigits { .. } => "too-many-digits",
            Self::Conduct(conduct) => conduct.code(),
            Self::UnknownQuestion => "unknown-question",
            Self::NotRelevant => "not-relevant",
            Self::ReadOnly => "read-only",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.question, self.kind.code())
    }
}

impl std::error::Error for Problem {}
