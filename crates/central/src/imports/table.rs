//! A table out of a CSV file, as spreadsheets write it.
//!
//! Excel's separator is the one of the computer's region: a semicolon in Indonesia, because the comma is the decimal
//! mark there. Its "Unicode Text" has tabs. A sheet that was once longer leaves rows and columns without content.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::problems::Problems;
use crate::text::trimmed;

/// The separators that spreadsheets use.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// One column of the expected table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Its heading.
    pub(super) name: &'static str,
    /// Whether the file must have it. Cells may still be empty.
    pub(super) required: bool,
}

/// The rows of a file that have content.
#[derive(Debug)]
pub(super) struct Table {
    headings: Vec<String>,
    /// Each with the number that the spreadsheet shows.
    rows: Vec<(u64, StringRecord)>,
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    /// The number that the spreadsheet shows; the headings are row 1.
    pub(super) number: u64,
    headings: &'a [String],
    cells: &'a StringRecord,
}

impl Table {
    /// Reads a table with these columns. Their order is free.
    pub(super) fn read(text: &str, columns: &[Column]) -> Result<Self, Problems> {
        let (text, told) = plain(text);
        let mut records = match told {
            Some(separator) => records(&text, separator)?,
            None => records(&text, separator(&text, columns))?,
        };
        let Some((_, headings)) = (!records.is_empty()).then(|| records.remove(0)) else {
            return Err(Problems::of_file("the file is empty"));
        };
        let headings: Vec<String> = headings.iter().map(|heading| trimmed(heading).to_lowercase()).collect();
        let table = Self { headings, rows: records };
        table.checked(columns)
    }

    /// The rows in the order of the file.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(number, cells)| Row { number: *number, headings: &self.headings, cells })
    }

    fn checked(self, columns: &[Column]) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let names = || columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        for (at, heading) in self.headings.iter().enumerate() {
            if heading.is_empty() {
                continue;
            }
            if !columns.iter().any(|column| column.name == heading) {
                problems.cell(1, heading, format!("no such column is known; the columns are {}", names()));
            } else if self.headings.iter().skip(at + 1).any(|other| other == heading) {
                problems.cell(1, heading, "the column is there twice");
            }
        }
        for column in columns.iter().filter(|column| column.required) {
            if !self.headings.iter().any(|heading| heading == column.name) {
                let hint = "the first row must have the headings, separated by commas, semicolons or tabs";
                problems.cell(1, column.name, format!("the column is missing; {hint}"));
            }
        }
        for (number, cells) in &self.rows {
            let is_nowhere = |at: usize| self.headings.get(at).is_none_or(String::is_empty);
            if cells.iter().enumerate().any(|(at, cell)| is_nowhere(at) && !trimmed(cell).is_empty()) {
                let hint = "a text that contains the separator must be in double quotes";
                problems.cell(*number, "", format!("it has more cells than there are headings; {hint}"));
            }
        }
        if self.rows.is_empty() {
            problems.file("there is no row below the headings");
        }
        problems.or(self)
    }
}

impl Row<'_> {
    /// A cell without blanks around it; empty when the row is too short, or the file has no such column.
    pub(super) fn cell(&self, name: &str) -> &str {
        let at = self.headings.iter().position(|heading| heading == name);
        at.and_then(|at| self.cells.get(at)).map_or("", trimmed)
    }
}

/// The text with one kind of line end and no byte order mark. Also the separator, if Excel's line `sep=;` gives it.
fn plain(text: &str) -> (String, Option<u8>) {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n") + "\n";
    let (first, rest) = text.split_once('\n').unwrap_or((text.as_str(), ""));
    let told = first.trim().trim_matches('"').strip_prefix("sep=").map(str::as_bytes);
    match told {
        Some(&[separator]) => (rest.to_owned(), Some(separator)),
        _ => (text, None),
    }
}

/// The separator with which the first row has most of the expected headings.
fn separator(text: &str, columns: &[Column]) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let known = |separator: &u8| {
        let cells = first.split(char::from(*separator)).map(|cell| trimmed(cell).trim_matches('"').to_lowercase());
        let headings = cells.filter(|cell| columns.iter().any(|column| column.name == cell)).count();
        (headings, first.bytes().filter(|byte| byte == separator).count())
    };
    // The first of equals, so that a file with one column is read with commas.
    SEPARATORS.into_iter().rev().max_by_key(known).unwrap_or(b',')
}

/// The rows with content, each with its number in the spreadsheet.
fn records(text: &str, separator: u8) -> Result<Vec<(u64, StringRecord)>, Problems> {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).trim(Trim::None).delimiter(separator);
    let mut reader = builder.from_reader(text.as_bytes());
    let (mut rows, mut record) = (Vec::new(), StringRecord::new());
    // A cell may have several lines, and is still one row. So lines and rows are counted apart.
    let mut lines_in_cells = 0;
    let unreadable = |error: csv::Error| Problems::of_file(format!("the table cannot be read: {error}"));
    while reader.read_record(&mut record).map_err(unreadable)? {
        let lines = record.iter().flat_map(str::bytes).filter(|byte| *byte == b'\n').count();
        lines_in_cells += u64::try_from(lines).unwrap_or(u64::MAX);
        if record.iter().any(|cell| !trimmed(cell).is_empty()) {
            let below = reader.position().line();
            rows.push((below.saturating_sub(lines_in_cells + 1), record.clone()));
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { name: "code", required: true },
        Column { name: "name", required: true },
        Column { name: "note", required: false },
    ];

    fn read(text: &str) -> Vec<(u64, String, String, String)> {
        let table = Table::read(text, &COLUMNS).unwrap_or_else(|problems| panic!("{text:?}: {problems}"));
        let row = |row: Row<'_>| {
            let cell = |name| row.cell(name).to_owned();
            (row.number, cell("code"), cell("name"), cell("note"))
        };
        table.rows().map(row).collect()
    }

    fn refused(text: &str) -> String {
        Table::read(text, &COLUMNS).unwrap_err().to_string()
    }

    #[test]
    fn the_same_table_is_read_whatever_separator_line_end_and_mark_the_spreadsheet_writes() {
        let expected = vec![(2, "a".to_owned(), "x, y; z".to_owned(), "n".to_owned())];
        for text in [
            "code,name,note\na,\"x, y; z\",n\n",
            "code;name;note\r\na;\"x, y; z\";n\r\n",
            "code\tname\tnote\r\na\tx, y; z\tn",
            "\u{feff}code;name;note\ra;\"x, y; z\";n\r",
            "sep=;\r\ncode;name;note\r\na;\"x, y; z\";n\r\n",
            "\u{feff}\"sep=;\"\ncode;name;note\na;\"x, y; z\";n\n",
            " NOTE ; Name ;\"Code\"\nn;\"x, y; z\";\u{200b}a\u{a0}",
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn rows_and_columns_without_content_are_skipped_and_do_not_shift_the_numbers() {
        let rows = read("code;name;note;;\n;;;;\na;\"two\nlines\";;;\n\n \u{a0};;\nb;short\n;;;;\n;;;;\n");
        let numbered: Vec<(u64, &str)> = rows.iter().map(|row| (row.0, row.1.as_str())).collect();
        assert_eq!(numbered, [(3, "a"), (6, "b")]);
    }

    #[test]
    fn a_file_without_rows_or_with_other_headings_is_refused_and_says_what_is_missing() {
        assert!(refused("").contains("empty") && refused(";;;\r\n;;\r\n").contains("empty"));
        for headings in ["code,name,note", "code;name;note\r\n;;\r\n", "code\tname"] {
            assert!(refused(headings).contains("no row below the headings"), "{headings}");
        }
        let text = refused("code,telepon\na,1\n");
        assert!(text.contains("row 1, column telepon: no such column") && text.contains("code, name, note"), "{text}");
        assert!(text.contains("row 1, column name: the column is missing"), "{text}");
        assert!(refused("code,name,name\na,b,c\n").contains("twice"));
        // Excel wraps a row that was pasted as one text in quotation marks.
        assert!(refused("\"code,name,note\"\n\"a,b,c\"\n").contains("column code: the column is missing"));
        assert!(refused("code,name\na,Jalan Raya, No. 5\n").contains("row 2: it has more cells"));
    }
}
