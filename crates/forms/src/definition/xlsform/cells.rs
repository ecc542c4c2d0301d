//! Reading the cells of one row of the survey sheet.

use std::collections::{BTreeMap, HashMap};

use super::super::mistake::Mistakes;
use super::super::rules::Required;
use super::super::{ListSource, MistakeKind, Sheet};
use super::sheet::Row;
use crate::Label;
use crate::choice::Choice;
use crate::expression::Expression;

/// The lists that the app provides, each named as its file.
const PROVIDED: [&str; 2] = ["areas", "directory"];

/// The context for reading a row: the languages, lists and names of the form.
pub(super) struct Context<'a> {
    pub(super) default_language: &'a str,
    pub(super) languages: Vec<String>,
    pub(super) lists: &'a BTreeMap<String, Vec<Choice>>,
    /// Every name of the survey, and whether it has an answer.
    pub(super) names: HashMap<&'a str, bool>,
}

/// One row and its context.
pub(super) struct Cells<'a> {
    pub(super) row: &'a Row,
    pub(super) context: &'a Context<'a>,
}

/// The place of an expression, which decides what it may use.
pub(super) enum Place<'a> {
    Rule,
    Constraint,
    Filter(&'a ListSource),
}

impl<'a> Cells<'a> {
    pub(super) fn text(&self, column: &str) -> &'a str {
        self.row.cell(column)
    }

    pub(super) fn label(&self, base: &str) -> Label {
        self.row.label(base, self.context.default_language)
    }

    pub(super) fn mistake(&self, column: &str, kind: MistakeKind, mistakes: &mut Mistakes) {
        mistakes.add(Sheet::Survey, self.row.line, column, kind);
    }

    /// A label that must have a text in every language of the form.
    pub(super) fn full_label(&self, mistakes: &mut Mistakes) -> Label {
        let label = self.label("label");
        for language in &self.context.languages {
            if !label.languages().any(|has| has == language) {
                self.mistake("label", MistakeKind::NoText(language.clone()), mistakes);
            }
        }
        label
    }

    pub(super) fn words(&self, column: &str) -> Vec<String> {
        self.text(column).split_whitespace().map(str::to_owned).collect()
    }

    /// Reports each filled-in column of these.
    pub(super) fn expect_empty(&self, columns: &[&str], why: &'static str, mistakes: &mut Mistakes) {
        for column in columns.iter().filter(|column| !self.text(column).is_empty()) {
            self.mistake(column, MistakeKind::OutOfPlace(why), mistakes);
        }
    }

    pub(super) fn yes_or_no(&self, column: &str, mistakes: &mut Mistakes) -> bool {
        match truth(self.text(column)) {
            Some(truth) => truth,
            None => {
                let word = self.text(column).to_owned();
                self.mistake(column, MistakeKind::UnknownWord { word, known: "yes, no" }, mistakes);
                false
            }
        }
    }

    pub(super) fn required(&self, mistakes: &mut Mistakes) -> Required {
        match truth(self.text("required")) {
            Some(true) => Required::Always,
            Some(false) => Required::Never,
            None => self.expression("required", &Place::Rule, mistakes).map_or(Required::Never, Required::When),
        }
    }

    /// The expression in a cell, if there is one and it is valid in its place.
    pub(super) fn expression(&self, column: &str, place: &Place<'_>, mistakes: &mut Mistakes) -> Option<Expression> {
        let source = self.text(column);
        if source.is_empty() {
            return None;
        }
        let expression = match Expression::parse(source) {
            Ok(expression) => expression,
            Err(error) => {
                self.mistake(column, MistakeKind::Expression(error), mistakes);
                return None;
            }
        };
        for name in expression.references() {
            match self.context.names.get(name) {
                Some(true) => {}
                Some(false) => self.mistake(column, MistakeKind::NoAnswer(name.to_owned()), mistakes),
                None => self.mistake(column, MistakeKind::UnknownReference(name.to_owned()), mistakes),
            }
        }
        if expression.uses_current() && !matches!(place, Place::Constraint) {
            self.mistake(column, MistakeKind::NoCurrent, mistakes);
        }
        for name in expression.columns() {
            let known = match place {
                Place::Rule | Place::Constraint => false,
                // The further columns of a provided list are known only at run time. In its file, `code` is the code,
                // and `name` is the text for people.
                // stands in `code`, and `name` is what a person reads.
                Place::Filter(ListSource::Provided(_)) => name != "name",
                Place::Filter(ListSource::Own(list)) => {
                    let choices = self.context.lists.get(list);
                    name == "name"
                        || choices.is_some_and(|list| list.iter().any(|choice| choice.columns.contains_key(name)))
                }
            };
            if !known {
                self.mistake(column, MistakeKind::NoChoiceColumn(name.to_owned()), mistakes);
            }
        }
        Some(expression)
    }

    /// The list after `select_one` and the like.
    pub(super) fn list(&self, name: &str, from_file: bool, mistakes: &mut Mistakes) -> ListSource {
        if from_file {
            let stem = name.strip_suffix(".csv").unwrap_or_default();
            if !PROVIDED.contains(&stem) {
                self.mistake("type", MistakeKind::UnknownList(name.to_owned()), mistakes);
            }
            return ListSource::Provided(stem.to_owned());
        }
        if !self.context.lists.contains_key(name) {
            self.mistake("type", MistakeKind::UnknownList(name.to_owned()), mistakes);
        }
        ListSource::Own(name.to_owned())
    }
}

fn truth(word: &str) -> Option<bool> {
    match word {
        "yes" | "true" | "TRUE" | "true()" => Some(true),
        "" | "no" | "false" | "FALSE" | "false()" => Some(false),
        _ => None,
    }
}
