//! Counts of incidents, as one person may see them.

use kentongan_forms::{FormDefinition, QuestionKind, Summary};

use super::cube::{Cell, CountedQuestion, Cube, RollupRow, has_breakdown};
use super::disclosure::{Figure, Pattern};
use super::period::{Month, Period};

/// How much a person may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Small numbers are hidden.
    Protected,
    /// Whole numbers: only for case managers.
    Whole,
}

/// The answers to one question on one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Breakdown {
    /// A figure for each choice, in the order of the form; "" is "not answered".
    Choices(Vec<(String, Figure)>),
    /// Too few incidents for a breakdown, or hidden to protect others.
    TooFew,
    /// A single village's answers are shown by year, not by month or quarter.
    ByYearOnly,
}

/// All counts of incidents, and what of them is hidden.
#[derive(Debug, Clone)]
pub struct Incidents {
    cube: Cube,
    pattern: Pattern,
}

impl Incidents {
    /// Adds up the rollups of the incident form, and decides what is hidden below `threshold`.
    #[must_use]
    pub fn new(form: &FormDefinition, rows: &[RollupRow], threshold: i64) -> Self {
        Self::from_questions(&counted_questions(form), rows, threshold)
    }

    /// The same without a form.
    #[must_use]
    pub fn from_questions(questions: &[CountedQuestion], rows: &[RollupRow], threshold: i64) -> Self {
        let cube = Cube::new(questions, rows);
        let pattern = Pattern::protect(&cube, threshold);
        Self { cube, pattern }
    }

    /// The incidents of a period, in one village or in all.
    #[must_use]
    pub fn records(&self, period: Period, area: Option<&str>, view: View) -> Figure {
        self.figure(period, area, 0, view)
    }

    /// The answers to a question; `None` when the form doesn't count it.
    #[must_use]
    pub fn answers(&self, question: &str, period: Period, area: Option<&str>, view: View) -> Option<Breakdown> {
        let question = self.cube.questions().iter().find(|own| own.name == question)?;
        if view == View::Protected {
            if area.is_some() && !has_breakdown(period) {
                return Some(Breakdown::ByYearOnly);
            }
            if self.records(period, area, view).number().is_none() {
                return Some(Breakdown::TooFew);
            }
        }
        let figures = question.choices.iter().zip(question.keys());
        let figures = figures.map(|(code, key)| (code.clone(), self.figure(period, area, key, view)));
        Some(Breakdown::Choices(figures.collect()))
    }

    /// The first and the last month with an incident.
    #[must_use]
    pub fn months(&self) -> Option<(Month, Month)> {
        let mut months = self.cube.periods().iter().filter_map(|period| match period {
            Period::Month(month) => Some(*month),
            Period::Everything | Period::Year(_) | Period::Quarter(..) => None,
        });
        let first = months.next()?;
        Some((first, months.next_back().unwrap_or(first)))
    }

    /// The villages with an incident.
    #[must_use]
    pub fn villages(&self) -> &[String] {
        self.cube.villages()
    }

    /// Counts below this are hidden.
    #[must_use]
    pub fn threshold(&self) -> i64 {
        self.pattern.threshold()
    }

    fn figure(&self, period: Period, area: Option<&str>, key: usize, view: View) -> Figure {
        let (Some(period), Some(area)) = (self.cube.period_index(period), self.cube.area_index(area)) else {
            return Figure::Number(0);
        };
        let cell = Cell { period, area, key };
        match view {
            View::Protected => self.pattern.figure(&self.cube, cell),
            View::Whole => Figure::Number(self.cube.value(cell)),
        }
    }
}

/// The questions of a form whose choices are counted.
#[must_use]
pub fn counted_questions(form: &FormDefinition) -> Vec<CountedQuestion> {
    let counted = form.questions().filter(|question| question.summary == Some(Summary::Count));
    let counted = counted.map(|question| CountedQuestion {
        name: question.name.clone(),
        several: matches!(question.kind, QuestionKind::SelectMultiple(_)),
        choices: form.own_choices(question).unwrap_or_default().iter().map(|choice| choice.code.clone()).collect(),
    });
    counted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incidents() -> Incidents {
        let row = |month: &str, area: &str, question: &str, choice: &str, records| RollupRow {
            month: month.parse().unwrap(),
            area: area.to_owned(),
            question: question.to_owned(),
            choice: choice.to_owned(),
            records,
            total: 0,
        };
        let sex = CountedQuestion {
            name: "sex".to_owned(),
            several: false,
            choices: vec!["female".to_owned(), "male".to_owned()],
        };
        let rows = [
            row("2026-10", "a", "", "", 9),
            row("2026-10", "a", "sex", "female", 9),
            row("2026-11", "a", "", "", 3),
            row("2026-11", "a", "sex", "female", 1),
            row("2026-11", "a", "sex", "male", 1),
        ];
        Incidents::from_questions(&[sex], &rows, 5)
    }

    #[test]
    fn a_case_manager_sees_whole_numbers_and_the_unanswered() {
        let november: Period = "2026-11".parse().unwrap();
        let incidents = incidents();
        assert_eq!(incidents.records(november, Some("a"), View::Whole), Figure::Number(3));
        assert_eq!(incidents.records(november, Some("a"), View::Protected), Figure::Few);
        let Some(Breakdown::Choices(figures)) = incidents.answers("sex", november, Some("a"), View::Whole) else {
            panic!("whole numbers are broken down")
        };
        let one = Figure::Number(1);
        assert_eq!(figures, [("female".to_owned(), one), ("male".to_owned(), one), (String::new(), one)]);
        assert_eq!(incidents.answers("sex", november, None, View::Protected), Some(Breakdown::TooFew));
        assert_eq!(incidents.answers("sex", november, Some("a"), View::Protected), Some(Breakdown::ByYearOnly));
        assert_eq!(incidents.answers("nobody_asks", november, None, View::Whole), None);
    }

    #[test]
    fn a_month_or_village_without_incidents_has_none() {
        let incidents = incidents();
        assert_eq!(incidents.records(Period::Year(2031), None, View::Protected), Figure::Number(0));
        assert_eq!(incidents.records(Period::Everything, Some("b"), View::Protected), Figure::Number(0));
        assert_eq!(incidents.months().map(|(first, last)| format!("{first} {last}")).unwrap(), "2026-10 2026-11");
    }
}
