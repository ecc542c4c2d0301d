//! The choices sheet: the form's own lists.

use std::collections::BTreeMap;

use super::super::mistake::Mistakes;
use super::super::{MistakeKind, Sheet};
use super::sheet::{Row, Table};
use super::survey::has_name_shape;
use crate::Label;
use crate::choice::{Choice, has_code_shape};

/// The explanation in one sentence; the language's code follows. It has no `::` and name as labels have, because
/// pyxform 4.5 fails at that on this sheet (decision 0009).
const EXPLANATION: &str = "kentongan_explanation_";
const COMMON: &str = "kentongan_common";
const EXCLUSIVE: &str = "kentongan_exclusive";

pub(super) fn read(table: &Table, default_language: &str, mistakes: &mut Mistakes) -> BTreeMap<String, Vec<Choice>> {
    let languages = table.languages(default_language);
    let is_own = |header: &str| {
        matches!(header, "list_name" | "name" | "label" | COMMON | EXCLUSIVE)
            || header.starts_with("label::")
            || header.starts_with(EXPLANATION)
    };
    for header in table.headers.iter().filter_map(|header| header.strip_prefix(EXPLANATION)) {
        if !languages.iter().any(|language| language == header) {
            let column = format!("{EXPLANATION}{header}");
            mistakes.add(Sheet::Choices, table.header_row, &column, MistakeKind::UnknownColumn(column.clone()));
        }
    }
    for header in table.headers.iter().filter(|header| !header.is_empty() && !is_own(header)) {
        // Further columns are free, but other tools turn them into XML elements. In a filter, `code` is the code in the
        // file of a provided list.
        // is the code in the file of a provided list.
        if !has_name_shape(header) || header == "code" {
            let kind = MistakeKind::UnknownColumn(header.clone());
            mistakes.add(Sheet::Choices, table.header_row, header, kind);
        }
    }
    let mut lists: BTreeMap<String, Vec<Choice>> = BTreeMap::new();
    for row in &table.rows {
        let list = row.cell("list_name");
        let code = row.cell("name");
        let label = row.label("label", default_language);
        if list.is_empty() {
            mistakes.add(Sheet::Choices, row.line, "list_name", MistakeKind::Empty);
            continue;
        }
        let choices = lists.entry(list.to_owned()).or_default();
        if code.is_empty() {
            mistakes.add(Sheet::Choices, row.line, "name", MistakeKind::Empty);
        } else if !has_code_shape(code) {
            mistakes.add(Sheet::Choices, row.line, "name", MistakeKind::BadCode(code.to_owned()));
        } else if choices.iter().any(|known| known.code == code) {
            mistakes.add(Sheet::Choices, row.line, "name", MistakeKind::RepeatedCode(code.to_owned()));
        }
        for language in languages.iter().filter(|language| !label.languages().any(|has| has == **language)) {
            mistakes.add(Sheet::Choices, row.line, "label", MistakeKind::NoText(language.clone()));
        }
        let explained = row.cells.iter().filter_map(|(header, text)| Some((header.strip_prefix(EXPLANATION)?, text)));
        let explanation = Label::new(default_language, explained.map(|(language, text)| (language, text.as_str())));
        let explained_in = |language: &String| explanation.languages().any(|has| has == language);
        for language in languages.iter().filter(|language| !explanation.is_empty() && !explained_in(language)) {
            mistakes.add(Sheet::Choices, row.line, EXPLANATION, MistakeKind::NoText(language.clone()));
        }
        let (common, exclusive) = (yes(row, COMMON, mistakes), yes(row, EXCLUSIVE, mistakes));
        let columns = row.cells.iter().filter(|(header, _)| !is_own(header));
        let columns = columns.map(|(header, text)| (header.clone(), text.clone())).collect();
        choices.push(Choice { code: code.to_owned(), label, explanation, common, exclusive, columns });
    }
    lists
}

/// A mark of ours: `yes`, or empty.
fn yes(row: &Row, column: &str, mistakes: &mut Mistakes) -> bool {
    let word = row.cell(column);
    if !matches!(word, "" | "yes") {
        let kind = MistakeKind::UnknownWord { word: word.to_owned(), known: "yes, or nothing" };
        mistakes.add(Sheet::Choices, row.line, column, kind);
    }
    word == "yes"
}
