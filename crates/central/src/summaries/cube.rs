//! Counts of incidents by period × area × answer, added up for all levels.
//!
//! Rollups have the leaves (one month, one village). A page may ask for a quarter or for all villages. [`Cube`] adds
//! the leaves up, so that each figure of a page is one cell. The small-numbers rule ([`super::disclosure`]) works on
//! the same cells.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::period::{Month, Period};

/// One row of the rollups of a form: how many records, and the sum of a number question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollupRow {
    /// The month that the records fall in.
    pub month: Month,
    /// The village's area code.
    pub area: String,
    /// The question; "" counts the records themselves.
    pub question: String,
    /// The choice; "" for the records themselves and for sums.
    pub choice: String,
    /// How many records.
    pub records: i64,
    /// The sum of its numbers, for questions with sums.
    pub total: i64,
}

/// A question whose choices are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedQuestion {
    /// The question's name.
    pub name: String,
    /// Whether a record may have several choices. If not, the choices add up to the records.
    pub several: bool,
    /// The codes, in the order of the form.
    pub choices: Vec<String>,
}

/// A question's place among the keys of a cube.
#[derive(Debug, Clone)]
pub(crate) struct CubeQuestion {
    pub(crate) name: String,
    pub(crate) several: bool,
    /// The codes of the choices. For a question with one choice the last, "", is "not answered".
    pub(crate) choices: Vec<String>,
    pub(crate) first_key: usize,
}

impl CubeQuestion {
    pub(crate) fn keys(&self) -> std::ops::Range<usize> {
        self.first_key..self.first_key + self.choices.len()
    }
}

/// A cell: index of period, index of area (0 = everywhere), key (0 = the number of records).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cell {
    pub(crate) period: usize,
    pub(crate) area: usize,
    pub(crate) key: usize,
}

/// All counts at all levels. Periods and areas without records have no cells; their counts are 0.
#[derive(Debug, Clone)]
pub struct Cube {
    periods: Vec<Period>,
    /// For each month: the indices of its four periods, the month first.
    chains: Vec<[usize; 4]>,
    /// For each period: its months, as positions in `chains`.
    months_in: Vec<Vec<usize>>,
    /// Area codes. The first, "", means everywhere.
    areas: Vec<String>,
    questions: Vec<CubeQuestion>,
    keys: usize,
    values: Vec<i64>,
}

impl Cube {
    /// Adds up the rows of one form. It skips rows of questions that are not counted. A choice that the form no longer
    /// has comes after the known ones.
    #[must_use]
    pub fn new(questions: &[CountedQuestion], rows: &[RollupRow]) -> Self {
        let mut cube = Self::empty(questions, rows);
        let keys: HashMap<(&str, &str), usize> = cube
            .questions
            .iter()
            .flat_map(|question| {
                let codes = question.choices.iter().zip(question.keys());
                codes.map(|(code, key)| ((question.name.as_str(), code.as_str()), key))
            })
            .collect();
        let areas: HashMap<&str, usize> = cube.areas.iter().enumerate().map(|(at, area)| (area.as_str(), at)).collect();
        let chains: HashMap<Period, [usize; 4]> =
            cube.chains.iter().filter_map(|chain| cube.periods.get(chain[0]).map(|period| (*period, *chain))).collect();
        let mut added = Vec::new();
        for row in rows {
            let key = if row.question.is_empty() {
                Some(0)
            } else if row.choice.is_empty() {
                None
            } else {
                keys.get(&(row.question.as_str(), row.choice.as_str())).copied()
            };
            let found = (key, areas.get(row.area.as_str()), chains.get(&Period::Month(row.month)));
            if let (Some(key), Some(area), Some(chain)) = found {
                added.push((*chain, *area, key, row.records));
            }
        }
        for (chain, area, key, records) in added {
            cube.add(chain, area, key, records);
        }
        cube.count_the_unanswered();
        cube
    }

    fn empty(questions: &[CountedQuestion], rows: &[RollupRow]) -> Self {
        let months: HashSet<Month> = rows.iter().map(|row| row.month).collect();
        let months: BTreeSet<Month> = months.into_iter().collect();
        let mut periods: BTreeSet<Period> = months.iter().flat_map(|month| month.periods()).collect();
        periods.insert(Period::Everything);
        let periods: Vec<Period> = periods.into_iter().collect();
        let chains: Vec<[usize; 4]> =
            months.iter().map(|month| month.periods().map(|own| periods.binary_search(&own).unwrap_or(0))).collect();
        let mut months_in = vec![Vec::new(); periods.len()];
        for (position, chain) in chains.iter().enumerate() {
            for period in chain {
                if let Some(months) = months_in.get_mut(*period) {
                    months.push(position);
                }
            }
        }
        let villages: HashSet<&str> = rows.iter().map(|row| row.area.as_str()).collect();
        let villages: BTreeSet<String> = villages.into_iter().map(str::to_owned).collect();
        let areas: Vec<String> = std::iter::once(String::new()).chain(villages).collect();
        let used: HashSet<(&str, &str)> = rows.iter().map(|row| (row.question.as_str(), row.choice.as_str())).collect();
        let used: BTreeSet<(&str, &str)> = used.into_iter().collect();
        let mut placed = Vec::new();
        let mut next = 1;
        for question in questions {
            let mut choices = question.choices.clone();
            for (asked, code) in &used {
                if *asked == question.name && !code.is_empty() && !choices.iter().any(|known| known == code) {
                    choices.push((*code).to_owned());
                }
            }
            if !question.several {
                choices.push(String::new());
            }
            let (name, several, first_key) = (question.name.clone(), question.several, next);
            next += choices.len();
            placed.push(CubeQuestion { name, several, choices, first_key });
        }
        let values = vec![0; periods.len() * areas.len() * next];
        Self { periods, chains, months_in, areas, questions: placed, keys: next, values }
    }

    fn add(&mut self, chain: [usize; 4], area: usize, key: usize, records: i64) {
        for period in chain {
            for area in [area, 0] {
                let at = self.position(Cell { period, area, key });
                if let Some(value) = self.values.get_mut(at) {
                    *value += records;
                }
            }
        }
    }

    /// For a question with one choice, the records without an answer are "not answered". That is a cell too, because
    /// anybody can compute it.
    fn count_the_unanswered(&mut self) {
        let single: Vec<CubeQuestion> = self.questions.iter().filter(|question| !question.several).cloned().collect();
        for chain in self.chains.clone() {
            for area in 1..self.areas.len() {
                let records = self.value(Cell { period: chain[0], area, key: 0 });
                for question in &single {
                    let answered: i64 =
                        question.keys().map(|key| self.value(Cell { period: chain[0], area, key })).sum();
                    let unanswered = question.first_key + question.choices.len() - 1;
                    self.add(chain, area, unanswered, (records - answered).max(0));
                }
            }
        }
    }

    pub(crate) fn position(&self, cell: Cell) -> usize {
        (cell.period * self.areas.len() + cell.area) * self.keys + cell.key
    }

    pub(crate) fn value(&self, cell: Cell) -> i64 {
        self.values.get(self.position(cell)).copied().unwrap_or(0)
    }

    pub(crate) fn cells(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn keys(&self) -> usize {
        self.keys
    }

    pub(crate) fn questions(&self) -> &[CubeQuestion] {
        &self.questions
    }

    pub(crate) fn question_of(&self, key: usize) -> Option<&CubeQuestion> {
        self.questions.iter().find(|question| question.keys().contains(&key))
    }

    pub(crate) fn periods(&self) -> &[Period] {
        &self.periods
    }

    pub(crate) fn period_index(&self, period: Period) -> Option<usize> {
        self.periods.binary_search(&period).ok()
    }

    /// The number of areas, everywhere included.
    pub(crate) fn areas(&self) -> usize {
        self.areas.len()
    }

    /// The codes of areas with records.
    pub(crate) fn villages(&self) -> &[String] {
        self.areas.get(1..).unwrap_or_default()
    }

    /// The index of a village (of everywhere for `None`); `None` for a village without records.
    pub(crate) fn area_index(&self, area: Option<&str>) -> Option<usize> {
        match area {
            None => Some(0),
            Some(code) => self.villages().binary_search_by(|own| own.as_str().cmp(code)).ok().map(|at| at + 1),
        }
    }

    pub(crate) fn chains(&self) -> &[[usize; 4]] {
        &self.chains
    }

    pub(crate) fn chain(&self, month: usize) -> [usize; 4] {
        self.chains.get(month).copied().unwrap_or_default()
    }

    pub(crate) fn months_in(&self, period: usize) -> &[usize] {
        self.months_in.get(period).map_or(&[], Vec::as_slice)
    }

    /// Whether any page shows the cell. Answers of one village are shown by year and in all. By month and quarter a
    /// village has only its number of records.
    pub(crate) fn is_published(&self, cell: Cell) -> bool {
        cell.key == 0 || cell.area == 0 || self.periods.get(cell.period).is_some_and(|period| has_breakdown(*period))
    }
}

/// Whether a village has a breakdown of answers over this period.
#[must_use]
pub fn has_breakdown(period: Period) -> bool {
    match period {
        Period::Everything | Period::Year(_) => true,
        Period::Quarter(..) | Period::Month(_) => false,
    }
}
