//! Small forms written as an author writes them, and people filling them in.

use std::sync::Arc;

use jiff::civil::{DateTime, date};
use kentongan_forms::{Choice, DefinitionError, Entry, FormDefinition, Label, Lists, Value};

/// Half past eight on the day of all tests.
pub(crate) fn now() -> DateTime {
    date(2026, 11, 23).at(8, 30, 0, 0)
}

/// A form of these survey rows, `type,name,label,required,relevant,constraint,calculation,more`, where
/// `more` is one `column=value`. The rows stand in the section `page`; a second section places the record.
pub(crate) fn csv(rows: &[&[(&str, &str)]]) -> String {
    let columns = [
        "type",
        "name",
        "label",
        "required",
        "relevant",
        "constraint",
        "constraint_message",
        "calculation",
        "choice_filter",
        "appearance",
        "default",
        "parameters",
        "read_only",
        "kentongan_tier",
        "kentongan_summary",
        "kentongan_list",
        "kentongan_tally",
        "kentongan_parameters",
    ];
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: &[(&str, &str)]| {
        let cell = |column: &&str| cells.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text);
        columns.iter().map(|column| quoted(cell(column))).fold(String::new(), |line, cell| line + "," + &cell) + "\n"
    };
    let mut csv = format!("survey\n,{}\n", columns.join(","));
    let place: [&[(&str, &str)]; 4] = [
        &[("type", "begin_group"), ("name", "place"), ("label", "Tempat")],
        &[("type", "date"), ("name", "day"), ("label", "Hari"), ("kentongan_summary", "month")],
        &[
            ("type", "select_one_from_file areas.csv"),
            ("name", "area"),
            ("label", "Desa"),
            ("kentongan_summary", "area"),
        ],
        &[("type", "end_group")],
    ];
    csv += &line(&[("type", "begin_group"), ("name", "page"), ("label", "Halaman")]);
    csv.extend(rows.iter().map(|row| line(row)));
    csv += &line(&[("type", "end_group")]);
    csv.extend(place.iter().map(|row| line(row)));
    csv + "choices\n,list_name,name,label,urgent\n,answer,yes,Ya,no\n,answer,no,Tidak,no\n,answer,unknown,Tidak tahu,\n\
           ,service,health,Kesehatan,yes\n,service,legal,Hukum,no\n,service,shelter,Tempat aman,yes\n\
           settings\n,form_title,form_id,version,default_language\n,Contoh,sample,2026112301,Indonesian (id)\n"
}

pub(crate) fn form(rows: &[&[(&str, &str)]]) -> Arc<FormDefinition> {
    Arc::new(FormDefinition::from_csv(&csv(rows)).unwrap())
}

/// The mistakes in a form of these rows, each as its author reads it.
pub(crate) fn mistakes(rows: &[&[(&str, &str)]]) -> Vec<String> {
    said(&FormDefinition::from_csv(&csv(rows)).unwrap_err())
}

pub(crate) fn said(error: &DefinitionError) -> Vec<String> {
    error.mistakes.iter().map(ToString::to_string).collect()
}

pub(crate) fn lists() -> Arc<Lists> {
    let area = |code: &str, name: &str| Choice::new(code, Label::plain(name));
    let service = |code: &str, refers: &str| Choice::new(code, Label::plain(code)).with_column("refers", refers);
    let areas = vec![area("33.16", "Blora"), area("33.16.05.2002", "Ngloram"), area("33.16.05.2005", "Jipang")];
    Arc::new(
        Lists::new().with("areas", areas).with("directory", vec![service("uptd_ppa", "yes"), service("radio", "no")]),
    )
}

pub(crate) fn entry(rows: &[&[(&str, &str)]]) -> Entry {
    Entry::new(form(rows), lists(), now())
}

pub(crate) fn choice(code: &str) -> Value {
    Value::Choice(code.to_owned())
}

pub(crate) fn choices(codes: &[&str]) -> Value {
    Value::Choices(codes.iter().map(|code| (*code).to_owned()).collect())
}

/// Fills in several questions as a person types them.
pub(crate) fn fill(entry: &mut Entry, answers: &[(&str, &str)]) {
    for (name, typed) in answers {
        entry.set_typed(name, typed).unwrap();
    }
}

/// The questions that block, with the word for what is wrong.
pub(crate) fn blocking(entry: &Entry) -> Vec<String> {
    entry.problems().iter().filter(|problem| problem.blocks()).map(ToString::to_string).collect()
}
