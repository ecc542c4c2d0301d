//! Moves a number from a text to the question for such numbers, after the person says whose number it is.

use super::Entry;
use crate::conduct::{self, Conduct};
use crate::definition::{Question, QuestionKind, Takes};
use crate::plain::is_blank;
use crate::{Problem, ProblemKind, Value};

/// A possible move of a number that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberMove {
    /// The target question.
    pub to: String,
    /// Whose numbers that question has.
    pub takes: Takes,
}

impl Entry {
    /// The possible targets for the phone number in this question's text; empty when there is none. Only visible
    /// questions are targets, because a hidden one would be left out of the finished form.
    pub fn number_moves(&self, question: &str) -> Vec<NumberMove> {
        if self.number_in(question).is_none() {
            return Vec::new();
        }
        let takers = self.form.questions().filter(|taker| taker.name != question && self.is_relevant(&taker.name));
        takers.filter_map(|taker| Some(NumberMove { to: taker.name.clone(), takes: taker.takes? })).collect()
    }

    /// Moves the number from this question's text to the end of another text, in its own line if that text has lines.
    /// Returns the changed questions, the target first.
    ///
    /// It refuses, and changes nothing, when there is no number, or the target takes none or has no room.
    pub fn move_number(&mut self, from: &str, to: &str) -> Result<[String; 2], Problem> {
        let fail = |question: &str, kind| Err(Problem::new(question, kind));
        let taker = self.form.question(to).filter(|taker| taker.takes.is_some() && from != to);
        let (Some(taker), Some((text, at))) = (taker, self.number_in(from)) else {
            return fail(to, ProblemKind::UnknownQuestion);
        };
        let (Some(number), Some(before), Some(after)) =
            (text.get(at.clone()), text.get(..at.start), text.get(at.end..))
        else {
            return fail(from, ProblemKind::WrongType);
        };
        let received = joined(taker, self.text_of(to), number);
        if received.chars().count() > taker.text_limit {
            return fail(to, ProblemKind::TooLong { limit: taker.text_limit });
        }
        let left = format!("{}{}", before.trim_end(), spaced(before, after));
        let left = (!is_blank(&left)).then_some(Value::Text(left));
        self.set(to, Some(Value::Text(received)))?;
        self.set(from, left)?;
        Ok([to.to_owned(), from.to_owned()])
    }

    fn text_of(&self, question: &str) -> &str {
        self.answers.get(question).and_then(Value::as_text).unwrap_or_default()
    }

    /// The text of a question that may have no number, and the place of its first number.
    fn number_in(&self, question: &str) -> Option<(String, std::ops::Range<usize>)> {
        let question = self.form.question(question).filter(|question| {
            question.kind == QuestionKind::Text && !question.phone_allowed && self.is_relevant(&question.name)
        })?;
        let text = self.text_of(&question.name);
        conduct::check(text, question.tier).into_iter().find_map(|found| match found {
            Conduct::PhoneNumber { at } => Some((text.to_owned(), at)),
            Conduct::NationalId | Conduct::LooksLikeName | Conduct::Blaming { .. } => None,
        })
    }
}

/// The target's present text and the number.
fn joined(taker: &Question, present: &str, number: &str) -> String {
    let separator = if taker.has_appearance("multiline") { "\n" } else { ", " };
    if is_blank(present) { number.to_owned() } else { format!("{}{separator}{number}", present.trim_end()) }
}

/// The text after the number, with a blank where two words would meet.
fn spaced(before: &str, after: &str) -> String {
    let rest = after.trim_start();
    let meets = !before.is_empty() && rest.starts_with(|first: char| first.is_alphanumeric());
    if meets { format!(" {rest}") } else { rest.to_owned() }
}
