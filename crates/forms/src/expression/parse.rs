//! Parses tokens into the tree of an expression: recursive descent, with binding powers for the operators.

use super::function::Function;
use super::node::{Node, Operator};
use super::token::{ExpressionError, ExpressionErrorKind, Placed, Token, tokens};

/// The maximum depth of brackets. It limits the recursion of the parser.
const DEEPEST: usize = 64;
/// A chain `1 + 1 + …` makes a tree as deep as it is long. This and `DEEPEST` limit the depth of the tree.
const MOST_OPERATORS: usize = 250;

pub(super) fn parse(source: &str) -> Result<Node, ExpressionError> {
    let tokens = tokens(source)?;
    let end = source.chars().count() + 1;
    let mut parser = Parser { tokens, next: 0, depth: 0, operators: 0, end };
    let root = parser.expression(0)?;
    match parser.peek() {
        None => Ok(root),
        Some(_) => Err(parser.unexpected()),
    }
}

struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    operators: usize,
    end: usize,
}

impl Parser {
    /// An expression whose operators all bind at least this strongly.
    fn expression(&mut self, weakest: u8) -> Result<Node, ExpressionError> {
        self.deeper()?;
        let mut left = self.unary()?;
        while let Some((operator, power)) = self.peek().and_then(operator) {
            if power < weakest {
                break;
            }
            self.operators += 1;
            if self.operators > MOST_OPERATORS {
                return Err(self.error(ExpressionErrorKind::TooMany(MOST_OPERATORS)));
            }
            self.next += 1;
            let right = self.expression(power + 1)?;
            left = Node::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Node, ExpressionError> {
        if !self.take("-") {
            return self.primary();
        }
        self.deeper()?;
        let inner = self.unary()?;
        self.depth -= 1;
        Ok(Node::Negated(Box::new(inner)))
    }

    fn primary(&mut self) -> Result<Node, ExpressionError> {
        let start = self.next;
        let Some((token, position)) = self.tokens.get(start).cloned() else {
            return Err(self.error(ExpressionErrorKind::End));
        };
        self.next += 1;
        match token {
            Token::Number(number) => Ok(Node::Number(number)),
            Token::Text(text) => Ok(Node::Text(text)),
            Token::Reference(name) => Ok(Node::Reference(name)),
            Token::Dot => Ok(Node::Current),
            Token::Name(name) if self.take("(") => self.call(&name, position),
            Token::Name(name) => Ok(Node::Column(name)),
            Token::Symbol("(") => {
                let inner = self.expression(0)?;
                self.close()?;
                Ok(inner)
            }
            Token::Symbol(_) => {
                self.next = start;
                Err(self.unexpected())
            }
        }
    }

    /// The arguments after `name(`.
    fn call(&mut self, name: &str, position: usize) -> Result<Node, ExpressionError> {
        let fail = |kind| ExpressionError { position, kind };
        let function =
            Function::named(name).ok_or_else(|| fail(ExpressionErrorKind::UnknownFunction(name.to_owned())))?;
        let mut arguments = Vec::new();
        if !self.take(")") {
            arguments.push(self.expression(0)?);
            while self.take(",") {
                arguments.push(self.expression(0)?);
            }
            self.close()?;
        }
        if function.takes(arguments.len()) {
            Ok(Node::Call(function, arguments))
        } else {
            Err(fail(ExpressionErrorKind::Arguments(name.to_owned())))
        }
    }

    fn close(&mut self) -> Result<(), ExpressionError> {
        if self.take(")") { Ok(()) } else { Err(self.unexpected()) }
    }

    fn deeper(&mut self) -> Result<(), ExpressionError> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(self.error(ExpressionErrorKind::TooDeep(DEEPEST))) } else { Ok(()) }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Symbol(next)) if *next == symbol);
        self.next += usize::from(found);
        found
    }

    fn unexpected(&self) -> ExpressionError {
        self.error(match self.peek() {
            None => ExpressionErrorKind::End,
            Some(Token::Number(number)) => ExpressionErrorKind::Unexpected(number.to_string()),
            Some(Token::Text(text)) => ExpressionErrorKind::Unexpected(text.clone()),
            Some(Token::Reference(name)) => ExpressionErrorKind::Unexpected(format!("${{{name}}}")),
            Some(Token::Name(name)) => ExpressionErrorKind::Unexpected(name.clone()),
            Some(Token::Dot) => ExpressionErrorKind::Unexpected(".".to_owned()),
            Some(Token::Symbol(symbol)) => ExpressionErrorKind::Unexpected((*symbol).to_owned()),
        })
    }

    fn error(&self, kind: ExpressionErrorKind) -> ExpressionError {
        ExpressionError { position: self.tokens.get(self.next).map_or(self.end, |(_, position)| *position), kind }
    }
}

/// The operator of this token after an operand, and its binding power (XPath 1.0, 3.4).
fn operator(token: &Token) -> Option<(Operator, u8)> {
    let word = match token {
        Token::Name(name) => name.as_str(),
        Token::Symbol(symbol) => symbol,
        Token::Number(_) | Token::Text(_) | Token::Reference(_) | Token::Dot => return None,
    };
    Some(match word {
        "or" => (Operator::Or, 1),
        "and" => (Operator::And, 2),
        "=" => (Operator::Equal, 3),
        "!=" => (Operator::Unequal, 3),
        "<" => (Operator::Less, 4),
        "<=" => (Operator::LessOrEqual, 4),
        ">" => (Operator::Greater, 4),
        ">=" => (Operator::GreaterOrEqual, 4),
        "+" => (Operator::Plus, 5),
        "-" => (Operator::Minus, 5),
        "*" => (Operator::Times, 6),
        "div" => (Operator::Divide, 6),
        "mod" => (Operator::Modulo, 6),
        _ => return None,
    })
}
