//! The open questions of a page: a line with their number, and a link to each in turn. Nothing on the page moves.

use kentongan_forms::{Entry, Problem, ProblemKind, Question};

use crate::translations::Words;

/// A question that blocks going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The question's name.
    pub name: String,
    /// Whether it has no answer. Otherwise its answer is not valid.
    pub unanswered: bool,
}

/// The questions that block going on, in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenQuestions(Vec<OpenQuestion>);

impl OpenQuestions {
    /// The open ones among these questions.
    pub fn among<'a>(entry: &Entry, questions: impl IntoIterator<Item = &'a Question>) -> Self {
        let open = |question: &Question| -> Option<OpenQuestion> {
            let problem = entry.problem(&question.name).filter(Problem::blocks)?;
            let unanswered = matches!(problem.kind, ProblemKind::Missing);
            Some(OpenQuestion { name: question.name.clone(), unanswered })
        };
        Self(questions.into_iter().filter_map(open).collect())
    }

    /// The open questions of a section.
    #[must_use]
    pub fn in_section(entry: &Entry, section: &str) -> Self {
        let group = entry.form().sections().iter().find(|group| group.name == section);
        Self::among(entry, group.into_iter().flat_map(|group| group.questions()).map(AsRef::as_ref))
    }

    /// Whether no question blocks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The question after this one, or the first.
    #[must_use]
    pub fn after(&self, shown: Option<&str>) -> Option<String> {
        let place = shown.and_then(|shown| self.0.iter().position(|open| open.name == shown));
        let next = place.and_then(|place| self.0.get(place + 1)).or(self.0.first());
        next.map(|open| open.name.clone())
    }

    /// The number of each kind, in one line.
    #[must_use]
    pub fn say(&self, words: Words) -> String {
        let unanswered = self.0.iter().filter(|open| open.unanswered).count();
        let wrong = self.0.len() - unanswered;
        let missing = words.say_with("open-unanswered", [("count", unanswered.into())]);
        match (unanswered, wrong) {
            (_, 0) => missing,
            (0, _) => words.say_with("open-wrong", [("count", wrong.into())]),
            (_, _) => words.say_with("open-both", [("unanswered", missing.into()), ("count", wrong.into())]),
        }
    }
}
