//! The list of records: code, village and form, newest first, for coordinators and case managers.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kentongan_exchange::Area;
use kentongan_forms::FormDefinition;
use serde::Deserialize;

use super::conflicts::Notice;
use super::typed_code::{self, Sought};
use crate::Central;
use crate::accounts::permissions::SeeRecords;
use crate::pages::filters::areas::area_name;
use crate::pages::filters::{FilterOption, OptionGroups, villages};
use crate::pages::frame::{Frame, page};
use crate::pages::input::InQuery;
use crate::pages::trouble::Trouble;
use crate::pages::visitor::allowed::Allowed;
use crate::pages::words::Words;
use crate::store::records::{RecordFilter, RecordLine, RecordList};
use crate::summaries::Month;

/// Rows of one page.
const LINES: usize = 50;
/// A code is eleven characters. A person may paste the sentence around it.
const LONGEST_SEARCH: usize = 100;

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
#[template(path = "records/list.html")]
struct RecordsPage {
    f: Frame,
    forms: Vec<FilterOption>,
    areas: OptionGroups,
    code: String,
    conflicts: Option<Notice>,
    /// Whether the list shows only records with conflicts.
    conflicting: bool,
    rows: Vec<Row>,
    /// What to say when there is no row.
    nothing: String,
    older: Option<String>,
    continued: bool,
}

/// The page.
pub(crate) async fn show(
    allowed: Allowed<SeeRecords>,
    State(central): State<Central>,
    InQuery(asked): InQuery<Asked>,
) -> Result<Response, Trouble> {
    let visitor = allowed.visitor;
    let words = visitor.words;
    let before = match asked.before.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Trouble::NotFound)?),
    };
    let sought = typed_code::sought(&asked.code.chars().take(LONGEST_SEARCH).collect::<String>());
    let code = sought.code.clone().or_else(|| sought.receipt.clone()).unwrap_or_default();
    let filter = RecordFilter {
        form: Some(asked.form.clone()).filter(|form| !form.is_empty()),
        area: Some(asked.area.clone()).filter(|area| !area.is_empty()),
        code: sought.code.clone(),
        receipt: sought.receipt.clone(),
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
    let area = Some(asked.area.as_str()).filter(|area| !area.is_empty());
    if lines.is_empty() && area.is_some_and(|area| !villages::is_known(&areas, area)) {
        return Err(Trouble::NotFound);
    }
    Ok(page(&RecordsPage {
        f: Frame::new(&visitor, "/records"),
        forms: form_options(words, &titles, &asked.form),
        areas: villages::options(words, &areas, std::iter::empty(), area),
        nothing: nothing(words, &asked, &sought, &areas),
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
        received: words.stored_moment(line.received_at),
        revision: (line.revision > 1).then(|| words.with("revision", &[("revision", &line.revision.to_string())])),
        conflicting: line.conflicting,
        flagged: line.flags.iter().next().is_some(),
    }
}

fn form_options(words: Words, titles: &[(String, String)], chosen: &str) -> Vec<FilterOption> {
    let all = (String::new(), words.t("all-forms"), chosen.is_empty());
    let forms = titles.iter().map(|(id, title)| (id.clone(), title.clone(), id == chosen));
    std::iter::once(all).chain(forms).collect()
}

/// Why the list is empty, and what to do.
fn nothing(words: Words, asked: &Asked, sought: &Sought, areas: &[Area]) -> String {
    let filtered = [&asked.form, &asked.conflicts, &asked.before].iter().any(|part| !part.is_empty());
    if sought.code.is_none() && sought.receipt.is_some() {
        return words.t("no-records-receipt");
    }
    if filtered || sought.code.is_some() || asked.area.is_empty() {
        return words.t("no-records");
    }
    let area = area_name(areas, &asked.area);
    if villages::is_village(areas, &asked.area) {
        words.with("no-records-in-village", &[("village", &area)])
    } else {
        words.with("no-records-in-area", &[("area", &area)])
    }
}

/// The address of the next page, with the same choices.
fn older_address(asked: &Asked, code: &str, last: &RecordLine) -> String {
    let page = "/records?";
    let mut address = form_urlencoded::Serializer::for_suffix(page.to_owned(), page.len());
    address.append_pair("before", &last.arrival.to_string());
    for (name, value) in
        [("form", &asked.form), ("area", &asked.area), ("code", &code.to_owned()), ("conflicts", &asked.conflicts)]
    {
        if !value.is_empty() {
            address.append_pair(name, value);
        }
    }
    address.finish()
}

#[cfg(test)]
mod tests {
    use kentongan_exchange::{DeviceId, RecordId};

    use super::*;
    use crate::flags::Flags;

    #[test]
    fn the_next_page_has_the_same_choices_whatever_they_contain() {
        let last = RecordLine {
            maker: DeviceId::new(),
            record: RecordId::new(),
            code: String::new(),
            form: String::new(),
            area: String::new(),
            month: String::new(),
            revision: 1,
            received_at: 0,
            arrival: 17,
            conflicting: false,
            flags: Flags::default(),
        };
        let (form, area) = ("a b&c=d".to_owned(), "33.16".to_owned());
        let asked = Asked { form, area, code: "TMP".to_owned(), conflicts: String::new(), before: String::new() };
        let address = older_address(&asked, "TMP-26", &last);
        assert_eq!(address, "/records?before=17&form=a+b%26c%3Dd&area=33.16&code=TMP-26");
    }
}
