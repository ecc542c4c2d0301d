//! Splits the text of an expression into tokens.

/// An error in an expression, and its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: {kind}")]
pub struct ExpressionError {
    /// The character of the expression, counted from 1.
    pub position: usize,
    /// What is wrong.
    pub kind: ExpressionErrorKind,
}

/// The kinds of errors in an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionErrorKind {
    /// More characters than any of our forms needs.
    #[error("the expression is longer than {0} characters")]
    TooLong(usize),
    /// Nested too deeply.
    #[error("nested deeper than {0} levels")]
    TooDeep(usize),
    /// Too many operators.
    #[error("more than {0} operators")]
    TooMany(usize),
    /// A character that no expression has.
    #[error("'{0}' has no meaning here")]
    Character(char),
    /// A text without its closing quote.
    #[error("the text is not closed")]
    UnclosedText,
    /// `${` without a name and `}`.
    #[error("a reference is written ${{name}}")]
    Reference,
    /// Digits that are no number.
    #[error("not a number")]
    Number,
    /// The text ends too early.
    #[error("something misses at the end")]
    End,
    /// A token in a wrong place.
    #[error("'{0}' cannot stand here")]
    Unexpected(String),
    /// An unknown function.
    #[error("there is no function {0}()")]
    UnknownFunction(String),
    /// A function with too few or too many arguments.
    #[error("{0}() takes another number of arguments")]
    Arguments(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(String),
    Reference(String),
    /// A function, a column, or one of the words `and or div mod`, depending on its place.
    Name(String),
    Dot,
    Symbol(&'static str),
}

/// A token and the character it starts at, counted from 1.
pub(super) type Placed = (Token, usize);

/// Our longest tally has some 300 characters.
const LONGEST: usize = 4000;
/// Two-character symbols come first: `<=` is not `<` and `=`.
const SYMBOLS: [&str; 12] = ["<=", ">=", "!=", "=", "<", ">", "+", "-", "*", "(", ")", ","];

pub(super) fn tokens(source: &str) -> Result<Vec<Placed>, ExpressionError> {
    if source.chars().count() > LONGEST {
        return Err(ExpressionError { position: LONGEST, kind: ExpressionErrorKind::TooLong(LONGEST) });
    }
    let mut found = Vec::new();
    let mut position = 1;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else {
            let (token, length) = next(first, rest).map_err(|kind| ExpressionError { position, kind })?;
            found.push((token, position));
            length
        };
        let (eaten, left) = rest.split_at_checked(length).unwrap_or((rest, ""));
        position += eaten.chars().count();
        rest = left;
    }
    Ok(found)
}

/// The token at the start of `rest`, and its length in bytes.
fn next(first: char, rest: &str) -> Result<(Token, usize), ExpressionErrorKind> {
    if first == '\'' || first == '"' {
        let inner = rest.get(1..).unwrap_or_default();
        let end = inner.find(first).ok_or(ExpressionErrorKind::UnclosedText)?;
        return Ok((Token::Text(inner.get(..end).unwrap_or_default().to_owned()), end + 2));
    }
    if let Some(inner) = rest.strip_prefix("${") {
        let end = inner.find('}').ok_or(ExpressionErrorKind::Reference)?;
        let name = inner.get(..end).unwrap_or_default();
        let is_name = name.starts_with(starts_name) && name.chars().all(continues_name);
        return if is_name {
            Ok((Token::Reference(name.to_owned()), end + 3))
        } else {
            Err(ExpressionErrorKind::Reference)
        };
    }
    let after_dot = rest.strip_prefix('.').map(|after| after.starts_with(|next: char| next.is_ascii_digit()));
    if first.is_ascii_digit() || after_dot == Some(true) {
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number: f64 = rest.get(..length).unwrap_or_default().parse().map_err(|_| ExpressionErrorKind::Number)?;
        return if number.is_finite() { Ok((Token::Number(number), length)) } else { Err(ExpressionErrorKind::Number) };
    }
    if after_dot.is_some() {
        return Ok((Token::Dot, 1));
    }
    if starts_name(first) {
        let length = rest.find(|c: char| !continues_name(c)).unwrap_or(rest.len());
        return Ok((Token::Name(rest.get(..length).unwrap_or_default().to_owned()), length));
    }
    match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
        Some(symbol) => Ok((Token::Symbol(symbol), symbol.len())),
        None => Err(ExpressionErrorKind::Character(first)),
    }
}

fn starts_name(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// As in XML, a name may contain a hyphen: `a-b` is one name, `a - b` a difference.
fn continues_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}
