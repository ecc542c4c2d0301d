//! The consequences of the answers: relevance, calculations, defaults.

use std::sync::Arc;

use super::Entry;
use crate::Value;
use crate::choice::Choice;
use crate::definition::{DefaultAnswer, Question};
use crate::expression::{Expression, Operand, Scope};
use crate::plain::is_blank;
use crate::value::{TEXT_CAP, rounded};

/// A calculation with a larger result than an answer can hold has no result.
const LARGEST: f64 = 1e15;

impl Entry {
    /// Evaluates the whole form.
    pub(super) fn evaluate(&mut self) {
        let form = Arc::clone(&self.form);
        for &position in form.evaluation_order() {
            let Some(node) = form.nodes().get(position) else { continue };
            let shown = node.parent.is_none_or(|outer| self.relevant.get(outer).copied().unwrap_or(false))
                && node.relevant.as_ref().is_none_or(|relevant| self.holds(relevant, None, None));
            if let Some(relevant) = self.relevant.get_mut(position) {
                *relevant = shown;
            }
            let calculation = node.question.as_deref().and_then(|question| question.rules.calculation.as_ref());
            if let (Some(question), Some(calculation)) = (&node.question, calculation) {
                let value = if shown { calculated(question, &self.result(calculation, None, None)) } else { None };
                match value {
                    Some(value) => self.answers.insert(&question.name, value),
                    None => self.answers.remove(&question.name),
                };
            }
        }
    }

    /// Sets each question's default, in the order of the form. A computed default can use earlier ones.
    pub(super) fn apply_defaults(&mut self) {
        let form = Arc::clone(&self.form);
        for question in form.questions() {
            let value = match &question.rules.default {
                None => self.own_choice(question),
                Some(DefaultAnswer::Fixed(value)) => Some(value.clone()),
                Some(DefaultAnswer::Computed(expression)) => {
                    let result = self.result(expression, None, None);
                    Value::from_typed(question, &result.to_text()).ok().flatten()
                }
            };
            if let Some(value) = value.and_then(|value| self.chosen(question, value).ok()) {
                self.answers.insert(&question.name, value);
                self.evaluate();
            }
        }
    }

    /// Whether a rule holds, for the answer of a constraint or the choice of a filter.
    pub(super) fn holds(&self, rule: &Expression, current: Option<&Value>, choice: Option<&Choice>) -> bool {
        self.result(rule, current, choice).to_boolean()
    }

    fn result<'a>(
        &'a self,
        expression: &'a Expression,
        current: Option<&'a Value>,
        choice: Option<&'a Choice>,
    ) -> Operand<'a> {
        let answers = |name: &str| if self.is_relevant(name) { self.answers.get(name) } else { None };
        expression.evaluate(&Scope { answers: &answers, current, choice, today: self.today })
    }
}

/// The stored result of a calculation: a code of its list, else a number, else a text. A truth value is stored as 1 or
/// 0, which reads back as the same truth value. A date is stored as its text, which compares as a date.
fn calculated(question: &Question, result: &Operand<'_>) -> Option<Value> {
    if question.result_list.is_some() {
        let code = result.to_text().into_owned();
        return (!code.is_empty()).then_some(Value::Choice(code));
    }
    match result {
        Operand::Number(number) if number.abs() >= LARGEST => None,
        Operand::Number(number) => {
            let number = rounded(*number);
            Some(if number.fract() == 0.0 { Value::Integer(number as i64) } else { Value::Decimal(number) })
        }
        Operand::Boolean(truth) => Some(Value::Integer(i64::from(*truth))),
        Operand::Blank
        | Operand::Text(_)
        | Operand::Date(_)
        | Operand::Time(_)
        | Operand::DateTime(_)
        | Operand::Codes(_) => {
            let text: String = result.to_text().chars().take(TEXT_CAP).collect();
            (!is_blank(&text)).then_some(Value::Text(text))
        }
    }
}
