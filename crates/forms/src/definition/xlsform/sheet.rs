//! Splits a file into its three sheets: headers and rows of cells.

use std::collections::BTreeMap;

use super::super::mistake::Mistakes;
use super::super::{MistakeKind, Sheet};
use crate::Label;

/// Limits the cost of a hostile file. Our largest form has some 60 kB.
const LARGEST: usize = 2 * 1024 * 1024;
const MOST_ROWS: usize = 5000;

/// The sheets of a file.
pub(super) struct Tables {
    pub(super) survey: Table,
    pub(super) choices: Table,
    pub(super) settings: Table,
}

/// A sheet: its headers and its non-empty rows.
pub(super) struct Table {
    pub(super) sheet: Sheet,
    pub(super) header_row: u64,
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row of a sheet: its non-empty cells, by header.
pub(super) struct Row {
    /// The line of the file, counted from 1.
    pub(super) line: u64,
    pub(super) cells: BTreeMap<String, String>,
}

impl Row {
    /// A cell, "" when it is empty.
    pub(super) fn cell(&self, header: &str) -> &str {
        self.cells.get(header).map_or("", String::as_str)
    }

    /// A text in every language: `label::Indonesian (id)`, and plain `label` in the default language.
    pub(super) fn label(&self, base: &str, default_language: &str) -> Label {
        let texts = self.cells.iter().filter_map(|(header, text)| {
            let language = language_of(header, base)?;
            Some((if language.is_empty() { default_language } else { language }, text.as_str()))
        });
        Label::new(default_language, texts)
    }
}

impl Table {
    fn empty(sheet: Sheet) -> Self {
        Self { sheet, header_row: 0, headers: Vec::new(), rows: Vec::new() }
    }

    /// The languages in which this sheet has a column of labels.
    pub(super) fn languages(&self, default_language: &str) -> Vec<String> {
        let languages = self.headers.iter().filter_map(|header| language_of(header, "label"));
        languages.map(|code| if code.is_empty() { default_language } else { code }.to_owned()).collect()
    }

    /// Reports every unknown header.
    pub(super) fn check_headers(&self, plain: &[&str], translated: &[&str], mistakes: &mut Mistakes) {
        for header in &self.headers {
            let known =
                plain.contains(&header.as_str()) || translated.iter().any(|base| language_of(header, base).is_some());
            if !known {
                mistakes.add(self.sheet, self.header_row, header, MistakeKind::UnknownColumn(header.clone()));
            }
        }
    }
}

/// The language of a translated column of this base; "" for the column without a language.
fn language_of<'a>(header: &'a str, base: &str) -> Option<&'a str> {
    let rest = header.strip_prefix(base)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix("::").map(language_code) }
}

/// The sheets of the file, or `None` when it is no CSV.
pub(super) fn tables(csv: &str, mistakes: &mut Mistakes) -> Option<Tables> {
    if csv.len() > LARGEST {
        mistakes.add_to_file(0, MistakeKind::TooLarge { what: "bytes", limit: LARGEST });
        return None;
    }
    let csv = csv.strip_prefix('\u{feff}').unwrap_or(csv);
    let mut tables = Tables {
        survey: Table::empty(Sheet::Survey),
        choices: Table::empty(Sheet::Choices),
        settings: Table::empty(Sheet::Settings),
    };
    let mut current: Option<Sheet> = None;
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    for (count, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let row = error.position().map_or(0, ::csv::Position::line);
                mistakes.add_to_file(row, MistakeKind::NotCsv(error.to_string()));
                return None;
            }
        };
        if count >= MOST_ROWS {
            mistakes.add_to_file(0, MistakeKind::TooLarge { what: "rows", limit: MOST_ROWS });
            return None;
        }
        let line = record.position().map_or(0, ::csv::Position::line);
        let mut cells = record.iter().map(str::trim);
        let first = cells.next().unwrap_or_default();
        if first.is_empty() {
            let cells: Vec<&str> = cells.collect();
            if let Some(sheet) = current
                && cells.iter().any(|cell| !cell.is_empty())
            {
                tables.table(sheet).read_row(line, &cells, mistakes);
            }
        } else {
            current = tables.open(first, line, mistakes);
        }
    }
    for sheet in [Sheet::Survey, Sheet::Choices, Sheet::Settings] {
        // A form without a select needs no choices.
        if tables.table(sheet).headers.is_empty() && sheet != Sheet::Choices {
            mistakes.add(sheet, 0, "", MistakeKind::MissingSheet);
        }
    }
    Some(tables)
}

impl Tables {
    fn table(&mut self, sheet: Sheet) -> &mut Table {
        match sheet {
            Sheet::Survey => &mut self.survey,
            Sheet::Choices => &mut self.choices,
            Sheet::Settings => &mut self.settings,
        }
    }

    fn open(&mut self, name: &str, line: u64, mistakes: &mut Mistakes) -> Option<Sheet> {
        let known = [Sheet::Survey, Sheet::Choices, Sheet::Settings];
        let Some(sheet) = known.into_iter().find(|sheet| sheet.name() == name) else {
            mistakes.add_to_file(line, MistakeKind::UnknownSheet(name.to_owned()));
            return None;
        };
        if !self.table(sheet).headers.is_empty() {
            mistakes.add(sheet, line, "", MistakeKind::RepeatedSheet);
            return None;
        }
        Some(sheet)
    }
}

impl Table {
    fn read_row(&mut self, line: u64, cells: &[&str], mistakes: &mut Mistakes) {
        if self.headers.is_empty() {
            self.header_row = line;
            self.headers = cells.iter().map(|cell| (*cell).to_owned()).collect();
            let mut seen: Vec<&str> = Vec::new();
            for header in cells.iter().filter(|header| !header.is_empty()) {
                if seen.contains(header) {
                    mistakes.add(self.sheet, line, header, MistakeKind::RepeatedColumn);
                }
                seen.push(header);
            }
            return;
        }
        let mut row = Row { line, cells: BTreeMap::new() };
        for (position, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            match self.headers.get(position).filter(|header| !header.is_empty()) {
                Some(header) => {
                    row.cells.insert(header.clone(), (*cell).to_owned());
                }
                None => mistakes.add(self.sheet, line, "", MistakeKind::CellWithoutHeader),
            }
        }
        self.rows.push(row);
    }
}

/// The code in a language's name: `id` in `Indonesian (id)`, or the whole name without one.
pub(super) fn language_code(name: &str) -> &str {
    let name = name.trim();
    name.strip_suffix(')').and_then(|open| open.rsplit_once('(')).map_or(name, |(_, code)| code.trim())
}
