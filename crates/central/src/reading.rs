//! What central reads of a record version: its countable answers against its form, where and when it counts, and what
//! is unusual about it. Pure: the same for a version that comes now, and for one whose form comes later.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kentongan_exchange::attachment::MAX_RECORD_ATTACHMENTS;
use kentongan_exchange::{AttachmentName, RecordVersion};
use kentongan_forms::{Answers, FormDefinition, Problem, ProblemKind, QuestionKind, Summary, Value, check_countable};
use serde_json::{Map, Value as Json};

use crate::flags::{Flag, Flags};
use crate::shares::{self, Share};

/// The countable answers of a version, as far as central can read them, and what follows from them.
pub(crate) struct Reading {
    answers: Answers,
    /// Names of the questions whose answers are hidden.
    hidden: Vec<String>,
    /// What a person should look at.
    pub(crate) flags: Flags,
    /// The attachments that will follow.
    pub(crate) attachments: Vec<AttachmentName>,
    /// The area that the answers name.
    pub(crate) area: Option<String>,
    /// The month in which the record counts, `YYYY-MM`.
    pub(crate) month: String,
}

impl Reading {
    /// Reads a version against its form, if central has it.
    pub(crate) fn of(form: Option<&FormDefinition>, version: &RecordVersion, now: Timestamp) -> Self {
        let mut flags = Flags::default();
        let Some(form) = form else {
            flags.add(Flag::UnknownForm);
            let month = month(None, &Answers::new(), version.finished_at_wall_clock.date(), now);
            let (answers, hidden, attachments) = (Answers::new(), Vec::new(), Vec::new());
            return Self { answers, hidden, flags, attachments, area: None, month };
        };
        let (answers, unread) = Answers::readable(form, &version.countable);
        if !unread.is_empty() {
            flags.add(Flag::Unreadable);
        }
        if breaks_rules(form, &answers, version.finished_at_wall_clock) {
            flags.add(Flag::BreaksRules);
        }
        let mut attachments = Vec::new();
        for question in form.questions().filter(|question| question.kind == QuestionKind::Image) {
            let Some(value) = answers.get(&question.name) else { continue };
            match value.to_text().parse() {
                Ok(name) if attachments.len() < MAX_RECORD_ATTACHMENTS => attachments.push(name),
                Ok(_) | Err(_) => flags.add(Flag::BreaksRules),
            }
        }
        let area = area(form, &answers);
        let month = month(Some(form), &answers, version.finished_at_wall_clock.date(), now);
        Self { answers, hidden: Vec::new(), flags, attachments, area, month }
    }

    /// Hides the answers that `version` has no more.
    pub(crate) fn hide(&mut self, version: &RecordVersion) {
        let names: Vec<String> = self.answers.iter().map(|(name, _)| name.to_owned()).collect();
        for name in names.into_iter().filter(|name| !version.countable.contains_key(name)) {
            self.answers.remove(&name);
            self.hidden.push(name);
        }
    }

    /// The JSON that pages read: `null` stands for a hidden answer. Without a form, it is all that is not hidden.
    pub(crate) fn countable(
        &self,
        form: Option<&FormDefinition>,
        version: &RecordVersion,
    ) -> Result<String, serde_json::Error> {
        let readable: Map<_, _> = match form {
            Some(_) => {
                let hidden = self.hidden.iter().map(|name| (name.clone(), Json::Null));
                self.answers.to_json().into_iter().chain(hidden).collect()
            }
            None => version.countable.clone(),
        };
        serde_json::to_string(&readable)
    }

    /// What it adds to the rollups.
    pub(crate) fn shares(&self, form: Option<&FormDefinition>) -> Vec<Share> {
        form.map_or_else(|| vec![Share::of_the_record()], |form| shares::shares(form, &self.answers))
    }
}

/// Whether rules that concern the server are broken. The phone has already told the person about the rules of conduct. A
/// date that is too early is a typing mistake ([`month`]).
fn breaks_rules(form: &FormDefinition, answers: &Answers, finished: DateTime) -> bool {
    let concerns =
        |problem: &Problem| problem.blocks() && !is_conduct(problem) && !is_too_early(problem, answers, finished);
    check_countable(form, answers, finished).iter().any(concerns)
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

fn area(form: &FormDefinition, answers: &Answers) -> Option<String> {
    let question = form.questions().find(|question| question.summary == Some(Summary::Area))?;
    answers.get(&question.name)?.codes().first().cloned()
}

/// The first year in which a record may count. An earlier year is a typing mistake (0202 for 2026).
const FIRST_YEAR: i16 = 2000;

/// The month in which a record counts: the month of its date. Without a date, or with an impossible year, it is the
/// month in which the record was finished. If the phone's clock was years off, it is the month of arrival. A typing
/// mistake must neither lose a record nor stretch every summary over two thousand years.
fn month(form: Option<&FormDefinition>, answers: &Answers, finished: Date, now: Timestamp) -> String {
    let question = form.and_then(|form| form.questions().find(|question| question.summary == Some(Summary::Month)));
    let value = question.and_then(|question| answers.get(&question.name));
    let day = value.and_then(|value: &Value| value.as_date().or_else(|| value.as_datetime().map(DateTime::date)));
    let date = day.unwrap_or(finished);
    let today = kentongan_exchange::zone::local(now).date();
    let can_be = |date: &Date| (FIRST_YEAR..=today.year().saturating_add(1)).contains(&date.year());
    let date = [date, finished].into_iter().find(can_be).unwrap_or(today);
    format!("{:04}-{:02}", date.year(), date.month())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_counts_in_the_month_that_its_village_had() {
        let form = FormDefinition::from_csv(include_str!("../../../assets/forms/activity.csv")).unwrap();
        let counted = |answers: serde_json::Value, finished: Date, now: &str| {
            let answers = Answers::from_json(&form, answers.as_object().unwrap()).unwrap();
            month(Some(&form), &answers, finished, now.parse().unwrap())
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
