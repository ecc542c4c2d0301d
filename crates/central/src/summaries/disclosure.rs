//! Small numbers: which counts of incidents may be shown, so that nobody can compute a hidden one.
//!
//! A count from 1 to threshold−1 is hidden and shown as "<5" (`Mark::Few`). That alone is not enough: months add up to
//! years, villages to the district, the choices of a question to the records. A person who subtracts what is shown gets
//! what is hidden. So further counts are hidden too, shown as "–" (`Mark::Withheld`).
//!
//! The guarantee is a witness, not the absence of a known attack. For every hidden count, [`Pattern::protect`] finds
//! another set of records that gives exactly the same pages except for that count (a `moves::Move`). Where there is
//! none, it hides more. Hiding more never removes a witness, so in the end the guarantee holds for all counts. One
//! pattern is for every page, so nobody gains by subtracting two pages. See docs/decisions/0006-small-numbers.md for
//! what is and is not covered.

mod exchange;
mod moves;

use super::cube::{Cell, Cube};
use super::period::Period;
use moves::Move;

/// The lowest threshold: with 2, "<2" would say 1.
pub const LEAST_THRESHOLD: i64 = 3;
/// The threshold of rule 9, by default.
pub const DEFAULT_THRESHOLD: i64 = 5;

/// What a page may show of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// No page shows it, whatever it is.
    Unpublished,
    /// The number.
    Shown,
    /// "<5": 1 to threshold−1.
    Few,
    /// "–": any number, 0 included.
    Withheld,
}

/// A figure as a person may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Hidden to protect others: any number, 0 included.
    Withheld,
    /// 1 to threshold−1.
    Few,
    /// The number.
    Number(i64),
}

impl Figure {
    /// The number, if it is shown.
    #[must_use]
    pub fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Few | Self::Withheld => None,
        }
    }
}

/// What is shown and hidden of a [`Cube`].
#[derive(Debug, Clone)]
pub struct Pattern {
    threshold: i64,
    marks: Vec<Mark>,
    witnessed: Vec<bool>,
    /// What a reader loses with a page's number of records, and with one of its answers, for each page.
    weights: Vec<(u64, u64)>,
}

impl Pattern {
    /// Decides what is hidden on every possible page.
    #[must_use]
    pub fn protect(cube: &Cube, threshold: i64) -> Self {
        let mut pattern = Self {
            threshold: threshold.max(LEAST_THRESHOLD),
            marks: vec![Mark::Unpublished; cube.cells()],
            witnessed: vec![false; cube.cells()],
            weights: weights(cube),
        };
        pattern.hide_the_few(cube);
        loop {
            let unproven = pattern.unproven(cube);
            if unproven.is_empty() {
                return pattern;
            }
            for cell in unproven {
                if pattern.is_proven(cube, cell) {
                    continue;
                }
                match moves::cheapest(cube, &pattern, cell) {
                    Some(found) => pattern.apply(cube, &found),
                    // Never reached: adding a record is a move for every cell, because it may hide all it needs.
                    None => pattern.mark(cube, cell, Mark::Withheld, true),
                }
            }
        }
    }

    /// What a page may show of a cell. Unpublished cells are withheld.
    pub(crate) fn figure(&self, cube: &Cube, cell: Cell) -> Figure {
        match self.mark_of(cube, cell) {
            Mark::Shown => Figure::Number(cube.value(cell)),
            Mark::Few => Figure::Few,
            Mark::Unpublished | Mark::Withheld => Figure::Withheld,
        }
    }

    pub(crate) fn mark_of(&self, cube: &Cube, cell: Cell) -> Mark {
        self.marks.get(cube.position(cell)).copied().unwrap_or(Mark::Unpublished)
    }

    /// The threshold in use.
    #[must_use]
    pub fn threshold(&self) -> i64 {
        self.threshold
    }

    fn is_few(&self, number: i64) -> bool {
        (1..self.threshold).contains(&number)
    }

    /// The first marks: every count below the threshold. Where the records are hidden, they have no breakdown at all,
    /// because "<5, all of them girls" says more than it hides.
    fn hide_the_few(&mut self, cube: &Cube) {
        for period in 0..cube.periods().len() {
            for area in 0..cube.areas() {
                let records = Cell { period, area, key: 0 };
                let few = self.is_few(cube.value(records));
                self.set(cube, records, if few { Mark::Few } else { Mark::Shown });
                for key in 1..cube.keys() {
                    let cell = Cell { period, area, key };
                    let mark = if !cube.is_published(cell) {
                        Mark::Unpublished
                    } else if few {
                        Mark::Withheld
                    } else if self.is_few(cube.value(cell)) {
                        Mark::Few
                    } else {
                        Mark::Shown
                    };
                    self.set(cube, cell, mark);
                }
            }
        }
    }

    /// Hidden counts without a witness, the widest pages first: what protects a year often protects its months. A
    /// hidden 0 needs no witness, because zeros are no secret.
    fn unproven(&self, cube: &Cube) -> Vec<Cell> {
        let mut found = Vec::new();
        for period in 0..cube.periods().len() {
            for area in 0..cube.areas() {
                for key in 0..cube.keys() {
                    let cell = Cell { period, area, key };
                    if !self.is_proven(cube, cell) {
                        found.push(cell);
                    }
                }
            }
        }
        found.sort_by_cached_key(|cell| (cell.key != 0, std::cmp::Reverse(self.weight(cube, *cell)), *cell));
        found
    }

    fn is_proven(&self, cube: &Cube, cell: Cell) -> bool {
        let at = cube.position(cell);
        match self.marks.get(at).copied().unwrap_or(Mark::Unpublished) {
            Mark::Unpublished | Mark::Shown => true,
            Mark::Few | Mark::Withheld => cube.value(cell) == 0 || self.witnessed.get(at).copied().unwrap_or(true),
        }
    }

    /// The cost of a change of the cell by `by` that no page shows; `None` when it is impossible.
    fn price(&self, cube: &Cube, cell: Cell, by: i64) -> Option<u64> {
        let value = cube.value(cell);
        let other = value + by;
        if other < 0 {
            return None;
        }
        let weight = || self.weight(cube, cell);
        Some(match self.mark_of(cube, cell) {
            Mark::Unpublished | Mark::Withheld => 0,
            Mark::Few if self.is_few(other) => 0,
            // "<5" becomes "–", which says less.
            Mark::Few => 3 * weight(),
            Mark::Shown if value >= self.threshold && other >= self.threshold => weight(),
            // Prefer to hide large counts: a "–" should rarely stand for a small number.
            Mark::Shown => 4 * weight(),
        })
    }

    fn weight(&self, cube: &Cube, cell: Cell) -> u64 {
        let (records, answer) = self.weights.get(cell.period * cube.areas() + cell.area).copied().unwrap_or_default();
        if cell.key == 0 { records } else { answer }
    }

    /// Hides what the move needs hidden. The move is then the witness of every cell that it changes.
    fn apply(&mut self, cube: &Cube, found: &Move) {
        for (cell, by) in found.changes(cube) {
            let mark = match self.mark_of(cube, cell) {
                Mark::Unpublished => Mark::Unpublished,
                Mark::Few if self.is_few(cube.value(cell) + by) => Mark::Few,
                Mark::Few | Mark::Shown | Mark::Withheld => Mark::Withheld,
            };
            self.mark(cube, cell, mark, true);
        }
    }

    fn mark(&mut self, cube: &Cube, cell: Cell, mark: Mark, witnessed: bool) {
        let was_shown = self.mark_of(cube, cell) == Mark::Shown;
        self.set(cube, cell, mark);
        if let Some(own) = self.witnessed.get_mut(cube.position(cell)) {
            *own |= witnessed;
        }
        if cell.key == 0 && was_shown && mark != Mark::Shown {
            for key in 1..cube.keys() {
                let below = Cell { key, ..cell };
                if cube.is_published(below) {
                    self.set(cube, below, Mark::Withheld);
                }
            }
        }
    }

    fn set(&mut self, cube: &Cube, cell: Cell, mark: Mark) {
        if let Some(own) = self.marks.get_mut(cube.position(cell)) {
            *own = mark;
        }
    }
}

/// What a reader loses with the cells of each page. Numbers of records and years count most. All time counts less than
/// a year: it can best protect a year, and few people ask for it.
fn weights(cube: &Cube) -> Vec<(u64, u64)> {
    let mut weights = Vec::new();
    for (period, span) in cube.periods().iter().enumerate() {
        for area in 0..cube.areas() {
            let width = match (span, area == 0) {
                (Period::Month(_), false) => 1,
                (Period::Quarter(..), false) => 2,
                (Period::Year(_), false) => 12,
                (Period::Everything, false) => 6,
                (Period::Month(_), true) => 8,
                (Period::Quarter(..), true) => 14,
                (Period::Year(_), true) => 60,
                (Period::Everything, true) => 30,
            };
            // A page with a hidden number of records loses its answers too.
            let broken_down = cube.is_published(Cell { period, area, key: 1 });
            weights.push((width * if broken_down { 16 } else { 2 }, width));
        }
    }
    weights
}

#[cfg(test)]
mod tests;
