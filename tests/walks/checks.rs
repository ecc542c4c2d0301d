//! What must hold after every step.

use std::collections::BTreeMap;

use kentongan::phone::{Phone, Stage};
use kentongan::translations::Words;
use kentongan_exchange::RecordId;
use kentongan_forms::{Entry, QuestionKind, Value};

use crate::controls::{Use, controls};
use crate::page::{Node, Page};

/// The page after all changes must equal a fresh drawing. dioxus-core may put a part in the wrong place without a
/// panic.
pub fn drawn_as_from_nothing(page: &Page) {
    let (drawn, right) = (outline(page), outline_of(&dioxus_ssr::render(&page.dom)));
    if drawn != right {
        let at = drawn.iter().zip(&right).take_while(|(one, other)| one == other).count();
        let near = |row: &[String]| row[at.saturating_sub(5)..(at + 8).min(row.len())].join(" ");
        panic!("the screen shows {} where {} belongs", near(&drawn), near(&right));
    }
}

/// Tags and texts, in order.
fn outline(page: &Page) -> Vec<String> {
    fn add(page: &Page, at: usize, row: &mut Vec<String>) {
        let node = &page.nodes[at];
        if node.tag.is_empty() {
            add_text(row, &node.text);
            return;
        }
        row.push(format!("<{}", node.tag));
        node.children.iter().for_each(|child| add(page, *child, row));
        row.push(">".to_owned());
    }
    let mut row = Vec::new();
    page.nodes[0].children.iter().for_each(|child| add(page, *child, &mut row));
    row
}

/// The renderer may split one text in two.
fn add_text(row: &mut Vec<String>, text: &str) {
    match row.last_mut() {
        Some(last) if last.starts_with('"') => last.push_str(text),
        _ if text.is_empty() => {}
        _ => row.push(format!("\"{text}")),
    }
}

/// The same outline, from HTML.
fn outline_of(html: &str) -> Vec<String> {
    const VOID: [&str; 4] = ["input", "img", "br", "hr"];
    let mut row = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        add_text(&mut row, &unescaped(&rest[..at]));
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let end = end_of_tag(rest);
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('/') {
            row.push(">".to_owned());
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        row.push(format!("<{name}"));
        if VOID.contains(&name) || tag.ends_with('/') {
            row.push(">".to_owned());
        }
    }
    add_text(&mut row, &unescaped(rest));
    row
}

/// Where the tag that begins here ends. A quoted value may contain a `>`.
fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    text.char_indices()
        .find(|(_, c)| {
            quoted ^= *c == '"';
            !quoted && *c == '>'
        })
        .map_or(text.len() - 1, |(at, _)| at)
}

fn unescaped(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

fn attribute<'a>(node: &'a Node, name: &str) -> &'a str {
    node.attributes.get(name).map(String::as_str).unwrap_or_default()
}

/// One heading, a control to go on, a name for every control, no duplicate id.
pub fn can_be_used(page: &Page) {
    let nodes = || page.on_screen().into_iter().map(|at| (at, &page.nodes[at]));
    let headings: Vec<String> =
        nodes().filter(|(_, node)| node.tag == "h1").map(|(at, _)| page.text_of(at).trim().to_owned()).collect();
    assert!(matches!(headings.as_slice(), [one] if !one.is_empty()), "headings: {headings:?} in: {}", page.text());
    assert!(controls(page).iter().any(|control| control.used == Use::Press), "nothing can be pressed: {}", page.text());
    assert_eq!(page.nameless_controls(), Vec::<String>::new());
    let mut ids = BTreeMap::new();
    for (_, node) in nodes() {
        *ids.entry(attribute(node, "id")).or_insert(0) += u32::from(node.attributes.contains_key("id"));
    }
    let twice: Vec<_> = ids.into_iter().filter(|(id, count)| *count > 1 && !id.is_empty()).collect();
    assert!(twice.is_empty(), "ids that stand twice: {twice:?}");
}

/// The gate is shown exactly while the phone is not open.
pub fn gate_is_shut(page: &Page, phone: &Phone) {
    assert_eq!(page.has("id", "unlock"), phone.stage() == Stage::Locked, "{:?}: {}", phone.stage(), page.text());
}

/// Each field of a draft shows the vault's answer, and the page has the heading of its section.
pub fn shows_what_is_kept(page: &Page, phone: &Phone, record: RecordId) {
    let (Ok(draft), Ok(entry)) = (phone.draft(record), phone.entry(record)) else { return };
    if !page.has("id", "fill-in") {
        return;
    }
    let words = Words::new(phone.language());
    let heading = page.on_screen().into_iter().find(|at| page.nodes[*at].tag == "h1").map(|at| page.text_of(at));
    let sections = entry.sections();
    let here = sections.iter().find(|section| Some(&section.name) == draft.section.as_ref()).or(sections.first());
    let label = here.map(|section| section.label.in_language(words.code()).to_owned()).unwrap_or_default();
    assert_eq!(heading.unwrap_or_default().trim(), label.trim(), "the heading of another section");
    for at in page.on_screen() {
        let node = &page.nodes[at];
        let name = attribute(node, "name");
        let Some(question) = entry.form().question(name) else { continue };
        let kept = entry.answer(name);
        match attribute(node, "type") {
            "radio" | "checkbox" if matches!(question.kind, QuestionKind::Acknowledge) => {
                assert_eq!(attribute(node, "checked") == "true", kept.is_some(), "{name}");
            }
            "radio" | "checkbox" => {
                let code = attribute(node, "value");
                let chosen = kept.is_some_and(|kept| kept.codes().iter().any(|one| *one == code));
                assert_eq!(attribute(node, "checked") == "true", chosen, "{name}: {code}, kept: {kept:?}");
            }
            "button" => {}
            _ => same_text(node, &entry, name),
        }
    }
}

/// The text of a field, read as the form reads it, must equal the stored answer.
fn same_text(node: &Node, entry: &Entry, name: &str) {
    let shown = node.typed.as_deref().unwrap_or_else(|| attribute(node, "initial_value"));
    let mut read = entry.clone();
    let kept = entry.answer(name).cloned();
    let nobody = |value: &Option<Value>| matches!(value, None | Some(Value::Integer(0)));
    match read.set_typed(name, shown) {
        Ok(()) => {
            let shown_value = read.answer(name).cloned();
            let same = shown_value == kept || (nobody(&shown_value) && nobody(&kept));
            assert!(same, "{name} shows {shown:?}, kept is {kept:?}");
        }
        // A text that is too long keeps its longest valid part. Other unreadable text is no answer.
        Err(_) if matches!(kept, None | Some(Value::Text(_))) => {}
        Err(problem) => panic!("{name} shows {shown:?} ({problem}), kept is {kept:?}"),
    }
}
