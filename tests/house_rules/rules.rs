//! Rules about code.

use crate::code::{lines_with, literals, tokens};
use crate::project::File;

/// Most lines of a file of code.
const LINES: usize = 500;

/// Files stay short.
pub fn short(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    let code = file.path.ends_with(".rs") || file.path.ends_with(".kt");
    if code && lines > LINES { vec![format!("{}: {lines} lines", file.path)] } else { Vec::new() }
}

/// SQL only in the folders of the databases. Tests may look into a database from outside.
pub fn sql_in_its_places(file: &File) -> Vec<String> {
    const PLACES: [&str; 7] = [
        "src/storage.rs",
        "src/vault",
        "src/vault.rs",
        "src/outbox",
        "src/outbox.rs",
        "crates/central/src/store",
        "crates/central/src/store.rs",
    ];
    if !is_rust(file) || file.is_test() || file.is_in(&PLACES) {
        return Vec::new();
    }
    let tokens = tokens(&file.path, &file.text, false);
    literals(&tokens).filter(|literal| is_sql(&literal.text)).map(|literal| at(file, literal.line, "SQL")).collect()
}

/// Pairs of keywords, in capitals as this house writes them, or in small letters at the beginning.
fn is_sql(literal: &str) -> bool {
    const PAIRS: [(&str, &str); 8] = [
        ("SELECT", "FROM"),
        ("INSERT", "INTO"),
        ("REPLACE", "INTO"),
        ("UPDATE", "SET"),
        ("DELETE", "FROM"),
        ("CREATE", "TABLE"),
        ("CREATE", "INDEX"),
        ("ALTER", "TABLE"),
    ];
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let has_pair = |words: &[String]| {
        PAIRS.iter().any(|(first, second)| {
            let begun = words.iter().position(|word| word == first);
            begun.is_some_and(|begun| words.iter().skip(begun).any(|word| word == second))
        })
    };
    let body = literal.trim_start_matches(['b', 'c', 'r', '#', '"']).trim_start();
    let small_letters = || {
        let words = words(&body.to_uppercase());
        let begins = words.first().is_some_and(|first| PAIRS.iter().any(|(keyword, _)| keyword == first));
        // A sentence may begin with "update" or "select"; a statement also names columns or values.
        begins && body.contains(['=', '*', '?', '(']) && has_pair(&words)
    };
    has_pair(&words(body)) || small_letters()
}

/// Only `src/launch.rs` (and its folder) knows the renderer.
pub fn renderer_in_launch(file: &File) -> Vec<String> {
    const SEQUENCES: [&[&str]; 10] = [
        &["dioxus_desktop"],
        &["dioxus_liveview"],
        &["dioxus", "::", "desktop"],
        &["dioxus", "::", "mobile"],
        &["wry"],
        &["tao"],
        &["feature", "=", "\"mobile\""],
        &["feature", "=", "\"desktop\""],
        &["feature", "=", "\"browser\""],
        &["LaunchBuilder"],
    ];
    if !is_rust(file) || !file.is_in(&["src"]) || file.is_in(&["src/launch", "src/launch.rs"]) {
        return Vec::new();
    }
    found(file, &SEQUENCES)
}

/// Every request to central goes through a line, and only the app's own phone has one.
pub fn only_a_line_speaks(file: &File) -> Vec<String> {
    // Sending is below the line.
    if !is_rust(file) || !file.is_in(&["src"]) || file.is_in(&["src/sending", "src/sending.rs"]) {
        return Vec::new();
    }
    let elsewhere = |place: &str, sequences: &[&[&str]]| {
        if file.path == place { Vec::new() } else { found(file, sequences) }
    };
    let mut complaints = elsewhere("src/phone/line.rs", &[&["HttpClient", "::", "new"]]);
    complaints.extend(elsewhere("src/phone/sender.rs", &[&["=", "Round", "{"], &["phone", "::", "send_once"]]));
    complaints.extend(elsewhere("src/phone.rs", &[&["Line", "::", "default"], &["Some", "(", "Line"]]));
    complaints
}

/// Screens and components use no database and no network.
pub fn screens_are_views(file: &File) -> Vec<String> {
    const PLACES: [&str; 4] = ["src/screens", "src/screens.rs", "src/components", "src/components.rs"];
    if !is_rust(file) || !file.is_in(&PLACES) {
        return Vec::new();
    }
    let mut complaints = found(
        file,
        &[&["rusqlite"], &["reqwest"], &["std", "::", "fs"], &["std", "::", "net"], &["tokio", "::", "net"]],
    );
    if file.is_in(&["src/components", "src/components.rs"]) {
        complaints.extend(found(file, &[&["vault"], &["outbox"]]));
    }
    complaints
}

/// `forms` and `exchange` only compute.
pub fn pure_crates(file: &File) -> Vec<String> {
    if !is_rust(file) || !file.is_in(&["crates/forms/src", "crates/exchange/src"]) {
        return Vec::new();
    }
    found(
        file,
        &[
            &["tokio"],
            &["rusqlite"],
            &["reqwest"],
            &["async"],
            &["std", "::", "fs"],
            &["std", "::", "net"],
            &["std", "::", "process"],
        ],
    )
}

/// No unfinished code; no lint silenced without a reason.
pub fn nothing_left_for_later(file: &File) -> Vec<String> {
    if !is_rust(file) {
        return Vec::new();
    }
    let tokens = tokens(&file.path, &file.text, true);
    let sequences: [&[&str]; 7] = [
        &["todo", "!"],
        &["unimplemented", "!"],
        &["#", "[", "ignore"],
        &["#", "[", "allow"],
        &["#", "!", "[", "allow"],
        &["thread", "::", "sleep", "(", "Duration", "::", "from_secs"],
        &["tokio", "::", "time", "::", "sleep", "(", "Duration", "::", "from_secs"],
    ];
    let mut complaints: Vec<String> = Vec::new();
    for sequence in sequences.iter().take(5) {
        complaints.extend(lines_with(&tokens, sequence).into_iter().map(|line| at(file, line, &sequence.concat())));
    }
    // Tests wait for a condition, never for seconds to pass.
    if file.is_test() {
        for sequence in sequences.iter().skip(5) {
            complaints.extend(lines_with(&tokens, sequence).into_iter().map(|line| at(file, line, "sleeps")));
        }
    }
    complaints
}

fn found(file: &File, sequences: &[&[&str]]) -> Vec<String> {
    let tokens = tokens(&file.path, &file.text, true);
    let lines = |sequence: &&[&str]| {
        let what = sequence.concat();
        lines_with(&tokens, sequence).into_iter().map(|line| at(file, line, &what)).collect::<Vec<_>>()
    };
    sequences.iter().flat_map(lines).collect()
}

fn is_rust(file: &File) -> bool {
    file.path.ends_with(".rs")
}

fn at(file: &File, line: usize, what: &str) -> String {
    format!("{}:{line}: {what}", file.path)
}
