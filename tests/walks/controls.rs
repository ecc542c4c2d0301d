//! What a person can press, tick or type into on a page.

use crate::page::{Node, Page};

/// How a control is used.
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

/// A control, with a name by which another page of the same look has it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// How it is used.
    pub used: Use,
    /// Its id, or its name and value, or its text.
    pub name: String,
    /// The question it belongs to; empty for a button.
    pub question: String,
    /// Its node on this page.
    pub node: usize,
}

fn attribute<'a>(node: &'a Node, name: &str) -> &'a str {
    node.attributes.get(name).map(String::as_str).unwrap_or_default()
}

/// Every control that can be used now. If a dialog is open, only its controls.
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

/// Uses a control. `typed` is the text for controls that take text.
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
