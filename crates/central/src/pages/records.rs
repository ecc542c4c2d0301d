//! The list of records: code, village and form, newest first, for coordinators and case managers.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use kentongan_exchange::Area;
use kentongan_forms::FormDefinition;
use serde::Deserialize;

use super::conflicts::Notice;
use super::filters::{self, FilterOption};
use super::frame::{Frame, page};
use super::input::InQuery;
use super::trouble::Trouble;
use super::visitor::{Visitor, lists_records};
use super::words::Words;
use crate::Central;
use crate::store::records::{RecordFilter, RecordLine, RecordList};
use crate::summaries::Month;

/// Rows of one page.
const LINES: usize = 50;
/// A code is eleven characters.
const LONGEST_SEARCH: usize = 16;

/// The value of `conflicts` that lists only records with conflicts.
const CONFLICTING: &str = "yes";

/// The query.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    form: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    conflicts: String,
    #[serde(default)]
    before: String,
}

struct Row {
    address: String,
    code: String,
    form: String,
    village: String,
    month: String,
    received: String,
    revision: Option<String>,
    conflicting: bool,
    flagged: bool,
}

#[derive(Template)]
#[template(path = "records.html")]
struct RecordsPage {
    f: Frame,
    forms: Vec<FilterOption>,
    areas: Vec<FilterOption>,
    code: String,
    conflicts: Option<Notice>,
    /// Whether the list shows only records with conflicts.
    conflicting: bool,
    rows: Vec<Row>,
    older: Option<String>,
    continued: bool,
}

/// The page.
pub(crate) async fn show(
    State(central): State<Central>,
    visitor: Visitor,
    InQuery(asked): InQuery<Asked>,
) -> Result<Response, Trouble> {
    if !lists_records(visitor.signed_in()?.role) {
        return Err(Trouble::Forbidden);
    }
    let words = visitor.words;
    let before = match asked.before.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Trouble::NotFound)?),
    };
    let code: String = asked.code.trim().to_uppercase().chars().take(LONGEST_SEARCH).collect();
    let filter = RecordFilter {
        form: Some(asked.form.clone()).filter(|form| !form.is_empty()),
        area: Some(asked.area.clone()).filter(|area| !area.is_empty()),
        code: Some(code.clone()).filter(|code| !code.is_empty()),
        conflicting: asked.conflicts == CONFLICTING,
        before,
    };
    let conflicting = filter.conflicting;
    // One more than shown, to know whether there is a next page.
    let RecordList { mut lines, conflicts, areas, forms } = central.0.page_store.record_list(filter, LINES + 1).await?;
    let title =
        |form: &Arc<FormDefinition>| (form.id().to_owned(), form.title().in_language(words.language.code()).to_owned());
    let titles: Vec<(String, String)> = forms.iter().map(title).collect();
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let older = lines.last().filter(|_| more).map(|line| older_address(&asked, &code, line));
    let rows = lines.iter().map(|line| row(words, &titles, &areas, line)).collect();
    let villages = areas.iter().filter(|area| !areas.iter().any(|other| other.parent == area.code));
    let villages = villages.map(|area| (area.code.clone(), area.name.clone()));
    Ok(page(&RecordsPage {
        f: Frame::new(&visitor, "records"),
        forms: form_options(words, &titles, &asked.form),
        areas: filters::areas(words, villages, Some(asked.area.as_str()).filter(|area| !area.is_empty())),
        code,
        conflicts: Notice::new(words, conflicts, conflicting),
        conflicting,
        rows,
        older,
        continued: !asked.before.is_empty(),
    }))
}

fn row(words: Words, titles: &[(String, String)], areas: &[Area], line: &RecordLine) -> Row {
    let form = titles.iter().find(|(id, _)| *id == line.form);
    Row {
        address: format!("/records/{}/{}", line.maker, line.record),
        code: line.code.clone(),
        form: form.map_or_else(|| line.form.clone(), |(_, title)| title.clone()),
        village: area_name(areas, &line.area),
        month: line.month.parse::<Month>().map_or_else(|_| line.month.clone(), |month| words.month(month)),
        received: received(words, line.received_at),
        revision: (line.revision > 1).then(|| words.with("revision", &[("revision", &line.revision.to_string())])),
        conflicting: line.conflicting,
        flagged: line.flags.iter().next().is_some(),
    }
}

/// When a version arrived, from stored milliseconds.
pub(crate) fn received(words: Words, received_at: i64) -> String {
    Timestamp::from_millisecond(received_at).map(|at| words.moment(at)).unwrap_or_default()
}

/// The area's name; its code if the list does not have it.
pub(crate) fn area_name(areas: &[Area], code: &str) -> String {
    areas.iter().find(|area| area.code == code).map_or_else(|| code.to_owned(), |area| area.name.clone())
}

fn form_options(words: Words, titles: &[(String, String)], chosen: &str) -> Vec<FilterOption> {
    let all = (String::new(), words.t("all-forms"), chosen.is_empty());
    let forms = titles.iter().map(|(id, title)| (id.clone(), title.clone(), id == chosen));
    std::iter::once(all).chain(forms).collect()
}

fn older_address(asked: &Asked, code: &str, last: &RecordLine) -> String {
    let mut address = format!("/records?before={}", last.arrival);
    for (name, value) in [
        ("form", asked.form.as_str()),
        ("area", asked.area.as_str()),
        ("code", code),
        ("conflicts", asked.conflicts.as_str()),
    ] {
        if !value.is_empty() {
            address.push_str(&format!("&{name}={}", escaped(value)));
        }
    }
    address
}

/// A value, escaped for an address (RFC 3986, section 2.1).
fn escaped(value: &str) -> String {
    let mut escaped = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_escaped_for_an_address() {
        assert_eq!(escaped("a b&c"), "a%20b%26c");
    }
}
