//! The settings sheet: title, id, version, default language.

use super::super::mistake::Mistakes;
use super::super::{MistakeKind, Sheet};
use super::sheet::{Table, language_code};
use crate::Label;
use crate::choice::has_code_shape;

/// The title in the other languages. XLSForm has it only in one.
const OTHER_TITLES: &str = "kentongan_form_title";

pub(super) struct Settings {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: Label,
    pub(super) default_language: String,
}

pub(super) fn read(table: &Table, mistakes: &mut Mistakes) -> Settings {
    table.check_headers(&["", "form_title", "form_id", "version", "default_language"], &[OTHER_TITLES], mistakes);
    let Some(row) = table.rows.first() else {
        if !table.headers.is_empty() {
            mistakes.add(Sheet::Settings, table.header_row, "", MistakeKind::Empty);
        }
        let default_language = "id".to_owned();
        return Settings { id: String::new(), version: String::new(), title: Label::default(), default_language };
    };
    if let Some(second) = table.rows.get(1) {
        let kind = MistakeKind::OutOfPlace("the settings have one row");
        mistakes.add(Sheet::Settings, second.line, "", kind);
    }
    for column in ["form_id", "version"] {
        match row.cell(column) {
            "" => mistakes.add(Sheet::Settings, row.line, column, MistakeKind::Empty),
            word if !has_code_shape(word) => {
                mistakes.add(Sheet::Settings, row.line, column, MistakeKind::BadCode(word.to_owned()));
            }
            _ => {}
        }
    }
    let default_language = match language_code(row.cell("default_language")) {
        "" => "id",
        code => code,
    };
    if row.cell("form_title").is_empty() {
        mistakes.add(Sheet::Settings, row.line, "form_title", MistakeKind::Empty);
    }
    let others = row.label(OTHER_TITLES, default_language);
    if others.languages().any(|language| language == default_language) {
        let kind = MistakeKind::OutOfPlace("the title in the default language is form_title");
        mistakes.add(Sheet::Settings, row.line, OTHER_TITLES, kind);
    }
    let others = others.languages().map(|language| (language, others.in_language(language)));
    let title = Label::new(default_language, others.chain([(default_language, row.cell("form_title"))]));
    Settings {
        id: row.cell("form_id").to_owned(),
        version: row.cell("version").to_owned(),
        title,
        default_language: default_language.to_owned(),
    }
}
