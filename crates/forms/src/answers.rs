//! The answers to one form: question name to typed value.
//!
//! They travel and are stored as a JSON object. A choice is `"code"`, several are `["a","b"]`, a whole number is `3`, a
//! day `"2026-11-20"`, a time `"14:30:00"`, both `"2026-11-20T14:30:00"`, a ticked box `true`. A question without an
//! answer is absent.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::definition::FormDefinition;
use crate::problem::{Problem, ProblemKind};
use crate::tier::Tier;
use crate::value::Value;

/// Answers by question name, in the order of the names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers(BTreeMap<String, Value>);

impl Answers {
    /// No answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the JSON object against the form. Reports every answer to an unknown question, and every answer of a wrong
    /// type. [`crate::Entry`] and [`crate::check_countable`] check whether the answers are complete and allowed.
    pub fn from_json(form: &FormDefinition, json: &Map<String, Json>) -> Result<Self, Vec<Problem>> {
        let (answers, problems) = Self::readable(form, json);
        if problems.is_empty() { Ok(answers) } else { Err(problems) }
    }

    /// The answers that can be read, and a problem for each other one.
    pub fn readable(form: &FormDefinition, json: &Map<String, Json>) -> (Self, Vec<Problem>) {
        let mut answers = BTreeMap::new();
        let mut problems = Vec::new();
        for (name, given) in json {
            let read = match form.question(name) {
                Some(question) => Value::from_json(question, given),
                None => Err(ProblemKind::UnknownQuestion),
            };
            match read {
                Ok(Some(value)) => {
                    answers.insert(name.clone(), value);
                }
                Ok(None) => {}
                Err(kind) => problems.push(Problem::new(name, kind)),
            }
        }
        (Self(answers), problems)
    }

    /// The JSON object that [`Answers::from_json`] reads back.
    pub fn to_json(&self) -> Map<String, Json> {
        self.0.iter().map(|(name, value)| (name.clone(), value.to_json())).collect()
    }

    /// Separates what coordinators may count from what only case managers may read. An answer to an unknown question is
    /// sealed, to be safe.
    pub fn split(self, form: &FormDefinition) -> (Self, Self) {
        let (countable, sealed) = self
            .0
            .into_iter()
            .partition(|(name, _)| form.question(name).is_some_and(|question| question.tier == Tier::Countable));
        (Self(countable), Self(sealed))
    }

    /// The answer to a question.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets an answer without a check; returns the previous one.
    pub fn insert(&mut self, name: &str, value: Value) -> Option<Value> {
        self.0.insert(name.to_owned(), value)
    }

    /// Removes an answer.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Every answer, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many questions are answered.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no question is answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Value)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(answers: I) -> Self {
        Self(answers.into_iter().collect())
    }
}
