//! One record's countable answers, with the labels of its form.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::{Receipt, RecordId};
use kentongan_forms::{Answers, FormDefinition, Question, Tier, Value};

use super::bars::Palette;
use super::conflicts::Version;
use super::frame::{Frame, page};
use super::input::InPath;
use super::records::{area_name, received};
use super::summary::lists;
use super::trouble::Trouble;
use super::visitor::{Visitor, lists_records};
use super::words::Words;
use crate::Central;
use crate::store::record_lines::RecordDetail;
use crate::store::{StoreError, audit, conflicts, organisation, record_lines};
use crate::summaries::{DEFAULT_THRESHOLD, Month};

/// How many conflicting versions a record's page shows, newest first.
const CONFLICTS: usize = 20;

struct Section {
    title: String,
    answers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    f: Frame,
    title: String,
    form: String,
    village: String,
    received: String,
    device: String,
    /// The short code that the phone shows for the same receipt.
    receipt: String,
    revision: Option<String>,
    sections: Vec<Section>,
    sealed: bool,
    /// The conflicting versions.
    conflicts: Vec<Version>,
}

/// The page. Each reading is logged, with the reader's login and the record's code.
pub(crate) async fn show(
    State(central): State<Central>,
    visitor: Visitor,
    InPath(record): InPath,
) -> Result<Response, Trouble> {
    let session = visitor.signed_in()?;
    if !lists_records(session.role) {
        return Err(Trouble::Forbidden);
    }
    let record: RecordId = record.parse().map_err(|_| Trouble::NotFound)?;
    let library = central.clone();
    let read = central.0.store.read(move |connection| {
        let Some(detail) = record_lines::record(connection, record)? else { return Ok::<_, StoreError>(None) };
        let form = library.0.forms.get(connection, &detail.form)?.ok_or(StoreError::Damaged("form"))?;
        let areas = organisation::areas(connection)?;
        let directory = organisation::directory(connection)?;
        let against = conflicts::of_record(connection, record, CONFLICTS)?.into_iter();
        let against = against.map(|conflict| super::conflicts::open(&library, connection, conflict));
        let against = against.collect::<Result<Vec<_>, _>>()?;
        Ok(Some((detail, form, areas, directory, against)))
    });
    let (detail, form, areas, directory, against) = read.await?.ok_or(Trouble::NotFound)?;
    let (reader, code) = (session.login.clone(), detail.line.code.clone());
    let note = move |connection: &rusqlite::Connection| {
        audit::note(connection, Timestamp::now(), &reader, "record read", &code)
    };
    central.0.store.write(note).await?;
    let json = serde_json::from_str(&detail.countable).map_err(|_| StoreError::Damaged("countable answers"))?;
    let answers = Answers::from_json(&form, &json).map_err(|_| StoreError::Damaged("countable answers"))?;
    let words = visitor.words;
    let lists = lists(&areas, &directory);
    let palette = Palette { words, form: &form, lists: &lists, threshold: DEFAULT_THRESHOLD };
    let line = &detail.line;
    Ok(page(&RecordPage {
        title: words.with("record-title", &[("code", &line.code)]),
        form: palette.say(form.title()),
        village: area_name(&areas, &line.area),
        received: received(words, line.stored_at),
        device: detail.device.clone(),
        receipt: receipt_code(&central, &detail),
        revision: (line.revision > 1).then(|| words.with("revision", &[("revision", &line.revision.to_string())])),
        sections: sections(&palette, &form, &answers),
        conflicts: against
            .iter()
            .map(|opened| super::conflicts::version(words, &lists, (&form, &answers), opened))
            .collect(),
        sealed: form.questions().any(|question| question.tier == Tier::Sealed),
        f: Frame::new(&visitor, "records"),
    }))
}

/// The short code of the receipt that the phone got: signing again gives the same signature (RFC 8032).
fn receipt_code(central: &Central, detail: &RecordDetail) -> String {
    let stored = Stored {
        record: detail.line.record,
        revision: detail.line.revision,
        device: detail.maker,
        digest: &detail.digest,
    };
    let at = Timestamp::from_millisecond(detail.line.stored_at).unwrap_or_default();
    Receipt::sign(stored, at, &central.0.keys.receipts).short_code()
}

/// The answers of each section. Sections without answers are left out. Sealed answers are not in this database.
fn sections(palette: &Palette<'_>, form: &FormDefinition, answers: &Answers) -> Vec<Section> {
    let mut sections = Vec::new();
    for group in form.sections() {
        let mut found = Vec::new();
        for question in group.questions() {
            let Some(value) = answers.get(&question.name) else { continue };
            if question.tier == Tier::Countable {
                found.push((palette.question(question), said(palette, question, value, answers)));
            }
        }
        if !found.is_empty() {
            sections.push(Section { title: palette.say(&group.label), answers: found });
        }
    }
    sections
}

/// An answer in words, a day as exactly as it is known.
pub(crate) fn said(palette: &Palette<'_>, question: &Question, value: &Value, answers: &Answers) -> String {
    if let Some(day) = value.as_date() {
        let precision = question.precision.as_ref().and_then(|precision| answers.get(precision)).map(Value::to_text);
        return say_day(palette.words, day, precision.as_deref());
    }
    match value.codes() {
        [] => say(palette.words, value),
        codes => codes.iter().map(|code| palette.choice(question, code)).collect::<Vec<_>>().join(", "),
    }
}

/// `precision` is the code of the answer that says how exactly the day is known.
fn say_day(words: Words, day: Date, precision: Option<&str>) -> String {
    match (precision, Month::new(day.year(), day.month())) {
        (Some("month"), Some(month)) => words.month(month),
        (Some("unknown"), _) => words.with("unknown-day", &[("date", &words.date(day))]),
        _ => words.date(day),
    }
}

fn say(words: Words, value: &Value) -> String {
    match value {
        Value::Integer(number) => words.number(*number),
        Value::Date(date) => words.date(*date),
        Value::Time(time) => words.time(*time),
        Value::DateTime(at) => words.date_time(*at),
        Value::Attachment(_) => words.t("photo-sealed"),
        Value::Acknowledged => words.t("yes-ticked"),
        Value::Text(_) | Value::Decimal(_) | Value::Choice(_) | Value::Choices(_) => value.to_text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::words::Language;

    #[test]
    fn a_day_is_said_as_exactly_as_it_is_known() {
        let words = Words { language: Language::Indonesian };
        let day = jiff::civil::date(2026, 2, 1);
        assert_eq!(say_day(words, day, Some("month")), "Februari 2026");
        assert_eq!(say_day(words, day, Some("exact")), "1 Februari 2026");
        assert_eq!(say_day(words, day, None), "1 Februari 2026");
        assert!(say_day(words, day, Some("unknown")).contains("tidak diketahui"));
    }
}
