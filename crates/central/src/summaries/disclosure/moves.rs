//! Moves: the smallest changes of the records that leave all pages the same.
//!
//! A move is a product of three sides:
//! - *when*: one month, or one month more and another less;
//! - *where*: one village, or one more and another less;
//! - *what*: another answer, or a whole record with one answer to each question.
//!
//! For example, swap two grooming cases: one of June in Ngloram, and one of July in Jipang. That is month ± month ×
//! village ± village × one answer. Products cancel at every level where both parts meet. So few cells change, and those
//! must be hidden. Every move leaves counts that real records can have: none is negative, and no choice exceeds its
//! records.

use super::super::cube::{Cell, Cube, CubeQuestion};
use super::exchange;
use super::pattern::Pattern;

/// After this many products with a cost, the cheapest so far is used.
const ENOUGH_TRIES: usize = 400;

/// Two months of one year differ at their months and at most at their quarters: two periods each.
const LEVELS_WITHIN_A_YEAR: usize = 4;

/// One side of a product: indices with their sign.
type Side = Vec<(usize, i64)>;

/// A change of counts that real records could have.
#[derive(Debug, Clone)]
pub(super) struct Move {
    when: Side,
    place: Side,
    what: Side,
}

/// When and where a move happens, before the changed answers are known.
struct Spread {
    when: Side,
    /// The months among `when`, as period indices.
    leaves: Side,
    place: Side,
}

impl Spread {
    /// The two villages' months that lose a record, if each month and each village of one year loses one and wins one.
    fn exchange(&self, sign: i64) -> Option<[(usize, usize); 2]> {
        let same_year = self.leaves.len() == 2 && self.when.len() <= LEVELS_WITHIN_A_YEAR;
        let leaves = self.leaves.iter().flat_map(|(period, when)| {
            let villages = self.place.iter().filter(|(area, _)| *area != 0);
            villages.map(move |(area, place)| ((*period, *area), when * place * sign))
        });
        let from: Vec<(usize, usize)> = leaves.filter(|(_, by)| *by < 0).map(|(leaf, _)| leaf).collect();
        match from.as_slice() {
            [one, other] if same_year && one.0 != other.0 && one.1 != other.1 => Some([*one, *other]),
            _ => None,
        }
    }
}

impl Move {
    /// The changed cells, each with its change.
    pub(super) fn changes(&self, cube: &Cube) -> Vec<(Cell, i64)> {
        let mut changes = Vec::new();
        for (period, when) in &self.when {
            for (area, place) in &self.place {
                for (key, what) in &self.what {
                    if *key < cube.keys() {
                        changes.push((Cell { period: *period, area: *area, key: *key }, when * place * what));
                    }
                }
            }
        }
        changes
    }
}

/// The move that changes `target` and hides the least.
pub(super) fn cheapest(cube: &Cube, pattern: &Pattern, target: Cell) -> Option<Move> {
    let mut best = Best { move_: None, cost: u64::MAX, tries: 0 };
    if let Some(question) = cube.question_of(target.key) {
        for_each_spread(cube, target, |spread| {
            answer_moves(cube, pattern, question, target.key, spread, &mut best);
            best.is_enough()
        });
        if best.cost == 0 {
            return best.move_;
        }
        best.tries = 0;
    }
    for_each_spread(cube, target, |spread| {
        record_moves(cube, pattern, target.key, spread, &mut best);
        best.is_enough()
    });
    best.move_
}

struct Best {
    move_: Option<Move>,
    cost: u64,
    tries: usize,
}

impl Best {
    fn offer(&mut self, cost: u64, make: impl FnOnce() -> Move) {
        if cost < self.cost {
            self.cost = cost;
            self.move_ = Some(make());
        }
    }

    fn is_enough(&mut self) -> bool {
        self.tries += 1;
        self.cost == 0 || (self.tries > ENOUGH_TRIES && self.move_.is_some())
    }
}

/// Calls `each` for every place and time that changes the target's page, until it returns true.
fn for_each_spread(cube: &Cube, target: Cell, mut each: impl FnMut(&Spread) -> bool) {
    let inside = cube.months_in(target.period);
    let mut places: Vec<Side> = Vec::new();
    if target.area == 0 {
        places.extend((1..cube.areas()).map(|village| vec![(village, 1), (0, 1)]));
    } else {
        let others = (1..cube.areas()).filter(|other| *other != target.area);
        places.extend(others.map(|other| vec![(target.area, 1), (other, -1)]));
        places.push(vec![(target.area, 1), (0, 1)]);
    }
    for month in inside.iter().rev() {
        let chain = cube.chain(*month);
        // Near months first: they differ from this one at the lowest level.
        let mut others: Vec<usize> = (0..cube.chains().len()).filter(|other| !inside.contains(other)).collect();
        others.sort_by_key(|other| (meeting(chain, cube.chain(*other)), other.abs_diff(*month)));
        let alone = std::iter::once((chain.iter().map(|period| (*period, 1)).collect(), vec![(chain[0], 1)]));
        let pairs = others.iter().map(|other| {
            let second = cube.chain(*other);
            let apart = chain.iter().zip(second).filter(|(a, b)| **a != *b);
            (apart.flat_map(|(a, b)| [(*a, 1), (b, -1)]).collect(), vec![(chain[0], 1), (second[0], -1)])
        });
        for (when, leaves) in pairs.chain(alone) {
            let mut spread = Spread { when, leaves, place: Vec::new() };
            for place in &places {
                spread.place.clone_from(place);
                if each(&spread) {
                    return;
                }
            }
        }
    }
}

/// The level at which two months meet: 1 quarter, 2 year, 3 everything.
fn meeting(a: [usize; 4], b: [usize; 4]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| **a != *b).count()
}

/// One answer in place of another, or one more of several.
fn answer_moves(cube: &Cube, pattern: &Pattern, question: &CubeQuestion, key: usize, spread: &Spread, best: &mut Best) {
    for sign in [1, -1] {
        let Some(own) = column(cube, pattern, spread, (key, sign), best.cost) else { continue };
        if question.several && choices_fit(cube, question, spread, 0, &[(key, sign)]) {
            best.offer(own, || product(spread, vec![(key, sign)]));
        }
        for other in question.keys().filter(|other| *other != key) {
            let limit = best.cost.saturating_sub(own);
            let Some(more) = column(cube, pattern, spread, (other, -sign), limit) else { continue };
            let what = [(key, sign), (other, -sign)];
            if !question.several || choices_fit(cube, question, spread, 0, &what) {
                best.offer(own + more, || product(spread, what.to_vec()));
            }
        }
    }
}

/// A whole record more or less, with one answer to each question. For the target's question, that answer is the target.
fn record_moves(cube: &Cube, pattern: &Pattern, target: usize, spread: &Spread, best: &mut Best) {
    for sign in [1, -1] {
        let Some(mut cost) = column(cube, pattern, spread, (0, sign), best.cost) else { continue };
        let mut what = vec![(0, sign)];
        for question in cube.questions() {
            if cost >= best.cost {
                break;
            }
            let wanted = question.keys().contains(&target).then_some(target);
            let limit = best.cost - cost;
            let Some((more, answer)) = cheapest_answer(cube, pattern, question, wanted, spread, sign, limit) else {
                cost = u64::MAX;
                break;
            };
            cost = cost.saturating_add(more);
            what.extend(answer.map(|key| (key, sign)));
        }
        best.offer(cost, || product(spread, what));
    }
}

/// The cheapest answer to a question that a record may bring or take. No answer counts too, where several are allowed
/// and the counts permit it.
fn cheapest_answer(
    cube: &Cube,
    pattern: &Pattern,
    question: &CubeQuestion,
    wanted: Option<usize>,
    spread: &Spread,
    sign: i64,
    limit: u64,
) -> Option<(u64, Option<usize>)> {
    if question.choices.is_empty() {
        return Some((0, None));
    }
    if wanted.is_none() && question.several && choices_fit(cube, question, spread, sign, &[]) {
        return Some((0, None));
    }
    let mut cheapest: Option<(u64, Option<usize>)> = None;
    for key in question.keys().filter(|key| wanted.is_none_or(|wanted| wanted == *key)) {
        let limit = cheapest.map_or(limit, |(known, _)| known);
        let Some(cost) = column(cube, pattern, spread, (key, sign), limit) else { continue };
        if !question.several || choices_fit(cube, question, spread, sign, &[(key, sign)]) {
            cheapest = Some((cost, Some(key)));
            if cost == 0 {
                break;
            }
        }
    }
    let is_free = cheapest.is_some_and(|(cost, _)| cost == 0);
    let exchanged = if is_free || wanted.is_some() { None } else { spread.exchange(sign) };
    if exchanged.is_some_and(|from| exchange::is_possible(cube, question, from)) {
        return Some((0, None));
    }
    cheapest
}

/// The cost of changing one key over the whole spread; `None` when it is impossible or not below `limit`.
fn column(cube: &Cube, pattern: &Pattern, spread: &Spread, (key, sign): (usize, i64), limit: u64) -> Option<u64> {
    let mut cost = 0;
    for (period, when) in &spread.when {
        for (area, place) in &spread.place {
            cost += pattern.price(cube, Cell { period: *period, area: *area, key }, when * place * sign)?;
            if cost >= limit {
                return None;
            }
        }
    }
    Some(cost)
}

/// Whether records with several choices each can have these counts. No choice may exceed the records. If there was at
/// least one choice for each record before, there still must be.
fn choices_fit(cube: &Cube, question: &CubeQuestion, spread: &Spread, records: i64, what: &[(usize, i64)]) -> bool {
    for (period, when) in &spread.leaves {
        for (area, place) in spread.place.iter().filter(|(area, _)| *area != 0) {
            let sign = when * place;
            let at = |key| Cell { period: *period, area: *area, key };
            let before = cube.value(at(0));
            let after = before + sign * records;
            let (mut sum_before, mut sum_after) = (0, 0);
            for key in question.keys() {
                let count = cube.value(at(key));
                let by: i64 = what.iter().filter(|(own, _)| *own == key).map(|(_, by)| by * sign).sum();
                if count + by < 0 || count + by > after {
                    return false;
                }
                sum_before += count;
                sum_after += count + by;
            }
            if sum_before >= before && sum_after < after {
                return false;
            }
        }
    }
    true
}

fn product(spread: &Spread, what: Side) -> Move {
    Move { when: spread.when.clone(), place: spread.place.clone(), what }
}
