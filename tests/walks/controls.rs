//! What a person can press, tick or type into, on a page.

use crate::page::{Node, Page};

/// What is done with a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It is pressed.
    Press,
    /// A choice is ticked on or off.
    Tick,
    /// Something is typed into it.
    Type,
    /// Its form is sent.
    Submit,
}

/// A control, named so that it is found on another page that looks the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// What is done with it.
    pub used: Use,
    /// Its id, or its name and value, or what it says.
    pub name: String,
    /// The question it belongs to; empty for a button.
    pub question: String,
    /// Where it stands on this page.
    pub node: usize,
}

fn attribute<'a>(node: &'a Node, name: &str) -> &'a str {
    node.attributes.get(name).map(String::as_str).unwrap_or_default()
}

/// All that can be used now. While a question stands before the page, it alone.
pub fn controls(page: &Page) -> Vec<Control> {
    let all = page.on_screen();
    let is_dialog = |node: &usize| attribute(&page.nodes[*node], "aria-modal") == "true";
    let dialog = all.iter().copied().rev().find(is_dialog);
    all.into_iter()
        .filter(|node| dialog.is_none_or(|dialog| is_in(page, *node, dialog)))
        .filter_map(|node| control(page, node))
        .collect()
}

fn is_in(page: &Page, node: usize, outer: usize) -> bool {
    std::iter::successors(Some(node), |node| page.nodes[*node].parent).any(|node| node == outer)
}

fn control(page: &Page, at: usize) -> Option<Control> {
    let node = &page.nodes[at];
    let disabled = |node: &Node| node.attributes.contains_key("disabled");
    if disabled(node) {
        return None;
    }
    let listens = |event: &str| node.listeners.iter().any(|own| own == event);
    let kind = attribute(node, "type");
    let named = |name: String| {
        if name.is_empty() { page.name_of(at).split_whitespace().collect::<Vec<_>>().join(" ") } else { name }
    };
    let question = attribute(node, "name").to_owned();
    let (used, name) = match node.tag.as_str() {
        "button" if listens("click") => (Use::Press, named(attribute(node, "id").to_owned())),
        "input" if listens("change") => (Use::Tick, format!("{question}={}", attribute(node, "value"))),
        "input" | "textarea" if listens("input") => (Use::Type, named(question.clone())),
        "form" if listens("submit") => (Use::Submit, "form".to_owned()),
        _ => return None,
    };
    debug_assert!(used != Use::Tick || ["radio", "checkbox"].contains(&kind), "what else is ticked? {node:?}");
    Some(Control { used, name, question, node: at })
}

/// Does with a control what is done with it. `typed` is for those that are typed into.
pub fn take(page: &mut Page, control: &Control, typed: &str) {
    let node = control.node;
    match control.used {
        Use::Press => page.click(node),
        Use::Type => page.send_form(node, "input", typed),
        Use::Submit => page.send_form(node, "submit", ""),
        Use::Tick => {
            let own = &page.nodes[node];
            let value = if attribute(own, "type") == "radio" {
                attribute(own, "value").to_owned()
            } else {
                (attribute(own, "checked") != "true").to_string()
            };
            page.send_form(node, "change", &value);
        }
    }
}
