//! The problems of each answer.

use super::Entry;
use super::limits::{breaks_limits, is_blank_text, is_judged};
use crate::conduct::{self, Conduct};
use crate::definition::{Question, QuestionKind, Takes};
use crate::{Problem, ProblemKind, Tier, Value};

impl Entry {
    /// Every problem of a question; none when it is irrelevant.
    pub(super) fn problems_of(&self, question: &Question) -> Vec<Problem> {
        let name = &question.name;
        if !self.is_relevant(name) {
            return Vec::new();
        }
        let problem = |kind: ProblemKind| Problem::new(name, kind);
        if let Some(kind) = self.unread.get(name) {
            return vec![problem(kind.clone())];
        }
        // A draft of an older app may have an invisible text.
        let answer = self.answers.get(name).filter(|answer| !is_blank_text(answer));
        let mut problems = Vec::new();
        if answer.is_none() && self.is_required(name) {
            problems.push(problem(ProblemKind::Missing));
        }
        if let Some(kind) = answer.and_then(|answer| breaks_limits(question, answer)) {
            problems.push(problem(kind));
        } else if let Some(answer) = answer.filter(|answer| !answer.codes().is_empty()) {
            let is_offered = |code: &String| self.choices(name).iter().any(|choice| choice.code == *code);
            if question.list().is_some() && !answer.codes().iter().all(is_offered) {
                problems.push(problem(ProblemKind::NotAChoice));
            }
        }
        if problems.is_empty()
            && let Some(constraint) = &question.rules.constraint
            && is_judged(question, answer)
            && !self.holds(constraint, answer, None)
        {
            problems.push(problem(ProblemKind::Constraint(question.rules.constraint_message.clone())));
        }
        if let (QuestionKind::Text, Some(Value::Text(text))) = (&question.kind, answer) {
            let against = if question.takes == Some(Takes::Suspect) {
                conduct::check(&conduct::without_links(text), question.tier)
            } else {
                conduct::check(text, question.tier)
            };
            let against = against.into_iter();
            let allowed = |found: &Conduct| matches!(found, Conduct::PhoneNumber { .. }) && may_hold_phone(question);
            problems.extend(against.filter(|found| !allowed(found)).map(|found| problem(ProblemKind::Conduct(found))));
        }
        problems
    }
}

fn may_hold_phone(question: &Question) -> bool {
    question.phone_allowed && question.tier == Tier::Sealed
}
