//! What is wrong with an operator's file: every mistake with its row and column, and what to do.
//!
//! A message never repeats a telephone number, because it may be a person's.

use std::fmt;

/// How many mistakes a message names. The others are counted.
const MOST_NAMED: usize = 20;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Problem {
    /// The row as the spreadsheet numbers it, headings included; `None` for the whole file.
    row: Option<u64>,
    /// The column's heading; empty for the whole row.
    column: String,
    what: String,
}

/// The mistakes of one file. Nothing of the file is imported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    /// A file that cannot be read at all.
    pub(super) fn of_file(what: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.file(what);
        problems
    }

    /// Adds a mistake that concerns the whole file.
    pub(super) fn file(&mut self, what: impl Into<String>) {
        self.0.push(Problem { row: None, column: String::new(), what: what.into() });
    }

    /// Adds a mistake in a row, and in a column if `column` is not empty.
    pub(super) fn cell(&mut self, row: u64, column: &str, what: impl Into<String>) {
        self.0.push(Problem { row: Some(row), column: column.to_owned(), what: what.into() });
    }

    /// `value`, when there is no mistake.
    pub(super) fn or<T>(mut self, value: T) -> Result<T, Self> {
        self.0.sort_by_key(|problem| problem.row);
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, column, what } = self;
        match row {
            None => write!(f, "{what}"),
            Some(row) if column.is_empty() => write!(f, "row {row}: {what}"),
            Some(row) => write!(f, "row {row}, column {column}: {what}"),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing was imported, because the file has mistakes ({}):", self.0.len())?;
        for problem in self.0.iter().take(MOST_NAMED) {
            write!(f, "\n  {problem}")?;
        }
        match self.0.len().saturating_sub(MOST_NAMED) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_mistakes_are_named_in_the_order_of_the_rows_and_the_others_are_counted() {
        let mut problems = Problems::default();
        for row in (2..25).rev() {
            problems.cell(row, "code", "wrong");
        }
        let text = problems.or(()).unwrap_err().to_string();
        assert!(text.contains("mistakes (23)") && text.ends_with("and 3 more"), "{text}");
        assert!(text.contains("row 2, column code: wrong") && !text.contains("row 22"), "{text}");
        assert_eq!(Problems::default().or(7), Ok(7));
    }
}
