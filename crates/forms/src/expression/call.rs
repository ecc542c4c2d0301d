//! Calls the functions of the expression language.

use std::borrow::Cow;

use super::function::Function;
use super::node::Node;
use super::operand::Operand;
use super::scope::Scope;

impl Function {
    /// The result for these arguments. The parser has checked their number.
    pub(super) fn call<'a>(self, arguments: &'a [Node], scope: &Scope<'_, 'a>) -> Operand<'a> {
        let argument = |position: usize| arguments.get(position).map_or(Operand::Blank, |node| node.evaluate(scope));
        match self {
            Self::Coalesce => {
                let first = argument(0);
                if first.is_blank() { argument(1) } else { first }
            }
            Self::Concat => {
                let parts: Vec<_> = arguments.iter().map(|node| node.evaluate(scope)).collect();
                Operand::text(parts.iter().map(Operand::to_text).collect::<String>())
            }
            Self::Contains => Operand::Boolean(argument(0).to_text().contains(argument(1).to_text().as_ref())),
            Self::CountSelected => Operand::number(argument(0).codes().len() as f64),
            Self::Date => argument(0).to_date().map_or(Operand::Blank, Operand::Date),
            Self::False => Operand::Boolean(false),
            Self::If => argument(if argument(0).to_boolean() { 1 } else { 2 }),
            Self::Int => number(argument(0).to_number().map(f64::trunc)),
            Self::Max => number(numbers(arguments, scope).reduce(f64::max)),
            Self::Min => number(numbers(arguments, scope).reduce(f64::min)),
            Self::Not => Operand::Boolean(!argument(0).to_boolean()),
            Self::Now => Operand::DateTime(scope.today.seconds()),
            Self::Number => number(argument(0).to_number()),
            Self::Round => {
                let digits = argument(1).to_number().unwrap_or(0.0).clamp(-15.0, 15.0);
                number(argument(0).to_number().map(|value| round(value, digits as i32)))
            }
            Self::Selected => {
                let wanted = argument(1);
                Operand::Boolean(argument(0).codes().contains(&wanted.to_text().trim()))
            }
            Self::SelectedAt => {
                let position = argument(1).to_number().filter(|position| (0.0..1e6).contains(position));
                let chosen = position.and_then(|position| {
                    argument(0).codes().get(position as usize).map(|code| Cow::Owned((*code).to_owned()))
                });
                chosen.map_or(Operand::Blank, Operand::Text)
            }
            Self::StartsWith => Operand::Boolean(argument(0).to_text().starts_with(argument(1).to_text().as_ref())),
            Self::String => Operand::text(argument(0).to_text().into_owned()),
            Self::StringLength => Operand::number(argument(0).to_text().chars().count() as f64),
            Self::Sum => sum(arguments, scope),
            Self::Today => Operand::Date(scope.today.date()),
            Self::True => Operand::Boolean(true),
        }
    }
}

fn number<'a>(number: Option<f64>) -> Operand<'a> {
    number.map_or(Operand::Blank, Operand::number)
}

/// The numeric arguments; blanks and other texts are left out.
fn numbers<'a>(arguments: &'a [Node], scope: &Scope<'_, 'a>) -> impl Iterator<Item = f64> {
    arguments.iter().filter_map(|node| node.evaluate(scope).to_number())
}

/// A blank adds nothing, so a half-filled tally has a total. A text that is no number gives no total at all.
fn sum<'a>(arguments: &'a [Node], scope: &Scope<'_, 'a>) -> Operand<'a> {
    let mut total = 0.0;
    for argument in arguments {
        let value = argument.evaluate(scope);
        match value.to_number() {
            Some(number) => total += number,
            None if value.is_blank() => {}
            None => return Operand::Blank,
        }
    }
    Operand::number(total)
}

/// Halves round up, as in XPath: 2.5 → 3, −2.5 → −2.
fn round(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale + 0.5).floor() / scale
}
