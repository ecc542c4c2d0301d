//! An expression as text, fully bracketed; tests print and parse again.

use std::fmt;

use super::Expression;
use super::function::FUNCTIONS;
use super::node::{Node, Operator};

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) if text.contains('\'') => write!(f, "\"{text}\""),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Reference(name) => write!(f, "${{{name}}}"),
            Self::Current => f.write_str("."),
            Self::Column(name) => f.write_str(name),
            Self::Negated(inner) => write!(f, "-({inner})"),
            Self::Binary(operator, left, right) => write!(f, "({left}) {} ({right})", word(*operator)),
            Self::Call(function, arguments) => {
                let name = FUNCTIONS.iter().find(|(_, own, ..)| own == function).map_or("", |(name, ..)| name);
                let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
                write!(f, "{name}({})", arguments.join(", "))
            }
        }
    }
}

fn word(operator: Operator) -> &'static str {
    match operator {
        Operator::Or => "or",
        Operator::And => "and",
        Operator::Equal => "=",
        Operator::Unequal => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::Plus => "+",
        Operator::Minus => "-",
        Operator::Times => "*",
        Operator::Divide => "div",
        Operator::Modulo => "mod",
    }
}
