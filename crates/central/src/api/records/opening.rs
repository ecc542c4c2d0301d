//! Turns an envelope into a record that may be stored, or into the reason why not. It takes some hundred microseconds
//! of a core, so it runs on worker threads, never on the writer's.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kentongan_exchange::{
    AttachmentName, DeviceId, Envelope, FeedEntry, FeedItem, MAX_ENVELOPE_BYTES, RecordNews, RecordProgress,
    RecordVersion, Refusal, RefusalCode,
};
use kentongan_forms::{
    Answers, FormDefinition, Problem, ProblemKind, Question, QuestionKind, Summary, Tier, Value, check_countable,
};

use crate::Central;
use crate::api::WIRE_VERSIONS;
use crate::store::devices::Device;
use crate::store::records::NewVersion;
use crate::store::rollups;

/// The first bytes of every age file (age-encryption.org/v1).
const AGE_HEADER: &[u8] = b"age-encryption.org/v1\n-> ";
/// How many problems a message names.
const MOST_NAMED: usize = 20;

/// Checks and opens one envelope. `devices` has every known device that the batch names. `bearer` is the phone that
/// sends the batch, if a phone does.
pub(super) fn open(
    central: &Central,
    devices: &HashMap<DeviceId, Device>,
    bearer: Option<DeviceId>,
    envelope: &Envelope,
    now: Timestamp,
) -> Result<NewVersion, Refusal> {
    if !WIRE_VERSIONS.contains(&envelope.wire) {
        return Err(Refusal::new(RefusalCode::UnsupportedWire, "this wire version is not spoken here"));
    }
    if envelope.recipient != central.0.recipient {
        return Err(Refusal::new(RefusalCode::WrongServer, "sealed to another server's key"));
    }
    if envelope.ciphertext.0.len() > MAX_ENVELOPE_BYTES {
        return Err(Refusal::new(RefusalCode::TooLarge, format!("an envelope has at most {MAX_ENVELOPE_BYTES} bytes")));
    }
    let device = devices
        .get(&envelope.device)
        .ok_or_else(|| Refusal::new(RefusalCode::BadSignature, "no such device is enrolled here"))?;
    if device.revoked {
        return Err(Refusal::new(RefusalCode::DeviceRevoked, "access of the device that made it was withdrawn"));
    }
    envelope
        .check_signature(&device.verifying_key)
        .map_err(|_| Refusal::new(RefusalCode::BadSignature, "not signed by the device it names"))?;
    let unreadable = |message: String| Refusal::new(RefusalCode::Unreadable, message);
    let body = envelope.open(&central.0.keys.identity).map_err(|error| unreadable(error.to_string()))?;
    let version = RecordVersion::from_bytes(&body).map_err(|error| unreadable(error.to_string()))?;
    if (version.record, version.revision) != (envelope.record, envelope.revision) || version.revision == 0 {
        return Err(unreadable("record and revision are not those of the envelope".to_owned()));
    }
    // The facilitator reads the record's code out on the telephone.
    let named = |refusal: Refusal| Refusal { message: format!("{}: {}", version.code, refusal.message), ..refusal };
    let form = definition(central, &version).map_err(named)?;
    let answers = checked_answers(&form, &version).map_err(named)?;
    let countable = serde_json::to_string(&version.countable).map_err(|error| unreadable(error.to_string()))?;
    Ok(NewVersion {
        record: version.record,
        revision: version.revision,
        device: envelope.device,
        digest: RecordVersion::digest(&body),
        code: version.code.as_str().to_owned(),
        area: area(&form, &answers).unwrap_or_else(|| device.area.clone()),
        month: month(&form, &answers, version.finished_at_wall_clock.date(), now),
        device_seq: i64::try_from(version.device_seq).map_err(|_| unreadable("device_seq is too large".to_owned()))?,
        started_at: version.started_at,
        finished_at: version.finished_at,
        countable,
        shares: rollups::shares(&form, &answers),
        received: (bearer != Some(device.id)).then(|| received(&version, device, now)).transpose()?,
        attachments: attachments(&form, &answers)?,
        body: body.to_vec(),
        form: version.form,
    })
}

fn definition(central: &Central, version: &RecordVersion) -> Result<std::sync::Arc<FormDefinition>, Refusal> {
    let inner = &central.0;
    let found = match inner.forms.known(&version.form) {
        Some(known) => Some(known),
        None => inner.store.read_here(|connection| inner.forms.get(connection, &version.form)).map_err(|error| {
            tracing::error!(%error, "a form could not be read");
            Refusal::new(RefusalCode::Unavailable, "central cannot read its forms now")
        })?,
    };
    found.ok_or_else(|| Refusal::new(RefusalCode::UnknownForm, "central does not have this form or version"))
}

fn checked_answers(form: &FormDefinition, version: &RecordVersion) -> Result<Answers, Refusal> {
    if version.sealed.as_ref().is_some_and(|sealed| !sealed.0.0.starts_with(AGE_HEADER)) {
        return Err(Refusal::new(RefusalCode::InvalidAnswers, "the sealed answers are not sealed"));
    }
    // Before anything else reads the values: these must not be in clear at all.
    let open_secrets = version.countable.keys().filter_map(|name| form.question(name));
    let open_secrets: Vec<&str> =
        open_secrets.filter(|question| question.tier == Tier::Sealed).map(|question| question.name.as_str()).collect();
    if !open_secrets.is_empty() {
        let message = format!("must be sealed: {}", open_secrets.join(", "));
        return Err(Refusal::new(RefusalCode::InvalidAnswers, message));
    }
    let answers = Answers::from_json(form, &version.countable).map_err(|problems| invalid(&problems))?;
    let problems = problems(form, &answers, version.finished_at_wall_clock);
    if problems.is_empty() { Ok(answers) } else { Err(invalid(&problems)) }
}

/// Problems that concern the server. The phone has already told the person about the rules of conduct. A date that is
/// too early is no reason to lose a record ([`month`]).
fn problems(form: &FormDefinition, answers: &Answers, finished: DateTime) -> Vec<Problem> {
    let concerns =
        |problem: &Problem| problem.blocks() && !is_conduct(problem) && !is_too_early(problem, answers, finished);
    check_countable(form, answers, finished).into_iter().filter(concerns).collect()
}

fn is_conduct(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::Conduct(_))
}

/// Whether the problem is a day too long ago.
fn is_too_early(problem: &Problem, answers: &Answers, finished: DateTime) -> bool {
    let passed = answers.get(&problem.question).is_some_and(|value| {
        value.as_date().is_some_and(|date| date <= finished.date())
            || value.as_datetime().is_some_and(|moment| moment <= finished)
    });
    passed && matches!(problem.kind, ProblemKind::YearNotWhole { .. } | ProblemKind::Constraint(_))
}

/// Names the questions, never a value. The name of a question that the form does not have comes from outside and may
/// hold any text, so it is left out.
fn invalid(problems: &[Problem]) -> Refusal {
    let named = problems.iter().take(MOST_NAMED).map(|problem| match problem.kind {
        ProblemKind::UnknownQuestion => "a question that the form does not have".to_owned(),
        ProblemKind::Missing
        | ProblemKind::Constraint(_)
        | ProblemKind::WrongType
        | ProblemKind::NotADate
        | ProblemKind::NotATime
        | ProblemKind::YearNotWhole { .. }
        | ProblemKind::NotAChoice
        | ProblemKind::TooLong { .. }
        | ProblemKind::TooManyDigits { .. }
        | ProblemKind::Conduct(_)
        | ProblemKind::NotRelevant
        | ProblemKind::ReadOnly => problem.to_string(),
    });
    Refusal::new(RefusalCode::InvalidAnswers, named.collect::<Vec<_>>().join("; "))
}

/// The attachments that the answers name. Nobody could ask for an answer that is not a name.
fn attachments(form: &FormDefinition, answers: &Answers) -> Result<Vec<AttachmentName>, Refusal> {
    let answered = form.questions().filter(|question| question.kind == QuestionKind::Image);
    let answered = answered.filter_map(|question| Some((question, answers.get(&question.name)?)));
    let name = |(question, value): (&Question, &Value)| {
        let message = || format!("{}: not the name of an attachment", question.name);
        value.to_text().parse().map_err(|_| Refusal::new(RefusalCode::InvalidAnswers, message()))
    };
    answered.map(|(question, value)| name((question, value))).collect()
}

fn area(form: &FormDefinition, answers: &Answers) -> Option<String> {
    let question = form.questions().find(|question| question.summary == Some(Summary::Area))?;
    answers.get(&question.name)?.codes().first().cloned()
}

/// The first year in which a record may count. An earlier year is a typing mistake (0202 for 2026).
const FIRST_YEAR: i16 = 2000;

/// The month in which a record counts: the month of its date. Without a date, or with an impossible year, it is the
/// month in which the record was finished. If the phone's clock was years off, it is the month of arrival. A typing
/// mistake must neither lose a record nor stretch every summary over two thousand years.
fn month(form: &FormDefinition, answers: &Answers, finished: Date, now: Timestamp) -> String {
    let question = form.questions().find(|question| question.summary == Some(Summary::Month));
    let value = question.and_then(|question| answers.get(&question.name));
    let day = value.and_then(|value| value.as_date().or_else(|| value.as_datetime().map(DateTime::date)));
    let date = day.unwrap_or(finished);
    let today = kentongan_exchange::zone::local(now).date();
    let can_be = |date: &Date| (FIRST_YEAR..=today.year().saturating_add(1)).contains(&date.year());
    let date = [date, finished].into_iter().find(can_be).unwrap_or(today);
    format!("{:04}-{:02}", date.year(), date.month())
}

/// "Received", for the feed of a phone whose record somebody else brings. A phone that brings its own record gets the
/// receipt. It is sealed here, so that the writer need not do it.
fn received(version: &RecordVersion, device: &Device, now: Timestamp) -> Result<Vec<u8>, Refusal> {
    let news = RecordNews {
        record: version.record,
        maker: device.id,
        revision: version.revision,
        progress: RecordProgress::Received,
        at: now,
    };
    let sealed = FeedItem::seal(0, &FeedEntry::Record(news), &device.recipient)
        .map_err(|_| Refusal::new(RefusalCode::Internal, "cannot seal to the device"))?;
    Ok(sealed.sealed.0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_counts_in_the_month_that_its_village_had() {
        let form = FormDefinition::from_csv(include_str!("../../../../../assets/forms/activity.csv")).unwrap();
        let counted = |answers: serde_json::Value, finished: Date, now: &str| {
            let answers = Answers::from_json(&form, answers.as_object().unwrap()).unwrap();
            month(&form, &answers, finished, now.parse().unwrap())
        };
        // Central's clock still shows 30 November in UTC; in the village it is 1 December, 03.00 WIB.
        let now = "2026-11-30T20:00:00Z";
        assert_eq!(counted(json!({"date": "2026-12-01"}), date(2026, 12, 1), now), "2026-12");
        assert_eq!(counted(json!({"date": "2026-11-30"}), date(2026, 12, 1), now), "2026-11", "of the day before");
        assert_eq!(counted(json!({}), date(2026, 12, 1), now), "2026-12", "without a date, when it was finished");
        assert_eq!(counted(json!({}), date(1970, 1, 1), now), "2026-12", "with a broken clock, when it arrived");
        assert_eq!(counted(json!({}), date(1970, 1, 1), "2026-12-31T20:00:00Z"), "2027-01");
    }
}
