//! Every answer as a line, by section: for the review before finishing and for a finished record's page.

use std::fmt;

use kentongan_forms::{Entry, Problem, ProblemKind, Question, Tier, Value};

use crate::components::Pill;
use crate::components::form::answer_words;
use crate::translations::{Words, problems};

/// One question in the review.
#[derive(Clone, PartialEq)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) asked: String,
    pub(super) answer: Option<String>,
    pub(super) sealed: bool,
    /// Whether a touch can change it.
    pub(super) own: bool,
    /// Words, and whether they block finishing.
    pub(super) problem: Option<(String, bool)>,
    /// Whether a required answer is missing.
    pub(super) unanswered: bool,
    /// The photo that is the answer.
    pub(super) photo: Option<LinePhoto>,
}

/// A photo beside its question.
#[derive(Clone, PartialEq)]
pub(super) struct LinePhoto {
    /// The address of its thumbnail.
    pub(super) image: Option<String>,
    /// Its state.
    pub(super) pill: Option<Pill>,
    /// Why it waits, and what comes next.
    pub(super) trouble: Option<String>,
}

impl fmt::Debug for Line {
    /// Shows which question; never the answer, and never the problem, which may quote it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A section and its questions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
}

/// Whether a line only repeats another. That is a computed value that a person may change, because its result has its
/// own line. It is also the change itself, when nobody made one.
fn is_step(entry: &Entry, question: &Question) -> bool {
    let changeable = entry.form().questions().any(|other| other.adjusts.as_ref() == Some(&question.name));
    changeable || (question.adjusts.is_some() && entry.answer(&question.name).is_none())
}

/// Whether a tally's cell has no count. Where a count is required, 0 is an answer.
fn is_empty_cell(entry: &Entry, question: &Question) -> bool {
    let counts = question.tally.is_some() && !entry.is_required(&question.name);
    counts && matches!(entry.answer(&question.name), None | Some(Value::Integer(0)))
}

/// The answers of each relevant section.
pub(super) fn parts(entry: &Entry, words: Words) -> Vec<Part> {
    let found = entry.problems();
    let of = |name: &str| -> Option<&Problem> {
        let own: Vec<&Problem> = found.iter().filter(|problem| problem.question == name).collect();
        own.iter().find(|problem| problem.blocks()).or(own.first()).copied()
    };
    let sections = entry.sections().into_iter();
    sections
        .map(|section| Part {
            name: section.name.clone(),
            title: section.label.in_language(words.code()).to_owned(),
            lines: section
                .questions()
                .into_iter()
                .filter(|question| entry.is_relevant(&question.name) && !question.label.is_empty())
                .filter(|question| !is_step(entry, question) && !is_empty_cell(entry, question))
                .filter_map(|question| {
                    let answer =
                        entry.answer(&question.name).map(|value| answer_words(words, entry, &question.name, value));
                    let problem =
                        of(&question.name).map(|problem| (problems::problem(words, problem), problem.blocks()));
                    let told = question.is_asked() || answer.is_some() || problem.is_some();
                    told.then(|| Line {
                        name: question.name.clone(),
                        asked: question.label.in_language(words.code()).to_owned(),
                        answer,
                        sealed: question.tier == Tier::Sealed,
                        own: question.is_asked(),
                        problem,
                        unanswered: of(&question.name).is_some_and(|problem| problem.kind == ProblemKind::Missing),
                        photo: None,
                    })
                })
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_does_not_show_its_answer_in_debug_output() {
        let secret = "INISIAL-KHUSUS-42ZZ".to_owned();
        let line = Line {
            name: "name_or_initials".to_owned(),
            asked: String::new(),
            answer: Some(secret.clone()),
            sealed: true,
            own: true,
            problem: Some((secret.clone(), true)),
            unanswered: false,
            photo: None,
        };
        let part = Part { name: String::new(), title: String::new(), lines: vec![line] };
        assert!(!format!("{part:?}").contains(&secret));
    }
}
