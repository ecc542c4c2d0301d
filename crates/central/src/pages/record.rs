//! One record's countable answers, with the labels of its form.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::{DeviceId, Receipt, RecordId};
use kentongan_forms::{Answers, FormDefinition, Question, Tier, Value};
use serde_json::{Map, Value as Json};

use super::bars::Palette;
use super::conflicts::{self, OtherVersion};
use super::flags;
use super::frame::{Frame, page};
use super::input::InPath;
use super::records::{area_name, received};
use super::summary::lists;
use super::trouble::Trouble;
use super::visitor::{Visitor, lists_records};
use super::words::Words;
use crate::Central;
use crate::store::records::{RecordDetail, RecordVersionRow};
use crate::summaries::{DEFAULT_THRESHOLD, Month};

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
    /// What a person should look at.
    flags: Vec<String>,
    /// Every other version.
    others: Vec<OtherVersion>,
}

/// The page. Each reading is logged, with the reader's login and the record's code.
pub(crate) async fn show(
    State(central): State<Central>,
    visitor: Visitor,
    InPath((maker, record)): InPath<(String, String)>,
) -> Result<Response, Trouble> {
    if !lists_records(visitor.signed_in()?.role) {
        return Err(Trouble::Forbidden);
    }
    let maker: DeviceId = maker.parse().map_err(|_| Trouble::NotFound)?;
    let record: RecordId = record.parse().map_err(|_| Trouble::NotFound)?;
    let read = central.0.page_store.read_record(visitor.actor()?, maker, record).await?;
    let detail = read.ok_or(Trouble::NotFound)?;
    let words = visitor.words;
    let lists = lists(&detail.areas, &detail.directory);
    let line = &detail.line;
    let counted = ReadVersion::of(&detail.counted);
    let form = counted.form;
    let palette = form.map(|form| Palette { words, form, lists: &lists, threshold: DEFAULT_THRESHOLD });
    Ok(page(&RecordPage {
        title: words.with("record-title", &[("code", &line.code)]),
        form: palette.as_ref().map_or_else(|| line.form.clone(), |palette| palette.say(palette.form.title())),
        village: area_name(&detail.areas, &line.area),
        received: received(words, line.received_at),
        device: detail.device.clone(),
        receipt: receipt_code(&central, &detail),
        revision: (line.revision > 1).then(|| words.with("revision", &[("revision", &line.revision.to_string())])),
        flags: detail.counted.flags.iter().map(|flag| flags::words(words, flag)).collect(),
        sections: palette.as_ref().map(|palette| sections(palette, &counted)).unwrap_or_default(),
        others: detail
            .others
            .iter()
            .map(|version| conflicts::other(words, &lists, &counted, version, line.revision))
            .collect(),
        sealed: form.is_none_or(|form| form.questions().any(|question| question.tier == Tier::Sealed)),
        f: Frame::new(&visitor, "records"),
    }))
}

/// A version's countable answers, with its form if central has it.
pub(crate) struct ReadVersion<'a> {
    /// The form.
    pub(crate) form: Option<&'a FormDefinition>,
    /// The answers that can be read.
    pub(crate) answers: Answers,
    /// Names of the questions whose answers are hidden.
    hidden: Vec<String>,
}

impl<'a> ReadVersion<'a> {
    /// Reads a stored version.
    pub(crate) fn of(version: &'a RecordVersionRow) -> Self {
        let form = version.definition.as_deref();
        let json: Map<String, Json> = serde_json::from_str(&version.countable).unwrap_or_default();
        let answers = form.map(|form| Answers::readable(form, &json).0).unwrap_or_default();
        let hidden = json.into_iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name).collect();
        Self { form, answers, hidden }
    }
}

/// The short code of the receipt that the phone got: signing again gives the same signature (RFC 8032).
fn receipt_code(central: &Central, detail: &RecordDetail) -> String {
    let stored = Stored {
        record: detail.line.record,
        revision: detail.line.revision,
        device: detail.line.maker,
        digest: &detail.counted.digest,
    };
    let at = Timestamp::from_millisecond(detail.line.received_at).unwrap_or_default();
    Receipt::sign(stored, at, &central.0.keys.receipts).short_code()
}

/// The answers of each section. Sections without answers are left out. Sealed answers are not in this database.
fn sections(palette: &Palette<'_>, version: &ReadVersion<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    for group in palette.form.sections() {
        let mut found = Vec::new();
        for question in group.questions() {
            if version.hidden.contains(&question.name) {
                found.push((palette.question(question), palette.words.t("answer-hidden")));
            }
            let Some(value) = version.answers.get(&question.name) else { continue };
            if question.tier == Tier::Countable {
                found.push((palette.question(question), said(palette, question, value, &version.answers)));
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
