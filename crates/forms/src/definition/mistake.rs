//! What is wrong with a form file, said so that its author finds the cell.

use std::fmt;

/// Everything wrong with a form file, in the order of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct DefinitionError {
    /// The mistakes; never empty.
    pub mistakes: Vec<Mistake>,
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, mistake) in self.mistakes.iter().enumerate() {
            let separator = if position == 0 { "" } else { "\n" };
            write!(f, "{separator}{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for DefinitionError {}

/// Mistakes collected while reading.
#[derive(Debug, Default)]
pub(super) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(super) fn add(&mut self, sheet: Sheet, row: u64, column: &str, kind: MistakeKind) {
        self.0.push(Mistake { sheet: Some(sheet), row, column: column.to_owned(), kind });
    }

    pub(super) fn add_to_file(&mut self, row: u64, kind: MistakeKind) {
        self.0.push(Mistake { sheet: None, row, column: String::new(), kind });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The error to report, by rows.
    pub(super) fn into_error(mut self) -> DefinitionError {
        self.0.sort_by_key(|mistake| mistake.row);
        DefinitionError { mistakes: self.0 }
    }
}

/// One thing wrong, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Mistake {
    /// The sheet, when the mistake is in one.
    pub sheet: Option<Sheet>,
    /// The line of the file, counted from 1; 0 when it is something that misses from the whole.
    pub row: u64,
    /// The header of the column, or "" when it is the whole row.
    pub column: String,
    /// What is wrong.
    pub kind: MistakeKind,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(self.sheet.map(|sheet| format!("sheet {}", sheet.name())));
        parts.extend((self.row > 0).then(|| format!("row {}", self.row)));
        parts.extend((!self.column.is_empty()).then(|| format!("column {}", self.column)));
        let place = if parts.is_empty() { "the form".to_owned() } else { parts.join(", ") };
        write!(f, "{place}: {}", self.kind)
    }
}

/// The sheets of an XLSForm that we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sheet {
    /// Questions and groups.
    Survey,
    /// Choices of the selects.
    Choices,
    /// Title, id, version, default language.
    Settings,
}

impl Sheet {
    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Choices => "choices",
            Self::Settings => "settings",
        }
    }
}

/// What may be wrong with a form file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MistakeKind {
    /// The file cannot be read as CSV.
    #[error("not readable as CSV: {0}")]
    NotCsv(String),
    /// A form of ours has some hundred rows.
    #[error("too large: at most {limit} {what}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The most there may be.
        limit: usize,
    },
    /// The first column names a sheet we do not read.
    #[error("there is no sheet '{0}'; the sheets are survey, choices, settings")]
    UnknownSheet(String),
    /// A sheet stands twice in the file.
    #[error("the sheet stands in the file twice")]
    RepeatedSheet,
    /// A sheet is not in the file.
    #[error("the sheet is missing")]
    MissingSheet,
    /// A header we do not know; a misspelt one would otherwise lose its column silently.
    #[error("there is no column '{0}' in this sheet")]
    UnknownColumn(String),
    /// A header stands twice.
    #[error("the column stands in the sheet twice")]
    RepeatedColumn,
    /// Something is written to the right of the headers.
    #[error("a cell without a header")]
    CellWithoutHeader,
    /// A cell that must be filled in is empty.
    #[error("must not be empty")]
    Empty,
    /// A label has no text in one of the form's languages.
    #[error("has no text in the language '{0}'")]
    NoText(String),
    /// A type we cannot ask.
    #[error("there is no type '{0}'")]
    UnknownType(String),
    /// A name of other characters than `A-Z a-z 0-9 _`.
    #[error("'{0}' cannot be a name")]
    BadName(String),
    /// A name of a question or group stands twice.
    #[error("the name '{0}' stands in the form twice")]
    RepeatedName(String),
    /// A choice code of other characters than `A-Z a-z 0-9 . _ -`, or longer than 64.
    #[error("'{0}' cannot be a code")]
    BadCode(String),
    /// A code stands twice in a list.
    #[error("the code '{0}' stands in the list twice")]
    RepeatedCode(String),
    /// A question outside every top-level group.
    #[error("'{0}' stands outside every section")]
    OutsideSections(String),
    /// A group that is not closed.
    #[error("the group '{0}' is not closed")]
    UnclosedGroup(String),
    /// An end without a begin.
    #[error("there is no group to close here")]
    NothingToClose,
    /// A list that is neither the form's own nor provided.
    #[error("there is no list '{0}'")]
    UnknownList(String),
    /// A code that the list does not have.
    #[error("there is no choice '{code}' in the list '{list}'")]
    UnknownChoice {
        /// The list.
        list: String,
        /// The code.
        code: String,
    },
    /// An expression that cannot be parsed.
    #[error("{0}")]
    Expression(#[from] crate::ExpressionError),
    /// `${name}` of no question.
    #[error("there is no question '{0}'")]
    UnknownReference(String),
    /// `${name}` of a group or note, which has no answer.
    #[error("'{0}' has no answer to refer to")]
    NoAnswer(String),
    /// `.` outside a constraint.
    #[error("'.' has a meaning only in a constraint")]
    NoCurrent,
    /// A bare name outside a `choice_filter`, or of no column of the list.
    #[error("there is no column '{0}' to look at; an answer is written ${{{0}}}")]
    NoChoiceColumn(String),
    /// Calculations or relevance that wait for each other.
    #[error("these wait for each other: {}", .0.join(", "))]
    Circle(Vec<String>),
    /// A cell holds none of the words it may.
    #[error("'{word}' is none of: {known}")]
    UnknownWord {
        /// What stands there.
        word: String,
        /// What may stand there.
        known: &'static str,
    },
    /// A cell is filled in that means nothing in this row.
    #[error("{0}")]
    OutOfPlace(&'static str),
    /// A default that is no answer to its question.
    #[error("'{0}' is no answer to this question")]
    BadDefault(String),
    /// What coordinators read would be computed from what only case managers may read.
    #[error("countable, but computed from the sealed '{0}'")]
    Leak(String),
    /// Not exactly one question places the record in time, or in an area.
    #[error("exactly one question has the summary '{word}', not {found}")]
    NotOne {
        /// `month` or `area`.
        word: &'static str,
        /// How many there are.
        found: usize,
    },
}
