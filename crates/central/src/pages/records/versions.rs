//! The versions of a record beside the one that counts, and the differences in countable answers.

use kentongan_forms::{Answers, FormDefinition, Lists, Question, Tier};

use super::answers::{ReadVersion, said};
use crate::pages::labels::Labels;
use crate::pages::words::Words;
use crate::store::records::RecordVersionRow;

/// A version beside the one that counts, on its record's page.
pub(crate) struct OtherVersion {
    pub(crate) title: String,
    pub(crate) received: String,
    /// Whether a person has to settle between it and the one that counts.
    pub(crate) conflicts: bool,
    /// Question, answer of the counted version, answer of this version.
    pub(crate) differing: Vec<(String, String, String)>,
    /// The text instead of answers.
    pub(crate) message: Option<String>,
}

/// What the page shows of it, beside the counted version of revision `counts`.
pub(crate) fn other(
    words: Words,
    lists: &Lists,
    counted: &ReadVersion<'_>,
    version: &RecordVersionRow,
    counts: u32,
) -> OtherVersion {
    let read = ReadVersion::of(version);
    let differing = match (counted.form, read.form) {
        (Some(counted_form), Some(form)) => {
            Some(differing(words, lists, (counted_form, &counted.answers), (form, &read.answers)))
        }
        (None, _) | (_, None) => None,
    };
    let message = match &differing {
        None => Some(words.t("conflict-unreadable")),
        Some(differing) if differing.is_empty() => Some(words.t("conflict-same")),
        Some(_) => None,
    };
    let conflicts = version.revision == counts;
    let revision = words.number(i64::from(version.revision));
    let title = if conflicts {
        words.with("conflict-title", &[("revision", &revision)])
    } else {
        words.with("other-version-title", &[("revision", &revision)])
    };
    OtherVersion {
        title,
        received: words.stored_moment(version.received_at),
        conflicts,
        differing: differing.unwrap_or_default(),
        message,
    }
}

fn differing(
    words: Words,
    lists: &Lists,
    counted: (&FormDefinition, &Answers),
    other: (&FormDefinition, &Answers),
) -> Vec<(String, String, String)> {
    let say = |(form, answers): (&FormDefinition, &Answers), question: &Question| {
        let labels = Labels { words, form, lists };
        let own = form.question(&question.name)?;
        answers.get(&question.name).map(|value| said(&labels, own, value, answers))
    };
    let heading = |form: &FormDefinition, question: &Question| Labels { words, form, lists }.question(question);
    let is_new = |question: &&Question| counted.0.question(&question.name).is_none();
    let all = counted.0.questions().map(|question| (counted.0, question));
    let all = all.chain(other.0.questions().filter(is_new).map(|question| (other.0, question)));
    let rows = all.filter(|(_, question)| question.tier == Tier::Countable).filter_map(|(form, question)| {
        let (here, there) = (say(counted, question), say(other, question));
        let none = || "–".to_owned();
        (here != there).then(|| (heading(form, question), here.unwrap_or_else(none), there.unwrap_or_else(none)))
    });
    rows.collect()
}
