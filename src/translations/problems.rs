//! What stands in the way of an answer, in a person's words with the next step.

use kentongan_forms::conduct::Conduct;
use kentongan_forms::{Problem, ProblemKind};

use super::Words;

/// The words beside the question.
#[must_use]
pub fn problem(words: Words, problem: &Problem) -> String {
    match &problem.kind {
        ProblemKind::Missing => words.say("problem-missing"),
        ProblemKind::Constraint(message) => {
            let own = message.in_language(words.code());
            if own.is_empty() { words.say("problem-constraint") } else { own.to_owned() }
        }
        ProblemKind::WrongType => words.say("problem-wrong-type"),
        ProblemKind::NotADate => words.say("problem-not-a-date"),
        ProblemKind::NotATime => words.say("problem-not-a-time"),
        // As text: a number would be grouped, and 25 is the very point.
        ProblemKind::YearNotWhole { year } => {
            words.say_with("problem-year-not-whole", [("year", year.to_string().into())])
        }
        ProblemKind::NotAChoice => words.say("problem-not-a-choice"),
        ProblemKind::TooLong { limit } => words.say_with("problem-too-long", [("limit", (*limit).into())]),
        ProblemKind::TooManyDigits { limit } => words.say_with("problem-too-many-digits", [("limit", (*limit).into())]),
        ProblemKind::Conduct(conduct) => self::conduct(words, conduct),
        ProblemKind::UnknownQuestion | ProblemKind::NotRelevant | ProblemKind::ReadOnly => {
            words.say("problem-not-asked")
        }
    }
}

fn conduct(words: Words, conduct: &Conduct) -> String {
    match conduct {
        Conduct::NationalId => words.say("conduct-national-id"),
        Conduct::PhoneNumber { .. } => words.say("conduct-phone-number"),
        Conduct::LooksLikeName => words.say("conduct-looks-like-name"),
        Conduct::LooksLikeAccount => words.say("conduct-looks-like-account"),
        Conduct::Blaming { phrase, suggestion } => {
            let suggestion = suggestion.in_language(words.code()).to_owned();
            words.say_with("conduct-blaming", [("phrase", (*phrase).into()), ("suggestion", suggestion.into())])
        }
    }
}
