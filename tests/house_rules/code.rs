//! Rust as tokens: tells code from comments, and finds what is only for tests.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A piece of code and its line.
#[derive(Debug, Clone)]
pub struct Token {
    /// As written; a group's brackets are tokens of their own.
    pub text: String,
    /// From 1.
    pub line: usize,
}

/// All tokens, without comments and documentation. With `for_tests`, also those under `#[cfg(test)]`.
pub fn tokens(path: &str, text: &str, for_tests: bool) -> Vec<Token> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let stream: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path} is no Rust: {error}"));
    let mut tokens = Vec::new();
    walk(stream, for_tests, &mut tokens);
    tokens
}

fn walk(stream: TokenStream, for_tests: bool, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    let mut joined = false;
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        if is_punctuation(&tree, '#')
            && let Some(attribute) = attribute(trees.peek())
        {
            if attribute.starts_with("doc") {
                trees.next();
                continue;
            }
            if !for_tests && attribute.replace(' ', "") == "cfg(test)" {
                // The item ends with its block, or with a semicolon when it has none.
                trees.by_ref().skip(1).find(|tree| {
                    matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
                        || is_punctuation(tree, ';')
                });
                continue;
            }
        }
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                tokens.push(Token { text: open.to_owned(), line });
                walk(group.stream(), for_tests, tokens);
                tokens.push(Token { text: close.to_owned(), line: group.span_close().start().line });
                joined = false;
            }
            TokenTree::Punct(punct) => {
                match tokens.last_mut() {
                    // `::` is one token.
                    Some(last) if joined && last.text == ":" && punct.as_char() == ':' => last.text.push(':'),
                    _ => tokens.push(Token { text: punct.as_char().to_string(), line }),
                }
                joined = punct.spacing() == Spacing::Joint;
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                tokens.push(Token { text: tree.to_string(), line });
                joined = false;
            }
        }
    }
}

fn is_punctuation(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn attribute(tree: Option<&TokenTree>) -> Option<String> {
    let Some(TokenTree::Group(group)) = tree else { return None };
    (group.delimiter() == Delimiter::Bracket).then(|| group.stream().to_string())
}

/// Lines on which this sequence of tokens begins.
pub fn lines_with(tokens: &[Token], sequence: &[&str]) -> Vec<usize> {
    let begins = |window: &&[Token]| window.iter().zip(sequence).all(|(token, wanted)| token.text == *wanted);
    tokens.windows(sequence.len()).filter(begins).filter_map(|window| window.first()).map(|token| token.line).collect()
}

/// Text literals.
pub fn literals(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    tokens.iter().filter(|token| token.text.contains('"'))
}
