//! What is shown and hidden of a cube, and what each change costs a reader.

use crate::summaries::cube::{Cell, Cube};

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
    pub(super) threshold: i64,
    pub(super) marks: Vec<Mark>,
    pub(super) witnessed: Vec<bool>,
    /// What a reader loses with a page's number of records, and with one of its answers, for each page.
    pub(super) weights: Vec<(u64, u64)>,
}

impl Pattern {
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

    pub(super) fn is_few(&self, number: i64) -> bool {
        (1..self.threshold).contains(&number)
    }

    /// The cost of a change of the cell by `by` that no page shows; `None` when it is impossible.
    pub(super) fn price(&self, cube: &Cube, cell: Cell, by: i64) -> Option<u64> {
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

    pub(super) fn weight(&self, cube: &Cube, cell: Cell) -> u64 {
        let (records, answer) = self.weights.get(cell.period * cube.areas() + cell.area).copied().unwrap_or_default();
        if cell.key == 0 { records } else { answer }
    }

    pub(super) fn set(&mut self, cube: &Cube, cell: Cell, mark: Mark) {
        if let Some(own) = self.marks.get_mut(cube.position(cell)) {
            *own = mark;
        }
    }
}
