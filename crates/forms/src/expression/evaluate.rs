//! Evaluates an expression for given answers.

use std::cmp::Ordering;

use super::Expression;
use super::node::{Node, Operator};
use super::operand::Operand;
use super::scope::Scope;
use crate::choice::Choice;

impl Expression {
    pub(crate) fn evaluate<'a>(&'a self, scope: &Scope<'_, 'a>) -> Operand<'a> {
        self.root.evaluate(scope)
    }

    /// Whether it holds, for relevance, constraints and filters.
    pub(crate) fn holds<'a>(&'a self, scope: &Scope<'_, 'a>) -> bool {
        self.evaluate(scope).to_boolean()
    }
}

impl Node {
    pub(super) fn evaluate<'a>(&'a self, scope: &Scope<'_, 'a>) -> Operand<'a> {
        match self {
            Self::Number(number) => Operand::Number(*number),
            Self::Text(text) => Operand::text(text.as_str()),
            Self::Reference(name) => Operand::from((scope.answers)(name)),
            Self::Current => Operand::from(scope.current),
            Self::Column(name) => scope.choice.map_or(Operand::Blank, |choice| column(choice, name)),
            Self::Negated(inner) => {
                inner.evaluate(scope).to_number().map_or(Operand::Blank, |number| Operand::number(-number))
            }
            Self::Binary(operator, left, right) => binary(*operator, left, right, scope),
            Self::Call(function, arguments) => function.call(arguments, scope),
        }
    }
}

/// A column of a choice. The code is `name` on the choices sheet and `code` in the file of a provided list.
fn column<'a>(choice: &'a Choice, name: &str) -> Operand<'a> {
    match name {
        "name" | "code" => Operand::text(choice.code.as_str()),
        _ => choice.columns.get(name).map_or(Operand::Blank, |text| Operand::text(text.as_str())),
    }
}

fn binary<'a>(operator: Operator, left: &'a Node, right: &'a Node, scope: &Scope<'_, 'a>) -> Operand<'a> {
    let left = left.evaluate(scope);
    // `and` and `or` evaluate the right side only if needed.
    match operator {
        Operator::Or if left.to_boolean() => return Operand::Boolean(true),
        Operator::And if !left.to_boolean() => return Operand::Boolean(false),
        Operator::Or
        | Operator::And
        | Operator::Equal
        | Operator::Unequal
        | Operator::Less
        | Operator::LessOrEqual
        | Operator::Greater
        | Operator::GreaterOrEqual
        | Operator::Plus
        | Operator::Minus
        | Operator::Times
        | Operator::Divide
        | Operator::Modulo => {}
    }
    let right = right.evaluate(scope);
    let compared = |wanted: fn(Ordering) -> bool| Operand::Boolean(left.compare(&right).is_some_and(wanted));
    let computed = |compute: fn(f64, f64) -> f64| match (left.to_number(), right.to_number()) {
        (Some(left), Some(right)) => Operand::number(compute(left, right)),
        _ => Operand::Blank,
    };
    match operator {
        Operator::Or | Operator::And => Operand::Boolean(right.to_boolean()),
        Operator::Equal => Operand::Boolean(left.equals(&right)),
        Operator::Unequal => Operand::Boolean(!left.equals(&right)),
        Operator::Less => compared(Ordering::is_lt),
        Operator::LessOrEqual => compared(Ordering::is_le),
        Operator::Greater => compared(Ordering::is_gt),
        Operator::GreaterOrEqual => compared(Ordering::is_ge),
        Operator::Plus => computed(|left, right| left + right),
        Operator::Minus => computed(|left, right| left - right),
        Operator::Times => computed(|left, right| left * right),
        Operator::Divide => computed(|left, right| left / right),
        Operator::Modulo => computed(|left, right| left % right),
    }
}
