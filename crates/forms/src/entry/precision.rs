//! A day with its precision.
//!
//! The precision comes first, because it decides what is asked: the day, only the month, or nothing. A month is stored
//! as its first day. An unknown day is stored as the day on which the person said so, so that the record has a place in
//! time. The precision says what the day is worth.

use jiff::civil::Date;

use super::Entry;
use crate::Value;

impl Entry {
    /// Makes the days fit their precision after `changed` got a new answer; `before` is its old answer.
    pub(super) fn keep_to_precision(&mut self, changed: &str, before: Option<&Value>) {
        let form = std::sync::Arc::clone(&self.form);
        for question in form.questions() {
            let Some(precision) = &question.precision else { continue };
            if changed != precision && changed != question.name {
                continue;
            }
            let day = match self.answers.get(&question.name) {
                Some(Value::Date(day)) => Some(*day),
                Some(_) | None => None,
            };
            // A month or an unknown day has no exact day.
            let is_vague = |code: &str| matches!(code, "month" | "unknown");
            let was_vague =
                changed == precision && before.is_some_and(|before| before.codes().iter().any(|code| is_vague(code)));
            let kept = match self.answers.get(precision).and_then(|answer| answer.codes().first()).map(String::as_str) {
                Some("unknown") if changed == precision => Some(self.today.now.date()),
                Some("month") if was_vague && before != self.answers.get(precision) => None,
                Some("month") => day.map(Date::first_of_month),
                Some("exact") if was_vague => None,
                Some(_) | None => day,
            };
            match kept {
                Some(day) => self.answers.insert(&question.name, Value::Date(day)),
                None => self.answers.remove(&question.name),
            };
        }
    }
}
