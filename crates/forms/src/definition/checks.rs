//! Checks that need the whole form: leaks from sealed to countable, what places a record, adjustments, photos.

use std::collections::{BTreeMap, HashMap};

use super::mistake::Mistakes;
use super::node::Node;
use super::{ListSource, MistakeKind, QuestionKind, Sheet, Summary};
use crate::choice::Choice;
use crate::tier::Tier;

/// Id of the form that never takes an image, whatever its file says: nobody may photograph what was done to a child.
const INCIDENT: &str = "incident";

/// The precisions of a day; [`crate::Entry`] knows their meaning.
const PRECISIONS: [&str; 3] = ["exact", "month", "unknown"];

pub(super) fn check(
    form: &str,
    nodes: &[Node],
    by_name: &HashMap<String, usize>,
    lists: &BTreeMap<String, Vec<Choice>>,
    mistakes: &mut Mistakes,
) {
    let question = |name: &str| {
        by_name.get(name).and_then(|position| nodes.get(*position)).and_then(|node| node.question.as_ref())
    };
    let mut taken = Vec::new();
    for node in nodes {
        let Some(own) = &node.question else { continue };
        let mut add = |column: &str, kind| mistakes.add(Sheet::Survey, node.row, column, kind);
        // A reader of a calculation learns the answers that it uses.
        for name in own.rules.calculation.iter().flat_map(|calculation| calculation.references()) {
            let is_sealed = question(name).is_some_and(|other| other.tier == Tier::Sealed);
            if own.tier == Tier::Countable && is_sealed {
                add("calculation", MistakeKind::Leak(name.to_owned()));
            }
        }
        if own.kind == QuestionKind::Image && form == INCIDENT {
            add("type", MistakeKind::OutOfPlace("an incident takes no image"));
        }
        if let Some(takes) = own.takes {
            if taken.contains(&takes) {
                add("kentongan_parameters", MistakeKind::OutOfPlace("another question takes the same numbers"));
            }
            taken.push(takes);
        }
        if let Some(name) = &own.precision {
            let codes = question(name).and_then(|other| match &other.kind {
                QuestionKind::SelectOne(ListSource::Own(list)) => lists.get(list),
                QuestionKind::SelectOne(ListSource::Provided(_))
                | QuestionKind::SelectMultiple(_)
                | QuestionKind::Integer
                | QuestionKind::Decimal
                | QuestionKind::Text
                | QuestionKind::Date
                | QuestionKind::Time
                | QuestionKind::DateTime
                | QuestionKind::Note
                | QuestionKind::Image
                | QuestionKind::Calculate
                | QuestionKind::Acknowledge => None,
            });
            let fits = codes.is_some_and(|list| list.iter().map(|choice| choice.code.as_str()).eq(PRECISIONS));
            if !fits {
                let why = "precision names a select_one with the choices exact, month, unknown";
                add("kentongan_parameters", MistakeKind::OutOfPlace(why));
            }
        }
        if let Some(name) = &own.adjusts {
            match question(name) {
                Some(other) if other.kind == QuestionKind::Calculate => {}
                Some(_) => add("kentongan_parameters", MistakeKind::OutOfPlace("adjusts names a calculation")),
                None => add("kentongan_parameters", MistakeKind::UnknownReference(name.clone())),
            }
        }
    }
    for (summary, word) in [(Summary::Month, "month"), (Summary::Area, "area")] {
        let found = nodes.iter().filter_map(|node| node.question.as_ref());
        let found = found.filter(|question| question.summary == Some(summary)).count();
        // A sheet without rows was already reported.
        if found != 1 && !nodes.is_empty() {
            mistakes.add(Sheet::Survey, 0, "kentongan_summary", MistakeKind::NotOne { word, found });
        }
    }
}
