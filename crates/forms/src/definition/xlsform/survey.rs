//! The survey sheet: groups and questions in their order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::super::mistake::Mistakes;
use super::super::node::Node;
use super::super::{Group, Item, MistakeKind, Sheet};
use super::cells::{Cells, Context, Place};
use super::question;
use super::sheet::{Row, Table};
use crate::choice::Choice;
use crate::tier::Tier;

/// The maximum depth of groups. It limits every recursion over the tree.
const DEEPEST: usize = 8;
/// Appearances of a group whose integers are the cells of a table.
const TABLES: [&str; 2] = ["tally", "before-after"];

const PLAIN: [&str; 17] = [
    "",
    "type",
    "name",
    "required",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "appearance",
    "default",
    "parameters",
    "read_only",
    "kentongan_tier",
    "kentongan_summary",
    "kentongan_list",
    "kentongan_tally",
    "kentongan_parameters",
];
const TRANSLATED: [&str; 3] = ["label", "hint", "constraint_message"];

pub(super) struct Survey {
    pub(super) sections: Vec<Group>,
    pub(super) nodes: Vec<Node>,
}

struct OpenGroup {
    group: Group,
    node: usize,
    row: u64,
    tier: Tier,
}

pub(super) fn read(
    table: &Table,
    default_language: &str,
    lists: &BTreeMap<String, Vec<Choice>>,
    mistakes: &mut Mistakes,
) -> Survey {
    table.check_headers(&PLAIN, &TRANSLATED, mistakes);
    let context =
        Context { default_language, languages: table.languages(default_language), lists, names: names(table) };
    let mut builder = Builder { survey: Survey { sections: Vec::new(), nodes: Vec::new() }, open: Vec::new() };
    let mut seen = HashSet::new();
    for row in &table.rows {
        let cells = Cells { row, context: &context };
        match cells.text("type").split_whitespace().collect::<Vec<_>>().as_slice() {
            ["begin_group"] | ["begin", "group"] => {
                check_name(&cells, &mut seen, mistakes);
                builder.begin_group(&cells, mistakes);
            }
            ["end_group"] | ["end", "group"] => builder.end_group(&cells, mistakes),
            [] => cells.mistake("type", MistakeKind::Empty, mistakes),
            words => {
                check_name(&cells, &mut seen, mistakes);
                builder.question(&cells, words, mistakes);
            }
        }
    }
    while let Some(open) = builder.open.pop() {
        let kind = MistakeKind::UnclosedGroup(open.group.name.clone());
        mistakes.add(Sheet::Survey, open.row, "type", kind);
    }
    builder.survey
}

/// Every name of the sheet, and whether it has an answer.
fn names(table: &Table) -> HashMap<&str, bool> {
    let has_answer = |row: &Row| {
        let word = row.cell("type").split_whitespace().next().unwrap_or_default();
        !matches!(word, "note" | "begin" | "begin_group")
    };
    let named = table.rows.iter().filter(|row| !row.cell("type").starts_with("end"));
    named.map(|row| (row.cell("name"), has_answer(row))).collect()
}

/// Whether a text is a valid name of a question or a column of choices.
pub(super) fn has_name_shape(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn check_name<'a>(cells: &Cells<'a>, seen: &mut HashSet<&'a str>, mistakes: &mut Mistakes) {
    let name = cells.text("name");
    if name.is_empty() {
        cells.mistake("name", MistakeKind::Empty, mistakes);
    } else if !has_name_shape(name) {
        cells.mistake("name", MistakeKind::BadName(name.to_owned()), mistakes);
    } else if !seen.insert(name) {
        cells.mistake("name", MistakeKind::RepeatedName(name.to_owned()), mistakes);
    }
}

struct Builder {
    survey: Survey,
    open: Vec<OpenGroup>,
}

impl Builder {
    fn begin_group(&mut self, cells: &Cells<'_>, mistakes: &mut Mistakes) {
        let elsewhere = [
            "required",
            "constraint",
            "calculation",
            "choice_filter",
            "default",
            "parameters",
            "kentongan_summary",
            "kentongan_list",
            "kentongan_tally",
            "kentongan_parameters",
        ];
        cells.expect_empty(&elsewhere, "a group has no such thing", mistakes);
        if self.open.len() >= DEEPEST {
            let kind = MistakeKind::TooLarge { what: "groups in groups", limit: DEEPEST };
            cells.mistake("type", kind, mistakes);
        }
        let inherited = self.open.last().map(|outer| outer.tier).unwrap_or_default();
        let group = Group {
            name: cells.text("name").to_owned(),
            label: cells.full_label(mistakes),
            appearance: cells.words("appearance"),
            items: Vec::new(),
        };
        let tier = question::tier(cells, inherited, mistakes);
        self.open.push(OpenGroup { group, node: self.survey.nodes.len(), row: cells.row.line, tier });
        self.add_node(cells, self.open.len().checked_sub(2), None, mistakes);
    }

    fn end_group(&mut self, cells: &Cells<'_>, mistakes: &mut Mistakes) {
        let Some(closed) = self.open.pop() else {
            cells.mistake("type", MistakeKind::NothingToClose, mistakes);
            return;
        };
        let depth = self.open.len();
        match self.open.last_mut() {
            Some(outer) => {
                // Too deep groups were reported. Dropping them limits the depth of the tree.
                if depth < DEEPEST {
                    outer.group.items.push(Item::Group(closed.group));
                }
            }
            None => self.survey.sections.push(closed.group),
        }
    }

    fn question(&mut self, cells: &Cells<'_>, words: &[&str], mistakes: &mut Mistakes) {
        let inherited = self.open.last().map(|outer| outer.tier).unwrap_or_default();
        let in_table = |outer: &OpenGroup| TABLES.iter().any(|word| outer.group.has_appearance(word));
        let in_tally = self.open.iter().any(in_table);
        let read = question::read(cells, words, inherited, in_tally, mistakes).map(Arc::new);
        self.add_node(cells, self.open.len().checked_sub(1), read.clone(), mistakes);
        match (self.open.last_mut(), read) {
            (Some(outer), Some(question)) => outer.group.items.push(Item::Question(question)),
            (Some(_), None) => {}
            (None, _) => {
                let kind = MistakeKind::OutsideSections(cells.text("name").to_owned());
                cells.mistake("type", kind, mistakes);
            }
        }
    }

    fn add_node(
        &mut self,
        cells: &Cells<'_>,
        outer: Option<usize>,
        question: Option<Arc<super::super::Question>>,
        mistakes: &mut Mistakes,
    ) {
        self.survey.nodes.push(Node {
            name: cells.text("name").to_owned(),
            parent: outer.and_then(|outer| self.open.get(outer)).map(|open| open.node),
            relevant: cells.expression("relevant", &Place::Rule, mistakes),
            question,
            row: cells.row.line,
        });
    }
}
