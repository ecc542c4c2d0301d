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
}
