//! The shape of `rsx!` that dioxus-core 0.8.0-alpha.3 survives (decision 0051).
//!
//! While it compares two drawings, dioxus-core remembers only the innermost two parts. If a node at the root of a part
//! appears or disappears, it climbs to a part that is half compared, and panics. So a root is an element, which always
//! stays, or the one component of an `if`, a `for` or a `match`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::project::File;

/// Complaints about the roots of every `rsx!` in a file.
pub fn roots_stay(file: &File) -> Vec<String> {
    if !file.path.ends_with(".rs") || !file.is_in(&["src", "crates"]) || file.is_test() {
        return Vec::new();
    }
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let stream: TokenStream = text.parse().unwrap_or_else(|error| panic!("{} is no Rust: {error}", file.path));
    let mut found = Vec::new();
    code(stream, Roots::Elements, &mut found);
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(line, what)| format!("{}:{line}: {what} at the root", file.path)).collect()
}

/// The nodes that a root may have.
#[derive(Clone, Copy, PartialEq)]
enum Roots {
    /// For the result of a component: elements.
    Elements,
    /// For the body of `if`, `for`, `match`, or a component's children: elements, or one component alone.
    Body,
}

type Found = Vec<(usize, String)>;

/// One node of an `rsx!`.
enum Node {
    Element,
    Component(usize),
    /// It appears and disappears: `if`, `for`, `match`, an expression, a text with a value in it.
    Dynamic(usize, &'static str),
}

/// Looks for `rsx!` in plain code.
fn code(stream: TokenStream, roots: Roots, found: &mut Found) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        let TokenTree::Group(group) = tree else { continue };
        let named = |back: usize, text: &str| {
            at.checked_sub(back).and_then(|before| trees.get(before)).is_some_and(|tree| tree.to_string() == text)
        };
        if named(1, "!") && named(2, "rsx") {
            body(group.stream(), roots, found);
        } else {
            code(group.stream(), roots, found);
        }
    }
}

/// The nodes at the root of an `rsx!` or of a block inside of one.
fn body(stream: TokenStream, roots: Roots, found: &mut Found) {
    let nodes = nodes(stream, found);
    let alone = roots == Roots::Body && nodes.len() == 1;
    for node in &nodes {
        match node {
            Node::Element => {}
            Node::Component(_) if alone => {}
            Node::Component(line) => found.push((*line, "a component".to_owned())),
            Node::Dynamic(line, what) => found.push((*line, (*what).to_owned())),
        }
    }
}

/// Reads attributes and nodes, and checks the code inside of them.
fn nodes(stream: TokenStream, found: &mut Found) -> Vec<Node> {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut nodes = Vec::new();
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Punct(_) => at += 1,
            TokenTree::Group(group) => {
                code(group.stream(), Roots::Body, found);
                nodes.push(Node::Dynamic(line, "an expression"));
                at += 1;
            }
            TokenTree::Literal(text) if !is_colon(&trees, at + 1) => {
                let changes = text.to_string().replace("{{", "").contains('{');
                nodes.push(if changes { Node::Dynamic(line, "a text that changes") } else { Node::Element });
                at += 1;
            }
            TokenTree::Ident(word) if ["if", "for", "match"].contains(&word.to_string().as_str()) => {
                let (next, what) = block(&trees, at, &word.to_string(), found);
                nodes.push(Node::Dynamic(line, what));
                at = next;
            }
            TokenTree::Literal(_) | TokenTree::Ident(_) => at = named(&trees, at, &mut nodes, found),
        }
    }
    nodes
}

/// An attribute (skipped), an element or a component.
fn named(trees: &[TokenTree], at: usize, nodes: &mut Vec<Node>, found: &mut Found) -> usize {
    if is_colon(trees, at + 1) && !is_colon(trees, at + 2) {
        return attribute(trees, at + 2, found);
    }
    // A path, perhaps with generics, then its block. Without a block it is an attribute in short form.
    let mut end = at;
    let mut last = String::new();
    let mut depth = 0_i32;
    while let Some(tree) = trees.get(end) {
        match tree {
            TokenTree::Ident(word) if depth == 0 => last = word.to_string(),
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => depth -= 1,
            TokenTree::Punct(punct) if punct.as_char() == ',' && depth == 0 => return end + 1,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) | TokenTree::Group(_) => {}
        }
        end += 1;
    }
    let Some(TokenTree::Group(group)) = trees.get(end) else { return end };
    let line = trees[at].span().start().line;
    if last.starts_with(char::is_uppercase) {
        nodes.push(Node::Component(line));
        body(group.stream(), Roots::Body, found);
    } else {
        nodes.push(Node::Element);
        self::nodes(group.stream(), found);
    }
    end + 1
}

/// Skips an attribute's value, and checks any `rsx!` in it.
fn attribute(trees: &[TokenTree], from: usize, found: &mut Found) -> usize {
    let end = trees.iter().skip(from).position(|tree| is_punctuation(tree, ',')).map_or(trees.len(), |at| from + at);
    code(trees[from..end].iter().cloned().collect(), Roots::Body, found);
    end + 1
}

/// `if … {} else if … {} else {}`, `for … in … {}`, `match … {}`.
fn block(trees: &[TokenTree], at: usize, word: &str, found: &mut Found) -> (usize, &'static str) {
    let is_brace = |tree: &TokenTree| matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let mut next = at;
    while let Some(length) = trees.iter().skip(next).position(is_brace) {
        let brace = next + length;
        code(trees[next..brace].iter().cloned().collect(), Roots::Body, found);
        if let TokenTree::Group(group) = &trees[brace] {
            if word == "match" {
                code(group.stream(), Roots::Body, found);
            } else {
                body(group.stream(), Roots::Body, found);
            }
        }
        next = brace + 1;
        if word != "if" || trees.get(next).is_none_or(|tree| tree.to_string() != "else") {
            break;
        }
    }
    let what = match word {
        "if" => "if",
        "for" => "for",
        _ => "match",
    };
    (next.max(at + 1), what)
}

fn is_colon(trees: &[TokenTree], at: usize) -> bool {
    trees.get(at).is_some_and(|tree| is_punctuation(tree, ':'))
}

fn is_punctuation(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}
