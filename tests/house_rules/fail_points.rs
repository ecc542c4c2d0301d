//! Fail points and planted flaws (`crates/fail-points`): the code and the tests name the same ones.

use std::collections::BTreeSet;

use crate::code::{Token, literals, tokens};
use crate::project::File;

/// Names that only one side has.
pub fn complaints(files: &[File]) -> Vec<String> {
    let (mut in_code, mut in_tests) = (BTreeSet::new(), BTreeSet::new());
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let visits = file.path.ends_with("/crash_points.rs") || file.path.ends_with("/power_loss.rs");
        if file.is_test() && visits {
            let tokens = tokens(&file.path, &file.text, true);
            in_tests.extend(literals(&tokens).map(|literal| literal.text.clone()).filter(|text| is_name(text)));
        } else if !file.is_test() {
            in_code.extend(named(&tokens(&file.path, &file.text, false)));
        }
    }
    let unvisited = in_code.difference(&in_tests).map(|name| format!("no test goes to {name}"));
    let unknown = in_tests.difference(&in_code).map(|name| format!("the code has no {name}"));
    unvisited.chain(unknown).collect()
}

/// The names given to `reach` and `is_planted`.
fn named(tokens: &[Token]) -> Vec<String> {
    let calls = tokens.windows(3).filter(|window| {
        let words: Vec<&str> = window.iter().map(|token| token.text.as_str()).collect();
        matches!(words.as_slice(), ["reach" | "is_planted", "(", name] if name.starts_with('"'))
    });
    calls.filter_map(|window| window.last()).map(|token| token.text.clone()).collect()
}

/// `"phone.…"` or `"central.…"`.
fn is_name(literal: &str) -> bool {
    let inside = literal.trim_matches('"');
    let is_plain = inside.chars().all(|c| c.is_ascii_lowercase() || c == '.' || c == '_');
    is_plain && (inside.starts_with("phone.") || inside.starts_with("central."))
}
