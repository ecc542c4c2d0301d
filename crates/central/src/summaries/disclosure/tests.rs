//! Two auditors that share no code with the hiding look for a hidden count that can be computed. One narrows intervals
//! through every sum until nothing changes. The other builds other records and compares the pages.
#![expect(clippy::single_range_in_vec_init, reason = "a list of spans may hold one span")]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::summaries::cube::{CountedQuestion, RollupRow};
use crate::summaries::period::Month;

/// Two questions: one choice of "a", "b", "c"; several of "x", "y".
fn questions() -> Vec<CountedQuestion> {
    let question = |name: &str, several, choices: &[&str]| CountedQuestion {
        name: name.to_owned(),
        several,
        choices: choices.iter().map(|code| (*code).to_owned()).collect(),
    };
    vec![question("one", false, &["a", "b", "c"]), question("many", true, &["x", "y"])]
}

/// Possible records: month, village, the one choice, the several choices.
type Records = Vec<(&'static str, usize, usize, (bool, bool))>;

const MONTHS: [&str; 5] = ["2025-12", "2026-01", "2026-02", "2026-05", "2026-11"];

fn rows(records: &Records) -> Vec<RollupRow> {
    let mut counts: BTreeMap<(Month, String, &str, &str), i64> = BTreeMap::new();
    for (month, village, one, (x, y)) in records {
        let month: Month = month.parse().unwrap();
        let mut add =
            |question, choice| *counts.entry((month, format!("v{village}"), question, choice)).or_default() += 1;
        add("", "");
        add("one", ["a", "b", "c"][*one]);
        // A record has at least one choice.
        if *x || !*y {
            add("many", "x");
        }
        if *y {
            add("many", "y");
        }
    }
    let row = |((month, area, question, choice), records): ((Month, String, &str, &str), i64)| RollupRow {
        month,
        area,
        question: question.to_owned(),
        choice: choice.to_owned(),
        records,
        total: 0,
    };
    counts.into_iter().map(row).collect()
}

fn records(months: usize, villages: usize, most: usize) -> impl Strategy<Value = Records> {
    let record = (0..months, 0..villages, 0usize..3, any::<(bool, bool)>())
        .prop_map(|(month, village, one, many)| (MONTHS[month], village, one, many));
    proptest::collection::vec(record, 0..most)
}

fn all_cells(cube: &Cube) -> Vec<Cell> {
    let mut cells = Vec::new();
    for period in 0..cube.periods().len() {
        for area in 0..cube.areas() {
            cells.extend((0..cube.keys()).map(|key| Cell { period, area, key }));
        }
    }
    cells
}

fn is_hidden(cube: &Cube, pattern: &Pattern, cell: Cell) -> bool {
    matches!(pattern.mark_of(cube, cell), Mark::Few | Mark::Withheld)
}

/// Every known sum: a cell and the cells that add up to it.
fn sums(cube: &Cube) -> Vec<(Cell, Vec<Cell>)> {
    let mut sums = Vec::new();
    for cell in all_cells(cube) {
        if cell.area == 0 {
            sums.push((cell, (1..cube.areas()).map(|area| Cell { area, ..cell }).collect()));
        }
        let period = cube.periods()[cell.period];
        let narrower = |other: &Period| match (period, other) {
            (Period::Everything, Period::Year(_)) => true,
            (Period::Year(year), Period::Quarter(own, _)) => year == *own,
            (Period::Quarter(..), Period::Month(month)) => period.holds(*month),
            _ => false,
        };
        let parts: Vec<usize> = (0..cube.periods().len()).filter(|at| narrower(&cube.periods()[*at])).collect();
        if !parts.is_empty() {
            sums.push((cell, parts.into_iter().map(|period| Cell { period, ..cell }).collect()));
        }
        if cell.key == 0 {
            for question in cube.questions().iter().filter(|question| !question.several) {
                sums.push((cell, question.keys().map(|key| Cell { key, ..cell }).collect()));
            }
        }
    }
    sums
}

/// Narrows the possible values of each cell, by what is shown and by the sums. Returns the hidden counts with only one
/// value left.
fn pinned(cube: &Cube, pattern: &Pattern) -> Vec<Cell> {
    const MUCH: i64 = 1_000_000;
    let cells = all_cells(cube);
    let mut range: BTreeMap<Cell, (i64, i64)> = BTreeMap::new();
    for cell in &cells {
        let known = match pattern.mark_of(cube, *cell) {
            Mark::Shown => (cube.value(*cell), cube.value(*cell)),
            Mark::Few => (1, pattern.threshold() - 1),
            Mark::Withheld | Mark::Unpublished => (0, MUCH),
        };
        range.insert(*cell, known);
    }
    let sums = sums(cube);
    let mut changed = true;
    while changed {
        changed = false;
        let mut narrow = |range: &mut BTreeMap<Cell, (i64, i64)>, cell: Cell, low: i64, high: i64| {
            let own = range.get_mut(&cell).unwrap();
            let next = (own.0.max(low), own.1.min(high));
            assert!(next.0 <= next.1, "the pages contradict themselves at {cell:?}");
            changed |= next != *own;
            *own = next;
        };
        for (whole, parts) in &sums {
            let low: i64 = parts.iter().map(|part| range[part].0).sum();
            let high: i64 = parts.iter().map(|part| range[part].1).sum();
            narrow(&mut range, *whole, low, high);
            let (least, most) = range[whole];
            for part in parts {
                let (own_low, own_high) = range[part];
                narrow(&mut range, *part, least - (high - own_high), most - (low - own_low));
            }
        }
        for cell in &cells {
            if cell.key != 0 {
                let records = range[&Cell { key: 0, ..*cell }].1;
                narrow(&mut range, *cell, 0, records);
            }
        }
    }
    let hidden = cells.into_iter().filter(|cell| is_hidden(cube, pattern, *cell) && cube.value(*cell) > 0);
    hidden.filter(|cell| range[cell].0 == range[cell].1).collect()
}

/// Tries other numbers of records and answers, each leaf at most one away. It finds the hidden counts that no set with
/// the same pages changes.
struct Alternatives<'a> {
    cube: &'a Cube,
    pattern: &'a Pattern,
    /// (month position, village), in the order of the tries.
    leaves: Vec<(usize, usize)>,
}

impl Alternatives<'_> {
    fn untouched(cube: &Cube, pattern: &Pattern) -> Vec<Cell> {
        let leaves = (0..cube.chains().len()).flat_map(|month| (1..cube.areas()).map(move |area| (month, area)));
        let own = Alternatives { cube, pattern, leaves: leaves.collect() };
        let mut open: Vec<Cell> = all_cells(cube)
            .into_iter()
            .filter(|cell| is_hidden(cube, pattern, *cell) && cube.value(*cell) > 0)
            .collect();
        let mut numbers = Vec::new();
        own.each(&[0..1], &[], &mut Vec::new(), &mut |deltas| numbers.push(deltas.to_vec()));
        for records in numbers {
            let mut touched: Vec<Vec<Cell>> = Vec::new();
            for question in cube.questions() {
                let mut cells = Vec::new();
                let mut any = false;
                own.each(&[question.keys()], &records, &mut Vec::new(), &mut |deltas| {
                    any = true;
                    let keys: Vec<usize> = question.keys().collect();
                    cells.extend(open.iter().filter(|cell| own.by(&keys, deltas, **cell) != 0));
                });
                if any {
                    touched.push(cells);
                }
            }
            if touched.len() == cube.questions().len() {
                let touched: Vec<Cell> = touched.into_iter().flatten().collect();
                open.retain(|cell| !touched.contains(cell) && own.by(&[0], &records, *cell) == 0);
            }
        }
        open
    }

    /// The change of a cell when the leaves change by these.
    fn by(&self, keys: &[usize], deltas: &[i64], cell: Cell) -> i64 {
        let Some(at) = keys.iter().position(|key| *key == cell.key) else { return 0 };
        let mut by = 0;
        for (leaf, (month, area)) in self.leaves.iter().enumerate() {
            if self.cube.chain(*month).contains(&cell.period) && (cell.area == 0 || cell.area == *area) {
                by += deltas[leaf * keys.len() + at];
            }
        }
        by
    }

    /// Calls `found` with every change of these keys, leaf by leaf, that leaves all pages the same.
    fn each(
        &self,
        keys: &[std::ops::Range<usize>; 1],
        records: &[i64],
        deltas: &mut Vec<i64>,
        found: &mut dyn FnMut(&[i64]),
    ) {
        let keys: Vec<usize> = keys[0].clone().collect();
        let done = deltas.len() / keys.len();
        if done == self.leaves.len() {
            let fits = |cell: &Cell| !keys.contains(&cell.key) || self.looks_the_same(&keys, deltas, *cell);
            if all_cells(self.cube).iter().all(fits) {
                found(deltas);
            }
            return;
        }
        let (month, area) = self.leaves[done];
        let several = self.cube.question_of(keys[0]).is_some_and(|question| question.several);
        let at = |key| Cell { period: self.cube.chain(month)[0], area, key };
        let number = self.cube.value(at(0));
        for code in 0..3_usize.pow(u32::try_from(keys.len()).unwrap()) {
            let own: Vec<i64> =
                (0..keys.len()).map(|at| (code / 3_usize.pow(u32::try_from(at).unwrap()) % 3) as i64 - 1).collect();
            let counts: Vec<i64> = keys.iter().zip(&own).map(|(key, by)| self.cube.value(at(*key)) + by).collect();
            let after = number + records.get(done).copied().unwrap_or(0);
            let real = counts.iter().all(|count| *count >= 0)
                && (keys == [0]
                    || if several {
                        counts.iter().all(|count| *count <= after) && counts.iter().sum::<i64>() >= after
                    } else {
                        counts.iter().sum::<i64>() == after
                    });
            if real {
                deltas.extend(&own);
                if self.month_may_stand(&keys, deltas, month) {
                    self.each(&[keys[0]..keys[0] + keys.len()], records, deltas, found);
                }
                deltas.truncate(done * keys.len());
            }
        }
    }

    /// When all villages of a month are set: whether its page still looks the same.
    fn month_may_stand(&self, keys: &[usize], deltas: &[i64], month: usize) -> bool {
        let done = deltas.len() / keys.len();
        if self.leaves.get(done).is_some_and(|(next, _)| *next == month) {
            return true;
        }
        let mut whole = deltas.to_vec();
        whole.resize(self.leaves.len() * keys.len(), 0);
        let period = self.cube.chain(month)[0];
        (0..self.cube.areas())
            .all(|area| keys.iter().all(|key| self.looks_the_same(keys, &whole, Cell { period, area, key: *key })))
    }

    fn looks_the_same(&self, keys: &[usize], deltas: &[i64], cell: Cell) -> bool {
        let by = self.by(keys, deltas, cell);
        let other = self.cube.value(cell) + by;
        match self.pattern.mark_of(self.cube, cell) {
            Mark::Unpublished | Mark::Withheld => other >= 0,
            Mark::Shown => by == 0,
            Mark::Few => (1..self.pattern.threshold()).contains(&other),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_hidden_count_can_be_computed_from_all_pages_together(records in records(5, 4, 160)) {
        let cube = Cube::new(&questions(), &rows(&records));
        let pattern = Pattern::protect(&cube, DEFAULT_THRESHOLD);
        prop_assert_eq!(pinned(&cube, &pattern), vec![]);
    }

    #[test]
    fn every_hidden_count_could_be_another_with_the_same_pages(records in records(2, 2, 26)) {
        let cube = Cube::new(&questions(), &rows(&records));
        let pattern = Pattern::protect(&cube, LEAST_THRESHOLD);
        prop_assert_eq!(Alternatives::untouched(&cube, &pattern), vec![]);
    }

    #[test]
    fn no_page_shows_a_small_number(records in records(5, 3, 120)) {
        let cube = Cube::new(&questions(), &rows(&records));
        let pattern = Pattern::protect(&cube, DEFAULT_THRESHOLD);
        for cell in all_cells(&cube) {
            if let Figure::Number(number) = pattern.figure(&cube, cell) {
                prop_assert!(number == 0 || number >= DEFAULT_THRESHOLD);
                prop_assert_eq!(number, cube.value(cell));
            }
        }
    }
}

/// 12 of "a" and 2 of "b" in one month and village.
fn one_page() -> Cube {
    let records: Records = (0..14).map(|at| (MONTHS[0], 0, usize::from(at >= 12), (true, true))).collect();
    Cube::new(&questions(), &rows(&records))
}

#[test]
fn the_auditors_find_what_hiding_small_numbers_alone_gives_away() {
    let cube = one_page();
    let mut naive = Pattern {
        threshold: DEFAULT_THRESHOLD,
        marks: vec![Mark::Unpublished; cube.cells()],
        witnessed: vec![true; cube.cells()],
        weights: Vec::new(),
    };
    naive.hide_the_few(&cube);
    assert!(!pinned(&cube, &naive).is_empty());
    assert!(!Alternatives::untouched(&cube, &naive).is_empty());
}

#[test]
fn a_second_answer_is_hidden_when_the_first_could_be_subtracted() {
    let cube = one_page();
    let pattern = Pattern::protect(&cube, DEFAULT_THRESHOLD);
    let figure = |key| pattern.figure(&cube, Cell { period: 0, area: 0, key });
    assert_eq!(figure(0), Figure::Number(14));
    assert_eq!(figure(1), Figure::Withheld, "12 of a");
    assert_eq!(figure(2), Figure::Few, "2 of b");
    assert_eq!(figure(3), Figure::Number(0), "0 of c");
    assert_eq!(figure(5), Figure::Number(14), "several answers add up to nothing, x stays");
}

#[test]
fn fewer_than_five_records_are_not_broken_down() {
    let records: Records = (0..3).map(|_| (MONTHS[0], 0, 0, (true, false))).collect();
    let cube = Cube::new(&questions(), &rows(&records));
    let pattern = Pattern::protect(&cube, DEFAULT_THRESHOLD);
    assert_eq!(pattern.figure(&cube, Cell { period: 0, area: 0, key: 0 }), Figure::Few);
    assert!((1..cube.keys()).all(|key| pattern.figure(&cube, Cell { period: 0, area: 0, key }) == Figure::Withheld));
}

#[test]
fn a_threshold_that_would_name_the_number_is_raised() {
    assert_eq!(Pattern::protect(&one_page(), 2).threshold(), 3);
}
