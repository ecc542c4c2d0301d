//! Conflicting versions of a record: their number, and the differences in countable answers.

use kentongan_exchange::RecordVersion;
use kentongan_forms::{Answers, FormDefinition, Lists, Question, Tier};

use super::bars::Palette;
use super::record::said;
use super::records::received;
use super::words::Words;
use crate::Central;
use crate::store::StoreError;
use crate::store::conflicts::Conflict;
use crate::summaries::DEFAULT_THRESHOLD;

/// The notice above the list of records when there are conflicts.
pub(crate) struct Notice {
    pub(crate) title: String,
    pub(crate) address: &'static str,
    pub(crate) link: String,
}

impl Notice {
    /// `None` without conflicts. `only`: the list shows only records with conflicts.
    pub(crate) fn new(words: Words, unsettled: i64, only: bool) -> Option<Self> {
        let (address, link) = if only {
            ("/records", words.t("conflicts-all"))
        } else {
            ("/records?conflicts=yes", words.t("conflicts-show"))
        };
        (unsettled > 0 || only).then(|| Self { title: words.counted("conflicts", unsettled, &[]), address, link })
    }
}

/// A conflicting version on its record's page.
pub(crate) struct Version {
    pub(crate) title: String,
    pub(crate) received: String,
    /// Question, answer of the counted version, answer of this version.
    pub(crate) differing: Vec<(String, String, String)>,
    /// The text instead of answers.
    pub(crate) message: Option<String>,
}

/// A conflicting version with its form and its countable answers, if they can be read.
pub(crate) struct Opened {
    conflict: Conflict,
    answers: Option<(std::sync::Arc<FormDefinition>, Answers)>,
}

/// Reads the countable answers. The sealed ones stay an `age` file that nobody here can open.
pub(crate) fn open(
    central: &Central,
    connection: &rusqlite::Connection,
    conflict: Conflict,
) -> Result<Opened, StoreError> {
    let answers = match RecordVersion::from_bytes(&conflict.body) {
        Ok(version) => central.0.forms.get(connection, &version.form)?.and_then(|form| {
            let answers = Answers::from_json(&form, &version.countable).ok()?;
            Some((form, answers))
        }),
        Err(_) => None,
    };
    Ok(Opened { conflict, answers })
}

/// What the page shows of it, beside the counted version.
pub(crate) fn version(words: Words, lists: &Lists, counted: (&FormDefinition, &Answers), opened: &Opened) -> Version {
    let Opened { conflict, answers } = opened;
    let differing = answers.as_ref().map(|(form, answers)| differing(words, lists, counted, (form, answers)));
    let message = match &differing {
        None => Some(words.t("conflict-unreadable")),
        Some(differing) if differing.is_empty() => Some(words.t("conflict-same")),
        Some(_) => None,
    };
    let revision = words.number(i64::from(conflict.revision));
    Version {
        title: words.with("conflict-title", &[("revision", &revision), ("device", &conflict.device)]),
        received: received(words, conflict.received_at),
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
        let palette = Palette { words, form, lists, threshold: DEFAULT_THRESHOLD };
        let own = form.question(&question.name)?;
        answers.get(&question.name).map(|value| said(&palette, own, value, answers))
    };
    let heading = |form: &FormDefinition, question: &Question| {
        Palette { words, form, lists, threshold: DEFAULT_THRESHOLD }.question(question)
    };
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
