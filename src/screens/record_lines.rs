//! Names and descriptions of records in lists.

use kentongan_exchange::RecordProgress;

use super::retention::erased_in;
use crate::components::{Pill, Shape, Tone};
use crate::phone::{Phone, RecordLine, RecordState, Retention};
use crate::translations::{Words, dates};

/// The form's own title: "Laporan kejadian".
pub(super) fn form_title(phone: &Phone, words: Words, form: &str) -> String {
    phone.form(form).map_or_else(|_| form.to_owned(), |form| form.title().in_language(words.code()).to_owned())
}

/// The title of the record's form, in the record's version. A draft of an activity also gets its subject.
pub(super) fn title(words: Words, record: &RecordLine) -> String {
    let form =
        record.title.as_ref().map_or_else(|| record.form.clone(), |title| title.in_language(words.code()).to_owned());
    let kind = record.subject.kind.as_ref().map(|kind| kind.in_language(words.code()).to_owned());
    let date = record.subject.date.map(|date| dates::date(words, date));
    let subject: Vec<String> = kind.into_iter().chain(date).collect();
    if subject.is_empty() { form } else { format!("{form}: {}", subject.join(", ")) }
}

/// The second line of a row.
pub(super) fn describe(phone: &Phone, words: Words, record: &RecordLine) -> String {
    let now = phone.wall_clock();
    let form = title(words, record);
    match (&record.state, record.finished_at) {
        (RecordState::Draft, _) | (_, None) => {
            let saved = dates::recent(words, phone.local(record.saved_at), now);
            let (position, count) = record.section.map_or((1, 1), |section| (section.number, section.of));
            words.say_with(
                "draft-line",
                [
                    ("code", record.code.as_str().into()),
                    ("position", position.into()),
                    ("count", count.into()),
                    ("saved", saved.into()),
                ],
            )
        }
        (RecordState::Waiting | RecordState::Delivered | RecordState::Refused(_), Some(finished)) => {
            let finished = dates::recent(words, phone.local(finished), now);
            match &record.receipt {
                Some(receipt) => {
                    let places =
                        [("form", form.into()), ("finished", finished.into()), ("receipt", receipt.as_str().into())];
                    let line = words.say_with("delivered-line", places);
                    match record.retention {
                        Some(Retention::For { what, left }) => format!("{line} · {}", erased_in(words, what, left)),
                        Some(Retention::Erased { .. } | Retention::UntilAccepted { .. }) | None => line,
                    }
                }
                None => words.say_with("finished-line", [("form", form.into()), ("finished", finished.into())]),
            }
        }
    }
}

/// The label at the right of a row.
pub(super) fn pill(phone: &Phone, words: Words, record: &RecordLine) -> Pill {
    // In practice nothing waits, whatever its outbox holds.
    if phone.is_practice() && record.state != RecordState::Draft {
        return Pill { tone: Tone::Waiting, text: words.say("practice-title") };
    }
    let (tone, key) = match (&record.state, record.progress) {
        (RecordState::Draft, _) => (Tone::Plain, "state-draft"),
        (RecordState::Waiting, _) => (Tone::Waiting, "state-waiting"),
        (RecordState::Refused(_), _) => (Tone::Alarm, "state-refused"),
        (RecordState::Delivered, Some(progress)) => progress_word(progress),
        (RecordState::Delivered, None) => (Tone::Good, "state-delivered"),
    };
    Pill { tone, text: words.say(key) }
}

fn progress_word(progress: RecordProgress) -> (Tone, &'static str) {
    match progress {
        RecordProgress::Received => (Tone::Good, "state-delivered"),
        RecordProgress::Accepted => (Tone::Good, "progress-accepted"),
        RecordProgress::InHandling => (Tone::Good, "progress-in-handling"),
        RecordProgress::NeedsInformation => (Tone::Alarm, "progress-needs-information"),
        RecordProgress::Closed => (Tone::Good, "progress-closed"),
    }
}

/// The icon at the left of a row.
pub(super) fn shape(record: &RecordLine) -> Shape {
    match record.state {
        RecordState::Draft => Shape::Pen,
        RecordState::Waiting => Shape::Cloud,
        RecordState::Delivered => Shape::Check,
        RecordState::Refused(_) => Shape::Warning,
    }
}
