//! Mistakes in a form file, with the cell for its author.

use std::fmt;

/// All mistakes of a form file, in the order of its rows.
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

/// One mistake and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Mistake {
    /// The sheet, when the mistake is in one.
    pub sheet: Option<Sheet>,
    /// The line of the file, counted from 1; 0 when something is missing from the whole file.
    pub row: u64,
    /// The header of the column, or "" for the whole row.
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

/// The kinds of mistakes.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MistakeKind {
    /// The file cannot be read as CSV.
    #[error("not readable as CSV: {0}")]
    NotCsv(String),
    /// A form of ours has some hundred rows.
    #[error("too large: at most {limit} {what}")]
    TooLarge {
        /// What exceeds the limit.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The first column names a sheet we do not read.
    #[error("there is no sheet '{0}'; the sheets are survey, choices, settings")]
    UnknownSheet(String),
    /// A sheet is twice in the file.
    #[error("the sheet stands in the file twice")]
    RepeatedSheet,
    /// A sheet is not in the file.
    #[error("the sheet is missing")]
    MissingSheet,
    /// An unknown header: otherwise a misspelt one would silently lose its column.
    #[error("there is no column '{0}' in this sheet")]
    UnknownColumn(String),
    /// A header is there twice.
    #[error("the column stands in the sheet twice")]
    RepeatedColumn,
    /// A cell to the right of the headers is filled in.
    #[error("a cell without a header")]
    CellWithoutHeader,
    /// A cell that must be filled in is empty.
    #[error("must not be empty")]
    Empty,
    /// A label has no text in one of the form's languages.
    #[error("has no text in the language '{0}'")]
    NoText(String),
    /// An unknown type of question.
    #[error("there is no type '{0}'")]
    UnknownType(String),
    /// A name of other characters than `A-Z a-z 0-9 _`.
    #[error("'{0}' cannot be a name")]
    BadName(String),
    /// Two questions or groups have this name.
    #[error("the name '{0}' stands in the form twice")]
    RepeatedName(String),
    /// A choice code of other characters than `A-Z a-z 0-9 . _ -`, or longer than 64.
    #[error("'{0}' cannot be a code")]
    BadCode(String),
    /// Two choices of a list have this code.
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
    /// `${name}` of a group or note, which have no answer.
    #[error("'{0}' has no answer to refer to")]
    NoAnswer(String),
    /// `.` outside a constraint.
    #[error("'.' has a meaning only in a constraint")]
    NoCurrent,
    /// A bare name outside a `choice_filter`, or of no column of the list.
    #[error("there is no column '{0}' to look at; an answer is written ${{{0}}}")]
    NoChoiceColumn(String),
    /// Calculations or relevance that depend on each other.
    #[error("these wait for each other: {}", .0.join(", "))]
    Circle(Vec<String>),
    /// A cell has an unknown word.
    #[error("'{word}' is none of: {known}")]
    UnknownWord {
        /// The word in the cell.
        word: String,
        /// The known words.
        known: &'static str,
    },
    /// A cell is filled in that has no meaning in this row.
    #[error("{0}")]
    OutOfPlace(&'static str),
    /// A default that is not a valid answer.
    #[error("'{0}' is no answer to this question")]
    BadDefault(String),
    /// Coordinators would read something computed from sealed answers.
    #[error("countable, but computed from the sealed '{0}'")]
    Leak(String),
    /// Exactly one question must place the record in time, and one in an area.
    #[error("exactly one question has the summary '{word}', not {found}")]
    NotOne {
        /// `month` or `area`.
        word: &'static str,
        /// How many there are.
        found: usize,
    },
}
