//! The part of a record that a server can check: its countable answers.
//!
//! The server never sees sealed answers. So it skips a rule that needs one, because the phone has checked it. A record
//! has only relevant answers, so an absent answer counts as blank, as on the phone. Calculations are accepted as sent.
//! The server may have another version of a provided list than the phone, so it checks only the shape of such codes.

use jiff::civil::DateTime;

use crate::choice::has_code_shape;
use crate::definition::{FormDefinition, ListSource, Node, Question, QuestionKind, Required};
use crate::entry::{breaks_limits, is_judged, is_known};
use crate::expression::{Expression, Scope};
use crate::{Answers, Choice, Problem, ProblemKind, Tier, Today, Value};

/// Every problem with the countable answers of a record.
///
/// `now` is the wall time at which the phone finished the record, so that a rule such as `. <= today()` has the same
/// result as there.
pub fn check_countable(form: &FormDefinition, countable: &Answers, now: DateTime) -> Vec<Problem> {
    let is_countable = |name: &str| form.question(name).is_some_and(|question| question.tier == Tier::Countable);
    let unknown = countable.iter().filter(|(name, _)| !is_countable(name));
    let mut problems: Vec<Problem> =
        unknown.map(|(name, _)| Problem::new(name, ProblemKind::UnknownQuestion)).collect();
    let check = Check { form, countable, today: Today { now } };
    // Nodes are in the order of the form, so a group comes before its content.
    let mut relevance: Vec<Option<bool>> = Vec::with_capacity(form.nodes().len());
    for node in form.nodes() {
        let outer = node.parent.map_or(Some(true), |outer| relevance.get(outer).copied().flatten());
        let relevant = check.relevance(node, outer);
        relevance.push(relevant);
        if let Some(question) = node.question.as_deref().filter(|question| question.tier == Tier::Countable) {
            let kind = check.problem(question, relevant);
            problems.extend(kind.map(|kind| Problem::new(&question.name, kind)));
        }
    }
    problems
}

struct Check<'a> {
    form: &'a FormDefinition,
    countable: &'a Answers,
    today: Today,
}

impl Check<'_> {
    /// Whether the node was relevant on the phone; `None` when that depends on sealed answers.
    fn relevance(&self, node: &Node, outer: Option<bool>) -> Option<bool> {
        let own = node.relevant.as_ref().map_or(Some(true), |relevant| self.judge(relevant, None, None));
        match (outer, own) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            (None, _) | (_, None) => None,
        }
    }

    fn problem(&self, question: &Question, relevant: Option<bool>) -> Option<ProblemKind> {
        let answer = self.countable.get(&question.name);
        match (answer, relevant) {
            (Some(_), Some(false)) => return Some(ProblemKind::NotRelevant),
            (None, Some(false) | None) => return None,
            (None, Some(true)) if self.is_required(question) => return Some(ProblemKind::Missing),
            (None, Some(true)) | (Some(_), Some(true) | None) => {}
        }
        if let Some(kind) = answer.and_then(|answer| breaks_limits(question, answer)) {
            return Some(kind);
        }
        if answer.is_some_and(|answer| !self.is_choice(question, answer)) {
            return Some(ProblemKind::NotAChoice);
        }
        let constraint = question.rules.constraint.as_ref().filter(|_| is_judged(question, answer))?;
        let broken = self.judge(constraint, answer, None) == Some(false);
        broken.then(|| ProblemKind::Constraint(question.rules.constraint_message.clone()))
    }

    fn is_required(&self, question: &Question) -> bool {
        question.kind != QuestionKind::Note
            && match &question.rules.required {
                Required::Never => false,
                Required::Always => true,
                Required::When(condition) => self.judge(condition, None, None) == Some(true),
            }
    }

    fn is_choice(&self, question: &Question, answer: &Value) -> bool {
        match question.list() {
            None => true,
            Some(ListSource::Provided(_)) => answer.codes().iter().all(|code| has_code_shape(code)),
            Some(ListSource::Own(list)) => {
                let choices = self.form.list(&list).unwrap_or_default();
                let offered = |choice: &Choice| {
                    let filter = question.rules.choice_filter.as_ref();
                    filter.is_none_or(|filter| self.judge(filter, None, Some(choice)) != Some(false))
                };
                let chosen = choices.iter().filter(|choice| answer.codes().contains(&choice.code));
                is_known(answer, choices) && chosen.into_iter().all(offered)
            }
        }
    }

    /// Whether the rule holds; `None` when it needs sealed answers.
    fn judge(&self, rule: &Expression, current: Option<&Value>, choice: Option<&Choice>) -> Option<bool> {
        let is_sealed = |name: &&str| self.form.question(name).is_some_and(|question| question.tier == Tier::Sealed);
        if rule.references().iter().any(is_sealed) {
            return None;
        }
        let answers = |name: &str| self.countable.get(name);
        Some(rule.holds(&Scope { answers: &answers, current, choice, today: self.today }))
    }
}
