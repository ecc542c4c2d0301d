//! One record's countable answers, with the labels of its form.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use kentongan_exchange::receipt::Stored;
use kentongan_exchange::{DeviceId, Receipt, RecordId};
use kentongan_forms::Tier;

use super::answers::{ReadVersion, Section, sections};
use super::flags;
use super::versions::{self, OtherVersion};
use crate::Central;
use crate::accounts::permissions::SeeRecords;
use crate::pages::filters::areas::area_name;
use crate::pages::frame::{Frame, page};
use crate::pages::input::InPath;
use crate::pages::labels::{Labels, lists};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::allowed::Allowed;
use crate::store::records::RecordDetail;

#[derive(Template)]
#[template(path = "records/one.html")]
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
    allowed: Allowed<SeeRecords>,
    State(central): State<Central>,
    InPath((maker, record)): InPath<(String, String)>,
) -> Result<Response, Trouble> {
    let maker: DeviceId = maker.parse().map_err(|_| Trouble::NotFound)?;
    let record: RecordId = record.parse().map_err(|_| Trouble::NotFound)?;
    let read = central.0.page_store.read_record(allowed.actor(), maker, record).await?;
    let detail = read.ok_or(Trouble::NotFound)?;
    let words = allowed.visitor.words;
    let lists = lists(&detail.areas, &detail.directory);
    let line = &detail.line;
    let counted = ReadVersion::of(&detail.counted);
    let form = counted.form;
    let labels = form.map(|form| Labels { words, form, lists: &lists });
    Ok(page(&RecordPage {
        title: words.with("record-title", &[("code", &line.code)]),
        form: labels.as_ref().map_or_else(|| line.form.clone(), |labels| labels.say(labels.form.title())),
        village: area_name(&detail.areas, &line.area),
        received: words.stored_moment(line.received_at),
        device: detail.device.clone(),
        receipt: receipt_code(&central, &detail),
        revision: (line.revision > 1).then(|| words.with("revision", &[("revision", &line.revision.to_string())])),
        flags: detail.counted.flags.iter().map(|flag| flags::words(words, flag)).collect(),
        sections: labels.as_ref().map(|labels| sections(labels, &counted)).unwrap_or_default(),
        others: detail
            .others
            .iter()
            .map(|version| versions::other(words, &lists, &counted, version, line.revision))
            .collect(),
        sealed: form.is_none_or(|form| form.questions().any(|question| question.tier == Tier::Sealed)),
        f: Frame::new(&allowed.visitor, "/records"),
    }))
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
