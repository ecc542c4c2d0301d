//! What holds for one answer, independent of other answers.

use crate::choice::Choice;
use crate::definition::{Question, QuestionKind};
use crate::plain::is_blank;
use crate::{ProblemKind, Value};

/// Whether the constraint applies. As in ODK, a blank answer breaks no constraint. But a calculation is always checked,
/// because nobody can answer it: `. > 0` on a total also refuses a blank total.
pub(crate) fn is_judged(question: &Question, answer: Option<&Value>) -> bool {
    answer.is_some() || question.kind == QuestionKind::Calculate
}

/// Whether every code of the value is in the list.
pub(crate) fn is_known(value: &Value, choices: &[Choice]) -> bool {
    value.codes().iter().all(|code| choices.iter().any(|choice| choice.code == *code))
}

/// The limit that an answer breaks.
pub(crate) fn breaks_limits(question: &Question, answer: &Value) -> Option<ProblemKind> {
    match (&question.kind, answer) {
        (QuestionKind::Calculate, _) => None,
        (QuestionKind::Text, Value::Text(text)) if text.chars().count() > question.text_limit => {
            Some(ProblemKind::TooLong { limit: question.text_limit })
        }
        _ => answer.clone().fitting(question).err(),
    }
}

/// An invisible text is no answer.
pub(crate) fn is_blank_text(answer: &Value) -> bool {
    matches!(answer, Value::Text(text) if is_blank(text))
}
