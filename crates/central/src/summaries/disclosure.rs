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
mod pattern;

use super::cube::{Cell, Cube};
use super::period::Period;
use moves::Move;
pub(crate) use pattern::Mark;
pub use pattern::{DEFAULT_THRESHOLD, Figure, LEAST_THRESHOLD, Pattern};

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
